import { InputError } from "../core/errors.js";

/** One column's values: numbers, strings, or both. */
export type Column = ArrayLike<number> | ArrayLike<bigint> | ArrayLike<string> | ArrayLike<number | string | boolean | null>;

/**
 * Columns of equal length as comma-separated values with a header line (RFC 4180: lines end with CRLF; fields with commas, quotes
 * or line breaks are quoted). Numbers are written as the shortest decimal that reads back as the same number, NaN and
 * infinities as `NaN`, `Infinity`, `-Infinity`; null as an empty field.
 *
 * @throws InputError for columns of unequal length or values of other types
 */
export function toCsv(columns: { readonly [name: string]: Column }): string {
  if (columns === null || typeof columns !== "object" || Array.isArray(columns) || ArrayBuffer.isView(columns)) {
    throw new InputError("columns", columns, "an object with columns by name");
  }
  const names = Object.keys(columns);
  if (names.length === 0) throw new InputError("columns", "{}", "an object with at least one column");
  const lists = names.map((name) => checkColumn(name, columns[name]));
  const rows = lists[0]!.length;
  lists.forEach((list, at) => {
    if (list.length !== rows) throw new InputError(names[at]!, list, `as long as the column ${names[0]} (${rows})`);
  });
  const lines = [names.map(quoted).join(",")];
  for (let row = 0; row < rows; row++) {
    const line = lists.map((list, at) => cell(list[row], `${names[at]}[${row}]`)).join(",");
    lines.push(line === "" ? '""' : line); // a bare empty line is no row to most readers
  }
  return `${lines.join("\r\n")}\r\n`;
}

function checkColumn(name: string, column: unknown): ArrayLike<unknown> {
  if (Array.isArray(column) || (ArrayBuffer.isView(column) && !(column instanceof DataView))) {
    return column as unknown as ArrayLike<unknown>;
  }
  throw new InputError(name, column, "an array or a typed array");
}

function cell(value: unknown, field: string): string {
  switch (typeof value) {
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
    case "boolean":
      return String(value);
    case "string":
      return quoted(value);
    default:
      if (value === null) return "";
      throw new InputError(field, value, "a number, a string, a boolean or null");
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
