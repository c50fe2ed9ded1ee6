import { type NumericArray, toNpz } from "../../../export/index.js";
import { resultJson, type StudyResult } from "../result.js";
import { rowOf, type Table, tableToCsv } from "../tables.js";

/** The texts of a result, by file name: one CSV per table, and last result.json. Figures are drawn by `microcircuit/studies/drawing`. */
export function resultFiles(result: StudyResult): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, table] of Object.entries(result.tables)) files.set(`${name}.csv`, tableToCsv(table));
  return files.set("result.json", resultJson(result));
}

/**
 * The numbers of a result as a NumPy archive: each column of numbers is an array TABLE.COLUMN, NaN where a value is missing. Slashes in the names of columns,
 * which cannot stand in such an archive, become underscores.
 */
export function resultNpz(result: StudyResult): Uint8Array<ArrayBuffer> {
  const arrays: Record<string, NumericArray> = {};
  for (const [name, table] of Object.entries(result.tables)) {
    table.columns.forEach((column, c) => {
      const values = numbersOf(table, c);
      if (values) arrays[`${name}.${column.name.replaceAll(/[/\\]/g, "_")}`] = values;
    });
  }
  return toNpz(arrays, { compress: true });
}

/** A column as numbers; undefined where it holds anything else, or nothing. */
function numbersOf(table: Table, c: number): Float64Array | undefined {
  const cells = Array.from({ length: table.rowCount }, (_, i) => rowOf(table, i)[c] ?? null);
  if (!cells.some((cell) => typeof cell === "number")) return undefined;
  if (!cells.every((cell) => cell === null || typeof cell === "number")) return undefined;
  return Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell)));
}
