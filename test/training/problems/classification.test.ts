import { afterAll, describe, expect, it } from "vitest";
import type { TrialSet } from "../../../src/training/problem.js";
import { type ClassificationOptions, ClassificationProblem } from "../../../src/training/problems/classification.js";
import { createTrainingProblem } from "../../../src/training/problems/registry.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const problems: ClassificationProblem[] = [];
afterAll(() => {
  for (const problem of problems) problem.dispose();
});
const make = (options: ClassificationOptions) => {
  const problem = new ClassificationProblem(core, options);
  problems.push(problem);
  return problem;
};

const words = { words: 8, stepsPerWord: 3, readoutSteps: 4, inputs: 6 } as const;
const rates: ClassificationOptions = {
  task: { kind: "stimulus-integration", ...words },
  model: { kind: "rate-network", cells: 5, startSpread: 0.5 },
  trials: 6,
};
const cells: ClassificationOptions = {
  task: { kind: "stimulus-integration", stepsPerWord: 10, readoutSteps: 25 },
  model: { kind: "morris-lecar", cells: 8, dt: 0.4, precision: "f64" },
};
const training = { set: "training", seed: 4, index: 2 } as const;

describe("tensors", () => {
  it("are the network's and then the read-out's (13 of the verification list)", () => {
    const { tensors, length } = make({ ...cells, model: { kind: "morris-lecar", cells: 128, dt: 0.1 } });
    const sizes = Object.fromEntries(tensors.map((tensor) => [tensor.name, tensor.length]));
    expect(sizes).toEqual({ Win: 6400, Wrec: 16384, Wro: 384, bro: 3 });
    expect(length).toBe(6400 + 16384 + 387);
    expect(tensors.map(({ offset }) => offset)).toEqual([0, 6400, 22784, 23168]);
  });

  it("start from draws of the seed, within their ranges", () => {
    const problem = make({ ...cells, initial: { Win: { centre: -0.5, halfWidth: 0.25 }, bro: { centre: 2, halfWidth: 0 } } });
    const at = (name: string, seed: number) => {
      const { offset, length } = problem.tensors.find((tensor) => tensor.name === name)!;
      return problem.initial(seed).subarray(offset, offset + length);
    };
    expect(Math.min(...at("Win", 1))).toBeGreaterThanOrEqual(-0.75);
    expect(Math.max(...at("Win", 1))).toBeLessThanOrEqual(-0.25);
    expect([...at("bro", 1)]).toEqual([2, 2, 2]);
    // 0.1 +- 1 / sqrt(8)
    expect(Math.max(...at("Wro", 1).map((w) => Math.abs(w - 0.1)))).toBeLessThanOrEqual(1 / Math.sqrt(8));
    expect(at("Wro", 1)).toEqual(at("Wro", 1));
    expect(at("Wro", 2)).not.toEqual(at("Wro", 1));
    expect(() => make({ ...cells, initial: { Wout: { centre: 0, halfWidth: 1 } } })).toThrow(/initial\.Wout/);
  });
});

