import { expect } from "vitest";
import {
  type ColumnOfTable,
  columns,
  evaluationCounts,
  expectedCounts,
  type FunctionOfTable,
  TOLERANCE,
} from "../../../bench/problems/evaluation-counts.js";
import type { Core } from "../../../src/index.js";

export { functions } from "../../../bench/problems/evaluation-counts.js";

/** The middle one of an odd number of sorted values. */
export function median(sorted: readonly number[]): number {
  return sorted[(sorted.length - 1) / 2]!;
}

/** Parameters, function and median of a column of the table, up to `most` parameters. */
export function expectedCountsOf(column: ColumnOfTable, most: number): [number, FunctionOfTable, number][] {
  const at = Object.keys(columns).indexOf(column);
  return expectedCounts.flatMap(([n, name, ...medians]): [number, FunctionOfTable, number][] => {
    const expected = medians[at];
    return expected === undefined || n > most ? [] : [[n, name, expected]];
  });
}

/** Expects 11 runs to succeed, and their median to be that of the table within the table's tolerance. */
export function expectCounts(core: Core, column: ColumnOfTable, n: number, name: FunctionOfTable, expected: number): void {
  const counts = evaluationCounts(core, name, n, 11, columns[column] as object);
  expect(counts.at(-1)).toBeLessThan(Number.POSITIVE_INFINITY);
  expect(Math.abs(median(counts) / expected - 1)).toBeLessThan(TOLERANCE);
}
