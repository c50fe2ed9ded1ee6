import { describe, expect, it } from "vitest";
import { InputError, loadSync } from "../../../src/index.js";
import { createWorkerPool, type WorkerPool } from "../../../src/parallel/index.js";
import { type Checkpoint, writeSafetensors } from "../../../src/training/checkpoints/index.js";
import { createUnrolledStrategy, unrolledStrategyNames } from "../../../src/training/evolution/unrolled/index.js";
import { minimizeUnrolled } from "../../../src/training/evolution/unrolled/minimize-unrolled.js";
import type { Batch, TrainingProblem, TrialsState } from "../../../src/training/problem.js";
import type { ClassificationOptions } from "../../../src/training/problems/classification.js";
import { createTrainingProblem } from "../../../src/training/problems/registry.js";
import {
  createTrainer,
  type PopulationEvaluator,
  resumeTrainer,
  type TrainerOptions,
} from "../../../src/training/trainer/index.js";
import { unrolledObjective } from "../../../src/training/unrolled-objective.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const flipFlop = { kind: "flip-flop", windows: 4, rowsPerWindow: 3, stepsPerRow: 4 } as const;
const steps = 48;
const rates = { kind: "rate-network", cells: 6, startSpread: 0.2 } as const;
const describeProblem = (options: Partial<ClassificationOptions> = {}) => ({
  kind: "classification",
  options: { task: flipFlop, model: rates, trials: 6, ...options },
});
const problemOf = (options: Partial<ClassificationOptions> = {}) => createTrainingProblem(core, describeProblem(options));
const all = ["Win", "Wrec", "b", "Wro", "bro"];
const group = { tensors: all, method: "noise-reuse-es", stepSize: 0.1, populationSize: 8, truncation: 12 } as const;
const batch: Batch = { set: "training", seed: 5, index: 3 };

