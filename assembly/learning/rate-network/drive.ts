import { splat } from "../../numeric/lanes";
import { batchTransposed } from "../../numeric/linear/batch-products";
import { RateRun } from "./run";

/** Win^T u + b of input row `row` to `run.drive`. */
export function driveOf<T>(run: RateRun, row: u32): void {
  if (run.patternDrives) gather<T>(run, row);
  else {
    const values = run.values + ((<usize>row * <usize>run.inputs * <usize>run.vectors) << 4);
    batchTransposed<T>(run.inputWeights, run.inputs, run.cells, values, run.bias, run.drive, run.vectors);
  }
}

/** The drives of the patterns that the trials have in this row. */
function gather<T>(run: RateRun, row: u32): void {
  const cellBytes = <usize>run.cells * sizeof<T>();
  const lanes = <usize>run.vectors << (sizeof<T>() == 8 ? 1 : 2);
  const stride = <usize>run.vectors << 4;
  let choice = run.choices + ((<usize>row * lanes) << 1);
  for (let trial: usize = 0; trial < lanes; trial++, choice += 2) {
    let from = run.patternDrives + <usize>load<u16>(choice) * cellBytes;
    let to = run.drive + trial * sizeof<T>();
    for (const end = from + cellBytes; from < end; from += sizeof<T>(), to += stride) store<T>(to, load<T>(from));
  }
}

/** Adds the adjoints of input row `row`, [cell][vector] at `adjoints`, to the gradient by the drives of its patterns. */
export function scatter<T>(run: RateRun, row: u32, adjoints: usize): void {
  const cellBytes = <usize>run.cells * sizeof<T>();
  const lanes = <usize>run.vectors << (sizeof<T>() == 8 ? 1 : 2);
  const stride = <usize>run.vectors << 4;
  let choice = run.choices + ((<usize>row * lanes) << 1);
  for (let trial: usize = 0; trial < <usize>run.trials; trial++, choice += 2) {
    let to = run.patternGradient + <usize>load<u16>(choice) * cellBytes;
    let from = adjoints + trial * sizeof<T>();
    for (const end = to + cellBytes; to < end; to += sizeof<T>(), from += stride) store<T>(to, load<T>(to) + load<T>(from));
  }
}

/** Sums over trials and `rows` rows of adjoints are added to the gradient by b. */
export function addToBias<T>(run: RateRun, adjoints: usize, rows: u32): void {
  const stride = <usize>run.vectors << 4;
  const bytes = <usize>run.cells * stride;
  let to = run.biasGradient;
  for (let i: u32 = 0; i < run.cells; i++, to += sizeof<T>(), adjoints += stride) {
    let sum = splat<T>(0.0);
    for (let row = adjoints, last = adjoints + <usize>rows * bytes; row < last; row += bytes) {
      for (let at = row; at < row + stride; at += 16) sum = v128.add<T>(sum, v128.load(at));
    }
    if (sizeof<T>() == 8) store<f64>(to, load<f64>(to) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
    else {
      const even = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2);
      store<f32>(to, load<f32>(to) + (even + (f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 3))));
    }
  }
}
