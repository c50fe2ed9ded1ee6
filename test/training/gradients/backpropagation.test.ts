import { describe, expect, test } from "vitest";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import { solve } from "../../../src/solvers/solve.js";
import { createGradient, differentiate } from "../../../src/training/gradients/index.js";
import { testCore } from "../../support/core.js";
import { conductanceNetwork, currentNetwork, perturbed, tangents } from "./complex-network.js";
import { complexSteps, tableaux } from "./complex-steppers.js";
import { fourCells, fourCurrentCells, randomNumbers } from "./support.js";

const core = await testCore();

const byTarget = Array.from({ length: 16 }, (_, at) => fourCurrentCells.weights[(at % 4) * 4 + Math.floor(at / 4)]!);
const networks = [
  {
    name: "conductances",
    model: morrisLecarNetworkModel(fourCells),
    theta: [...fourCells.current, ...fourCells.weights],
    complex: (theta: Parameters<typeof conductanceNetwork>[1]) => conductanceNetwork(fourCells.synapses, theta),
  },
  {
    name: "currents",
    model: morrisLecarNetworkModel(fourCurrentCells),
    theta: [...new Array<number>(4).fill(36.75 * 0.1 + 39.9), ...byTarget],
    complex: (theta: Parameters<typeof conductanceNetwork>[1]) => currentNetwork(4, theta),
  },
];
const methods = Object.keys(tableaux) as (keyof typeof tableaux)[];
const steps = 100;
const size = 0.2;

describe("item 15: backpropagation through 100 steps of a 4-cell network against the complex step, relative 1e-12", () => {
  test.each(methods.flatMap((method) => networks.map((network) => [method, network.name, network] as const)))(
    "%s, %s",
    (method, _, { model, theta, complex }) => {
      const initial = Array.from(model.initial!);
      const seed = Array.from(initial, randomNumbers(3));
      const { gradient, initialGradient, states } = differentiate(
        core,
        model,
        { times: [steps * size], stepSize: size, method, parameters: theta },
        (y) => ({ loss: y.reduce((sum, x, i) => sum + x * seed[i]!, 0), gradient: seed }),
      );
      const derivative = (direction: number[], start: number[]) => {
        const end = complexSteps(method, complex(perturbed(theta, direction)), perturbed(initial, start), size, steps);
        // States differ by rounding errors as they grow in 100 steps.
        for (const [i, y] of end.entries()) expect(Math.abs(y.re - states[i]!)).toBeLessThan(1e-11 * Math.max(1, Math.abs(y.re)));
        return tangents(end).reduce((sum, x, i) => sum + x * seed[i]!, 0);
      };
      const unit = (n: number, i: number) => Array.from({ length: n }, (_, k) => (k === i ? 1 : 0));
      const zero = (n: number) => new Array<number>(n).fill(0);
      // Relative to the largest derivative of a kind: currents, weights, initial state.
      const compare = (found: Float64Array, expected: number[], what: string) => {
        const largest = Math.max(...expected.map(Math.abs));
        for (const [i, value] of expected.entries()) {
          expect(Math.abs(found[i]! - value) / largest, `${what} ${i}: ${found[i]}, not ${value}`).toBeLessThan(1e-12);
        }
      };
      const parameters = theta.map((_, i) => derivative(unit(theta.length, i), zero(initial.length)));
      compare(gradient.subarray(0, 4), parameters.slice(0, 4), "current");
      compare(gradient.subarray(4), parameters.slice(4), "weight");
      const starts = initial.map((_, i) => derivative(zero(theta.length), unit(initial.length, i)));
      compare(initialGradient, starts, "initial number");
    },
  );
});

