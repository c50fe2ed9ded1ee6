import { checkNumber } from "../../core/check.js";
import { InputError } from "../../core/errors.js";

// Dense matrices are Float64Array, row by row: element (i, j) of an n by m matrix is a[i * m + j].

const LARGEST = 4096;

/** Returns `n` if it is a dimension, an integer from 1 to 4096. */
export function checkDimension(field: string, n: unknown): number {
  return checkNumber(field, n, { min: 1, max: LARGEST, integer: true });
}

/** Returns `a` if it holds the `rows` x `columns` finite numbers of a matrix. Errors: InputError naming the first element at fault. */
export function checkMatrix(field: string, a: unknown, rows: number, columns: number): ArrayLike<number> {
  const isList = Array.isArray(a) || (ArrayBuffer.isView(a) && !(a instanceof DataView));
  if (!isList || (a as ArrayLike<unknown>).length !== rows * columns) {
    throw new InputError(field, a, `an array of ${rows} x ${columns} numbers, row by row`);
  }
  const list = a as ArrayLike<unknown>;
  for (let i = 0; i < list.length; i++) {
    if (!Number.isFinite(list[i])) {
      throw new InputError(`${field}[${Math.floor(i / columns)}][${i % columns}]`, list[i], "a finite number");
    }
  }
  return list as ArrayLike<number>;
}

/** As {@link checkMatrix} for a square matrix that is symmetric up to rounding. */
export function checkSymmetric(field: string, a: unknown, n: number): ArrayLike<number> {
  const list = checkMatrix(field, a, n, n);
  const allowed = SYMMETRY_TOLERANCE * largestMagnitude(list);
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [lower, upper] = [list[i * n + j]!, list[j * n + i]!];
      if (Math.abs(lower - upper) > allowed) {
        throw new InputError(`${field}[${i}][${j}]`, lower, `equal to ${field}[${j}][${i}], ${upper}: a symmetric matrix`);
      }
    }
  }
  return list;
}

/** Asymmetry that counts as rounding, in units of the largest magnitude. */
const SYMMETRY_TOLERANCE = 1e-12;

function largestMagnitude(a: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]!));
  return largest;
}

/** The matrix with the given rows, of equal length, as one array row by row. Errors: InputError. */
export function matrix(rows: readonly ArrayLike<number>[]): Float64Array {
  if (!Array.isArray(rows) || rows.length === 0) throw new InputError("rows", rows, "an array of at least one row");
  const columns = checkDimension("the length of rows[0]", (rows[0] as ArrayLike<number> | undefined)?.length);
  const result = new Float64Array(rows.length * columns);
  for (const [i, row] of rows.entries()) {
    checkMatrix(`rows[${i}]`, row, 1, columns);
    result.set(row, i * columns);
  }
  return result;
}

/** The n by n identity matrix. */
export function identity(n: number): Float64Array {
  const result = new Float64Array(checkDimension("n", n) ** 2);
  for (let i = 0; i < n; i++) result[i * n + i] = 1;
  return result;
}

/** Whether the n by n matrix differs from its transpose by no more than `tolerance` (default 1e-12) of its largest magnitude. */
export function isSymmetric(a: ArrayLike<number>, n: number, tolerance: number = SYMMETRY_TOLERANCE): boolean {
  checkMatrix("a", a, checkDimension("n", n), n);
  const allowed = checkNumber("tolerance", tolerance, { min: 0 }) * largestMagnitude(a);
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) if (Math.abs(a[i * n + j]! - a[j * n + i]!) > allowed) return false;
  }
  return true;
}
