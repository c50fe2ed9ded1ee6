import { exp, sin } from "../../numeric/portable/index.js";
import { define, linearInvariant, type TestProblem, withDefaults } from "./problem.js";

// Stiff problems of the test set for initial value problems [IVP test set, W. H. Hundsdorfer, J. de Swart, W. Lioen].

const positive = { above: 0 } as const;

const roberRates = { k1: 0.04, k2: 3e7, k3: 1e4 };

/** Robertson's autocatalytic reaction; times up to 1e11 are published. y1 + y2 + y3 = 1. */
export function rober(rates: Partial<typeof roberRates> = {}): TestProblem {
  return define({
    name: "ROBER",
    title: "Robertson's autocatalytic reaction",
    equations: "rober",
    initial: [1, 0, 0],
    defaultEnd: 0.4,
    stiff: true,
    invariants: [linearInvariant("y1 + y2 + y3", [1, 1, 1])],
    ...withDefaults(rates, roberRates, positive),
  });
}

const hiresRates = {
  k1: 1.71,
  k2: 0.43,
  k3: 8.32,
  k4: 0.69,
  k5: 0.035,
  k6: 8.32,
  oks: 0.0007,
  kPlus: 280,
  kMinus: 0.69,
  kStar: 0.69,
};

/** The rates in their order, to what the core's functions read (assembly/models/problems/hires.ts). */
function hiresConstants(rates: readonly number[]): number[] {
  const [k1, k2, k3, k4, k5, k6, oks, kPlus, kMinus, kStar] = rates as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const sums = [kMinus + kStar + k2, k2 + k3, k1 + k6, k2 + k4, k1 + k5];
  return [k1, k2, k3, k4, k5, k6, oks, kPlus, kMinus, ...sums, kStar];
}

/** High irradiance response of photomorphogenesis. y7 + y8 = 0.0057. */
export function hires(rates: Partial<typeof hiresRates> = {}): TestProblem {
  const { parameters, published } = withDefaults(rates, hiresRates, positive);
  return define({
    name: "HIRES",
    title: "High irradiance response of plant photomorphogenesis",
    equations: "hires",
    initial: [1, 0, 0, 0, 0, 0, 0, 0.0057],
    parameters,
    published,
    constants: hiresConstants(Object.values(parameters)),
    constantsOf: hiresConstants,
    defaultEnd: 321.8122,
    stiff: true,
    invariants: [linearInvariant("y7 + y8", [0, 0, 0, 0, 0, 0, 1, 1])],
  });
}

/** Van der Pol's oscillator, epsilon y2' = (1 - y1^2) y2 - y1, from (2, 0). */
export function vdpol(given: { epsilon?: number } = {}): TestProblem {
  const { parameters, published } = withDefaults(given, { epsilon: 1e-6 }, positive);
  return define({
    name: "VDPOL",
    title: "Van der Pol's oscillator, singularly perturbed",
    equations: "singularVanDerPol",
    initial: [2, 0],
    parameters,
    published,
    constants: [1 / parameters.epsilon],
    constantsOf: ([epsilon]) => [1 / epsilon!],
    defaultEnd: 2,
    stiff: true,
  });
}

/** Van der Pol's oscillator, y2' = mu (1 - y1^2) y2 - y1, from (2, 0). */
export function vanDerPol(given: { mu?: number } = {}): TestProblem {
  const checked = withDefaults(given, { mu: 1000 });
  return define({
    name: "Van der Pol",
    title: "Van der Pol's oscillator",
    equations: "dampedVanDerPol",
    initial: [2, 0],
    defaultEnd: 2 * Math.max(1, checked.parameters.mu),
    stiff: checked.parameters.mu > 10,
    ...checked,
  });
}

/** The Oregonator. */
export function orego(given: { s?: number; q?: number; w?: number } = {}): TestProblem {
  const { parameters, published } = withDefaults(given, { s: 77.27, q: 8.375e-6, w: 0.161 }, positive);
  const { s, q, w } = parameters;
  return define({
    name: "OREGO",
    title: "Oregonator, a model of the Belousov-Zhabotinskii reaction",
    equations: "orego",
    initial: [1, 2, 3],
    parameters,
    published,
    constants: [s, q, w, 1 / s],
    defaultEnd: 360,
    stiff: true,
  });
}

