import { describe, expect, it } from "vitest";
import { testCore } from "../../support/core.js";
import { evaluationCounts, type FunctionOfTable, median } from "./support.js";

// Medians of another implementation over 5 seeds; two such medians differ by less than a quarter.
const active: [FunctionOfTable, number][] = [
  ["sphere", 4890],
  ["tablet", 20805],
];

describe("evaluation counts of CMA-ES with 40 parameters", () => {
  it.each(active)("%s, %i", async (name, expected) => {
    const counts = evaluationCounts<"cma-es">(await testCore(), name, 40, 11, {});
    expect(counts.at(-1)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(Math.abs(median(counts) / expected - 1)).toBeLessThan(0.25);
  });
});
