import { describe, expect, it } from "vitest";
import {
  createUnrolledStrategy,
  minimizeUnrolled,
  type UnrolledObjective,
  type UnrolledStrategyName,
} from "../../../../src/index.js";
import { testCore } from "../../../support/core.js";

// s <- A s + x from 0, loss |s - g|^2 / 2 after each step: linear in the parameters x, so that the smoothed loss has the gradient of the loss.
const A = [0.8, 0.3, -0.2, 0.9] as const;
const GOAL = [1, -2] as const;
const STEPS = 2; // a truncation
const TRUNCATIONS = 8; // a trial
const AT = [0.3, -0.1] as const;
const SIGMA = 0.5;

function step(s: readonly number[], x: ArrayLike<number>): number[] {
  return [A[0] * s[0]! + A[1] * s[1]! + x[0]!, A[2] * s[0]! + A[3] * s[1]! + x[1]!];
}

const system: UnrolledObjective<number[]> = {
  start: () => [0, 0],
  advance(x, s, trial) {
    let loss = 0;
    let state = s;
    for (let k = 0; k < STEPS; k++) {
      state = step(state, x);
      loss += 0.5 * ((state[0]! - GOAL[0]) ** 2 + (state[1]! - GOAL[1]) ** 2);
    }
    return { loss, state, finished: trial.truncation === TRUNCATIONS - 1 };
  },
};

/** The gradient by forward sensitivities S = ds/dx; truncated: S is forgotten at the beginning of each truncation. */
function gradient(truncated: boolean): number[] {
  let s = [0, 0];
  let columns = [
    [0, 0],
    [0, 0],
  ];
  const sum = [0, 0];
  for (let t = 0; t < STEPS * TRUNCATIONS; t++) {
    if (truncated && t % STEPS === 0)
      columns = [
        [0, 0],
        [0, 0],
      ];
    s = step(s, AT);
    columns = columns.map((column, i) => step(column, i === 0 ? [1, 0] : [0, 1]));
    for (const [i, column] of columns.entries()) sum[i]! += column[0]! * (s[0]! - GOAL[0]) + column[1]! * (s[1]! - GOAL[1]);
  }
  return sum;
}

/** The estimates of the truncations of each of many trials, and their sums, at parameters that stay. */
async function trialEstimates(name: UnrolledStrategyName, trials: number): Promise<{ sums: number[][]; parts: number[][][] }> {
  const sums: number[][] = [];
  const parts = Array.from({ length: TRUNCATIONS }, (): number[][] => []);
  let sum = [0, 0];
  minimizeUnrolled(await testCore(), system, AT, {
    strategy: name,
    seed: 3,
    stepSize: SIGMA,
    populationSize: 8,
    optimiser: { kind: "sgd", rate: 0 },
    stop: { evaluations: 8 * TRUNCATIONS * trials },
    onUpdate(strategy) {
      parts[(strategy.generation - 1) % TRUNCATIONS]!.push(Array.from(strategy.gradient));
      sum = sum.map((value, i) => value + strategy.gradient[i]!);
      if (strategy.trials === 8 * (sums.length + 1)) {
        sums.push(sum);
        sum = [0, 0];
      }
    },
  });
  expect(sums.length).toBe(trials);
  return { sums, parts };
}

function summary(samples: readonly number[][], i: number): { mean: number; error: number; variance: number } {
  const mean = samples.reduce((sum, x) => sum + x[i]!, 0) / samples.length;
  const variance = samples.reduce((sum, x) => sum + (x[i]! - mean) ** 2, 0) / (samples.length - 1);
  return { mean, error: Math.sqrt(variance / samples.length), variance };
}

describe("estimates over a trial", () => {
  it("of persistent and noise-reuse ES add up to the gradient; each of noise-reuse ES varies less", async () => {
    const full = gradient(false);
    const persistent = await trialEstimates("persistent-es", 1000);
    const reuse = await trialEstimates("noise-reuse-es", 1000);
    for (const [i, expected] of full.entries()) {
      for (const { sums } of [persistent, reuse]) {
        const { mean, error } = summary(sums, i);
        expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
        expect(error).toBeLessThan(0.1 * Math.hypot(full[0]!, full[1]!)); // else the line above would say little
      }
    }
    const spread = ({ parts }: typeof reuse): number =>
      parts.reduce((sum, samples) => sum + summary(samples, 0).variance + summary(samples, 1).variance, 0);
    expect(spread(reuse)).toBeLessThan(spread(persistent));
  });

  it("of truncated ES add up to what is seen within truncations, which is another direction", async () => {
    const [full, seen] = [gradient(false), gradient(true)];
    const { sums: samples } = await trialEstimates("truncated-es", 1000);
    for (const i of [0, 1]) {
      const { mean, error } = summary(samples, i);
      expect(Math.abs(mean - seen[i]!)).toBeLessThan(4 * error);
      expect(Math.abs(mean - full[i]!)).toBeGreaterThan(20 * error);
    }
  });
});

