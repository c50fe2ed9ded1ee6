import { describe, expect, it } from "vitest";
import { applyFunction, type Core, createMorrisLecarEnsemble, RandomStream, SmoothedGradient } from "../../../src/index.js";
import { testCore } from "../../support/core.js";

/**
 * Losses of drives I = 100 W: the mean over t = 1, 2, ..., 500 ms of the output logistic(100 (V - 20)) of a Morris-Lecar cell with C = 1, in units of
 * which the conductances of the set are those of C = 20 as well.
 */
function losses(core: Core, weights: readonly number[], leakReversal: number): number[] {
  const ensemble = createMorrisLecarEnsemble(core, {
    cells: weights.length,
    parameters: { set: "authors", capacitance: 1, leakReversal },
    current: weights.map((w) => 100 * w),
    initial: { voltage: -20, recovery: 0.014173 },
    dt: 0.05,
  });
  try {
    const { voltages, times } = ensemble.run(500, { every: 20 });
    const outputs = applyFunction(
      core,
      "logistic",
      Float64Array.from(voltages, (v) => 100 * (v - 20)),
    );
    const cells = weights.length;
    const first = times[0] === 0 ? 1 : 0;
    return weights.map((_, cell) => {
      let sum = 0;
      for (let k = first; k < times.length; k++) sum += outputs[k * cells + cell]!;
      return sum / (times.length - first);
    });
  } finally {
    ensemble.dispose();
  }
}

/** Losses at W after 0, 1, ... iterations of the plain estimate with gradient descent. */
function train(core: Core, seed: number, rate: number, iterations: number): number[] {
  const leakReversal = -55 + 2.5 * new RandomStream(core, { seed, stream: 1 }).normals(1)[0]!;
  const strategy = new SmoothedGradient(core, {
    goal: "minimize",
    start: [0.5],
    seed,
    stepSize: 0.2,
    populationSize: 100,
    estimator: "plain",
    optimiser: { kind: "sgd", rate },
  });
  const path: number[] = [];
  for (let i = 0; i < iterations; i++) {
    const values = losses(
      core,
      strategy.ask().map((x) => x[0]!),
      leakReversal,
    );
    path.push(values[0]!); // candidate 0 is the centre
    strategy.tell(values);
  }
  path.push(losses(core, Array.from(strategy.mean), leakReversal)[0]!);
  strategy.dispose();
  return path;
}

describe("a single cell learns to be silent", () => {
  it("has the losses of the landscape", async () => {
    const found = losses(await testCore(), [0.1, 0.25, 0.5], -55);
    // Values for the same step and samples, three decimals; two spikes in 500 samples is 0.004.
    for (const [i, expected] of [0, 0.008, 0.226].entries()) expect(Math.abs(found[i]! - expected)).toBeLessThanOrEqual(0.004);
  });

  it("by the plain estimate within five iterations at rate 0.3, in at least four of five seeds", async () => {
    const core = await testCore();
    let learnt = 0;
    for (let seed = 1; seed <= 5; seed++) if (Math.min(...train(core, seed, 0.3, 5)) <= 0.01) learnt++;
    expect(learnt).toBeGreaterThanOrEqual(4);
  });

  it("not at rate 0.01: the loss is above 0.15 after fifteen iterations", async () => {
    expect(train(await testCore(), 1, 0.01, 15).at(-1)).toBeGreaterThan(0.15);
  });
});
