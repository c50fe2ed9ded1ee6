/** One iteration. Norms are Euclidean. */
export interface HistoryRow {
  /** Iterations done, this one included. */
  readonly iteration: number;
  /** Forward runs so far, gradients counted by their cost; validation left out. */
  readonly evaluations: number;
  /** Wall-clock time of training so far, that before a checkpoint included. The one column that is not the same in every run. */
  readonly seconds: number;
  /** At the parameters before this iteration where a gradient was taken; otherwise the mean of the candidates whose loss is finite. */
  readonly loss: number;
  /** As `loss`; NaN where trials have no answers. */
  readonly accuracy: number;
  /** At the parameters after this iteration; NaN where none was due. */
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  /** Standard deviation of the candidates of the first group that has some; NaN without. */
  readonly sigma: number;
  /** Factor of the learning rates (that of the trainer's schedule). */
  readonly rateFactor: number;
  /** Of the change of all parameters. */
  readonly updateNorm: number;
  /** Of all gradients by backpropagation and the like, before clipping; NaN without. */
  readonly gradientNorm: number;
  /** Candidates without a finite loss, and entries of gradients that were not finite and counted as 0. */
  readonly notFinite: number;
  /** ||W - W_0|| / ||W_0|| of each tensor; ||W - W_0|| where W_0 is 0. Frozen tensors: 0. */
  readonly changes: Readonly<Record<string, number>>;
}

const columns = [
  "iteration",
  "evaluations",
  "seconds",
  "loss",
  "accuracy",
  "validationLoss",
  "validationAccuracy",
  "sigma",
  "rateFactor",
  "updateNorm",
  "gradientNorm",
  "notFinite",
] as const;

/** Rows as a matrix, rows x (columns + tensors). */
export function historyMatrix(rows: readonly HistoryRow[], tensors: readonly string[]): Float64Array {
  const width = historyWidth(tensors);
  const matrix = new Float64Array(rows.length * width);
  rows.forEach((row, r) => {
    columns.forEach((name, c) => {
      matrix[r * width + c] = row[name];
    });
    tensors.forEach((name, t) => {
      matrix[r * width + columns.length + t] = row.changes[name]!;
    });
  });
  return matrix;
}

export const historyWidth = (tensors: readonly string[]): number => columns.length + tensors.length;

export function historyRows(matrix: Float64Array, tensors: readonly string[]): HistoryRow[] {
  const width = historyWidth(tensors);
  return Array.from({ length: matrix.length / width }, (_, r) => {
    const row = matrix.subarray(r * width, (r + 1) * width);
    const numbers = Object.fromEntries(columns.map((name, c) => [name, row[c]!])) as Record<(typeof columns)[number], number>;
    return { ...numbers, changes: Object.fromEntries(tensors.map((name, t) => [name, row[columns.length + t]!])) };
  });
}
