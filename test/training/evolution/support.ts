import type { Core } from "../../../src/index.js";
import { type MinimizeOptions, minimize, type StrategyName } from "../../../src/index.js";

/** Sum of w_i x_i^2 with weights from 1 to 1e6. */
function weighted(weight: (i: number, n: number) => number): (x: Float64Array) => number {
  let weights = new Float64Array(0);
  return (x) => {
    if (weights.length !== x.length) weights = Float64Array.from(x, (_, i) => weight(i, x.length));
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += weights[i]! * x[i]! * x[i]!;
    return sum;
  };
}

/** The functions of the table of evaluation counts; their minimum is 0. */
export const functions = {
  sphere: weighted(() => 1),
  // Tests may use the host's power: the functions need not have the same bits everywhere.
  ellipsoid: weighted((i, n) => 10 ** ((6 * i) / (n - 1))),
  cigar: weighted((i) => (i === 0 ? 1 : 1e6)),
  tablet: weighted((i) => (i === 0 ? 1e6 : 1)),
  rosenbrock: (x: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
    return sum;
  },
} as const;

export type FunctionOfTable = keyof typeof functions;

/** Evaluations until f <= 1e-8 by seed 1, 2, ..., sorted; a run that does not get there counts as infinite. */
export function evaluationCounts<N extends StrategyName>(
  core: Core,
  name: FunctionOfTable,
  n: number,
  seeds: number,
  options: Omit<MinimizeOptions<N>, "seed" | "stepSize">,
): number[] {
  const [start, stepSize] = name === "rosenbrock" ? [0, 0.1] : [1, 1];
  return Array.from({ length: seeds }, (_, i) => {
    const all = { ...options, stepSize, seed: i + 1, stop: { target: 1e-8, evaluations: 3e5 } };
    const result = minimize<N>(core, functions[name], new Float64Array(n).fill(start), all as never);
    return result.stopped.reason === "target" ? result.evaluations : Number.POSITIVE_INFINITY;
  }).sort((a, b) => a - b);
}

/** The middle one of an odd number of sorted values. */
export function median(sorted: readonly number[]): number {
  return sorted[(sorted.length - 1) / 2]!;
}
