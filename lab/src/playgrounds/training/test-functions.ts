import { type Batch, type Core, layTensors, type TrainingProblem } from "microcircuit";
import type { FunctionName } from "./settings.js";

/** A function of the plane to minimise; its least value is 0. */
export interface TestFunction {
  readonly title: string;
  /** What makes it instructive. */
  readonly about: string;
  readonly start: readonly [number, number];
  readonly minimum: readonly [number, number];
  /** What is shown: x, then y. */
  readonly range: readonly [readonly [number, number], readonly [number, number]];
  value(core: Core, x: number, y: number): number;
  slope(core: Core, x: number, y: number): readonly [number, number];
}

const TURN = { cos: 0.8, sin: 0.6 }; // a rotation with exact lengths
const turned = (x: number, y: number) => [TURN.cos * x + TURN.sin * y, TURN.cos * y - TURN.sin * x] as const;
const STRETCH = 100;
const STEPS = 4;

export const testFunctions: Readonly<Record<FunctionName, TestFunction>> = {
  // f = (1 - x)^2 + 100 (y - x^2)^2  (Rosenbrock 1960)
  rosenbrock: {
    title: "Rosenbrock’s valley",
    about: "A narrow, curved valley: the slope points across it, the way leads along it.",
    start: [-1.2, 1],
    minimum: [1, 1],
    range: [
      [-2, 2],
      [-0.8, 2.4],
    ],
    value: (_, x, y) => (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x),
    slope: (_, x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  },
  // f = a^2 + 100 b^2, (a, b) the point turned
  ellipsoid: {
    title: "Tilted ellipsoid",
    about: "A bowl 100 times as steep in one direction as in the other, neither of them an axis.",
    start: [-1.5, 1],
    minimum: [0, 0],
    range: [
      [-2, 2],
      [-1.6, 1.6],
    ],
    value(_, x, y) {
      const [a, b] = turned(x, y);
      return a * a + STRETCH * b * b;
    },
    slope(_, x, y) {
      const [a, b] = turned(x, y);
      return [2 * (TURN.cos * a - STRETCH * TURN.sin * b), 2 * (TURN.sin * a + STRETCH * TURN.cos * b)];
    },
  },
  // f = sum x_i^2 + 3 (1 - cos(2 pi x_i))  (in the manner of Rastrigin)
  rastrigin: {
    title: "Rugged bowl",
    about: "A bowl with a dent in each square: many places where the slope is 0 and only one that is lowest.",
    start: [-2.2, 1.9],
    minimum: [0, 0],
    range: [
      [-3, 3],
      [-2.4, 2.4],
    ],
    value: ({ exports: e }, x, y) => x * x + y * y + 3 * (2 - e.cosTwoPi(x) - e.cosTwoPi(y)),
    slope: ({ exports: e }, x, y) => [2 * x + 6 * Math.PI * e.sinTwoPi(x), 2 * y + 6 * Math.PI * e.sinTwoPi(y)],
  },
  // f = floor(4 (x^2 + y^2)) / 4: its slope is 0 wherever it has one
  terraces: {
    title: "Terraces",
    about: "A bowl in flat steps: the slope is 0 everywhere, as it is for a network that only counts right answers.",
    start: [-1.5, 1],
    minimum: [0, 0],
    range: [
      [-2, 2],
      [-1.6, 1.6],
    ],
    value: (_, x, y) => Math.floor(STEPS * (x * x + y * y)) / STEPS,
    slope: () => [0, 0],
  },
};

/** A test function as a training problem: one tensor of two numbers, the same loss on every batch. */
export function testFunctionProblem(core: Core, name: FunctionName): TrainingProblem {
  const { start, value, slope } = testFunctions[name];
  const loss = (at: Float64Array) => value(core, at[0]!, at[1]!);
  return {
    description: { kind: "test-function", options: { name } },
    tensors: layTensors({ x: [2] }),
    length: 2,
    gradientMethods: ["backpropagation"],
    initial: () => Float64Array.from(start),
    evaluate: (at: Float64Array, _: Batch) => ({ loss: loss(at) }),
    gradient: (at) => ({ loss: loss(at), gradient: Float64Array.from(slope(core, at[0]!, at[1]!)) }),
    dispose() {},
  };
}
