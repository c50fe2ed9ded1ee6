import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { StudyAbortedError, StudyInputError, StudyJobError } from "../studies/framework/errors.js";
import { duration } from "../studies/framework/output/numbers.js";
import { planRun } from "../studies/framework/plan.js";
import { type PresetName, presetNames } from "../studies/framework/presets.js";
import { resultJson, type StudyResult } from "../studies/framework/result.js";
import { MAXIMUM_WORKERS, runStudy } from "../studies/framework/run.js";
import { didYouMean } from "../studies/framework/suggest.js";
import { claimsTable } from "./claims-table.js";
import { exitStatus } from "./exit-status.js";
import { findStudy } from "./find-study.js";
import { untilInterrupted } from "./interruption.js";
import { prepareDirectory } from "./output-directory.js";
import { progressDisplay } from "./progress-display.js";

/** The options of `run` as the command line gives them. */
export interface RunCommand {
  readonly preset: string;
  readonly set: readonly string[];
  readonly seed: string;
  readonly workers?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
  readonly json: boolean;
}

/** Runs a study and writes its results; returns the exit status. */
export async function run(name: string, command: RunCommand): Promise<number> {
  const preset = readPreset(command.preset);
  const seed = readInteger("--seed", command.seed, 0, Number.MAX_SAFE_INTEGER);
  const wantedWorkers = command.workers === undefined ? undefined : readInteger("--workers", command.workers, 1, MAXIMUM_WORKERS);
  const set = readSettings(command.set);
  const study = await findStudy(name);
  const { identity, jobs } = planRun(study, { preset, set, seed });
  const directory = command.out ?? join("results", study.name);
  const prepared = prepareDirectory(directory, identity, command);
  if ("result" in prepared) {
    console.error(`${directory} holds this run, finished; there is nothing to go on with.`);
    return present(prepared.result, directory, command.json);
  }
  const { store, resumedJobs, begunJobs } = prepared;
  const workers = Math.max(1, Math.min(wantedWorkers ?? Math.min(availableParallelism(), 32), jobs.length));
  const finished = resumedJobs > 0 ? `, ${resumedJobs} of them finished before` : "";
  const resumed = finished + (begunJobs > 0 ? `, ${begunJobs} going on from a checkpoint` : "");
  console.error(
    `${study.name} (${preset}): ${counted(jobs.length, "job")}${resumed}, ${counted(workers, "worker")}, seed ${seed}`,
  );

  const interruption = untilInterrupted();
  const display = progressDisplay(process.stderr);
  let result: StudyResult;
  try {
    const onProgress = display.show;
    result = await runStudy(study, { preset, set, seed, workers, store, onProgress, signal: interruption.signal });
  } catch (error) {
    display.end();
    if (error instanceof StudyJobError)
      console.error(`Finished jobs are saved in ${directory}: --resume keeps them, --overwrite starts anew.`);
    if (!(error instanceof StudyAbortedError)) throw error;
    console.error(`${error.message} They are saved in ${directory}; the same command with --resume goes on from there.`);
    return exitStatus.interrupted;
  } finally {
    display.end();
    interruption.end();
  }
  const { writeResult } = await import("../studies/framework/output/write.js");
  await writeResult(directory, study, result, name);
  store.clear();
  return present(result, directory, command.json);
}

/** Prints the result; the exit status says whether its claims hold. */
function present(result: StudyResult, directory: string, json: boolean): number {
  const failed = result.claims.filter((claim) => !claim.holds).length;
  const count = result.claims.length;
  if (json) process.stdout.write(readWritten(directory) ?? resultJson(result));
  else {
    const verdict = failed === 0 ? `${count} of ${count} claims hold` : `${failed} of ${count} claims FAIL`;
    console.log(`\n${claimsTable(result.claims)}\n\n${result.study}: ${verdict}, ${duration(result.durationSeconds)}.`);
    console.log(`Report: ${join(directory, "report.html")}`);
  }
  return failed === 0 ? exitStatus.success : exitStatus.failure;
}

/** The very text of result.json, so that standard output and the file do not differ. */
function readWritten(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, "result.json"), "utf8");
  } catch {
    return undefined;
  }
}

function readPreset(text: string): PresetName {
  if ((presetNames as readonly string[]).includes(text)) return text as PresetName;
  throw new StudyInputError(
    `--preset is "${text}"; it must be one of ${presetNames.join(", ")}.${didYouMean(text, presetNames)}`,
  );
}

function readInteger(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new StudyInputError(`${option} is "${text}"; it must be an integer from ${min} to ${max}.`);
}

function readSettings(words: readonly string[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const word of words) {
    const equals = word.indexOf("=");
    if (equals < 1)
      throw new StudyInputError(`--set is followed by "${word}"; it must be name=value, for example --set refractoryPeriod=3.`);
    const name = word.slice(0, equals).trim();
    if (Object.hasOwn(settings, name)) throw new StudyInputError(`--set gives the parameter "${name}" twice.`);
    settings[name] = word.slice(equals + 1);
  }
  return settings;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
