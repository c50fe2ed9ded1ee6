import { describe, expect, it } from "vitest";
import { testCore } from "../../support/core.js";
import { evaluationCounts, type FunctionOfTable, median } from "./support.js";

// Medians of another implementation over 15 seeds (40 parameters: 5); two such medians differ by less than a quarter.
const table: [number, FunctionOfTable, number][] = [
  [2, "sphere", 222],
  [2, "ellipsoid", 504],
  [3, "ellipsoid", 784],
  [10, "sphere", 1110],
  [10, "ellipsoid", 2480],
  [10, "cigar", 2460],
  [10, "tablet", 2190],
  [40, "sphere", 4335],
  [40, "ellipsoid", 10455],
  [40, "cigar", 9315],
  [40, "tablet", 7725],
];

describe("evaluation counts of separable CMA-ES", () => {
  it.each(table)("%i parameters, %s, %i", async (n, name, expected) => {
    const counts = evaluationCounts<"separable-cma-es">(await testCore(), name, n, 11, { strategy: "separable-cma-es" });
    expect(counts.at(-1)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(Math.abs(median(counts) / expected - 1)).toBeLessThan(0.25);
  });
});
