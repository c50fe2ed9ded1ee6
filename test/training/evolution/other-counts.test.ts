import { describe, expect, it } from "vitest";
import { minimize } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { evaluationCounts, type FunctionOfTable, functions, median } from "./support.js";

// Medians of another implementation over 15 seeds (40 parameters: 5); two such medians differ by less than a quarter.
const table: [number, FunctionOfTable, number, number][] = [
  [2, "sphere", 222, 360],
  [2, "ellipsoid", 504, 582],
  [3, "ellipsoid", 784, 889],
  [10, "sphere", 1110, 1870],
  [10, "ellipsoid", 2480, 2720],
  [10, "cigar", 2460, 3130],
  [10, "tablet", 2190, 2390],
  [40, "sphere", 4335, 9210],
  [40, "ellipsoid", 10455, 12765],
  [40, "cigar", 9315, 14865],
  [40, "tablet", 7725, 10185],
];

describe("evaluation counts of strategies with one deviation per parameter", () => {
  it.each(table)("separable CMA-ES: %i parameters, %s, %i", async (n, name, expected) => {
    const counts = evaluationCounts<"separable-cma-es">(await testCore(), name, n, 11, { strategy: "separable-cma-es" });
    expect(counts.at(-1)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(Math.abs(median(counts) / expected - 1)).toBeLessThan(0.25);
  });

  it.each(table)("SNES: %i parameters, %s (separable CMA-ES: %i), %i", async (n, name, _, expected) => {
    const counts = evaluationCounts<"snes">(await testCore(), name, n, 11, { strategy: "snes" });
    expect(counts.at(-1)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(Math.abs(median(counts) / expected - 1)).toBeLessThan(0.25);
  });
});

describe("strategies without published counts", () => {
  it("xNES learns a rotated ellipsoid", async () => {
    const core = await testCore();
    const f = (x: Float64Array): number =>
      functions.ellipsoid(Float64Array.of(0.6 * x[0]! - 0.8 * x[1]!, 0.8 * x[0]! + 0.6 * x[1]!));
    for (let seed = 0; seed < 11; seed++) {
      const result = minimize(core, f, [1, 1], {
        strategy: "xnes",
        seed,
        stepSize: 1,
        stop: { target: 1e-8, evaluations: 5000 },
      });
      expect(result.stopped.reason).toBe("target");
    }
  });

  it("LM-MA-ES minimizes the sphere of 200 parameters", async () => {
    const core = await testCore();
    const start = new Float64Array(200).fill(1);
    const result = minimize(core, functions.sphere, start, {
      strategy: "limited-memory-ma-es",
      seed: 1,
      stepSize: 1,
      stop: { target: 1e-8, evaluations: 60_000 },
    });
    expect(result.stopped.reason).toBe("target");
  });

  it("LM-MA-ES learns a long direction: the cigar takes less than its memory of one vector does", async () => {
    const core = await testCore();
    const count = (memory: number): number =>
      minimize(core, functions.cigar, new Float64Array(40).fill(1), {
        strategy: "limited-memory-ma-es",
        seed: 1,
        stepSize: 1,
        memory,
        stop: { target: 1e-8, evaluations: 200_000 },
      }).evaluations;
    expect(count(15)).toBeLessThan(count(1));
  });
});
