import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import type { Struct } from "../../core/struct.js";
import type { Allocator, StatePiece } from "../layout.js";
import type { Population } from "../population.js";

/** What a monitor needs to know of its network when it is laid out. */
export interface MonitorSurroundings {
  readonly core: Core;
  readonly dt: number;
  /** Address of a population's struct. */
  populationAddress(population: Population): number;
}

/** A monitor in the core: fills its struct, reads and empties its buffers between calls. */
export interface Monitor {
  /** @internal */
  readonly population: Population;
  /** @internal */
  readonly kind: "spikes" | "states" | "rates" | "intervals" | "histograms";
  /** @internal */
  describe(): unknown;
  /** @internal */
  layOut(allocator: Allocator, struct: Struct<never>, around: MonitorSurroundings): { fill(): void; state: StatePiece[] };
  /** @internal Moves what the core has recorded to this side. */
  drain(): void;
  /** @internal The network's memory is gone. */
  forget?(): void;
  /** Forgets everything recorded so far. */
  clear(): void;
}

/** Bound on what is kept; recordings grow without one. */
export interface Bounded {
  /** Keep only the newest so many rows (default: all). */
  readonly keep?: number;
}

/** The bound of {@link Bounded}, checked. */
export function checkKeep(value: unknown): number | undefined {
  return value === undefined ? undefined : checkNumber("keep", value, { integer: true, min: 1, max: 2 ** 30 });
}
