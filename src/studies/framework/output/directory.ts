import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { JobCheckpoint } from "../checkpoint.js";
import { StudyInputError } from "../errors.js";
import { canonicalJson } from "../json.js";
import type { RunIdentity } from "../plan.js";
import type { StudyResult } from "../result.js";
import { jobSeed } from "../seeds.js";
import type { ResultStore, SavedJobs } from "../store.js";
import { writeWhole } from "./files.js";
import { fileJobCheckpoint } from "./job-checkpoint.js";

/** Folder of an unfinished run inside the directory of its results. */
const unfinished = "unfinished";

/** What a directory of results holds. */
export type Contents =
  | { readonly state: "empty" }
  | { readonly state: "finished"; readonly result: StudyResult; readonly identity: RunIdentity }
  | {
      readonly state: "unfinished";
      readonly identity: RunIdentity;
      readonly finishedJobs: number;
      /** Unfinished ones that have kept how far they are. */
      readonly begunJobs: number;
    };

/** Looks into a directory of results; an unfinished run counts before a finished one beside it. */
export function contentsOf(directory: string): Contents {
  const folder = join(directory, unfinished);
  const identity = readJson(join(folder, "run.json")) as RunIdentity | undefined;
  const finishedJobs = jobFiles(folder).length;
  // A run that ended before its first job did, or a checkpoint was taken, left nothing to go on with.
  const begunJobs = jobFiles(folder, ".checkpoint").length;
  if (identity && (finishedJobs > 0 || begunJobs > 0)) return { state: "unfinished", identity, finishedJobs, begunJobs };
  const path = join(directory, "result.json");
  if (!existsSync(path)) return { state: "empty" };
  const result = readJson(path) as StudyResult | undefined;
  if (!result?.study || !result.parameters) {
    throw new StudyInputError(`${path} is not a result of this program. Choose another directory with --out.`);
  }
  const { study, version, seed, parameters, environment } = result;
  return { state: "finished", result, identity: { study, version, core: environment?.core ?? "", seed, parameters } };
}

/**
 * How two runs differ, in words: "seed 1, not 2"; empty where they are the same run. `found` is what a directory holds, `wanted`
 * what was asked for.
 */
export function differences(found: RunIdentity, wanted: RunIdentity): string[] {
  if (found.study !== wanted.study) return [`study ${found.study}, not ${wanted.study}`];
  const words: string[] = [];
  if (found.seed !== wanted.seed) words.push(`seed ${found.seed}, not ${wanted.seed}`);
  for (const name of new Set([...Object.keys(found.parameters), ...Object.keys(wanted.parameters)])) {
    const [there, here] = [canonicalJson(found.parameters[name]), canonicalJson(wanted.parameters[name])];
    if (there !== here) words.push(`${name} = ${there}, not ${here}`);
  }
  if (found.version !== wanted.version) words.push(`version ${found.version} of the package, not ${wanted.version}`);
  else if (found.core !== wanted.core) words.push("another build of the core");
  return words;
}

/** Keeps the finished jobs of a run under DIR/unfinished, one file each, until {@link DirectoryStore.clear}. */
export class DirectoryStore implements ResultStore {
  readonly #folder: string;

  constructor(directory: string) {
    this.#folder = join(directory, unfinished);
  }

  open(identity: RunIdentity): SavedJobs {
    const found = readJson(join(this.#folder, "run.json")) as RunIdentity | undefined;
    const results = new Map<string, string>();
    let seconds = 0;
    if (found && differences(found, identity).length === 0) {
      for (const file of jobFiles(this.#folder)) {
        const saved = readJson(join(this.#folder, file)) as { id: string; seconds: number; result: unknown } | undefined;
        if (saved === undefined) continue;
        results.set(saved.id, JSON.stringify(saved.result));
        seconds = Math.max(seconds, saved.seconds);
      }
    } else {
      this.clear();
      writeWhole(join(this.#folder, "run.json"), `${JSON.stringify(identity)}\n`);
    }
    return { results, seconds };
  }

  save(jobId: string, result: string, seconds: number): void {
    writeWhole(this.#file(jobId, "json"), `{"id":${JSON.stringify(jobId)},"seconds":${seconds},"result":${result}}\n`);
    rmSync(this.checkpointFile(jobId), { force: true });
  }

  checkpoint(jobId: string): JobCheckpoint {
    return fileJobCheckpoint(this.checkpointFile(jobId));
  }

  checkpointFile(jobId: string): string {
    return this.#file(jobId, "checkpoint");
  }

  #file(jobId: string, extension: string): string {
    return join(this.#folder, `job-${jobSeed(0, jobId).toString(16).padStart(16, "0")}.${extension}`);
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function jobFiles(folder: string, extension = ".json"): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((file) => file.startsWith("job-") && file.endsWith(extension)) : [];
}

/** The file's content, or undefined where there is no such file or it is damaged: the job is then done again. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
