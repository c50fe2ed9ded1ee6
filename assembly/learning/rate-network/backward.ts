import { splat } from "../../numeric/lanes";
import { batchOuter } from "../batch-outer";
import { batchProduct } from "../../numeric/linear/batch-products";
import { addToBias, scatter } from "./drive";
import { flushed } from "./forward";
import { NO_WINDOW, RateRun, stateBytes } from "./run";

// Backpropagation through time. With D_t = dL/dx_t, a_t = alpha D_{t+1} and c_t = dL/dr_t at fixed later states:
//
//   s_t = W a_t + c_t ,  D_t = (1 - alpha) D_{t+1} + phi'(x_t) s_t
//   dL/dW = sum_t r_t a_t^T ,  dL/dWin = sum_t u_t a_t^T ,  dL/db = sum_t a_t

/** Address of c_t, or 0: r_t is the output of step t - 1. */
// @ts-ignore: decorator
@inline
function cotangentOf(run: RateRun, t: u32, bytes: usize): usize {
  const window = load<u32>(run.windowOf + ((<usize>t - 1) << 2));
  return window == NO_WINDOW ? 0 : run.cotangents + <usize>window * bytes;
}

/** D of the last state, whose output is at `outputs`. */
export function startBack<U, T>(run: RateRun, outputs: usize): void {
  const unit = changetype<U>(0);
  const bytes = stateBytes(run);
  const c = cotangentOf(run, run.steps, bytes);
  for (let at: usize = 0; at < bytes; at += 16) {
    const slope = unit.slope<T>(run, v128.load(run.state + at), v128.load(outputs + at));
    v128.store(run.adjoint + at, c ? v128.mul<T>(slope, v128.load(c + at)) : splat<T>(0.0));
  }
}

/**
 * Back over steps [from, to). r before each step is at `outputs`, x (for units that need it) at `states`; `adjoints` takes a of each step. Adds to the
 * gradients that are asked for.
 */
export function goBack<U, T>(run: RateRun, from: u32, to: u32, outputs: usize, states: usize, adjoints: usize): void {
  const unit = changetype<U>(0);
  const bytes = stateBytes(run);
  const rate = splat<T>(run.rate);
  const keep = splat<T>(1.0 - run.rate);
  const firstRow = from / run.stepsPerRow;
  const isStepwise = run.stepsPerRow == 1; // a row's sum is the one step's a
  const needsRows = (run.patternGradient | run.inputGradient | run.biasGradient) != 0;
  if (needsRows && !isStepwise) clearRows<T>(run, (to - 1) / run.stepsPerRow - firstRow + 1, bytes);
  for (let t = to; t > from; ) {
    t--;
    const offset = <usize>(t - from) * bytes;
    const a = adjoints + offset;
    for (let at: usize = 0; at < bytes; at += 16) v128.store(a + at, v128.mul<T>(rate, v128.load(run.adjoint + at)));
    if (needsRows && !isStepwise) {
      const row = run.rowAdjoints + <usize>(t / run.stepsPerRow - firstRow) * bytes;
      for (let at: usize = 0; at < bytes; at += 16) v128.store(row + at, v128.add<T>(v128.load(row + at), v128.load(a + at)));
    }
    if (t == 0) break;
    const c = cotangentOf(run, t, bytes);
    const isCut = run.window != 0 && (run.steps - t) % run.window == 0;
    const r = outputs + offset;
    const x = states ? states + offset : r;
    if (isCut) {
      for (let at: usize = 0; at < bytes; at += 16) {
        const slope = unit.slope<T>(run, v128.load(x + at), v128.load(r + at));
        v128.store(run.adjoint + at, c ? v128.mul<T>(slope, v128.load(c + at)) : splat<T>(0.0));
      }
      continue;
    }
    batchProduct<T>(run.recurrent, run.cells, run.cells, a, c, run.sum, run.vectors);
    for (let at: usize = 0; at < bytes; at += 16) {
      const slope = unit.slope<T>(run, v128.load(x + at), v128.load(r + at));
      const d = v128.add<T>(v128.mul<T>(keep, v128.load(run.adjoint + at)), v128.mul<T>(slope, v128.load(run.sum + at)));
      v128.store(run.adjoint + at, flushed<T>(d));
    }
  }
  if (run.recurrentGradient) {
    batchOuter<T>(run.recurrentGradient, run.cells, run.cells, outputs, adjoints, run.vectors, to - from, bytes, bytes);
  }
  if (needsRows) addRows<T>(run, firstRow, (to - 1) / run.stepsPerRow - firstRow + 1, isStepwise ? adjoints : run.rowAdjoints, bytes);
}

// @ts-ignore: decorator
@inline
function clearRows<T>(run: RateRun, rows: u32, bytes: usize): void {
  const end = run.rowAdjoints + <usize>rows * bytes;
  for (let at = run.rowAdjoints; at < end; at += 16) v128.store(at, splat<T>(0.0));
}

/** What the rows of a block, whose summed adjoints follow one another, add to the gradients of what drives the network. */
// @ts-ignore: decorator
@inline
function addRows<T>(run: RateRun, firstRow: u32, rows: u32, adjoints: usize, bytes: usize): void {
  if (run.patternGradient) {
    for (let row: u32 = 0; row < rows; row++) scatter<T>(run, firstRow + row, adjoints + <usize>row * bytes);
  }
  if (run.biasGradient) addToBias<T>(run, adjoints, rows);
  if (run.inputGradient) {
    const inputBytes = (<usize>run.inputs * <usize>run.vectors) << 4;
    const values = run.values + <usize>firstRow * inputBytes;
    batchOuter<T>(run.inputGradient, run.inputs, run.cells, values, adjoints, run.vectors, rows, inputBytes, bytes);
  }
}
