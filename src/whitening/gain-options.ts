import { checkKeys, checkNumber } from "../core/check.js";
import { InputError } from "../core/errors.js";
import type { Frame } from "./gain-checks.js";
import { metricCode, metrics, type WhiteningMetric } from "./metrics.js";

/**
 * Measures of D = C_yy - I as {@link WhiteningMetric}, which the covariance of the responses alone decides. The public code of arXiv:2301.11955
 * calls `signed` "operator", `spectral` (`clipped-spectral` with non-negative gains) "spectral" and `mean-square` "fro".
 */
export type GainError = Exclude<WhiteningMetric, "filter">;

/** All {@link GainError}s. */
export const gainErrors: readonly GainError[] = metrics.filter((metric) => metric !== "filter");

/** The core's code of a measure. */
export function errorCode(field: string, metric: unknown): number {
  return metricCode(field, metric, gainErrors);
}

/** Iterated neural dynamics instead of a linear solve: y <- y + gamma (x - W (g o z) - alpha y) from y = 0. */
export interface GainDynamics {
  /** gamma, > 0; the iteration converges for gamma < 2/lambda_max(A). */
  readonly step: number;
  /** Largest |x - A y| over the largest |x| at which the iteration ends, > 0. Default 1e-12. */
  readonly tolerance?: number;
  /** Default 100,000. */
  readonly maximumIterations?: number;
}

/** What circuits with interneuron gains are made from. */
export interface GainModulatedOptions {
  /** W (initial W, where it learns); columns of length 1 in the papers. */
  readonly frame: Frame;
  /** alpha, >= 0. Default 1. */
  readonly leak?: number;
  /** Initial g (K). */
  readonly gains?: ArrayLike<number>;
  /** Iterates the neural dynamics for each sample instead of solving for its fixed point. */
  readonly neuralDynamics?: GainDynamics;
}

export const gainModulatedKeys = [
  "frame",
  "leak",
  "gains",
  "neuralDynamics",
] as const satisfies readonly (keyof GainModulatedOptions)[];

export interface GainLearnOptions {
  /** Samples averaged for one update, default 1; the last batch may be shorter. */
  readonly batch?: number;
  /** Whether the result has the response to each sample (T x N). Default false. */
  readonly responses?: boolean;
  /** Follows the exact error while the circuit learns. */
  readonly trackError?: {
    /** N x N, row by row: the covariance to judge the circuit by. */
    readonly covariance: ArrayLike<number>;
    /** Default "operator". */
    readonly metric?: GainError;
    /** Samples between two errors, a multiple of `batch`. Default: `batch`. */
    readonly every?: number;
  };
  /** Called about every 30 ms with the fraction done, and at the end. */
  readonly onProgress?: (fraction: number) => void;
  /** Ends the call between two stretches with an AbortError; the circuit keeps what it has learnt. */
  readonly signal?: AbortSignal;
}

/** What came of learning from samples. */
export interface GainLearned {
  /** Samples learnt. */
  readonly samples: number;
  /** The error after every, 2 every, ... samples of this call; empty unless tracked. */
  readonly errors: Float64Array;
  /** T x N, row by row: the response to each sample before it was learnt; empty unless asked for. */
  readonly responses: Float64Array;
}

export interface GainLearnExpectedOptions {
  /** Default "operator". */
  readonly metric?: GainError;
  /** Steps between recorded errors; default: none are recorded. */
  readonly recordEvery?: number;
  /** Ends before the first step at which the error is at most this. */
  readonly stopAtError?: number;
  readonly onProgress?: (fraction: number) => void;
  /** Ends the call between two stretches with an AbortError; the circuit keeps the steps taken. */
  readonly signal?: AbortSignal;
}

/** What came of expected (offline) steps. */
export interface GainLearnedExpected {
  /** Steps taken. */
  readonly steps: number;
  /** Whether the error is at most `stopAtError`. */
  readonly reached: boolean;
  /** Error of the circuit at the end. */
  readonly error: number;
  /** The error before steps 0, recordEvery, 2 recordEvery, ... of this call; empty unless asked for. */
  readonly errors: Float64Array;
}

const COUNT = { min: 1, max: 2 ** 30, integer: true } as const;

/** Returns options with defaults; `every` is 0 where no error is tracked. Errors: InputError. */
export function checkLearn(options: GainLearnOptions, samples: number) {
  checkKeys("options", options, ["batch", "responses", "trackError", "onProgress", "signal"]);
  checkWatching(options);
  const { trackError } = options;
  const batch = Math.min(checkNumber("batch", options.batch ?? 1, COUNT), Math.max(samples, 1));
  if (trackError !== undefined) checkKeys("trackError", trackError, ["covariance", "metric", "every"]);
  const every = trackError ? checkNumber("trackError.every", trackError.every ?? batch, COUNT) : 0;
  if (every % batch !== 0) throw new InputError("trackError.every", every, `a multiple of the batch, ${batch}`);
  return {
    batch,
    every,
    responses: checkFlag("responses", options.responses),
    measure: errorCode("trackError.metric", trackError?.metric ?? "operator"),
  };
}

/** Refuses options of offline learning that are not known. */
export function checkExpectedKeys(options: GainLearnExpectedOptions, more: readonly string[] = []): void {
  checkKeys("options", options, ["metric", "recordEvery", "stopAtError", "onProgress", "signal", ...more]);
}

/** Returns options with defaults. Errors: InputError. */
export function checkExpected(options: GainLearnExpectedOptions) {
  checkWatching(options);
  const { metric = "operator", recordEvery, stopAtError } = options;
  return {
    measure: errorCode("metric", metric),
    every: recordEvery === undefined ? 0 : checkNumber("recordEvery", recordEvery, COUNT),
    threshold: stopAtError === undefined ? -1 : checkNumber("stopAtError", stopAtError, { min: 0 }),
  };
}

export function checkWatching({ onProgress, signal }: { readonly onProgress?: unknown; readonly signal?: unknown }): void {
  if (onProgress !== undefined && typeof onProgress !== "function") throw new InputError("onProgress", onProgress, "a function");
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.aborted !== "boolean")
    throw new InputError("signal", signal, "an AbortSignal");
}

/** A boolean option, false when left out. */
export function checkFlag(field: string, value: unknown): boolean {
  if (value !== undefined && typeof value !== "boolean") throw new InputError(field, value, "true or false");
  return value === true;
}

/** Fields of the core's GainResponse; `maximumIterations` 0: a linear solve. Errors: InputError. */
export function checkDynamics(dynamics: GainDynamics | undefined) {
  if (dynamics === undefined) return { neuralStep: 0, tolerance: 0, maximumIterations: 0 };
  checkKeys("neuralDynamics", dynamics, ["step", "tolerance", "maximumIterations"]);
  const { step, tolerance = 1e-12, maximumIterations = 100_000 } = dynamics;
  return {
    neuralStep: checkNumber("neuralDynamics.step", step, { above: 0 }),
    tolerance: checkNumber("neuralDynamics.tolerance", tolerance, { above: 0, below: 1 }),
    maximumIterations: checkNumber("neuralDynamics.maximumIterations", maximumIterations, COUNT),
  };
}
