import type { Core } from "../../../src/core/core.js";
import { Differentiable } from "../../../src/core/generated/layouts.js";
import { Struct } from "../../../src/core/struct.js";
import type { Model } from "../../../src/solvers/model.js";

/** A model in a core with room for vectors: what tests of products and steps need. */
export class Bench {
  readonly core: Core;
  readonly n: number;
  readonly p: number;
  readonly address: number;
  readonly #set: (values: ArrayLike<number>) => void;
  readonly #take: (bytes: number) => number;

  constructor(core: Core, model: Model) {
    this.core = core;
    const arena = core.arena(model.bytes(core) + 2 ** 19);
    this.#take = (bytes) => arena.block("u8", bytes).address;
    const gradient = model.bind(core, this.#take).gradient;
    if (!gradient) throw new Error(`${model.name} has no gradient`);
    this.n = model.length;
    this.p = gradient.parameters;
    this.address = gradient.address;
    this.#set = gradient.set;
  }

  get problem(): number {
    return new Struct(this.core.memory, Differentiable, this.address).get("problem");
  }

  setParameters(values: ArrayLike<number>): void {
    this.#set(values);
  }

  take(bytes: number): number {
    return this.#take(bytes);
  }

  numbers(address: number, length: number): Float64Array {
    return new Float64Array(this.core.memory.buffer, address, length);
  }

  put(values: ArrayLike<number>): number {
    const address = this.take(8 * (values.length + 1));
    this.numbers(address, values.length).set(values);
    return address;
  }
}

/** Derivative of f at 0 by central differences of order 8 with step `h`: rounding leaves about 1e-16 |f| / h. */
export function slopeAtZero(f: (x: number) => ArrayLike<number>, h: number): Float64Array {
  const weights = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
  let sum: Float64Array | undefined;
  for (const [i, weight] of weights.entries()) {
    const above = Float64Array.from(f((i + 1) * h));
    const below = Float64Array.from(f(-(i + 1) * h));
    sum ??= new Float64Array(above.length);
    for (let k = 0; k < sum.length; k++) sum[k]! += (weight * (above[k]! - below[k]!)) / h;
  }
  return sum!;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/** Sum of |a_i b_i|: the size of the terms of `dot`, by which its rounding error is measured. */
export function dotSize(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, x, i) => sum + Math.abs(x * b[i]!), 0);
}
