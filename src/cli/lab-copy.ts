import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { StudyInputError } from "../studies/framework/errors.js";

/**
 * Copies the built page into `target`, and returns the number of its files. It is written beside it and put in its place at the end, so that
 * `target` is never half a page. A directory that holds anything but an earlier copy of the page is refused.
 */
export function copyLab(page: string, target: string): number {
  const place = existsSync(target) ? realpathSync(target) : resolve(target);
  if (existsSync(place)) refuseForeign(place, target);
  if (`${resolve(page)}${sep}`.startsWith(`${place}${sep}`) || `${place}${sep}`.startsWith(`${resolve(page)}${sep}`))
    throw new StudyInputError(`--out ${target} is where the page itself is kept; give another directory.`);
  const beside = (what: string) => join(dirname(place), `.${basename(place)}.${what}-${process.pid}`);
  const [coming, going] = [beside("coming"), beside("going")];
  try {
    mkdirSync(dirname(place), { recursive: true });
    cpSync(page, coming, { recursive: true });
    if (existsSync(place)) renameSync(place, going);
    renameSync(coming, place);
    rmSync(going, { recursive: true, force: true });
  } catch (error) {
    if (existsSync(coming)) rmSync(coming, { recursive: true });
    if (existsSync(going) && !existsSync(place)) renameSync(going, place);
    throw new StudyInputError(`--out ${target} cannot be written: ${(error as Error).message}.`);
  }
  return filesIn(place).length;
}

function refuseForeign(place: string, target: string): void {
  if (!statSync(place).isDirectory()) throw new StudyInputError(`--out ${target} is not a directory.`);
  const own = new Set(listingOf(place));
  const foreign = filesIn(place).find((file) => !own.has(file));
  if (foreign === undefined) return;
  throw new StudyInputError(
    `--out ${target} holds ${foreign}, which is not part of a lab. Give a new or empty directory, or one that holds an earlier copy and nothing else.`,
  );
}

/** The files of the copy of the page that is there, as its own listing has them. */
function listingOf(place: string): readonly string[] {
  try {
    const listing = JSON.parse(readFileSync(join(place, "lab.json"), "utf8")) as { page?: unknown; files?: unknown };
    return listing.page === "microcircuit lab" && Array.isArray(listing.files) ? listing.files : [];
  } catch {
    return [];
  }
}

/** All but directories, links included, by their path inside `directory`. */
function filesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
