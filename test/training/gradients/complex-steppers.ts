import { add, type Complex, scale } from "../../neurons/complex-step.js";
import type { ComplexRightHandSide } from "./complex-network.js";

/** Explicit Runge-Kutta methods as published: rows of a, then b. */
export const tableaux = {
  euler: { c: [0], a: [[]], b: [1] },
  heun: { c: [0, 1], a: [[], [1]], b: [1 / 2, 1 / 2] },
  rk4: { c: [0, 1 / 2, 1 / 2, 1], a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]], b: [1 / 6, 1 / 3, 1 / 3, 1 / 6] },
  bs3: { c: [0, 1 / 2, 3 / 4], a: [[], [1 / 2], [0, 3 / 4]], b: [2 / 9, 1 / 3, 4 / 9] },
  dopri5: {
    c: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1],
    a: [
      [],
      [1 / 5],
      [3 / 40, 9 / 40],
      [44 / 45, -56 / 15, 32 / 9],
      [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
      [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    ],
    b: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  },
} as const;

/** Steps of size h from y at time 0. */
export function complexSteps(
  method: keyof typeof tableaux,
  f: ComplexRightHandSide,
  y: readonly Complex[],
  h: number,
  steps: number,
): readonly Complex[] {
  const { c, a, b } = tableaux[method];
  const sum = (weights: readonly number[], from: readonly Complex[], k: readonly (readonly Complex[])[]) =>
    from.map((x, i) => weights.reduce((all, weight, j) => (weight === 0 ? all : add(all, scale(h * weight, k[j]![i]!))), x));
  let state = y;
  for (let step = 0; step < steps; step++) {
    const k: Complex[][] = [];
    for (const [i, node] of c.entries()) k.push(f((step + node) * h, sum(a[i]!, state, k)));
    state = sum(b, state, k);
  }
  return state;
}
