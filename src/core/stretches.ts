import { checkNumber } from "./check.js";
import { InputError } from "./errors.js";

// Long computations in stretches, between which a caller may be told of progress, stop, or give way to others.

const STRETCH = 30; // ms of wall time in one call of a kernel
/** Steps of one call of a kernel at most. */
const LONGEST = 2 ** 30;

export interface RunOptions {
  /** Called about every 30 ms of wall time and at the end. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Ends the run between two stretches with an {@link AbortError}; what is run keeps its state. */
  readonly signal?: AbortSignal;
  /** Largest number of steps in one call of the core (default: what takes about 30 ms). Results do not depend on it. */
  readonly stretch?: number;
}

export interface RunProgress {
  /** Simulated time, ms. */
  readonly time: number;
  /** Part of this run that is done, 0 to 1. */
  readonly fraction: number;
}

/** A run without breaks. */
export const atOnce: RunOptions = { stretch: LONGEST };

/** The keys of {@link RunOptions}. */
export const runKeys = ["onProgress", "signal", "stretch"] as const satisfies readonly (keyof RunOptions)[];

/** Errors: InputError. */
export function checkRunOptions({ onProgress, signal, stretch }: RunOptions): void {
  if (onProgress !== undefined && typeof onProgress !== "function") throw new InputError("onProgress", onProgress, "a function");
  if (signal !== undefined && typeof signal?.aborted !== "boolean") throw new InputError("signal", signal, "an AbortSignal");
  if (stretch !== undefined) checkNumber("stretch", stretch, { integer: true, min: 1, max: LONGEST });
}

/** Steps to be taken in stretches. */
export interface Steps {
  readonly total: number;
  /** Steps that take a few milliseconds at most: of the first stretch. */
  readonly first: number;
  /** Takes `count` steps, or fewer; returns how many. */
  advance(count: number): number;
  /** Simulated time. */
  time(): number;
  /** What to throw where the run is aborted after `done` steps. */
  aborted(reason: unknown, done: number): Error;
}

/** Takes all steps, in stretches as `options` (checked) have it; yields between them. */
export function* inStretches({ total, first, advance, time, aborted }: Steps, options: RunOptions): Generator<void, void> {
  const { onProgress, signal, stretch } = options;
  let length = Math.min(stretch ?? first, LONGEST);
  for (let done = 0; done < total; ) {
    if (signal?.aborted) throw aborted(signal.reason, done);
    const started = performance.now();
    const count = advance(Math.min(length, total - done));
    if (stretch === undefined) length = nextLength(length, count, performance.now() - started);
    done += count;
    onProgress?.({ time: time(), fraction: done / total });
    if (done < total) yield;
  }
}

/** A longer stretch, up to four times as long, if the last one took less than its time. */
export function nextLength(length: number, count: number, elapsed: number): number {
  return Math.ceil(Math.min(length * 4, Math.max(1, (count * STRETCH) / Math.max(elapsed, 0.01)), LONGEST));
}

/** Runs all stretches. */
export function finish<R>(stretches: Generator<void, R>): R {
  for (;;) {
    const { done, value } = stretches.next();
    if (done) return value;
  }
}

/** Runs all stretches, with breaks for the event loop between them. */
export async function finishWithBreaks<R>(stretches: Generator<void, R>): Promise<R> {
  for (;;) {
    const { done, value } = stretches.next();
    if (done) return value;
    await new Promise((resolve) => setTimeout(resolve));
  }
}
