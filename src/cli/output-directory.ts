import { mkdirSync } from "node:fs";
import { StudyInputError } from "../studies/framework/errors.js";
import { contentsOf, DirectoryStore, differences } from "../studies/framework/output/directory.js";
import type { RunIdentity } from "../studies/framework/plan.js";
import type { StudyResult } from "../studies/framework/result.js";

/** What to do with the directory of results: run (with a store), or show the result that is there already. */
export type Preparation =
  | { readonly store: DirectoryStore; readonly resumedJobs: number; readonly begunJobs: number }
  | { readonly result: StudyResult };

/**
 * Makes the directory ready for a run, or refuses: results of another run are not mixed with this one's, and an unfinished run is
 * neither continued nor thrown away without being asked to.
 */
export function prepareDirectory(
  directory: string,
  wanted: RunIdentity,
  options: { readonly resume: boolean; readonly overwrite: boolean },
): Preparation {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new StudyInputError(`--out ${directory} cannot be used as a directory: ${(error as Error).message}.`);
  }
  const store = new DirectoryStore(directory);
  if (options.overwrite) {
    store.clear();
    return { store, resumedJobs: 0, begunJobs: 0 };
  }
  const found = contentsOf(directory);
  if (found.state === "empty") return { store, resumedJobs: 0, begunJobs: 0 };
  const others = differences(found.identity, wanted);
  if (found.state === "unfinished") {
    const what = `${directory} holds an unfinished run (${found.finishedJobs} jobs finished)`;
    if (others.length > 0) throw refusal(`${what} of ${others.join("; ")}.`);
    if (options.resume) return { store, resumedJobs: found.finishedJobs, begunJobs: found.begunJobs };
    throw new StudyInputError(`${what}. Add --resume to go on with it, or --overwrite to start anew.`);
  }
  if (others.length === 0 && options.resume) return { result: found.result };
  // The same run made by an earlier version may be replaced: that is an update, and nothing of it is continued.
  const another = differences({ ...found.identity, version: wanted.version, core: wanted.core }, wanted);
  if (another.length > 0) throw refusal(`${directory} holds the results of ${another.join("; ")}.`);
  return { store, resumedJobs: 0, begunJobs: 0 };
}

function refusal(what: string): StudyInputError {
  return new StudyInputError(`${what} Give another directory with --out, or add --overwrite to replace them.`);
}
