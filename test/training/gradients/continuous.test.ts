import { describe, expect, test } from "vitest";
import { hodgkinHuxleyModel, squidAxon } from "../../../src/neurons/hodgkin-huxley.js";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import { testProblems } from "../../../src/solvers/problems/index.js";
import {
  type ContinuousOptions,
  differentiateBacksolve,
  differentiateForward,
  differentiateInterpolating,
  solveSensitivities,
} from "../../../src/training/gradients/continuous.js";
import { differentiate, type StateLoss } from "../../../src/training/gradients/index.js";
import { testCore } from "../../support/core.js";
import { threeCells } from "./support.js";
import { threeCellReference } from "./three-cell-reference.js";

const core = await testCore();
const { linear, lotkaVolterra, rober, vanDerPol } = testProblems;

/** The sum of all numbers at all times. */
const sum: StateLoss = (states) => ({
  loss: states.reduce((total, x) => total + x, 0),
  gradient: new Array(states.length).fill(1),
});

const ways = { backsolve: differentiateBacksolve, interpolating: differentiateInterpolating, forward: differentiateForward };
type Way = keyof typeof ways;
const names = Object.keys(ways) as Way[];

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, relative: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!), `number ${i}: ${actual[i]}, not ${expected[i]}`).toBeLessThan(
      relative * Math.abs(expected[i]!),
    );
  }
}

describe.each(names)("%s", (way) => {
  const gradientOf = ways[way];

  test.each(["tsit5", "dop853", "rodas5p", "rodas4", "radau", "rosenbrock23", "trbdf2", "bdf", "auto"] as const)(
    "y' = -k y by %s: the closed form",
    (method) => {
      const times = [0.5, 1.5, 2];
      const loose = method === "rosenbrock23" || method === "trbdf2" || method === "bdf";
      const tolerance = loose ? 1e-8 : 1e-10;
      const options = {
        times,
        parameters: [-0.8],
        initial: [1.3],
        method,
        relativeTolerance: tolerance,
        absoluteTolerance: tolerance,
      };
      const result = gradientOf(core, linear(), options, sum);
      const decay = times.map((t) => 1.3 * Math.exp(-0.8 * t));
      const total = decay.reduce((a, b) => a + b);
      // Each step may add a tolerance, of numbers down to 0.2; the losses are sums of three states, the adjoints of three jumps.
      const factor = 10 * tolerance * (20 + result.forward.accepted + result.backward.accepted);
      expectNear(result.states, decay, factor);
      expectNear([result.loss], [total], factor);
      expectNear(result.gradient, [decay.reduce((a, y, i) => a + y * times[i]!, 0)], factor);
      expectNear(result.initialGradient, [total / 1.3], factor);
    },
  );

  test("of a loss at the start alone is the loss's own", () => {
    const result = gradientOf(core, lotkaVolterra(), { times: [0], initial: [2, 3] }, (states) => ({
      loss: states[0]! * states[1]!,
      gradient: [states[1]!, states[0]!],
    }));
    expect(Array.from(result.initialGradient)).toEqual([3, 2]);
    expect(Array.from(result.gradient)).toEqual([0, 0, 0, 0]);
    expect(result.loss).toBe(6);
    expect(result.backward.accepted).toBe(0);
  });

  test("Lotka-Volterra and Hodgkin-Huxley: the discrete adjoint's gradients at a tight tolerance", () => {
    const { sodiumConductance, potassiumConductance, leakConductance, sodiumReversal, potassiumReversal, leakReversal } =
      squidAxon;
    const squid = [sodiumConductance, potassiumConductance, leakConductance, sodiumReversal, potassiumReversal, leakReversal, 8];
    const cases = [
      { model: lotkaVolterra(), times: [1, 2.5, 4], parameters: [1.4, 0.9, 2.8, 1.1] },
      { model: hodgkinHuxleyModel({ current: 10 }), times: [2, 5], parameters: squid },
    ];
    // Backward, gates grow as fast as they close forward: exp(5 ms 8 / ms) (continuous-backsolve.test.ts).
    for (const { model, ...options } of way === "backsolve" ? cases.slice(0, 1) : cases) {
      const tight = { ...options, method: "dop853", relativeTolerance: 1e-11, absoluteTolerance: 1e-12 } as const;
      const exact = differentiate(core, model, tight, sum);
      const result = gradientOf(core, model, tight, sum);
      // 1e-11 in each of some hundred steps
      expectNear(result.gradient, exact.gradient, 1e-8);
      expectNear(result.initialGradient, exact.initialGradient, 1e-8);
    }
  });
});

