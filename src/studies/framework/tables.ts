import { toCsv } from "../../export/csv.js";
import { StudyDefinitionError } from "./errors.js";

export type Cell = number | string | boolean | null;

export interface Column {
  readonly name: string;
  readonly unit?: string;
  readonly description?: string;
}

/** A table as a study writes it: rows, or, for rasters and traces of many rows, one array per column. */
export interface TableInput {
  readonly title?: string;
  readonly columns: readonly (string | Column)[];
  readonly rows?: readonly (readonly Cell[])[];
  /** One array per column, by column name. Goes to the CSV file alone; result.json then names the file and the number of rows. */
  readonly data?: Readonly<Record<string, ArrayLike<number>>>;
}

export interface Table {
  readonly title?: string;
  readonly columns: readonly Column[];
  /** Empty where the table was given as arrays. */
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number;
  readonly data?: Readonly<Record<string, ArrayLike<number>>>;
}

/** Checks a study's table: names unique, rows complete, numbers finite (null stands for a missing value). */
export function checkedTable(study: string, name: string, input: TableInput): Table {
  const refuse = (message: string): never => {
    throw new StudyDefinitionError(study, `table "${name}" ${message}`);
  };
  if (!/^[\w-]+$/.test(name)) refuse("needs a name of letters, digits, - and _: it becomes a file name.");
  const columns = input.columns.map((column) => (typeof column === "string" ? { name: column } : column));
  if (columns.length === 0) refuse("has no columns.");
  if (new Set(columns.map((column) => column.name)).size < columns.length) refuse("has two columns of one name.");
  if ((input.rows === undefined) === (input.data === undefined)) refuse("needs either rows or data.");
  const title = input.title === undefined ? {} : { title: input.title };
  if (input.data) {
    const { data } = input;
    const rowCount = data[columns[0]!.name]?.length ?? 0;
    for (const column of columns) {
      const values = data[column.name];
      if (values?.length !== rowCount) refuse(`needs ${rowCount} values in column "${column.name}", not ${values?.length}.`);
      for (let i = 0; i < rowCount; i++) {
        if (!Number.isFinite(values![i])) refuse(`holds ${values![i]} in row ${i}, column "${column.name}".`);
      }
    }
    return { ...title, columns, rows: [], rowCount, data };
  }
  const rows = input.rows!;
  rows.forEach((row, i) => {
    if (row.length !== columns.length) refuse(`has ${row.length} cells in row ${i} for ${columns.length} columns.`);
    row.forEach((cell, j) => {
      const fits = cell === null || typeof cell === "string" || typeof cell === "boolean" || Number.isFinite(cell);
      if (!fits) refuse(`holds ${cell} in row ${i}, column "${columns[j]!.name}"; use null for a missing value.`);
    });
  });
  return { ...title, columns, rows, rowCount: rows.length };
}

/** Row `i` of a table, however it is held. */
export function rowOf(table: Table, i: number): readonly Cell[] {
  return table.data ? table.columns.map((column) => table.data![column.name]![i]!) : table.rows[i]!;
}

/** The table as records, the form figures take their data in. */
export function recordsOf(table: Table): Record<string, Cell>[] {
  const names = table.columns.map((column) => column.name);
  return Array.from({ length: table.rowCount }, (_, i) => {
    const row = rowOf(table, i);
    return Object.fromEntries(names.map((name, j) => [name, row[j]!]));
  });
}

/** The column's name with its unit: "rate (Hz)". */
export function headingOf(column: Column): string {
  return column.unit ? `${column.name} (${column.unit})` : column.name;
}

/** The table as comma-separated values; each heading holds the unit. */
export function tableToCsv(table: Table): string {
  const column = (c: number): Cell[] => Array.from({ length: table.rowCount }, (_, i) => rowOf(table, i)[c] as Cell);
  return toCsv(Object.fromEntries(table.columns.map((description, c) => [headingOf(description), column(c)])));
}
