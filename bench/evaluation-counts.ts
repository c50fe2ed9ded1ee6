// `npm run bench:evaluation-counts [-- FILTER]`: evaluations that the strategies need, against the table of another implementation.
import { load } from "../src/index.js";
import { median } from "./harness.js";
import { type ColumnOfTable, columns, evaluationCounts, expectedCounts, TOLERANCE } from "./problems/evaluation-counts.js";

const SEEDS = 11;

const filter = process.argv[2] ?? "";
const core = await load();
let failed = 0;
console.log(
  `Median evaluations to 1e-8, ${SEEDS} seeds; allowed ratio to the table's median: ${1 - TOLERANCE} to ${1 + TOLERANCE}.\n`,
);
console.log("| n | function | strategy | fewest | median | most | table | ratio | |");
console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
for (const [n, name, ...medians] of expectedCounts) {
  for (const [i, column] of (Object.keys(columns) as ColumnOfTable[]).entries()) {
    const expected = medians[i];
    if (expected === undefined || !`${n} ${name} ${column}`.includes(filter)) continue;
    const counts = evaluationCounts(core, name, n, SEEDS, columns[column] as object);
    const ratio = median(counts) / expected;
    const holds = Math.abs(ratio - 1) < TOLERANCE && counts.every(Number.isFinite);
    if (!holds) failed++;
    const cells = [
      n,
      name,
      column,
      counts[0],
      median(counts),
      counts.at(-1),
      expected,
      ratio.toFixed(3),
      holds ? "pass" : "FAIL",
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
if (failed > 0) console.log(`\n${failed} outside.`);
process.exitCode = failed > 0 ? 1 : 0;
