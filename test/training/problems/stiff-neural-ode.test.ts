import { describe, expect, it } from "vitest";
import { testProblems } from "../../../src/index.js";
import { createTrainingProblem } from "../../../src/training/problems/registry.js";
import {
  type StiffNeuralOde,
  type StiffNeuralOdeOptions,
  stiffTrajectory,
} from "../../../src/training/problems/stiff-neural-ode.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const batch = { set: "training", seed: 3, index: 5 } as const;

function make(kind: string, options: StiffNeuralOdeOptions = {}): StiffNeuralOde {
  return createTrainingProblem(core, { kind, options }) as StiffNeuralOde;
}

describe("the Robertson neural ODE", () => {
  it("has the published data, scales and number of parameters", () => {
    const problem = make("robertson-neural-ode");
    expect(problem.length).toBe(188);
    expect(problem.tensors.map(({ name }) => name).slice(0, 4)).toEqual(["W1", "b1", "W2", "b2"]);
    expect(problem.times.length).toBe(50);
    expect(Math.abs(problem.times[0]! / 1e-5 - 1)).toBeLessThan(1e-13);
    expect(Math.abs(problem.times[49]! / 1e5 - 1)).toBeLessThan(1e-13);
    // published to seven digits
    expect(Math.abs(problem.scale[0]! / 0.9999996 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(problem.scale[1]! / 3.648721e-5 - 1)).toBeLessThan(1e-6);
    expect(problem.scale[2]).toBe(problem.data[49]![2]);
    for (const state of problem.data) expect(Math.abs(state[0]! + state[1]! + state[2]! - 1)).toBeLessThan(1e-13);
    problem.dispose();
  });

  it.each(["rober", "pollu"] as const)("has data of the reference solution of %s", (name) => {
    const problem = testProblems[name]();
    const reference = problem.reference.filter(({ time }) => time <= 1e7);
    const states = stiffTrajectory(
      core,
      problem,
      reference.map(({ time }) => time),
    );
    for (const [k, { values }] of reference.entries()) {
      // the solver's relative tolerance is 1e-12 in each of some hundred steps
      for (const [i, value] of values.entries()) expect(Math.abs(states[k]![i]! / value - 1)).toBeLessThan(1e-9);
    }
  });

  it("has the published loss where nothing changes, and starts near it", () => {
    const problem = make("robertson-neural-ode");
    expect(Math.abs(problem.evaluate(new Float64Array(188), batch).loss - 0.3232)).toBeLessThan(1e-4);
    expect(Math.abs(problem.lossOf(problem.data.map(() => [1, 0, 0])) - 0.3232)).toBeLessThan(1e-4);
    expect(problem.lossOf(problem.data)).toBe(0);
    // a last layer of a tenth of Glorot's size moves the state by less than a hundredth of its scale
    for (const seed of [1, 2, 3]) {
      expect(Math.abs(problem.evaluate(problem.initial(seed), batch).loss - 0.3232)).toBeLessThan(0.01);
    }
    problem.dispose();
  });

  it("does not depend on the method beyond the tolerance", () => {
    const problems = (["rosenbrock23", "rodas5p", "auto"] as const).map((method) => make("robertson-neural-ode", { method }));
    const theta = problems[0]!.initial(5).map((value) => 2 * value);
    const losses = problems.map((problem) => problem.evaluate(theta, batch).loss);
    // tolerance 1e-6 in each step
    for (const loss of losses) expect(Math.abs(loss - losses[1]!)).toBeLessThan(1e-4);
    for (const problem of problems) problem.dispose();
  });

  it("answers NaN to candidates whose integration fails, and goes on", () => {
    const problem = make("robertson-neural-ode", { maximumSteps: 100 });
    const theta = problem.initial(1);
    const { loss } = problem.evaluate(theta, batch);
    const failed = problem.evaluate(
      theta.map(() => 1e4),
      batch,
    );
    expect(failed.loss).toBeNaN();
    expect(failed.failed).toBe(1);
    expect(problem.evaluate(theta, batch).loss).toBe(loss);
    problem.dispose();
  });

  it("has the gradient of its loss", () => {
    const problem = make("robertson-neural-ode", { tolerance: 1e-9, method: "rodas4", maximumSteps: 20_000 });
    const theta = problem.initial(3).map((value) => 1.5 * value);
    const { gradient, loss } = problem.gradient(theta, batch, {
      method: "backpropagation",
      tensors: problem.tensors.map(({ name }) => name),
    });
    expect(Math.abs(loss - problem.evaluate(theta, batch).loss)).toBeLessThan(1e-7);
    const direction = theta.map((_, i) => core.exports.sin(1 + i));
    const at = (e: number) =>
      problem.evaluate(
        theta.map((value, i) => value + e * direction[i]!),
        batch,
      ).loss;
    const h = 1e-3;
    const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const slope = gradient.reduce((sum, value, i) => sum + value * direction[i]!, 0);
    // losses to about 1e-9, of which differences are divided by 1e-3
    expect(Math.abs(slope - difference)).toBeLessThan(1e-5);
    expect(Math.abs(slope)).toBeGreaterThan(1e-4);
    const part = problem.gradient(theta, batch, { method: "backpropagation", tensors: ["W2"] }).gradient;
    const { offset, length } = problem.tensors.find(({ name }) => name === "W2")!;
    expect(part.slice(offset, offset + length)).toEqual(gradient.slice(offset, offset + length));
    expect(part.reduce((sum, value) => sum + Math.abs(value), 0)).toBe(
      part.slice(offset, offset + length).reduce((sum, value) => sum + Math.abs(value), 0),
    );
    expect(make("robertson-neural-ode", { method: "auto" }).gradientMethods).not.toContain("backpropagation");
    problem.dispose();
  });

  it.each(["interpolating-adjoint", "backsolve-adjoint", "forward-sensitivity"] as const)(
    "has the same gradient by %s",
    (method) => {
      const problem = make("robertson-neural-ode", { tolerance: 1e-7, method: "tsit5", maximumSteps: 20_000 });
      const theta = problem.initial(3).map((value) => 1.5 * value);
      const tensors = problem.tensors.map(({ name }) => name);
      const discrete = problem.gradient(theta, batch, { method: "backpropagation", tensors });
      const found = problem.gradient(theta, batch, { method, tensors });
      expect(found.failed).toBe(0);
      const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
      const gap = norm(found.gradient.map((value, i) => value - discrete.gradient[i]!));
      // tolerance 1e-7 in each of some hundred steps
      expect(gap).toBeLessThan(1e-4 * norm(discrete.gradient));
      expect(Math.abs(found.loss - discrete.loss)).toBeLessThan(1e-5);
      problem.dispose();
    },
  );

  it("refuses what it cannot be", () => {
    expect(() => make("robertson-neural-ode", { method: "newton" as never })).toThrow(/method/);
    expect(() => make("robertson-neural-ode", { tolerance: 0 })).toThrow(/tolerance/);
    expect(() => make("robertson-neural-ode", { steps: 3 } as never)).toThrow(/steps/);
  });
});

describe("the POLLU neural ODE", () => {
  it("has 650 parameters and starts from the published loss", () => {
    const problem = make("pollu-neural-ode");
    expect(problem.length).toBe(650);
    expect(problem.times.length).toBe(20);
    expect([problem.times[0], problem.times[19]]).toEqual([0, 60]);
    // published: 0.662 at the first iteration, whose small weights leave the state almost where it is
    expect(Math.abs(problem.evaluate(new Float64Array(650), batch).loss - 0.662)).toBeLessThan(1e-3);
    problem.dispose();
  });
});
