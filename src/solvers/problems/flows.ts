import { log } from "../../numeric/portable/index.js";
import { define, type TestProblem, withDefaults } from "./problem.js";

// Small autonomous systems, not stiff.

/** Lorenz' attractor from (1, 1, 1): errors grow about as exp(0.9 t). */
export function lorenz(given: { s?: number; r?: number; b?: number } = {}): TestProblem {
  return define({
    name: "Lorenz",
    title: "Lorenz' attractor",
    equations: "lorenz",
    initial: [1, 1, 1],
    defaultEnd: 1,
    ...withDefaults(given, { s: 10, r: 28, b: 8 / 3 }),
  });
}

/** The Brusselator with its limit cycle. */
export function brusselator(given: { a?: number; b?: number } = {}): TestProblem {
  return define({
    name: "Brusselator",
    title: "Brusselator",
    equations: "brusselator",
    initial: [1.5, 3],
    defaultEnd: 20,
    ...withDefaults(given, { a: 1, b: 3 }),
  });
}

/** Prey and predators; d x - c ln x + b y - a ln y stays. */
export function lotkaVolterra(given: { a?: number; b?: number; c?: number; d?: number } = {}): TestProblem {
  const { parameters, published } = withDefaults(given, { a: 1.5, b: 1, c: 3, d: 1 });
  const { a, b, c, d } = parameters;
  return define({
    name: "Lotka-Volterra",
    title: "Prey and predators of Lotka and Volterra",
    equations: "lotkaVolterra",
    initial: [1, 1],
    parameters,
    published,
    defaultEnd: 10,
    invariants: [
      {
        name: "d x - c ln x + b y - a ln y",
        value: (state) => d * state[0]! - c * log(state[0]!) + b * state[1]! - a * log(state[1]!),
      },
    ],
  });
}

/** A star in a galaxy, state (q1, q2, p1, p2); its energy stays. */
export function henonHeiles(): TestProblem {
  return define({
    name: "Henon-Heiles",
    title: "A star in the potential of Henon and Heiles",
    equations: "henonHeiles",
    initial: [0, 0.1, 0.5, 0],
    defaultEnd: 100,
    invariants: [
      {
        name: "energy",
        value: ({ 0: q1, 1: q2, 2: p1, 3: p2 }) =>
          0.5 * (p1! ** 2 + p2! ** 2 + q1! ** 2 + q2! ** 2) + q1! ** 2 * q2! - (q2! * q2! * q2!) / 3,
      },
    ],
  });
}

/** y1' = -a y1^3 - b y2^3, y2' = b y1^3 - a y2^3: (y1^4 + y2^4)' = -4 a (y1^6 + y2^6). */
export function cubicSpiral(given: { a?: number; b?: number } = {}): TestProblem {
  return define({
    name: "Cubic spiral",
    title: "Cubic spiral",
    equations: "cubicSpiral",
    initial: [2, 0],
    defaultEnd: 1,
    ...withDefaults(given, { a: 0.1, b: 2 }),
  });
}