const polluRates = [
  0.35, 26.6, 1.23e4, 8.6e-4, 8.2e-4, 1.5e4, 1.3e-4, 2.4e4, 1.65e4, 9e3, 0.022, 1.2e4, 1.88, 1.63e4, 4.8e6, 3.5e-4, 1.75e-2, 1e8,
  4.44e11, 1240, 2.1, 5.78, 0.0474, 1780, 3.12,
];

/** Air pollution: 25 reactions, rates k1 to k25. */
export function pollu(rates: { readonly [rate: `k${number}`]: number } = {}): TestProblem {
  const defaults: Record<string, number> = Object.fromEntries(polluRates.map((rate, i) => [`k${i + 1}`, rate]));
  const initial = new Array<number>(20).fill(0);
  for (const [i, value] of [
    [2, 0.2],
    [4, 0.04],
    [7, 0.1],
    [8, 0.3],
    [9, 0.01],
    [17, 0.007],
  ] as const)
    initial[i - 1] = value;
  return define({
    name: "POLLU",
    title: "Air pollution, 25 reactions of 20 substances",
    equations: "pollu",
    initial,
    defaultEnd: 60,
    stiff: true,
    ...withDefaults(rates, defaults, { min: 0 }),
  });
}

const e5Rates = { A: 7.89e-10, B: 1.1e7, C: 1.13e3, M: 1e6 };

/**
 * A chemical pyrolysis with states from 1e-3 to 1e-65; times up to 1e13. y2 = y3 + y4: rounding errors of the early y2 leave 1e-5 of the y2
 * and y3 at 1e11, whatever the tolerance; {@link e5Reduced} has no such limit.
 */
export function e5(rates: Partial<typeof e5Rates> = {}): TestProblem {
  const { parameters, published } = withDefaults(rates, e5Rates, positive);
  const { A, B, C, M } = parameters;
  return define({
    name: "E5",
    title: "Chemical pyrolysis",
    equations: "e5",
    initial: [1.76e-3, 0, 0, 0],
    parameters,
    published,
    constants: [A, B, C, M * C],
    defaultEnd: 10,
    stiff: true,
    invariants: [linearInvariant("y2 - y3 - y4", [0, 1, -1, -1])],
  });
}

/** {@link e5} without y2 = y3 + y4: state (y1, y3, y4). */
export function e5Reduced(rates: Partial<typeof e5Rates> = {}): TestProblem {
  const full = e5(rates);
  const { parameters, constants } = full;
  const problem = define({
    name: "E5 reduced",
    title: "Chemical pyrolysis without y2",
    equations: "reducedE5",
    initial: [1.76e-3, 0, 0],
    parameters,
    constants,
    defaultEnd: 10,
    stiff: true,
  });
  return { ...problem, reference: full.reference.map(({ values, ...rest }) => ({ ...rest, values: values.toSpliced(1, 1) })) };
}

/** A stiff problem with the solution (exp(-2 t), exp(-t)) for every epsilon. */
export function kaps(given: { epsilon?: number } = {}): TestProblem {
  const { parameters } = withDefaults(given, { epsilon: 1e-3 }, positive);
  return define({
    name: "Kaps",
    title: "Kaps' problem",
    equations: "kaps",
    initial: [1, 1],
    parameters,
    constants: [1 / parameters.epsilon],
    defaultEnd: 1,
    stiff: parameters.epsilon < 0.1,
    solution: (t) => [exp(-2 * t), exp(-t)],
  });
}

/** y' = lambda (y - sin t) + cos t with the solution sin t: methods lose order as lambda goes to -infinity. */
export function protheroRobinson(given: { lambda?: number } = {}): TestProblem {
  const { parameters } = withDefaults(given, { lambda: -1e6 });
  return define({
    name: "Prothero-Robinson",
    title: "The problem of Prothero and Robinson",
    equations: "protheroRobinson",
    initial: [0],
    parameters,
    defaultEnd: 1,
    stiff: parameters.lambda < -10,
    autonomous: false,
    solution: (t) => [sin(t)],
  });
}

/** y' = lambda y from 1. */
export function linear(given: { lambda?: number } = {}): TestProblem {
  const { parameters } = withDefaults(given, { lambda: -1 });
  return define({
    name: "Linear",
    title: "Linear decay",
    equations: "linear",
    initial: [1],
    parameters,
    defaultEnd: 1,
    stiff: parameters.lambda < -10,
    solution: (t) => [exp(parameters.lambda * t)],
  });
}
