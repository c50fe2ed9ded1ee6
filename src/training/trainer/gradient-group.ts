import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError, SnapshotError } from "../../core/errors.js";
import { type Arena, type Block, blockBytes } from "../../core/memory.js";
import { Optimiser } from "../evolution/optimiser.js";
import { readNumbers, storeNumbers } from "../evolution/state.js";
import { gather, scatter } from "../population/evaluate.js";
import type { Tensor } from "../problem.js";
import { checkWant, norm, type Want } from "./gradients.js";
import type { Group, GroupState, IterationContext } from "./group.js";
import type { GradientGroupOptions } from "./options.js";

const names = ["parameters", "gradient", "first", "second"] as const;

/** Tensors that an optimiser moves against the gradient of the loss. */
export class GradientGroup implements Group {
  readonly method: string;
  readonly tensors: readonly Tensor[];
  readonly schedule: GradientGroupOptions["schedule"];
  readonly want: Want;
  readonly cost = 0;
  readonly sigma = undefined;
  readonly measured = undefined;
  readonly exhausted = undefined;
  notFinite = 0;
  usable: boolean | undefined;
  gradientNorm: number | undefined;
  readonly #core: Core;
  readonly #arena: Arena;
  readonly #blocks: Readonly<Record<(typeof names)[number], Block<"f64">>>;
  readonly #numbers: Record<string, number> = {};
  readonly #optimiser: Optimiser;
  readonly #clip: number;
  readonly #rescaleTo: number | undefined;
  #any = false;

  /** Errors: InputError, MemoryError. */
  constructor(core: Core, options: GradientGroupOptions, tensors: readonly Tensor[]) {
    const { method } = options;
    this.method = method;
    this.tensors = tensors;
    this.schedule = options.schedule;
    this.#clip = options.clip === undefined ? Number.POSITIVE_INFINITY : checkNumber("clip", options.clip, { above: 0 });
    const { rescaleTo } = options;
    this.#rescaleTo = rescaleTo === undefined ? undefined : checkNumber("rescaleTo", rescaleTo, { above: 0 });
    if (rescaleTo !== undefined && options.clip !== undefined)
      throw new InputError("rescaleTo", rescaleTo, "left out beside clip");
    this.want = checkWant(method, tensors, options);
    this.#core = core;
    this.#optimiser = new Optimiser(core, options.optimiser, this.#numbers);
    const n = tensors.reduce((sum, { length }) => sum + length, 0);
    this.#arena = core.arena(names.length * blockBytes("f64", n), "A group of a trainer");
    this.#blocks = Object.fromEntries(names.map((name) => [name, this.#arena.block("f64", n)])) as Record<
      (typeof names)[number],
      Block<"f64">
    >;
  }

  // biome-ignore lint/correctness/useYield: groups with candidates yield them
  *estimate({ gradients }: IterationContext): Generator<never, void, never> {
    const { loss, gradient: all } = gradients.of(this.want);
    const gradient = gather(all, this.tensors);
    this.notFinite = 0;
    for (let i = 0; i < gradient.length; i++) {
      if (Number.isFinite(gradient[i])) continue;
      gradient[i] = 0;
      this.notFinite += 1;
    }
    this.#any = this.notFinite < gradient.length;
    const length = norm(gradient);
    this.gradientNorm = length;
    // Where an integration failed, there is no loss, and a gradient of 0.
    this.usable = this.#any && (length > 0 || Number.isFinite(loss));
    const wanted = this.#rescaleTo ?? Math.min(length, this.#clip);
    if (wanted !== length && length > 0) for (let i = 0; i < gradient.length; i++) gradient[i]! *= wanted / length;
    this.#blocks.gradient.view.set(gradient);
  }

  undo(): void {}

  apply(parameters: Float64Array, factor: number): void {
    if (!this.#any) return; // nothing was learnt
    const { parameters: own, gradient, first, second } = this.#blocks;
    own.view.set(gather(parameters, this.tensors));
    this.#optimiser.step(own, gradient, first, second, factor);
    scatter(own.view, this.tensors, parameters);
  }

  save(): GroupState {
    const { first, second } = this.#blocks;
    return { numbers: storeNumbers(this.#numbers), vectors: { first: first.view.slice(), second: second.view.slice() } };
  }

  restore({ numbers, vectors }: GroupState): void {
    Object.assign(this.#numbers, readNumbers(numbers, Object.keys(this.#numbers)));
    for (const name of ["first", "second"] as const) {
      if (vectors[name]?.length !== this.#blocks[name].length)
        throw new SnapshotError(`This checkpoint is damaged: the vector ${name} of a group does not fit.`);
      this.#blocks[name].view.set(vectors[name]);
    }
  }

  dispose(): void {
    this.#core.heap.release(this.#arena.region);
  }
}
