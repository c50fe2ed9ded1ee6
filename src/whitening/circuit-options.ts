import { checkKeys, checkNumber } from "../core/check.js";
import { InputError } from "../core/errors.js";
import type { WhiteningMetric } from "./metrics.js";

/** Follows the exact whitening error while a circuit learns. */
export interface TrackError {
  /** C of the inputs, n by n, row by row. */
  readonly covariance: ArrayLike<number>;
  /** Default "operator". */
  readonly metric?: WhiteningMetric;
  /** Samples between two errors; default 1. */
  readonly every?: number;
}

export interface CircuitLearnOptions {
  /** Samples averaged for one update; default 1. The last batch may be shorter. */
  readonly batch?: number;
  /** Whether the result has the responses (T by n). Default false. */
  readonly responses?: boolean;
  readonly trackError?: TrackError;
  /** Called now and then with the part that is done, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Ends the call between two stretches with an AbortError; the circuit keeps what it has learnt, but for a batch under way. */
  readonly signal?: AbortSignal;
}

/** What came of learning from samples. */
export interface CircuitLearned {
  /** Samples learnt. */
  readonly samples: number;
  /** The error after every, 2 every, ... samples; empty unless tracked. */
  readonly errors: Float64Array;
  /** T by n, row by row: the response to each sample before it was learnt; empty unless asked for. */
  readonly responses: Float64Array;
}

export interface CircuitLearnExpectedOptions {
  /** Default "operator". */
  readonly metric?: WhiteningMetric;
  /** Steps between recorded errors; default: none are recorded. */
  readonly recordEvery?: number;
  /** Stops before the first step at which the error is at most this. */
  readonly stopAtError?: number;
  readonly onProgress?: (fraction: number) => void;
  /** Ends the call between two stretches with an AbortError; the circuit keeps the steps taken. */
  readonly signal?: AbortSignal;
}

/** What came of expected (offline) steps. */
export interface CircuitLearnedExpected {
  /** Steps taken. */
  readonly steps: number;
  /** Whether it stopped at `stopAtError`. */
  readonly reached: boolean;
  /** Error of the circuit at the end. */
  readonly error: number;
  /** The error before steps 0, recordEvery, 2 recordEvery, ...; empty unless asked for. */
  readonly errors: Float64Array;
}

const BATCH = { integer: true, min: 1, max: 2 ** 30 } as const;

/** Returns options with defaults. Errors: InputError. */
export function checkLearnOptions(options: CircuitLearnOptions) {
  checkKeys("options", options, ["batch", "responses", "trackError", "onProgress", "signal"]);
  const { responses = false, trackError } = options;
  if (typeof responses !== "boolean") throw new InputError("responses", responses, "true or false");
  if (trackError !== undefined) checkKeys("trackError", trackError, ["covariance", "metric", "every"]);
  checkWatching(options);
  return {
    batch: checkNumber("batch", options.batch ?? 1, BATCH),
    responses,
    every: trackError && checkNumber("trackError.every", trackError.every ?? 1, BATCH),
  };
}

/** Returns options with defaults. Errors: InputError. */
export function checkExpectedOptions(options: CircuitLearnExpectedOptions) {
  checkKeys("options", options, ["metric", "recordEvery", "stopAtError", "onProgress", "signal"]);
  checkWatching(options);
  return {
    recordEvery: checkNumber("recordEvery", options.recordEvery ?? 0, {
      ...BATCH,
      min: options.recordEvery === undefined ? 0 : 1,
    }),
    threshold: options.stopAtError === undefined ? -1 : checkNumber("stopAtError", options.stopAtError, { min: 0 }),
  };
}

function checkWatching(options: { readonly onProgress?: unknown; readonly signal?: unknown }): void {
  const { onProgress, signal } = options;
  if (onProgress !== undefined && typeof onProgress !== "function") throw new InputError("onProgress", onProgress, "a function");
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.aborted !== "boolean") {
    throw new InputError("signal", signal, "an AbortSignal");
  }
}

/** Returns the number of samples in `samples`, T by n finite numbers, row by row. Errors: InputError. */
export function checkSamples(field: string, samples: unknown, n: number): number {
  const isList = Array.isArray(samples) || (ArrayBuffer.isView(samples) && !(samples instanceof DataView));
  const length = (samples as ArrayLike<unknown>)?.length;
  if (!isList || length % n !== 0) throw new InputError(field, samples, `an array of T x ${n} numbers, sample by sample`);
  const list = samples as ArrayLike<unknown>;
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(list[i])) throw new InputError(`${field}[${Math.floor(i / n)}][${i % n}]`, list[i], "a finite number");
  }
  return length / n;
}