describe("influence balancing", () => {
  // s_i <- (s_i + s_i+1) / 2 +- x in a chain of 23 units, + for the first 10; loss (s_1 - 1)^2 / 2. The 13 others pull the other way and come
  // late: the truncated gradient has the wrong sign (C. Tallec and Y. Ollivier, arXiv:1705.08209).
  const units = 23;
  const steps = 5;
  const truncations = 40;
  const chain: UnrolledObjective<Float64Array> = {
    start: () => new Float64Array(units),
    advance(x, s, trial) {
      let loss = 0;
      for (let k = 0; k < steps; k++) {
        for (let i = 0; i < units; i++) s[i] = 0.5 * (s[i]! + (s[i + 1] ?? 0)) + (i < 10 ? x[0]! : -x[0]!);
        loss += 0.5 * (s[0]! - 1) ** 2;
      }
      return { loss, state: s, finished: trial.truncation === truncations - 1 };
    },
  };
  /** The best parameter: s_1 = x u_t, so that the loss is least at sum u / sum u^2. */
  function optimum(): number {
    const u = new Float64Array(units);
    let [sum, squares] = [0, 0];
    for (let t = 0; t < steps * truncations; t++) {
      for (let i = 0; i < units; i++) u[i] = 0.5 * (u[i]! + (u[i + 1] ?? 0)) + (i < 10 ? 1 : -1);
      sum += u[0]!;
      squares += u[0]! ** 2;
    }
    return sum / squares;
  }

  async function search(strategy: UnrolledStrategyName): Promise<number> {
    const result = minimizeUnrolled(await testCore(), chain, [0.5], {
      strategy,
      seed: 1,
      stepSize: 0.1,
      populationSize: 64,
      trialTruncations: truncations,
      starts: "staggered",
      optimiser: { kind: "adam", rate: 2e-3 },
      stop: { evaluations: 64 * 1500 },
    });
    return result.parameters[0]!;
  }

  it("is solved by persistent and noise-reuse ES, and not by truncated ES", async () => {
    const best = optimum();
    expect(best).toBeLessThan(0);
    // A random walk of some of Adam's 2e-3 steps with noisy signs: 25 of them.
    expect(Math.abs((await search("persistent-es")) - best)).toBeLessThan(0.05);
    expect(Math.abs((await search("noise-reuse-es")) - best)).toBeLessThan(0.05);
    expect(await search("truncated-es")).toBeGreaterThan(0);
  });
});

describe("each update", () => {
  /** One pair, one parameter, losses by hand; returns what is needed to compute the estimate again. */
  it.each(["persistent-es", "noise-reuse-es", "truncated-es"] as const)("of %s is its formula", async (name) => {
    const strategy = createUnrolledStrategy(await testCore(), name, {
      goal: "maximize",
      start: [0.25],
      seed: 8,
      stepSize: 0.5,
      populationSize: 2,
      optimiser: { kind: "sgd", rate: 0 },
    });
    let accumulated = 0;
    let previous = Number.NaN;
    // [losses of the two particles, whether they finish], two trials; particle 1 finishes its first trial early and waits.
    const script = [
      [
        [3, 1],
        [false, false],
      ],
      [
        [-2, 5],
        [false, true],
      ],
      [
        [4, 0],
        [false, true],
      ],
      [
        [1, 0],
        [true, true],
      ],
      [
        [2, 7],
        [false, false],
      ],
      [
        [6, 1],
        [true, true],
      ],
    ] as const;
    for (const [update, [losses, finished]] of script.entries()) {
      const begins = update === 0 || update === 4;
      const [plus, minus] = strategy.ask();
      const noise = plus![0]! - 0.25;
      expect(minus![0]! - 0.25).toBe(-noise);
      if (name === "noise-reuse-es" && !begins) expect(noise).toBe(previous);
      else expect(noise).not.toBe(previous);
      previous = noise;
      accumulated = begins ? noise : accumulated + noise;
      const waiting = update === 2 || update === 3;
      expect(strategy.trial(1).waiting).toBe(waiting);
      expect(strategy.trial(0).truncation).toBe(update < 4 ? update : update - 4);
      expect(strategy.trial(1).number).toBe(update < 4 ? 0 : 1);
      strategy.tell(waiting ? [losses[0], 99] : losses, finished);
      expect(strategy.truncationLoss).toBe(waiting ? losses[0] : (losses[0] + losses[1]) / 2);
      const weight = name === "persistent-es" ? accumulated : noise;
      const expected = (weight * -(losses[0] - losses[1])) / (2 * 0.25);
      // A few roundings of numbers of size 10.
      expect(Math.abs(strategy.gradient[0]! - expected)).toBeLessThan(1e-14);
    }
    expect(strategy.evaluations).toBe(10);
    expect(strategy.trials).toBe(4);
    expect(strategy.trialLoss).toBe(8); // (2 + 6 and 7 + 1) on average
    strategy.dispose();
  });
});
