import { errorOf } from "./common-error";

// A run of expected (offline) steps: how many, which error to watch, and what came of it.

@unmanaged
export class ExpectedRun {
  covariance: usize; // f64[n][n]
  root: usize; // f64[n][n], square root of C, or 0
  metric: u32; // of common-error.ts
  recordEvery: u32; // 0: never
  record: usize; // f64, errors before the steps 0, recordEvery, ...
  maximumSteps: u32; // of this call
  sinceRecord: u32; // steps until the next record
  threshold: f64; // stops when the error is at most this; negative: never
  error: f64; // the last one computed
  steps: u32; // taken by this call
  recorded: u32; // errors written by this call
  reached: u32; // 1: stopped at the threshold
  before: u32; // steps of earlier calls
}

/** Starts a call. */
export function beginExpected(run: ExpectedRun): void {
  run.steps = 0;
  run.recorded = 0;
  run.reached = 0;
}

/** Whether the state with deviation D ends the run: it is at the threshold, or all steps are taken. Records its error if it is due. */
export function endsExpected(run: ExpectedRun, deviation: usize, a: usize, n: u32, work: usize): bool {
  const last = run.steps == run.maximumSteps;
  const due = run.recordEvery != 0 && run.sinceRecord == 0 && !last;
  if (run.threshold >= 0 || due || last) run.error = errorOf(run.metric, deviation, a, run.root, n, work);
  if (due) {
    store<f64>(run.record + (<usize>run.recorded << 3), run.error);
    run.recorded += 1;
    run.sinceRecord = run.recordEvery;
  }
  if (run.threshold >= 0 && run.error <= run.threshold) {
    run.reached = 1;
    return true;
  }
  return last;
}

/** Counts a step that was taken. */
export function countExpected(run: ExpectedRun): void {
  run.steps += 1;
  if (run.recordEvery != 0) run.sinceRecord -= 1;
}
