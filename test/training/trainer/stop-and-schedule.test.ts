import { describe, expect, it } from "vitest";
import type { TrainingProblem } from "../../../src/training/problem.js";
import { createTrainer, resumeTrainer, type TrainerOptions } from "../../../src/training/trainer/index.js";
import { newScheduleState, observeLoss, scheduleFactor } from "../../../src/training/trainer/schedule.js";
import { testCore } from "../../support/core.js";
import { type ToyOptions, toyProblem } from "../../support/toy-problem.js";

const core = await testCore();
const descent = { tensors: ["Win", "Wro", "b"], method: "backpropagation", optimiser: { kind: "sgd", rate: 0.05 } } as const;
const search = { tensors: ["Win"], method: "openai-es", stepSize: 0.1, populationSize: 8 } as const;
const trainerOf = (options: Partial<TrainerOptions> = {}, toy: Partial<ToyOptions> = {}) =>
  createTrainer(core, toyProblem(core, { inputs: 3, hidden: 4, trials: 12, ...toy }), { groups: [descent], seed: 3, ...options });

describe("a run ends", () => {
  it("after iterations, or before evaluations would be passed, and goes on when asked to", () => {
    const trainer = trainerOf({ groups: [search], stop: { iterations: 3 } });
    expect(trainer.run().stopped).toEqual({ reason: "iterations", detail: "3 iterations are done" });
    expect(trainer.run().iterations).toBe(3);
    const { stopped, evaluations } = trainer.run({ stop: { evaluations: 47 } });
    expect(stopped.reason).toBe("evaluations");
    expect(evaluations).toBe(40); // five generations; a sixth would make 48
  });

  it("at a target, of an iteration or of validation", () => {
    const batches = 1;
    const trainer = trainerOf({ batches });
    const { stopped, loss, iterations } = trainer.run({ stop: { target: 0.3, iterations: 1000 } });
    expect(stopped.reason).toBe("target");
    expect(loss).toBeLessThanOrEqual(0.3);
    expect(iterations).toBeLessThan(1000);
    const validated = trainerOf({ batches, validation: { every: 5 } }).run({ stop: { target: 0.9, iterations: 1000 } });
    expect(validated.stopped.reason).toBe("target");
    expect(validated.iterations % 5).toBe(0);
    expect(validated.loss).toBeLessThanOrEqual(0.9);
  });

  it("without improvement", () => {
    const { stopped, iterations } = trainerOf({ groups: [search] }, { flat: 2 }).run({ stop: { noImprovement: 7 } });
    expect(stopped).toEqual({ reason: "no improvement", detail: "7 iterations brought no loss below 2" });
    expect(iterations).toBe(8);
  });

  it("after a time, whatever it takes", () => {
    const { stopped, seconds } = trainerOf().run({ stop: { seconds: 0.05 } });
    expect(stopped.reason).toBe("seconds");
    expect(seconds).toBeGreaterThanOrEqual(0.05);
  });

  it("where parameters or losses cease to be finite", () => {
    const optimiser = { kind: "sgd", rate: 1e300, weightDecay: 1e300 } as const;
    const blown = trainerOf({ groups: [{ ...descent, optimiser }] }).run({ stop: { iterations: 90 } });
    expect(blown.stopped.reason).toBe("numerical");
    expect(blown.stopped.detail).toMatch(/^the tensor \w+ ceased to be finite$/);
    const lost = trainerOf({ groups: [search] }, { limit: 0 }).run({ stop: { iterations: 90 } });
    expect(lost.stopped.reason).toBe("numerical");
    expect(lost.stopped.detail).toMatch(/^openai-es of Win had no candidate with a finite loss in 20 turns in a row: try /);
    expect(lost.iterations).toBe(20);
    const flat = { tensors: ["Win"], method: "cma-es", stepSize: 0.1 } as const;
    const exhausted = trainerOf({ groups: [flat] }, { flat: 1 }).run({ stop: { iterations: 500 } });
    expect(exhausted.stopped.reason).toBe("numerical");
    expect(exhausted.iterations).toBeLessThan(500);
  });
});

