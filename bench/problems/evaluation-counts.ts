import { type Core, type MinimizeOptions, minimize, type StrategyName } from "../../src/index.js";

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
  // The host's power will do: the functions need not have the same bits everywhere.
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

/** The columns of the table: strategies and what is asked of them. */
export const columns = {
  "CMA-ES, active: false": { strategy: "cma-es", active: false },
  "CMA-ES": { strategy: "cma-es" },
  "separable CMA-ES": { strategy: "separable-cma-es" },
  SNES: { strategy: "snes" },
} as const;

export type ColumnOfTable = keyof typeof columns;

/**
 * Median evaluations until f <= 1e-8 of another implementation (plain double-precision ones after the same publications) over 15 seeds, 5 for 40
 * parameters, in the order of {@link columns}; start 1 and step 1, Rosenbrock: start 0 and step 0.1.
 */
export const expectedCounts: readonly (readonly [number, FunctionOfTable, ...(number | undefined)[]])[] = [
  [2, "sphere", 240, 234, 222, 360],
  [2, "ellipsoid", 654, 510, 504, 582],
  [2, "rosenbrock", 516, 474],
  [3, "ellipsoid", 1106, 784, 784, 889],
  [10, "sphere", 1340, 1360, 1110, 1870],
  [10, "ellipsoid", 5750, 4110, 2480, 2720],
  [10, "cigar", 4210, 3940, 2460, 3130],
  [10, "tablet", 5550, 3050, 2190, 2390],
  [10, "rosenbrock", 5850, 4930],
  [40, "sphere", 4785, 4890, 4335, 9210],
  [40, "ellipsoid", 66900, 49530, 10455, 12765],
  [40, "cigar", 15645, 15870, 9315, 14865],
  [40, "tablet", 43470, 20805, 7725, 10185],
  [40, "rosenbrock", 77580, 60795],
];

/** Largest share by which a median may differ from that of the table: two medians of another implementation differ by less. */
export const TOLERANCE = 0.25;

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
