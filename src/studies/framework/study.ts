import type { z } from "zod";
import type { Core } from "../../core/core.js";
import type { JobCheckpoint } from "./checkpoint.js";
import type { Claim } from "./claims.js";
import { StudyDefinitionError } from "./errors.js";
import type { JobResults } from "./job-results.js";
import type { LivePlot, Show } from "./live.js";
import type { PresetName } from "./presets.js";
import type { StudyResult } from "./result.js";
import { type RunOptions, runStudy } from "./run.js";
import type { TableInput } from "./tables.js";

/** The paper a study repeats, or works in the manner of. */
export interface Paper {
  readonly citation: string;
  readonly link: string;
}

export interface Preset<Parameters> {
  /** Rough time on one core of a laptop, seconds: what `list` shows. */
  readonly seconds: number;
  /** What differs from the parameters' defaults. */
  readonly set?: Partial<Parameters>;
}

/** An independent piece of a run. Its result depends on `input`, its seed and the core alone. */
export interface Job<Input = unknown> {
  /** Unique in the plan, and stable: the job's random numbers are addressed by it. */
  readonly id: string;
  /** What sort of job this is, so that `conclude` can ask for all of one sort. */
  readonly kind: string;
  /** Plain data that JSON holds exactly. */
  readonly input: Input;
  /** Expected time in any unit, the same for all jobs of a plan: weights the progress, and the longest jobs start first. */
  readonly cost: number;
}

/** What a job may use besides its input. */
export interface JobContext {
  readonly core: Core;
  /** 64-bit seed of this job's own random streams, derived from the run's seed and the job's id. */
  readonly seed: bigint;
  /** Seed of a stream that several jobs share under `label`: for comparisons under common random numbers. */
  seedOf(label: string): bigint;
  /** Fires when the run is interrupted. A job in a worker thread is ended anyway; one in the caller's thread should look at it. */
  readonly signal: AbortSignal;
  /** How much of this job is done, 0 to 1. */
  onProgress(fraction: number): void;
  /** For jobs of minutes and more: where they keep how far they are. */
  readonly checkpoint: JobCheckpoint;
  /** Puts a point into one of the study's live plots, for whoever watches the run; costs nearly nothing where nobody does. */
  readonly show: Show;
}

export interface FigureInput {
  readonly title: string;
  readonly caption: string;
  /** Vega-Lite specification. `data: { name: "table" }` draws a table of this study, which is put into the specification. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What a study says at its end. */
export interface Conclusion {
  readonly tables: Readonly<Record<string, TableInput>>;
  readonly figures: Readonly<Record<string, FigureInput>>;
  readonly claims: readonly Claim[];
}

export interface StudyDefinition<Schema extends z.ZodObject, Input, Result> {
  /** Lower-case name for the command line: "lif-rate". */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  /** What the study does and shows, in a few sentences. */
  readonly summary: string;
  /** `import.meta.url` of the module that exports the study, so that worker threads can load it; without it a study runs in the caller's thread. */
  readonly module?: string;
  /** Every parameter with default, range, `.meta({ unit, description })`. */
  readonly parameters: Schema;
  readonly presets: Readonly<Record<PresetName, Preset<z.output<Schema>>>>;
  /** Plots that fill while the study runs, by name: what jobs {@link JobContext.show}. */
  readonly live?: Readonly<Record<string, LivePlot>>;
  /** The jobs of a run: the same list for the same parameters. */
  plan(parameters: z.output<Schema>): readonly Job<Input>[];
  /** Does one job. The result is plain data that JSON holds exactly: finite numbers, strings, booleans, null, arrays, objects. */
  perform(job: Job<Input>, context: JobContext): Result | Promise<Result>;
  /** Turns the results of all jobs into tables, figures and claims. */
  conclude(parameters: z.output<Schema>, results: JobResults<Input, Result>): Conclusion;
}

export interface Study<Schema extends z.ZodObject = z.ZodObject, Input = unknown, Result = unknown>
  extends StudyDefinition<Schema, Input, Result> {
  /** Runs the study; see {@link RunOptions}. */
  run(options?: RunOptions<Partial<z.output<Schema>>>): Promise<StudyResult>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of studies has no common input and result type
export type AnyStudy = Study<any, any, any>;

/** Makes a study of its definition. */
export function defineStudy<Schema extends z.ZodObject, Input, Result>(
  definition: StudyDefinition<Schema, Input, Result>,
): Study<Schema, Input, Result> {
  if (!/^[a-z][a-z0-9-]*$/.test(definition.name)) {
    throw new StudyDefinitionError(definition.name, "the name must be lower-case letters, digits and dashes.");
  }
  const study: Study<Schema, Input, Result> = {
    ...definition,
    run: (options) => runStudy(study, options),
  };
  return study;
}

/** Whether a value exported by some module is a study. */
export function isStudy(value: unknown): value is AnyStudy {
  const study = value as Partial<AnyStudy> | null;
  return typeof study === "object" && study !== null && typeof study.name === "string" && typeof study.perform === "function";
}
