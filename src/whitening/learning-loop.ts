import { checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { AbortError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { blockBytes } from "../core/memory.js";
import { nextLength } from "../core/stretches.js";
import type { ExpectedMemory } from "./gain-memory.js";
import { checkExpected, type GainLearnExpectedOptions, type GainLearnedExpected } from "./gain-options.js";

// Learning in stretches, between which a caller may be told of progress, stop, or give way to others.

/** Numbers of samples copied in at a time, and errors recorded. */
export const STAGING = 65536;

/** What a loop needs of a circuit. */
export interface LearningHost {
  readonly core: Core;
  readonly memory: Pick<ExpectedMemory, "record" | "error">;
  /** Samples or steps that take about a millisecond. */
  firstLength(): number;
  disposed(): boolean;
  refuseDisposed(): void;
  run(kernel: (e: CoreExports) => number): void;
  /** Sets the covariance to judge by, or to learn from. */
  setCovariance(field: string, covariance: ArrayLike<number>): void;
  /** Called before each stretch of offline steps. */
  beforeOffline(): void;
  /** The error for that covariance at present. */
  judge(measure: number): number;
}

/** Kernel of offline steps, and what it left behind. */
export interface OfflineKernel {
  run(e: CoreExports, steps: number, offset: number): number;
  /** Steps made by the last run. */
  made(): number;
  /** Whether it has reason to be the last. */
  ended(): boolean;
}

/** Offline steps in stretches. */
export function* learnOffline(
  host: LearningHost,
  covariance: ArrayLike<number>,
  steps: number,
  options: GainLearnExpectedOptions,
  kernel: OfflineKernel,
): Generator<void, GainLearnedExpected> {
  host.refuseDisposed();
  checkNumber("steps", steps, { min: 0, max: 2 ** 32 - 2, integer: true });
  const { measure, every, threshold } = checkExpected(options);
  const { record } = host.memory;
  host.setCovariance("covariance", covariance);
  let result = { steps: 0, ended: false };
  const errors = yield* recordErrors(host, every, function* (room, collect) {
    let length = host.firstLength();
    while (result.steps < steps && !result.ended) {
      refuseAborted(options.signal, result.steps);
      const count = Math.min(length, steps - result.steps, room * Math.max(every, 1));
      record.set({ measure, every, threshold, count: 0, reached: 0 });
      host.beforeOffline();
      const started = performance.now();
      host.run((e) => kernel.run(e, count, result.steps));
      length = nextLength(length, count, performance.now() - started);
      collect();
      result = { steps: result.steps + kernel.made(), ended: kernel.ended() || record.get("reached") === 1 };
      options.onProgress?.(result.ended ? 1 : result.steps / steps);
      if (result.steps < steps && !result.ended) yield;
    }
  });
  const error = host.judge(measure);
  return { steps: result.steps, reached: error <= threshold, error, errors };
}

/** Gives `learn` room for errors, at least one; `collect` takes those that its last stretch recorded. Returns them all. */
export function* recordErrors(
  host: LearningHost,
  every: number,
  learn: (room: number, collect: () => void) => Generator<void, void>,
): Generator<void, Float64Array> {
  const { record, error } = host.memory;
  const room = every === 0 ? STAGING : Math.min(STAGING, 4096);
  const arena = host.core.arena(blockBytes("f64", every === 0 ? 1 : room + 1), "Recorded errors");
  const parts: Float64Array[] = [];
  try {
    const errors = arena.block("f64", every === 0 ? 1 : room + 1);
    record.set({ errors: errors.address });
    yield* learn(room, () => {
      if (every !== 0) parts.push(errors.view.slice(0, record.get("count")));
    });
    return joined(parts);
  } finally {
    if (!host.disposed()) record.set({ every: 0, threshold: -1, errors: error.address });
    host.core.heap.release(arena.region);
  }
}

export function refuseAborted(signal: AbortSignal | undefined, done: number): void {
  if (signal?.aborted) throw new AbortError(done, signal.reason);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