describe("steps that control their error", () => {
  test.each(["bs3", "dopri5", "tsit5", "dop853", "ros2", "rodas5p", "trbdf2", "radau"] as const)(
    "of %s are those of solve",
    (method) => {
      const model = networks[0]!.model;
      const tolerances = { relativeTolerance: 1e-8, absoluteTolerance: 1e-10 };
      const { states, steps: taken } = differentiate(core, model, { times: [20], method, ...tolerances }, (y) => ({
        loss: 0,
        gradient: new Float64Array(y.length),
      }));
      const solution = solve(core, model, { end: 20, method, ...tolerances });
      expect(taken).toBe(solution.statistics.accepted);
      // Explicit steps differ by the rounding of their sizes; implicit ones by Newton's iteration, which solve ends at a share of the tolerance.
      const allowed = method === "trbdf2" || method === "radau" ? 1e-6 : 1e-12;
      for (const [i, y] of solution.state.entries())
        expect(Math.abs(states[i]! - y)).toBeLessThan(allowed * Math.max(1, Math.abs(y)));
    },
  );

  test("end at the output times, and their gradient is that of fixed fine steps to the tolerance", () => {
    const model = networks[0]!.model;
    const times = [3, 3.5, 12, 20];
    const loss = (y: Float64Array) => ({ loss: y.reduce((sum, x) => sum + x, 0), gradient: new Float64Array(y.length).fill(1) });
    const adaptive = differentiate(core, model, { times, relativeTolerance: 1e-11, absoluteTolerance: 1e-12 }, loss);
    const fixed = differentiate(core, model, { times, method: "dop853", stepSize: 0.05 }, loss);
    const largest = Math.max(...fixed.gradient.map(Math.abs));
    // 100 times the tolerance: the errors of 20 ms of steps add up.
    for (const [i, y] of fixed.states.entries())
      expect(Math.abs(adaptive.states[i]! - y)).toBeLessThan(1e-9 * Math.max(1, Math.abs(y)));
    for (const [i, g] of fixed.gradient.entries()) expect(Math.abs(adaptive.gradient[i]! - g)).toBeLessThan(1e-9 * largest);
  });
});

test("an object gives the same bits again, takes other parameters and starts, and its memory serves longer runs", () => {
  const { model, theta } = networks[0]!;
  const gradient = createGradient(core, model, { times: [10, 20], relativeTolerance: 1e-5 });
  const loss = (y: Float64Array) => ({ loss: y[0]! + y[12]!, gradient: Float64Array.from(y, (_, i) => (i % 12 === 0 ? 1 : 0)) });
  const run = (from: object) => {
    const result = gradient.run(loss, from);
    return {
      ...result,
      gradient: result.gradient.slice(),
      initialGradient: result.initialGradient.slice(),
      states: result.states.slice(),
    };
  };
  const first = run({});
  const strong = run({ parameters: theta.map((x) => 2 * x), initial: Array.from(model.initial!, (x) => 0.5 * x) });
  expect(strong.steps).not.toBe(first.steps);
  expect(run({ parameters: theta, initial: model.initial! })).toEqual(first);
  expect(run({})).toEqual(first);
  const once = differentiate(core, model, { times: [10, 20], relativeTolerance: 1e-5, parameters: theta }, loss);
  expect(once).toEqual(first);
  expect(Array.from(gradient.simulate())).toEqual(Array.from(first.states));
  gradient.dispose();
});

test("a loss of the start alone takes no steps", () => {
  const { model } = networks[0]!;
  const seed = Float64Array.from(model.initial!, randomNumbers(5));
  for (const steps of [{ stepSize: 0.1 }, { relativeTolerance: 1e-6 }]) {
    const result = differentiate(core, model, { times: [0], ...steps }, () => ({ loss: 1, gradient: seed }));
    expect([result.steps, result.recomputedSteps, result.peakSnapshots]).toEqual([0, 0, 0]);
    expect(Array.from(result.states)).toEqual(Array.from(model.initial!));
    expect(Array.from(result.initialGradient)).toEqual(Array.from(seed));
    expect(result.gradient.every((x) => x === 0)).toBe(true);
  }
});
