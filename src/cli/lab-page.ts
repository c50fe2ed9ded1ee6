import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MicrocircuitError } from "../core/errors.js";
import { newestIn } from "./newest.js";

/** The page as it is served. */
export interface LabPage {
  readonly directory: string;
  /** In a checkout it may be built anew while it is served. */
  readonly changes: boolean;
}

/** The built page: as it came with the package, or, in a checkout, built now where it is not newer than its sources. */
export async function builtPage(): Promise<LabPage> {
  const root = packageRoot();
  const directory = join(root, "dist/lab");
  const mark = join(directory, "lab.json"); // the last file a build writes
  const checkout = existsSync(join(root, "lab/vite.config.ts"));
  const sources = ["lab", "src", "build/release.wasm"].map((path) => join(root, path));
  const built = existsSync(mark);
  if (checkout && !(built && statSync(mark).mtimeMs >= Math.max(...sources.filter(existsSync).map(newestIn)))) await build(root);
  else if (!built) throw new MicrocircuitError("lab", `The page is not part of this installation: there is no ${mark}.`);
  return { directory, changes: checkout };
}

function packageRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  return directory;
}

async function build(root: string): Promise<void> {
  console.error("Building the page ...");
  const status = await new Promise<number | null>((ended, failed) => {
    // Its words go where this program's progress goes: standard output is for what was asked for.
    const builder = spawn(process.execPath, [bundler(root), "build", "-c", "lab/vite.config.ts", "--logLevel", "warn"], {
      cwd: root,
      stdio: ["ignore", 2, 2],
    });
    builder.on("error", failed);
    builder.on("close", ended);
  });
  if (status !== 0) throw new MicrocircuitError("lab", "The page could not be built; the lines above say why.");
}

/** The program that builds the page: a tool of this project's developers, which a user of the package does not have and need not. */
function bundler(root: string): string {
  try {
    const manifest = createRequire(join(root, "package.json")).resolve("vite/package.json");
    return join(dirname(manifest), (JSON.parse(readFileSync(manifest, "utf8")) as { bin: { vite: string } }).bin.vite);
  } catch (error) {
    throw new MicrocircuitError("lab", "The page must be built first, and Vite, which does it, is not installed: npm ci.", {
      cause: error,
    });
  }
}
