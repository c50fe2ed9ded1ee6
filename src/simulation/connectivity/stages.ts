import type { Core } from "../../core/core.js";
import type { ProjectionPlan } from "./plan.js";

/** Synapses handled by one call of a kernel: about 10 ms of work. */
export const SYNAPSES_PER_CALL = 2 ** 20;

/** What the stages of a build share. */
export interface Build {
  readonly core: Core;
  readonly plan: ProjectionPlan;
  /** Address of the Projection struct. */
  readonly address: number;
  /** Takes memory that is given back when the build ends; its contents are unspecified. */
  readonly scratch: (bytes: number) => number;
}

/** A stage reports how many synapses (or, while counting, expected synapses) it has handled since the last report. */
export type Stage = Generator<number, void>;

/** Calls `kernel` for ranges of `count` rows (or targets) that hold about SYNAPSES_PER_CALL synapses each. */
export function* inRanges(count: number, perRow: number, kernel: (first: number, end: number) => void): Stage {
  const rows = Math.max(1, Math.floor(SYNAPSES_PER_CALL / (perRow + 4)));
  for (let first = 0; first < count; first += rows) {
    const end = Math.min(first + rows, count);
    kernel(first, end);
    yield (end - first) * perRow;
  }
}

/** Fills `to` with the elements of `from` that start at `first`. */
export function copyRange(
  to: Float64Array | Float32Array | Uint32Array | Uint16Array,
  from: ArrayLike<number>,
  first: number,
): void {
  for (let i = 0; i < to.length; i++) to[i] = from[first + i] as number;
}
