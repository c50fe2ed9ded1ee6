import { describe, expect, it } from "vitest";
import { minimize } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { functions, median } from "./support.js";

describe("(1+1)-ES", () => {
  it("takes about 11.4 n evaluations per digit of distance on the sphere", async () => {
    const core = await testCore();
    const n = 40;
    const counts = Array.from({ length: 11 }, (_, seed) => {
      const run = (target: number): number =>
        minimize(core, functions.sphere, new Float64Array(n).fill(1), {
          strategy: "one-plus-one-es",
          seed,
          stepSize: 0.2,
          stop: { target, evaluations: 50_000 },
        }).evaluations;
      return (run(1e-8) - run(1e-2)) / 3; // three digits of distance are six of its square
    }).sort((a, b) => a - b);
    // Progress 0.202 / n per evaluation is the limit n -> infinity at the best step size.
    expect(Math.abs(median(counts) / (11.4 * n) - 1)).toBeLessThan(0.25);
  });

  it("evaluates the start first", async () => {
    const seen: number[][] = [];
    minimize(await testCore(), (x) => seen.push(Array.from(x)), [1, 2], {
      strategy: "one-plus-one-es",
      seed: 1,
      stepSize: 1,
      stop: { evaluations: 3 },
    });
    expect(seen[0]).toEqual([1, 2]);
    expect(seen[1]).not.toEqual([1, 2]);
  });
});

describe("differential evolution", () => {
  it("minimizes Rosenbrock's function of 4 parameters", async () => {
    const core = await testCore();
    for (let seed = 0; seed < 11; seed++) {
      const result = minimize(core, functions.rosenbrock, [0, 0, 0, 0], {
        strategy: "differential-evolution",
        seed,
        stepSize: 1,
        stop: { target: 1e-8, evaluations: 60_000 },
      });
      expect(result.stopped.reason).toBe("target");
    }
  });

  it("never loses its best member", async () => {
    let best = Number.POSITIVE_INFINITY;
    minimize(await testCore(), functions.rosenbrock, [0, 0], {
      strategy: "differential-evolution",
      seed: 1,
      stepSize: 1,
      stop: { evaluations: 1000 },
      onGeneration: (strategy) => {
        expect(functions.rosenbrock(strategy.mean)).toBe(strategy.bestValue);
        expect(strategy.bestValue).toBeLessThanOrEqual(best);
        best = strategy.bestValue;
      },
    });
    expect(best).toBeLessThan(1);
  });
});
