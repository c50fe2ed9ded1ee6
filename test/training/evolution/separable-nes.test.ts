import { describe, expect, it } from "vitest";
import { testCore } from "../../support/core.js";
import { evaluationCounts, type FunctionOfTable, median } from "./support.js";

// Medians of another implementation over 15 seeds (40 parameters: 5); two such medians differ by less than a quarter.
const table: [number, FunctionOfTable, number][] = [
  [2, "sphere", 360],
  [2, "ellipsoid", 582],
  [3, "ellipsoid", 889],
  [10, "sphere", 1870],
  [10, "ellipsoid", 2720],
  [10, "cigar", 3130],
  [10, "tablet", 2390],
  [40, "sphere", 9210],
  [40, "ellipsoid", 12765],
  [40, "cigar", 14865],
  [40, "tablet", 10185],
];

describe("evaluation counts of SNES", () => {
  it.each(table)("%i parameters, %s, %i", async (n, name, expected) => {
    const counts = evaluationCounts<"snes">(await testCore(), name, n, 11, { strategy: "snes" });
    expect(counts.at(-1)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(Math.abs(median(counts) / expected - 1)).toBeLessThan(0.25);
  });
});