describe("stiff: ROBER and van der Pol", () => {
  const relative = (a: Float64Array, b: Float64Array) => Math.max(...a.map((x, i) => Math.abs(x / b[i]! - 1)));
  const loss: StateLoss = (states) => ({ loss: states[0]!, gradient: Float64Array.from(states, (_, i) => (i === 0 ? 1 : 0)) });

  const options: ContinuousOptions = { times: [40], method: "radau", relativeTolerance: 1e-10, absoluteTolerance: 1e-15 };
  const tight = differentiateForward(core, rober(), { ...options, adjointAbsoluteTolerance: 1e-19 }, loss);

  test("sensitivities of ROBER by Radau IIA and by Rodas5P agree", () => {
    const way = { ...options, method: "rodas5p", relativeTolerance: 1e-9, adjointAbsoluteTolerance: 1e-17 } as const;
    const rosenbrock = differentiateForward(core, rober(), way, loss);
    expect(relative(rosenbrock.gradient, tight.gradient)).toBeLessThan(1e-6); // some hundred steps of 1e-9
  });

  test.each(["rodas3", "rodas4", "rodas4p", "rodas5p", "radau", "bdf", "auto"] as const)(
    "the interpolating adjoint of ROBER by %s takes no more steps than the run forward",
    (method) => {
      const loose = { times: [40], method, relativeTolerance: 1e-7, absoluteTolerance: 1e-12, adjointAbsoluteTolerance: 1e-9 };
      const { gradient, initialGradient, forward, backward } = differentiateInterpolating(core, rober(), loose, loss);
      // Each step may add a tolerance, and rates act on numbers of all sizes: ten of them a step.
      const bound = 1e-6 * (forward.accepted + backward.accepted);
      expect(relative(gradient, tight.gradient)).toBeLessThan(bound);
      expect(relative(initialGradient, tight.initialGradient)).toBeLessThan(bound);
      // An explicit method would need 40 times the largest eigenvalue, some 4e5; a Rosenbrock method that takes dy/dt to be f(y(t)) tens of thousands.
      expect(backward.accepted).toBeLessThan(1.5 * forward.accepted + 20);
    },
  );

  test.each(["ros34pw2", "rosenbrock23", "ros2"] as const)("%s keeps its order with the model's Jacobian alone", (method) => {
    const relaxation = { times: [0.5], parameters: [20], relativeTolerance: 1e-7, absoluteTolerance: 1e-9 };
    const blocks = differentiateForward(core, vanDerPol(), { ...relaxation, method }, loss);
    const full = differentiateForward(core, vanDerPol(), { ...relaxation, method: "radau" }, loss);
    expectNear(blocks.gradient, full.gradient, 1e-4); // order 2 or 3: some thousand steps of 1e-7
    expect(blocks.forward.factorizations).toBeGreaterThan(0);
  });
});

describe("item 16: gradients of the three-cell network, relative 1e-6", () => {
  const model = morrisLecarNetworkModel({ ...threeCells, integrals: true });
  const tight = { times: [100], relativeTolerance: 1e-11, absoluteTolerance: 1e-12 } as const;
  const component =
    (at: number, weight: number): StateLoss =>
    (states) => ({
      loss: weight * states[at]!,
      gradient: Float64Array.from(states, (_, i) => (i === at ? weight : 0)),
    });

  test.each(["dop853", "rodas5p"] as const)("by the interpolating adjoint, %s", (method) => {
    for (const name of ["V1", "V2", "V3", "L"] as const) {
      const { at, weight, entries } = threeCellReference[name];
      const relativeTolerance = method === "rodas5p" ? 1e-9 : 1e-11;
      const { gradient } = differentiateInterpolating(
        core,
        model,
        { ...tight, method, relativeTolerance },
        component(at, weight),
      );
      for (const [parameter, expected] of entries) {
        expect(Math.abs(gradient[parameter]! / expected - 1), `d${name} by ${parameter}`).toBeLessThan(1e-6);
      }
    }
  });

  test("by forward sensitivities", () => {
    const { parameters } = solveSensitivities(core, model, { ...tight, method: "dop853" });
    for (const { at, weight, entries } of Object.values(threeCellReference)) {
      for (const [parameter, expected] of entries) {
        expect(Math.abs((weight * parameters[parameter * model.length + at]!) / expected - 1)).toBeLessThan(1e-6);
      }
    }
  });
});

test("the dense output that is kept at a time does not matter but to rounding of tolerances", () => {
  const options = { times: [3, 6], method: "tsit5", relativeTolerance: 1e-10, absoluteTolerance: 1e-10 } as const;
  const all = differentiateInterpolating(core, lotkaVolterra(), { ...options, stepsKept: 100000 }, sum);
  const few = differentiateInterpolating(core, lotkaVolterra(), { ...options, stepsKept: 7 }, sum);
  expect(all.stretches).toBe(2);
  expect(few.stretches).toBeGreaterThan(20);
  expectNear(few.gradient, all.gradient, 1e-6); // dense output of order 4 between steps of order 5
  expectNear(few.states, all.states, 1e-15);
});
