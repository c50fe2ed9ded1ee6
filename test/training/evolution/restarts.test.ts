import { describe, expect, it } from "vitest";
import { createStrategy, minimize, RestartedCmaEs, resumeStrategy, type StrategyState } from "../../../src/index.js";
import { testCore } from "../../support/core.js";

/** Rastrigin's function: about 10^n local optima in the box, the global one, 0, at the origin. */
function rastrigin(x: Float64Array): number {
  return x.reduce((sum, value) => sum + 10 + value * value - 10 * Math.cos(2 * Math.PI * value), 0);
}

const bounds = { lower: -5, upper: 5 };

describe("CMA-ES with restarts", () => {
  it.each(["ipop", "bipop"] as const)("%s finds the global optimum where single runs end in local ones", async (restarts) => {
    const core = await testCore();
    const options = { stepSize: 2, bounds, stop: { target: 1e-8, evaluations: 100_000 } };
    let alone = 0;
    for (let seed = 0; seed < 5; seed++) {
      const start = [3.2, -2.1, 4.3, 1.4];
      if (minimize(core, rastrigin, start, { ...options, seed }).stopped.reason === "target") alone++;
      const found = minimize(core, rastrigin, start, { ...options, seed, strategy: "restarted-cma-es", restarts });
      expect(found.stopped.reason).toBe("target");
      expect(found.parameters.every((value) => Math.abs(value) < 1e-4)).toBe(true); // 1e-8 = 200 pi^2 / 10 x^2 or so
    }
    expect(alone).toBeLessThan(5);
  });

  it("doubles the candidates of each large run, and ends for good after the last", async () => {
    const strategy = new RestartedCmaEs(await testCore(), {
      goal: "minimize",
      start: [1, 1],
      seed: 1,
      stepSize: 1,
      restarts: "ipop",
      maximumDoublings: 2,
    });
    const sizes = new Set<number>();
    while (!strategy.exhausted) {
      sizes.add(strategy.populationSize);
      strategy.tell(new Float64Array(strategy.populationSize).fill(1)); // a plateau: each run ends early
    }
    expect([...sizes]).toEqual([6, 12, 24]);
    expect(strategy.exhausted).toMatch(/after 3 runs$/);
    strategy.dispose();
  });

  it("goes on across restarts from a saved state with the same bits", async () => {
    const core = await testCore();
    const options = { goal: "minimize", start: [3.2, -2.1], seed: 4, stepSize: 2, bounds } as const;
    const whole = createStrategy(core, "restarted-cma-es", options) as RestartedCmaEs;
    for (let g = 0; g < 250; g++) whole.tell(whole.ask().map(rastrigin));
    expect(whole.runs).toBeGreaterThan(1);
    const other = resumeStrategy(core, JSON.parse(JSON.stringify(whole.save())) as StrategyState);
    const runs = whole.runs;
    for (let g = 0; g < 250; g++) {
      whole.tell(whole.ask().map(rastrigin));
      other.tell(other.ask().map(rastrigin));
    }
    expect(whole.runs).toBeGreaterThan(runs);
    expect(JSON.stringify(other.save())).toBe(JSON.stringify(whole.save()));
    whole.dispose();
    other.dispose();
  });
});