function shares(problem: TrainingProblem, parameters: Float64Array, truncation: number) {
  let state: TrialsState | undefined;
  const all: { loss: number; accuracy: number }[] = [];
  while ((state?.step ?? 0) < problem.unrolled!.lossSteps.at(-1)!) {
    const { loss, accuracy, state: next } = problem.unrolled!.advance(parameters, batch, state, truncation);
    all.push({ loss, accuracy: accuracy! });
    state = next;
  }
  return all;
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe("trials in pieces", () => {
  const models = {
    rates,
    "Morris-Lecar": { kind: "morris-lecar", cells: 6, dt: 1, precision: "f32" },
  } as const;
  it.each(Object.keys(models) as (keyof typeof models)[])("%s: shares of the loss sum to the loss", (name) => {
    for (const loss of ["cross-entropy", "error-rate"] as const) {
      const problem = problemOf({ model: models[name], loss });
      const parameters = problem.initial(2);
      const whole = problem.evaluate(parameters, batch);
      for (const truncation of [12, 7, 48, 1000]) {
        const parts = shares(problem, parameters, truncation);
        expect(parts).toHaveLength(Math.ceil(steps / truncation));
        // The same 24 terms, in other sums.
        expect(Math.abs(sum(parts.map((part) => part.loss)) - whole.loss)).toBeLessThan(1e-14);
        expect(Math.abs(sum(parts.map((part) => part.accuracy)) - whole.accuracy!)).toBeLessThan(1e-14);
      }
      problem.dispose();
    }
  });

  it("tell where losses are known: in each window of a flip-flop, and at the end of other tasks", () => {
    expect(problemOf().unrolled!.lossSteps).toEqual([12, 24, 36, 48]);
    const words = problemOf({ task: { kind: "working-memory", words: 6, stepsPerWord: 5, readoutSteps: 4 } });
    expect(words.unrolled!.lossSteps).toEqual([30]);
    expect(shares(words, words.initial(1), 10).map(({ loss }) => loss > 0)).toEqual([false, false, true]);
  });

  it("noise-reuse ES: estimates of a trial's truncations sum to that of the whole trial", () => {
    const problem = problemOf();
    const start = problem.initial(1);
    const estimateOf = (truncation: number) => {
      const objective = unrolledObjective(problem, { seed: 9, truncation });
      const options = { stepSize: 0.1, populationSize: 4, optimiser: { kind: "sgd", rate: 0 } } as const;
      const strategy = createUnrolledStrategy(core, "noise-reuse-es", { goal: "minimize", start, seed: 1, ...options });
      const total = new Float64Array(problem.length);
      const states = Array.from({ length: 4 }, (_, member) => objective.start(strategy.trial(member)));
      for (let t = 0; t < objective.trialTruncations; t++) {
        const results = strategy.ask().map((x, member) => objective.advance(x, states[member]!, strategy.trial(member)));
        states.splice(0, 4, ...results.map(({ state }) => state));
        strategy.tell(
          results.map(({ loss }) => loss),
          results.map(({ finished }) => finished),
        );
        strategy.gradient.forEach((value, i) => {
          total[i]! += value;
        });
      }
      expect(strategy.trials).toBe(4);
      strategy.dispose();
      return total;
    };
    const whole = estimateOf(steps);
    const size = Math.hypot(...whole);
    expect(size).toBeGreaterThan(0.01);
    for (const truncation of [12, 10]) {
      const off = Math.hypot(...estimateOf(truncation).map((value, i) => value - whole[i]!));
      // Differences of losses of 0.7 over 2 sigma = 0.2, each good to some 1e-16.
      expect(off / size).toBeLessThan(1e-12);
    }
  });

  it("are an objective of minimizeUnrolled, whose saved states go on with the same bits", () => {
    const problem = problemOf();
    const objective = unrolledObjective(problem, { seed: 9, truncation: 12, batches: 4 });
    const options = { seed: 1, stepSize: 0.1, populationSize: 8, starts: "staggered" } as const;
    const run = (evaluations: number, resume = {}) =>
      minimizeUnrolled(core, objective, problem.initial(1), {
        ...options,
        trialTruncations: objective.trialTruncations,
        stop: { evaluations },
        ...resume,
      });
    const whole = run(8 * 30);
    const resumed = run(8 * 30, { resume: JSON.parse(JSON.stringify(run(8 * 13).state)) });
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(resumed.trialLoss).toBe(whole.trialLoss);
    expect(whole.trials).toBeGreaterThan(8);
  });
});

describe.each(unrolledStrategyNames)("a trainer with %s", (method) => {
  it("lowers the loss of whole trials, and reports that of those that ended", () => {
    const optimiser = { kind: "adam", rate: 0.05 } as const;
    const groups = [{ ...group, method, populationSize: 16, starts: "staggered", optimiser } as const];
    const trainer = createTrainer(core, problemOf(), { groups, seed: 3 });
    const before = trainer.evaluate("validation", 4).loss;
    const { history } = trainer.run({ stop: { iterations: 60 } });
    // Measured: 0.71 to 0.55 and less.
    expect(trainer.evaluate("validation", 4).loss).toBeLessThan(before - 0.05);
    // Pair 3 of 8 begins with a trial that is cut; the first whole ones take four truncations.
    expect(history.findIndex(({ loss }) => Number.isFinite(loss))).toBe(3);
    expect(history.at(-1)!.loss).toBeLessThan(before);
    expect(history.at(-1)!.accuracy).toBeGreaterThan(0.5);
    trainer.dispose();
  });

  it("goes on within trials from the bytes of a checkpoint, in another core, with the same bits", () => {
    const options: TrainerOptions = {
      groups: [
        { ...group, method, tensors: ["Wrec", "Win"], truncation: 10 },
        { tensors: ["Wro", "bro"], method: "readout-gradient", optimiser: { kind: "adam", rate: 0.02 } },
      ],
      seed: 4,
      schedule: { kind: "cosine", iterations: 20 },
      validation: { every: 4 },
      batches: 3,
    };
    const whole = createTrainer(core, describeProblem(), options);
    whole.run({ stop: { iterations: 7 } }); // trials take five truncations
    const bytes = writeSafetensors(whole.save());
    const other = resumeTrainer(loadSync(), bytes);
    expect(writeSafetensors(other.save())).toEqual(bytes);
    for (const trainer of [whole, other]) trainer.run({ stop: { iterations: 14 } });
    const rest = ({ tensors: { history: _, ...tensors } }: Checkpoint) => tensors;
    expect(rest(other.save())).toEqual(rest(whole.save()));
    expect(other.best).toEqual(whole.best);
    expect(other.history.map(({ loss, accuracy }) => [loss, accuracy])).toEqual(
      whole.history.map(({ loss, accuracy }) => [loss, accuracy]),
    );
    other.dispose();
    whole.dispose();
  });
});

describe("a trainer with truncations", () => {
  const trainerOf = (options: Partial<TrainerOptions> = {}, problem: Partial<ClassificationOptions> = {}) =>
    createTrainer(core, describeProblem(problem), { groups: [group], seed: 3, ...options });

  it("counts shares of runs, and never passes its budget", () => {
    const trainer = trainerOf({ groups: [{ ...group, truncation: 20 }] }); // 20, 20 and 8 of 48 steps
    const costs = [1, 2, 3].map(() => trainer.step().evaluations);
    expect(costs[0]).toBeCloseTo((8 * 20) / 48, 12);
    expect(costs[2]).toBe(8);
    const { stopped, evaluations } = trainer.run({ stop: { evaluations: 40 } });
    expect(stopped.reason).toBe("evaluations");
    expect(evaluations).toBe(40);
    trainer.dispose();
  });

  it("runs in stretches with the same bits, and an abort within an iteration changes nothing", async () => {
    const [alone, other] = [trainerOf(), trainerOf()];
    const { parameters } = alone.run({ stop: { iterations: 9 } });
    await other.runAsync({ stop: { iterations: 5 } });
    const before = other.save();
    const controller = new AbortController();
    const aborted = other.runAsync({ stop: { iterations: 9 }, signal: controller.signal });
    controller.abort();
    await expect(aborted).rejects.toThrow(/aborted after 5 iterations/);
    expect(other.save()).toEqual(before);
    expect((await other.runAsync({ stop: { iterations: 9 } })).parameters).toEqual(parameters);
  });

  it.each(unrolledStrategyNames)("%s: over any number of workers, in any pieces: the same bits", async (method) => {
    const options = { groups: [{ ...group, method, starts: "staggered" } as const] };
    const stop = { iterations: 7 }; // trials take four truncations
    const expected = trainerOf(options).run({ stop });
    const pools = await Promise.all([0, 1, 2].map((threads) => createWorkerPool({ threads })));
    const [, one, two] = pools as [WorkerPool, WorkerPool, WorkerPool];
    const inPieces = (pool: WorkerPool, chunk: number): PopulationEvaluator => ({
      evaluatePopulation: (request) => pool.evaluatePopulation(request),
      advanceParticles: (request) => pool.advanceParticles(request, { chunk }),
    });
    const inThread: PopulationEvaluator = { evaluatePopulation: (request) => one.evaluatePopulation(request) };
    for (const pool of [...pools, inPieces(two, 3), inPieces(one, 1), inThread]) {
      const trainer = trainerOf(options);
      const result = await trainer.runAsync({ stop, pool });
      expect(result.parameters).toEqual(expected.parameters);
      expect(result.history.map(({ loss }) => loss)).toEqual(expected.history.map(({ loss }) => loss));
      trainer.dispose();
    }
    await Promise.all(pools.map((pool) => pool.terminate()));
  });

  it("stands where it was when workers are told to stop in the middle, and goes on", async () => {
    const [alone, other] = [trainerOf(), trainerOf()];
    const pool = await createWorkerPool({ threads: 1 });
    await other.runAsync({ stop: { iterations: 5 }, pool });
    const before = other.save();
    const controller = new AbortController();
    const cut: PopulationEvaluator = {
      evaluatePopulation: (request) => pool.evaluatePopulation(request),
      advanceParticles(request, control) {
        const answer = pool.advanceParticles(request, { ...control, chunk: 1 });
        controller.abort();
        return answer;
      },
    };
    await expect(other.runAsync({ stop: { iterations: 9 }, signal: controller.signal, pool: cut })).rejects.toThrow(
      /aborted after 5/,
    );
    expect(other.save()).toEqual(before);
    const result = await other.runAsync({ stop: { iterations: 9 }, pool });
    expect(result.parameters).toEqual(alone.run({ stop: { iterations: 9 } }).parameters);
    await pool.terminate();
  });

  it("does not mistake trials that last long for ones that fail", () => {
    const { stopped, history } = trainerOf({ groups: [{ ...group, truncation: 1 }] }).run({ stop: { iterations: 30 } });
    expect(stopped.reason).toBe("iterations");
    expect(history.every(({ loss }) => Number.isNaN(loss))).toBe(true);
  });

  it("ends where every particle fails", () => {
    const model = { kind: "morris-lecar", cells: 6, dt: 1, stepper: "rk4", weights: { inputMean: 1e9 } } as const;
    const { stopped, iterations, notFinite } = trainerOf({ groups: [{ ...group, tensors: ["Win", "Wrec"] }] }, { model }).run({
      stop: { iterations: 90 },
    });
    expect(stopped.reason).toBe("numerical");
    expect(stopped.detail).toMatch(/^noise-reuse-es of .* no candidate with a finite loss in 20 turns/);
    expect([iterations, notFinite]).toEqual([20, 160]);
  });

  it("refuses problems whose trials cannot be divided, and options that are the trainer's or out of range", () => {
    const refused = (options: object, words: RegExp, kind: { kind: string; options: unknown } = describeProblem()) => {
      const make = () => createTrainer(core, kind, { groups: [{ ...group, ...options } as never], seed: 1 });
      expect(make).toThrow(InputError);
      expect(make).toThrow(words);
    };
    refused({ tensors: ["W1"] }, /groups\[0\].method .*spiral-neural-ode/, { kind: "spiral-neural-ode", options: { hidden: 4 } });
    refused({ truncation: 49 }, /groups\[0\].truncation/);
    refused({ truncation: undefined }, /groups\[0\].truncation/);
    refused({ trialTruncations: 4 }, /trialTruncations/);
    refused({ populationSize: 7 }, /groups\[0\].populationSize/);
    refused({ goal: "maximize" }, /groups\[0\].goal/);
    const stiff = { kind: "robertson-neural-ode", options: {} };
    expect(() => unrolledObjective(createTrainingProblem(core, stiff), { seed: 1, truncation: 1 })).toThrow(
      /problem .*some steps at a time/,
    );
  });
});
