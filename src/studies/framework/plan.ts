import type { z } from "zod";
import { checkNumber, checkOneOf } from "../../core/check.js";
import { coreHash } from "../../core/generated/module.js";
import { StudyDefinitionError } from "./errors.js";
import { throughJson } from "./json.js";
import { resolveParameters } from "./parameters.js";
import { type PresetName, presetNames } from "./presets.js";
import type { AnyStudy, Job } from "./study.js";
import { version } from "./version.js";

/** What decides the bits of a run: results may be continued, or replaced, only by a run that is the same in all of this. */
export interface RunIdentity {
  readonly study: string;
  readonly version: string;
  /** SHA-256 of the compiled core. */
  readonly core: string;
  readonly seed: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface RunPlan<S extends AnyStudy = AnyStudy> {
  readonly identity: RunIdentity;
  readonly preset: PresetName;
  readonly parameters: z.output<S["parameters"]>;
  readonly jobs: readonly Job[];
}

/** Checks what a run was asked for and lists its jobs, without running anything. */
export function planRun<S extends AnyStudy>(
  study: S,
  options: { readonly preset?: PresetName; readonly set?: Readonly<Record<string, unknown>>; readonly seed?: number } = {},
): RunPlan<S> {
  const preset = checkOneOf("preset", options.preset ?? "quick", presetNames);
  const seed = checkNumber("seed", options.seed ?? 1, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true });
  const parameters = resolveParameters(study, preset, options.set);
  const jobs: readonly Job[] = study.plan(parameters);
  const ids = new Set<string>();
  for (const job of jobs) {
    if (ids.has(job.id)) throw new StudyDefinitionError(study.name, `two jobs have the id "${job.id}".`);
    if (!(job.cost > 0 && Number.isFinite(job.cost))) {
      throw new StudyDefinitionError(study.name, `job ${job.id} has the cost ${job.cost}; a cost is a finite number > 0.`);
    }
    ids.add(job.id);
  }
  return {
    identity: {
      study: study.name,
      version,
      core: coreHash,
      seed,
      parameters: throughJson(parameters as Record<string, unknown>, "parameters"),
    },
    preset,
    parameters,
    // Through JSON, as a worker thread gets them.
    jobs: jobs.map((job) => ({ ...job, input: throughJson(job.input, `the input of job ${job.id}`) })),
  };
}