describe("a group without a usable gradient", () => {
  /** Gradients of these iterations have no finite entry, but their losses are finite; of the others, all do. */
  const broken = (isBroken: (iteration: number) => boolean): TrainingProblem => {
    const whole = toyProblem(core, { inputs: 3, hidden: 4, trials: 6 });
    let calls = 0;
    return {
      ...whole,
      gradient(parameters, batch, request) {
        const result = whole.gradient(parameters, batch, request);
        return isBroken(calls++) ? { ...result, gradient: result.gradient.map(() => Number.NaN) } : result;
      },
    };
  };
  const readout = { tensors: ["Wro"], method: "readout-gradient", optimiser: { kind: "sgd", rate: 0.01 } } as const;
  const groups = [readout, { ...descent, tensors: ["Win"], method: "truncated-backpropagation", window: 2 }] as const;

  it("ends training after 20 turns in a row, though others learn, and says what to try", () => {
    const trainer = createTrainer(
      core,
      broken(() => true),
      { groups, seed: 1 },
    );
    const { stopped, iterations, history } = trainer.run({ stop: { iterations: 90 } });
    expect(stopped.reason).toBe("numerical");
    expect(stopped.detail).toMatch(
      /^truncated-backpropagation of Win had no usable gradient in 20 turns in a row.*: try a smaller/,
    );
    expect(iterations).toBe(20);
    expect(history.every(({ loss, changes }) => Number.isFinite(loss) && changes.Win === 0)).toBe(true);
    expect(history.at(-1)!.changes.Wro).toBeGreaterThan(0);
  });

  it("may come back: turns count in a row, over a checkpoint too", () => {
    const isBroken = (iteration: number) => iteration !== 15;
    const whole = createTrainer(core, broken(isBroken), { groups, seed: 1 }).run({ stop: { iterations: 90 } });
    expect(whole.iterations).toBe(36);
    const half = createTrainer(core, broken(isBroken), { groups, seed: 1 });
    half.run({ stop: { iterations: 10 } });
    const resumed = resumeTrainer(core, half.save(), { problem: broken((iteration) => isBroken(iteration + 10)) });
    expect(resumed.run({ stop: { iterations: 90 } })).toMatchObject({ iterations: 36, parameters: whole.parameters });
  });

  it("counts its own turns where groups take turns", () => {
    const trainer = createTrainer(
      core,
      broken(() => true),
      { groups, seed: 1, alternate: true },
    );
    expect(trainer.run({ stop: { iterations: 90 } }).iterations).toBe(40);
  });

  it("has none where an integration fails, which gives no loss and a gradient of 0", () => {
    const problem = { kind: "robertson-neural-ode", options: { maximumSteps: 1 } };
    for (const [method, words] of [
      ["backpropagation", /truncated-backpropagation .*or an evolution strategy/],
      ["backsolve-adjoint", /interpolating-adjoint or backpropagation/],
    ] as const) {
      const trainer = createTrainer(core, problem, { groups: [{ ...descent, tensors: ["W1", "b1"], method }], seed: 1 });
      const { stopped, iterations } = trainer.run({ stop: { iterations: 90 } });
      expect(stopped.reason).toBe("numerical");
      expect(stopped.detail).toMatch(words);
      expect(iterations).toBe(20);
      trainer.dispose();
    }
  });
});

describe("a schedule", () => {
  it("follows the cosine down to its end", () => {
    const schedule = { kind: "cosine", iterations: 4, final: 0.1 } as const;
    const factors = [0, 1, 2, 4, 9].map((i) => scheduleFactor(core, schedule, newScheduleState(), i));
    // final + (1 - final) (1 + cos(pi i / 4)) / 2; rounding of a few operations
    [1, 0.1 + 0.45 * (1 + Math.SQRT1_2), 0.55, 0.1, 0.1].forEach((expected, k) => {
      expect(factors[k]).toBeCloseTo(expected, 14);
    });
  });

  it("steps down on a plateau, as far as its minimum", () => {
    const schedule = { kind: "plateau", patience: 2, factor: 0.5, threshold: 0.01, minimum: 0.2 } as const;
    const state = newScheduleState();
    const factorAfter = (...losses: number[]) => {
      for (const loss of losses) observeLoss(schedule, state, loss);
      return scheduleFactor(core, schedule, state, 99);
    };
    expect(factorAfter(3, 2, 1, 1)).toBe(1);
    expect(factorAfter(0.995)).toBe(0.5); // within 1 % of the lowest
    expect(factorAfter(0.9, 0.9)).toBe(0.5);
    expect(factorAfter(Number.NaN)).toBe(0.25);
    expect(factorAfter(1, 1, 1, 1)).toBe(0.2);
  });

  it("changes the steps that are taken, of optimisers and of strategies", () => {
    const cosine = { kind: "cosine", iterations: 2 } as const;
    const sgd = { kind: "sgd", rate: 0.05 } as const;
    for (const group of [descent, { ...search, optimiser: sgd }]) {
      const { history } = trainerOf({ groups: [group], batches: 1, schedule: cosine }).run({ stop: { iterations: 3 } });
      expect(history.map(({ rateFactor }) => rateFactor)).toEqual([1, expect.closeTo(0.5, 15), 0]);
      expect(history[2]!.updateNorm).toBe(0);
      expect(history[1]!.updateNorm).toBeGreaterThan(0);
      // A rate factor of 1/2 halves the step of gradient descent: the same step as with half the rate from there.
      const constant = trainerOf({ groups: [group], batches: 1 }).run({ stop: { iterations: 2 } });
      expect(history[0]!.updateNorm).toBe(constant.history[0]!.updateNorm);
      expect(history[1]!.updateNorm).toBeCloseTo(constant.history[1]!.updateNorm / 2, 14);
    }
  });

  it("of a group holds for it alone", () => {
    const still = { ...descent, tensors: ["Win"], schedule: { kind: "cosine", iterations: 1 } } as const;
    const { history } = trainerOf({ groups: [still, { ...descent, tensors: ["Wro", "b"] }] }).run({ stop: { iterations: 3 } });
    expect(history[2]!.changes.Win).toBe(history[0]!.changes.Win);
    expect(history[2]!.changes.Wro).not.toBe(history[0]!.changes.Wro);
  });

  it("on a plateau watches validation", () => {
    const schedule = { kind: "plateau", patience: 1 } as const;
    const { history } = trainerOf({ groups: [search], schedule, validation: { every: 2 } }, { flat: 1 }).run({
      stop: { iterations: 6 },
    });
    // Validated after 2 (the first, so the lowest), 4 and 6.
    expect(history.map(({ rateFactor }) => rateFactor)).toEqual([1, 1, 1, 1, 0.5, 0.5]);
  });
});
