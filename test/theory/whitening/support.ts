import fc from "fast-check";
import { type Core, RandomStream, randomOrthogonal } from "../../../src/index.js";

export const relative = (measured: number, expected: number): number => Math.abs(measured - expected) / Math.abs(expected);

/** Numbers 10^x, x uniform. */
export const decade = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true }).map((x) => 10 ** x);

/** The state after `time` by the classical Runge-Kutta method of fourth order, as an independent check of closed forms. */
export function integrate(
  velocity: (y: readonly number[]) => readonly number[],
  initial: readonly number[],
  time: number,
  steps: number,
  watch: (y: readonly number[], t: number) => boolean = () => false,
): number[] {
  const h = time / steps;
  let y = [...initial];
  const ahead = (k: readonly number[], share: number) => y.map((value, i) => value + share * h * k[i]!);
  for (let step = 0; step < steps; step++) {
    const k1 = velocity(y);
    const k2 = velocity(ahead(k1, 0.5));
    const k3 = velocity(ahead(k2, 0.5));
    const k4 = velocity(ahead(k3, 1));
    y = y.map((value, i) => value + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
    if (watch(y, (step + 1) * h)) break;
  }
  return y;
}

/** V diag(values) V^T, exactly symmetric. */
export function symmetricWith(values: readonly number[], vectors: Float64Array): Float64Array {
  const n = values.length;
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let l = 0; l < n; l++) sum += vectors[i * n + l]! * values[l]! * vectors[j * n + l]!;
      result[i * n + j] = sum;
      result[j * n + i] = sum;
    }
  }
  return result;
}

/** A random symmetric matrix with the given eigenvalues. */
export function randomSymmetric(core: Core, values: readonly number[], seed: number): Float64Array {
  return symmetricWith(values, randomOrthogonal(core, values.length, new RandomStream(core, { seed })));
}

export const frobenius = (a: ArrayLike<number>, b?: ArrayLike<number>): number =>
  Math.sqrt(Array.from(a).reduce((sum, x, i) => sum + (x - (b ? b[i]! : 0)) ** 2, 0));

export const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));
