import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import type { Run, Trained } from "../runs.js";
import { stiffGradients } from "../stiff-gradients.js";
import { cellTables } from "./cell.js";
import { comparisonTables } from "./comparison.js";
import { factTables } from "./facts.js";
import { resultTables } from "./results.js";

export function tablesOf(results: Sorted, runs: readonly Run[], trained: readonly Trained[]): Record<string, TableInput> {
  return {
    ...comparisonTables(runs, trained, stiffGradients(results)),
    ...cellTables(results),
    ...resultTables(results),
    ...factTables(results),
  };
}