describe("evaluation", () => {
  it("is a function of parameters and batch alone", () => {
    const problem = make(cells);
    const again = createTrainingProblem(core, JSON.parse(JSON.stringify(problem.description)));
    const parameters = problem.initial(1);
    const first = problem.evaluate(parameters, training);
    problem.evaluate(parameters, { ...training, index: 3 });
    expect(problem.evaluate(parameters, training)).toEqual(first);
    expect(again.evaluate(parameters, training)).toEqual(first);
    again.dispose();
    const others = (["validation", "test"] as TrialSet[]).map((set) => problem.evaluate(parameters, { ...training, set }).loss);
    expect(new Set([first.loss, ...others]).size).toBe(3);
  });

  it("of many trials is the mean over parts of them", () => {
    const parameters = make(cells).initial(1);
    const batch = (index: number) => ({ set: "test", seed: 2, index }) as const;
    const whole = make({ ...cells, trials: 70 }).evaluate(parameters, batch(1));
    const parts = make({ ...cells, trials: 10 });
    const mean = Array.from({ length: 7 }, (_, i) => parts.evaluate(parameters, batch(7 + i)).loss / 7).reduce((a, b) => a + b);
    // The same 70 losses in another order of summation
    expect(Math.abs(whole.loss - mean)).toBeLessThan(1e-13);
  });

  it("gives chance without a read-out", () => {
    const problem = make(cells);
    const parameters = problem.initial(1);
    parameters.fill(0, problem.model.length);
    const { loss, accuracy, failed } = problem.evaluate(parameters, training);
    expect(loss).toBeCloseTo(Math.log(3), 12);
    expect(accuracy).toBeCloseTo(1 / 3, 12);
    expect(failed).toBe(0);
  });

  it("counts errors where the loss is the error rate, which has no gradient but the read-out's", () => {
    const problem = make({ ...rates, loss: "error-rate" });
    const smooth = make(rates);
    const parameters = problem.initial(3);
    const { loss, accuracy } = problem.evaluate(parameters, training);
    expect(loss).toBe(1 - accuracy!);
    expect(accuracy).toBe(smooth.evaluate(parameters, training).accuracy);
    expect(problem.gradientMethods).toEqual([]);
    const request = { method: "backpropagation", tensors: ["Win"] } as const;
    expect(() => problem.gradient(parameters, training, request)).toThrow(/request\.method/);
    expect(problem.readout.gradient(parameters, training)).toEqual(smooth.readout.gradient(parameters, training));
  });

  it("has several windows", () => {
    const problem = make({
      task: { kind: "flip-flop", windows: 3 },
      model: { kind: "rate-network", cells: 6 },
      trials: 30,
    });
    const parameters = problem.initial(1);
    const before = problem.evaluate(parameters, training);
    const after = problem.evaluate(problem.readout.solve(parameters, training, { ridge: 1e-6 }), training);
    expect(after.loss).toBeLessThan(before.loss);
    expect(after.accuracy).toBeGreaterThan(0.5);
  });

  it("takes the step of a task in milliseconds from the model", () => {
    const model = { kind: "morris-lecar", cells: 4, dt: 0.5 } as const;
    const task = { kind: "two-pulse", delay: { min: 100, max: 200 } } as const;
    expect(make({ task, model }).task.steps).toBe((50 + 200 + 50 + 50) / 0.5);
    expect(
      make({ task: { ...task, stepDuration: 2, stepsPerRow: 5 }, model: { kind: "rate-network", cells: 4 } }).task.steps,
    ).toBe(175);
    expect(() => make({ task: { ...task, stepDuration: 2 }, model })).toThrow(/task\.stepDuration/);
  });

  it("refuses what it can't use", () => {
    const problem = make(rates);
    expect(() => problem.evaluate(new Float64Array(3), training)).toThrow(/parameters/);
    expect(() => problem.evaluate(problem.initial(1), { ...training, index: -1 })).toThrow(/batch\.index/);
    expect(() => problem.evaluate(problem.initial(1), { ...training, set: "exam" as TrialSet })).toThrow(/batch\.set/);
    const request = { method: "backpropagation", tensors: ["Wout"] } as const;
    expect(() => problem.gradient(problem.initial(1), training, request)).toThrow(/request\.tensors/);
    expect(() => make({ ...rates, model: { kind: "perceptron" } as never })).toThrow(/model\.kind/);
    const model = { kind: "rate-network", cells: 4, inputs: 3 } as never;
    expect(() => make({ ...rates, model })).toThrow(/model\.inputs/);
  });
});

describe("gradient", () => {
  const problem = make(rates);
  const parameters = problem.initial(5);
  const all = problem.tensors.map(({ name }) => name);

  it("is that of the loss", () => {
    const { gradient, loss, accuracy } = problem.gradient(parameters, training, { method: "backpropagation", tensors: all });
    expect({ loss, accuracy, failed: 0 }).toEqual(problem.evaluate(parameters, training));
    // Central differences of step 1e-5 in f64: rounding 1e-16 / 1e-5, truncation 1e-10 / 6 times third derivatives of order 1.
    const h = 1e-5;
    for (let i = 0; i < parameters.length; i++) {
      const ends = [h, -h].map((d) =>
        problem.evaluate(Float64Array.from(parameters).fill(parameters[i]! + d, i, i + 1), training),
      );
      expect(Math.abs(gradient[i]! - (ends[0]!.loss - ends[1]!.loss) / (2 * h))).toBeLessThan(1e-8);
    }
  });

  it("is 0 for tensors not asked for, and the same bits for the others", () => {
    const method = "backpropagation";
    const whole = problem.gradient(parameters, training, { method, tensors: all }).gradient;
    for (const tensors of [["Win"], ["Wrec", "Wro"], ["Wro", "bro"], []]) {
      const { gradient } = problem.gradient(parameters, training, { method, tensors });
      for (const { name, offset, length } of problem.tensors) {
        const part = whole.slice(offset, offset + length);
        expect(gradient.slice(offset, offset + length)).toEqual(tensors.includes(name) ? part : part.fill(0));
      }
    }
    const readout = problem.readout.gradient(parameters, training).gradient;
    const { length } = problem.model;
    expect(readout.subarray(length)).toEqual(whole.subarray(length));
    expect(readout.subarray(0, length).every((x) => x === 0)).toBe(true);
  });
});

describe("exact read-out of a network", () => {
  it("never raises the loss and leaves the network as it is", () => {
    const problem = make({ ...cells, trials: 200 });
    const start = problem.initial(2);
    const solved = problem.readout.solve(start, training, { ridge: 1e-6 });
    expect(problem.evaluate(solved, training).loss).toBeLessThan(problem.evaluate(start, training).loss);
    expect(solved.subarray(0, problem.model.length)).toEqual(start.subarray(0, problem.model.length));
    const again = problem.readout.solve(solved, training, { ridge: 1e-6 });
    expect(problem.evaluate(again, training).loss).toBeLessThanOrEqual(problem.evaluate(solved, training).loss + 1e-12);
  });
});
