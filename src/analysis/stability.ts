import type { Calculus } from "./field.js";
import { type Complex, eigenvalues } from "./linear.js";

/** What a rest state is. Saddle: with eigenvalues on both sides of the imaginary axis; else focus: with complex ones; else node. */
export type RestKind = "node" | "focus" | "saddle";

/** Eigenvalues of the Jacobian at a rest state and what follows from them. */
export interface Stability {
  /** Per unit of time (1/ms); the largest real part first, of a pair the one with im > 0 first. */
  readonly eigenvalues: readonly Complex[];
  readonly kind: RestKind;
  readonly stable: boolean;
}

/** A state at which the derivative vanishes. */
export interface RestState extends Stability {
  /** The parameter: input current, uA/cm2. */
  readonly parameter: number;
  readonly state: Float64Array;
}

/** A rest state with its eigenvalues. */
export function restStateAt({ length, jacobian }: Calculus, state: Float64Array, parameter: number): RestState {
  const values = eigenvalues(length, jacobian(state, parameter));
  const unstable = values.filter((value) => value.re > 0).length;
  const turning = values.some((value) => value.im !== 0);
  const kind = unstable > 0 && unstable < length ? "saddle" : turning ? "focus" : "node";
  return { parameter, state, eigenvalues: values, kind, stable: values[0]!.re < 0 };
}

/**
 * Product of the sums of all pairs of eigenvalues (the determinant of the bialternate product of 2 J with the identity): zero at Hopf points
 * and neutral saddles; for two eigenvalues the trace.
 */
export function pairSumProduct(values: readonly Complex[]): number {
  let product: Complex = { re: 1, im: 0 };
  for (const [i, a] of values.entries()) {
    for (const b of values.slice(i + 1)) {
      const sum = { re: a.re + b.re, im: a.im + b.im };
      product = { re: product.re * sum.re - product.im * sum.im, im: product.re * sum.im + product.im * sum.re };
    }
  }
  return product.re;
}

/** The two eigenvalues with the least sum. */
export function neutralPair(values: readonly Complex[]): readonly [Complex, Complex] {
  let best: readonly [Complex, Complex] | undefined;
  let least = Infinity;
  for (const [i, a] of values.entries()) {
    for (const b of values.slice(i + 1)) {
      const size = Math.abs(a.re + b.re) + Math.abs(a.im + b.im);
      if (size < least) [best, least] = [[a, b], size];
    }
  }
  return best!;
}
