import type { HistoryRow } from "./history.js";

export interface TrainingProgress {
  readonly iteration: number;
  readonly evaluations: number;
  readonly seconds: number;
  /** The last iteration; undefined before the first. */
  readonly row: HistoryRow | undefined;
  /** Lowest validation loss. */
  readonly best: number | undefined;
  readonly evaluationsPerSecond: number | undefined;
  /** To the end by the stop conditions that tell. */
  readonly secondsLeft: number | undefined;
}

export function progressOf(
  { iteration, evaluations, seconds }: Pick<TrainingProgress, "iteration" | "evaluations" | "seconds">,
  row: HistoryRow | undefined,
  best: number | undefined,
  secondsLeft: number | undefined,
): TrainingProgress {
  const evaluationsPerSecond = seconds > 0 ? evaluations / seconds : undefined;
  return { iteration, evaluations, seconds, row, best, evaluationsPerSecond, secondsLeft };
}

/** "iteration 12, evaluations 384, loss 0.1234, accuracy 0.91, sigma 0.05, update 0.012, 350 evaluations/s, 12 s left" */
export function logLine({ iteration, evaluations, row, evaluationsPerSecond, secondsLeft }: TrainingProgress): string {
  const fields: (string | undefined)[] = [`iteration ${iteration}`, `evaluations ${readable(evaluations)}`];
  const add = (label: string, value: number | undefined) => {
    if (value !== undefined && !Number.isNaN(value)) fields.push(`${label} ${readable(value)}`);
  };
  if (row) {
    fields.push(`loss ${readable(row.loss)}`);
    add("accuracy", row.accuracy);
    add("validation", row.validationLoss);
    add("sigma", row.sigma);
    add("update", row.updateNorm);
    add("gradient", row.gradientNorm);
    if (row.rateFactor !== 1) add("rate x", row.rateFactor);
    if (row.notFinite > 0) add("not finite", row.notFinite);
  }
  if (evaluationsPerSecond !== undefined) fields.push(`${readable(evaluationsPerSecond)} evaluations/s`);
  if (secondsLeft !== undefined) fields.push(`${secondsLeft < 10 ? secondsLeft.toFixed(1) : secondsLeft.toFixed(0)} s left`);
  return fields.join(", ");
}

/** Four digits are enough to follow a search. */
function readable(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return String(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
}
