import type { IntegrationStatistics } from "../core/errors.js";
import { InputError } from "../core/errors.js";
import type { EngineResult } from "./engine.js";
import type { SolutionEvent } from "./events.js";

/** A solved initial value problem. */
export class Solution {
  /** Times of {@link Solution.states}: every step, or the times asked for, up to where the integration ended. */
  readonly times: Float64Array;
  /** One row of numbers for each time. */
  readonly states: readonly Float64Array[];
  /** Where the integration ended: at `end`, or at an event. */
  readonly time: number;
  /** y(time). */
  readonly state: Float64Array;
  /** Crossings in the order of integration. */
  readonly events: readonly SolutionEvent[];
  readonly statistics: IntegrationStatistics;
  readonly #kept: DenseOutput | undefined;

  /** @internal */
  constructor(result: EngineResult, length: number, kept?: DenseOutput) {
    this.times = result.times;
    this.states = Array.from({ length: result.times.length }, (_, i) => result.states.subarray(i * length, (i + 1) * length));
    this.time = result.time;
    this.state = result.state;
    this.events = result.events;
    this.statistics = result.statistics;
    this.#kept = kept;
  }

  /** The state at any time of the interval, by the method's dense output. Needs `dense: true`. Errors: InputError. */
  at(time: number): Float64Array {
    if (!this.#kept) throw new InputError("dense", false, "true for states between the steps");
    return this.#kept.at(time);
  }
}

/** The kept steps of a run, and how to interpolate in one. */
export class DenseOutput {
  readonly #steps: readonly Uint8Array[];
  readonly #starts: Float64Array;
  readonly #sizes: Float64Array;
  readonly #end: number;
  readonly #interpolate: (kept: Uint8Array, theta: number) => Float64Array;
  constructor(steps: readonly Uint8Array[], end: number, interpolate: (kept: Uint8Array, theta: number) => Float64Array) {
    this.#steps = steps;
    const head = (i: number) => (step: Uint8Array) => new DataView(step.buffer, step.byteOffset).getFloat64(8 * i, true);
    this.#starts = Float64Array.from(steps, head(0));
    this.#sizes = Float64Array.from(steps, head(1));
    this.#end = end;
    this.#interpolate = interpolate;
  }

  at(time: number): Float64Array {
    const start = this.#starts[0] ?? this.#end;
    const direction = this.#end < start ? -1 : 1;
    if (!((time - start) * direction >= 0 && (this.#end - time) * direction >= 0)) {
      throw new InputError("time", time, `a number from ${start} to ${this.#end}`);
    }
    let [low, high] = [0, this.#steps.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle]! - time) * direction <= 0) low = middle;
      else high = middle - 1;
    }
    const theta = (time - this.#starts[low]!) / this.#sizes[low]!;
    return this.#interpolate(this.#steps[low]!, Math.min(1, theta));
  }
}
