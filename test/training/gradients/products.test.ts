import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { morrisLecarModel } from "../../../src/neurons/morris-lecar-model.js";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import { type MorrisLecarSet, morrisLecarSets } from "../../../src/neurons/morris-lecar-parameters.js";
import { functionModel } from "../../../src/solvers/function-model.js";
import { methods } from "../../../src/solvers/methods.js";
import type { Model } from "../../../src/solvers/model.js";
import { gradientStepMethods } from "../../../src/training/gradients/index.js";
import type { Complex } from "../../neurons/complex-step.js";
import { testCore } from "../../support/core.js";
import {
  type ComplexRightHandSide,
  cellParameters,
  cellSlopes,
  conductanceNetwork,
  currentNetwork,
  perturbed,
  tangents,
} from "./complex-network.js";
import { differentiableOf, fourCells, fourCurrentCells, lotkaVolterra, lotkaVolterraComplex, randomNumbers } from "./support.js";

const core = await testCore();

/** Rosenbrock steps are compared in rosenbrock-adjoint.test.ts: they take second derivatives. */
const rungeKutta = gradientStepMethods.filter((name) => methods[name].family !== "rosenbrock");

interface Example {
  readonly name: string;
  readonly model: Model;
  readonly theta: number[];
  readonly state: number[];
  readonly complex: (theta: readonly Complex[]) => ComplexRightHandSide;
}

const cell = (set: MorrisLecarSet): Example => ({
  name: `the cell ${set}`,
  model: morrisLecarModel({ parameters: set, current: 45 }),
  theta: [...cellParameters(set), 45],
  state: [-15, 0.2],
  complex: (theta) => (_, y) => cellSlopes(theta, y[0]!, y[1]!),
});

/** W of the current-based network by target. */
const byTarget = Array.from({ length: 16 }, (_, at) => fourCurrentCells.weights[(at % 4) * 4 + Math.floor(at / 4)]!);
const conductances = [fourCells.initial.voltage, fourCells.initial.recovery, fourCells.opening];
const currents = [fourCurrentCells.initial.voltage, fourCurrentCells.initial.recovery];
const states = (parts: readonly (readonly number[])[]) => [0, 1, 2, 3].flatMap((i) => parts.map((part) => part[i]!));

const examples: Example[] = [
  ...(Object.keys(morrisLecarSets) as MorrisLecarSet[]).map(cell),
  {
    name: "the network of conductances",
    model: morrisLecarNetworkModel(fourCells),
    theta: [...fourCells.current, ...fourCells.weights],
    state: states(conductances),
    complex: (theta) => conductanceNetwork(fourCells.synapses, theta),
  },
  {
    name: "the current-based network",
    model: morrisLecarNetworkModel(fourCurrentCells),
    theta: [...new Array(4).fill(36.75 * 0.1 + 39.9), ...byTarget],
    state: states(currents),
    complex: (theta) => currentNetwork(4, theta),
  },
  {
    name: "a function of the time with parameters",
    model: lotkaVolterra(),
    theta: [1.1, 0.4, 0.3],
    state: [1.3, 0.7, 0.2],
    complex: lotkaVolterraComplex,
  },
];

const named = examples.map((example) => [example.name, example] as const);
const sum = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a, (x, i) => x * b[i]!).reduce((s, x) => s + x, 0);
const size = (a: ArrayLike<number>, b: ArrayLike<number>) => sum(Array.from(a, Math.abs), Array.from(b, Math.abs));

