import { checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { AbortError, InputError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import { checkRunOptions, inStretches, type RunOptions } from "../core/stretches.js";
import { wholeSteps } from "./whole-steps.js";

type Precision = "f64" | "f32";

/** An ensemble or a network, as its runner sees it. */
export interface Stepped {
  readonly core: Core;
  /** All its memory. */
  readonly arena: Arena;
  readonly what: "ensemble" | "network";
  readonly precision: Precision;
  /** Step, ms. */
  readonly dt: number;
  /** Numbers of a sample, with padding. */
  readonly size: number;
  /** Rows of samples: how many numbers, of how many with padding. */
  readonly width: number;
  readonly padded: number;
  /** Steps since the start. */
  steps(): number;
  /** Takes steps. */
  advance(e: CoreExports, steps: number): void;
}

/** What a run records, and how the core is told. */
export interface Sampling {
  /** Steps from one sample to the next; undefined: none are taken. */
  readonly every: number | undefined;
  /** Samples of how many variables. */
  readonly variables: number;
  /** Numbers that so many steps need beside. */
  readonly more?: (steps: number) => number;
  /** Readies the core. */
  begin(memory: SampleMemory): void;
}

export interface SampleMemory {
  /** Where the samples of each variable go. */
  readonly samples: readonly number[];
  /** Steps from one sample to the next; 0: none are taken. */
  readonly every: number;
  readonly more: Block<Precision>;
}

export interface Sampled {
  /** Steps of this run. */
  readonly steps: number;
  /** ms, of each sample. */
  readonly times: Float64Array;
  /** Of each variable, samples without padding. */
  readonly samples: readonly (Float64Array | Float32Array)[];
}

/** About a millisecond's steps of a single cell. */
const FIRST_CELL_STEPS = 2 ** 14;

/** Runs fixed steps, in stretches or at once, and minds that memory is there while they are taken. */
export class StepRunner {
  readonly #model: Stepped;
  #busy = false;
  #disposed = false;

  constructor(model: Stepped) {
    this.#model = model;
  }

  /** Errors: InputError where the memory is gone or in use. */
  refuseIfUnusable(): void {
    const { what } = this.#model;
    if (this.#disposed) throw new InputError(what, "disposed", "one that has not been disposed of");
    if (this.#busy) throw new InputError(what, "running", "idle: await the run that is under way first");
  }

  /** Takes the steps of `duration` ms; yields between stretches. Errors: InputError, MemoryError, AbortError. */
  *run(duration: number, sampling: Sampling, options: RunOptions): Generator<void, Sampled> {
    this.refuseIfUnusable();
    checkRunOptions(options);
    const { core, arena: memory, precision, dt, size, padded, width } = this.#model;
    const total = wholeSteps(duration, dt);
    const every =
      sampling.every === undefined ? 0 : checkNumber("every", sampling.every, { min: 1, max: 2 ** 31, integer: true });
    const start = this.#model.steps();
    const first = every === 0 ? 0 : Math.floor(start / every) + 1;
    const count = every === 0 ? 0 : Math.floor((start + total) / every) - first + 1;
    const moreLength = sampling.more?.(total) ?? 0;
    const bytes = sampling.variables * blockBytes(precision, size * count) + blockBytes(precision, moreLength) + 64;
    const arena = core.arena(bytes, `A recording of ${this.#model.what === "ensemble" ? "an ensemble" : "a network"}`);
    this.#busy = true;
    try {
      const blocks = Array.from({ length: sampling.variables }, () => arena.block(precision, size * count));
      const more = arena.block(precision, moreLength);
      sampling.begin({ samples: blocks.map(({ address }) => address), every, more });
      yield* inStretches(
        {
          total,
          first: Math.ceil(FIRST_CELL_STEPS / size),
          advance: (steps) => {
            if (this.#disposed) throw new InputError(this.#model.what, "disposed", "kept until its run has ended");
            core.call((e) => this.#model.advance(e, steps));
            return steps;
          },
          time: () => this.#model.steps() * dt,
          aborted: (reason) => new AbortError(this.#model.steps() * dt, reason),
        },
        options,
      );
      return {
        steps: total,
        times: Float64Array.from({ length: count }, (_, i) => (first + i) * every * dt),
        samples: blocks.map(({ view }) => unpadded(view, width, padded)),
      };
    } finally {
      core.heap.release(arena.region);
      this.#busy = false;
      if (this.#disposed) core.heap.release(memory.region);
    }
  }

  /** Gives the memory back: at once, or when the run that is under way notices. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (!this.#busy) this.#model.core.heap.release(this.#model.arena.region);
  }
}

/** Rows of `width` numbers out of rows of `padded`. */
export function unpadded<A extends Float64Array | Float32Array>(view: A, width: number, padded: number): A {
  if (width === padded) return view.slice() as A;
  const rows = view.length / padded;
  const out = (view instanceof Float64Array ? new Float64Array(rows * width) : new Float32Array(rows * width)) as A;
  for (let i = 0; i < rows; i++) out.set(view.subarray(i * padded, i * padded + width), i * width);
  return out;
}

/** Which of `count` cells or trials ceased to be finite, and the time (ms) of the first step after which they were not. */
export function failureTimes(failedAt: Float64Array, count: number, dt: number): { index: number; time: number }[] {
  const failed: { index: number; time: number }[] = [];
  for (let index = 0; index < count; index++) if (failedAt[index]! >= 0) failed.push({ index, time: failedAt[index]! * dt });
  return failed;
}
