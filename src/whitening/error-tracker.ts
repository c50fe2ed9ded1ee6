import type { Core } from "../core/core.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import type { TrackError } from "./circuit-options.js";
import { checkCovariance, placeTarget, type Target, targetBytes } from "./metrics.js";

/** Errors of a circuit against one covariance, with the memory that the kernel needs. */
export class ErrorTracker {
  readonly #core: Core;
  readonly #arena: Arena;
  readonly #n: number;
  readonly #target: Target;
  readonly #effective: number;
  readonly #work: Block<"f64">;

  constructor(core: Core, options: TrackError, n: number) {
    checkCovariance(core, "trackError.covariance", options.covariance, n);
    this.#core = core;
    this.#n = n;
    this.#arena = core.arena(
      targetBytes(n) + blockBytes("f64", n * n) + blockBytes("f64", 2 * n * n + 3 * n + 1),
      "A trace of errors",
    );
    try {
      this.#target = placeTarget(core, this.#arena, options.covariance, n, options.metric ?? "operator");
    } catch (error) {
      this.dispose();
      throw error;
    }
    this.#effective = this.#arena.block("f64", n * n).address;
    this.#work = this.#arena.block("f64", 2 * n * n + 3 * n + 1);
  }

  error(placeEffective: (out: number) => void): number {
    const last = 2 * this.#n ** 2 + 3 * this.#n;
    const { covariance, root, metric } = this.#target;
    placeEffective(this.#effective);
    const work = this.#work.address;
    this.#core.run((e) => e.whiteningError(metric, this.#effective, covariance, root, this.#n, work, work + 8 * last));
    return this.#work.view[last]!;
  }

  dispose(): void {
    this.#core.heap.release(this.#arena.region);
  }
}