describe("item 14: <a, J v> = <J^T a, v> to 1e-13", () => {
  test.each(named)("of %s, by state and parameters", (_, { model, theta, complex }) => {
    const functions = differentiableOf(core, model);
    expect(functions.parameters).toBe(theta.length);
    const next = randomNumbers(11);
    for (let trial = 0; trial < 20; trial++) {
      // Voltages from -70 to 20, the rest from 0 to 1; parameters within 5 % of the model's.
      const state = Array.from({ length: model.length }, (_, i) =>
        model.components?.[i]?.startsWith("V") ? -25 + 45 * next() : 0.5 + 0.5 * next(),
      );
      const values = theta.map((x) => x * (1 + 0.05 * next()));
      const [v, direction, a] = [model.length, theta.length, model.length].map((n) =>
        Array.from({ length: n }, next),
      ) as number[][];
      functions.set(values);
      const forward = tangents(complex(perturbed(values, direction!))(0.7, perturbed(state, v!)));
      const { out, gradient } = functions.vectorJacobian(state, a!, 0.7);
      const error = Math.abs(sum(a!, forward) - sum(out, v!) - sum(gradient, direction!));
      expect(error).toBeLessThan(1e-13 * (size(a!, forward) + size(out, v!) + size(gradient, direction!)));
    }
    functions.release();
  });

  // The tangent of a Runge-Kutta step is the step of the tangent equations y' = f, v' = J v + (df/dtheta) d: methods are linear in their slopes.
  const tangentModel = ({ model, theta, complex }: Example, direction: readonly number[]): Model => {
    const n = model.length;
    const rhs = complex(perturbed(theta, direction));
    return functionModel(
      (t, y, out) => {
        const slopes = rhs(t, perturbed(y.subarray(0, n), y.subarray(n)));
        for (let i = 0; i < n; i++) out[i] = slopes[i]!.re;
        out.set(tangents(slopes), n);
      },
      {
        length: 2 * n,
        // J twice, without the block in which v' depends on y: Newton's iteration does not need it.
        jacobian: (t, y, out) => {
          for (let j = 0; j < n; j++) {
            const unit = Array.from({ length: n }, (_, i) => (i === j ? 1 : 0));
            const column = tangents(
              complex(
                perturbed(
                  theta,
                  theta.map(() => 0),
                ),
              )(t, perturbed(y.subarray(0, n), unit)),
            );
            for (let i = 0; i < n; i++) {
              out[i * 2 * n + j] = column[i]!;
              out[(n + i) * 2 * n + n + j] = column[i]!;
            }
          }
        },
        vectorJacobian: () => {
          throw new Error("not called: steps forward need the Jacobian alone");
        },
      },
    );
  };

  const stepped = [cell("snlc"), ...examples.slice(-3)];
  const cases = rungeKutta.flatMap((method) => stepped.map((example) => [method, example.name, example] as const));
  test.each(cases)("of a step of %s for %s", (method, _, example) => {
    const { model, theta, state } = example;
    const next = randomNumbers(7);
    const direction = theta.map((x) => x * next());
    const v = state.map((x) => x * next());
    const a = Array.from(state, next);
    const h = model.name === "The model" ? 0.1 : 0.5;
    const functions = differentiableOf(core, model);
    const tangent = differentiableOf(core, tangentModel(example, direction));
    functions.set(theta);
    const forward = tangent.step(method, [...state, ...v], h, 0.7);
    const { adjoint, gradient } = functions.reverse(method, state, h, a, 0.7);
    const value = functions.step(method, state, h, 0.7);
    // The states differ by the rounding errors of exp in two forms of the equations.
    for (const [i, y] of value.entries()) expect(Math.abs(y / forward[i]! - 1)).toBeLessThan(1e-12);
    const ahead = forward.subarray(state.length);
    const error = Math.abs(sum(a, ahead) - sum(adjoint, v) - sum(gradient, direction));
    expect(error).toBeLessThan(1e-13 * (size(a, ahead) + size(adjoint, v) + size(gradient, direction)));
    functions.release();
    tangent.release();
  });
});

test("the adjoint of a step is linear in the adjoint", () => {
  const functions = differentiableOf(core, lotkaVolterra());
  const number = fc.integer({ min: -1024, max: 1024 }).map((x) => x / 512);
  fc.assert(
    fc.property(fc.tuple(number, number, number), fc.constantFrom(...rungeKutta), (a, method) => {
      const once = functions.reverse(method, [1.3, 0.7, 0.2], 0.1, a);
      const twice = functions.reverse(
        method,
        [1.3, 0.7, 0.2],
        0.1,
        a.map((x) => 2 * x),
      );
      // Powers of two are exact.
      expect(Array.from(twice.adjoint)).toEqual(Array.from(once.adjoint, (x) => 2 * x));
      expect(Array.from(twice.gradient)).toEqual(Array.from(once.gradient, (x) => 2 * x));
    }),
    { numRuns: 50 },
  );
  functions.release();
});
