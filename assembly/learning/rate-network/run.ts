// Leaky rate networks, a batch of trials at a time; T is f64 or f32:
//
//   x_{t+1} = (1 - alpha) x_t + alpha (W^T r_t + Win^T u_t + b) ,  r_t = phi(x_t)
//
// W is [source][target], Win [input][target]. Vectors of trials are [cell][vector]. Step t leads from x_t to x_{t+1}; its output is r_{t+1}.

/** Place of "no window" in `windowOf`. */
export const NO_WINDOW: u32 = 0xffffffff;

/** A batch: the weights, its inputs and outputs, and the state on the way. */
@unmanaged
export class RateRun {
  unit: u32; // 0 tanh, 1 rectified linear, 2 threshold
  cells: u32;
  inputs: u32;
  vectors: u32;
  trials: u32; // without padding
  steps: u32;
  stepsPerRow: u32;
  window: u32; // truncated: steps between cuts; 0: none
  rate: f64; // alpha
  threshold: f64; // of unit 2
  surrogateSlope: f64; // k of unit 2
  recurrent: usize; // W, for the way back, and its transpose, for the way forward
  inputWeights: usize; // Win
  bias: usize; // b where there are `values`, [cell][vector]
  patternDrives: usize; // Win^T u + b, [pattern][cell]; 0: `values`
  choices: usize; // u16 [row][trial], padded
  values: usize; // u, [row][input][vector]
  windowOf: usize; // u32 per step: the window that its output belongs to
  features: usize; // sums of outputs, [window][cell][vector]
  cotangents: usize; // gradient of the loss by each output of a window, as `features`
  state: usize; // x
  drive: usize; // scratch: Win^T u + b of a row
  sum: usize; // scratch
  adjoint: usize; // gradient of the loss by x
  rowAdjoints: usize; // alpha times the adjoints of a row's steps, summed; a block's rows in a row
  patternGradient: usize; // by `patternDrives`, or 0
  recurrentGradient: usize; // by W, or 0
  inputGradient: usize; // by Win where there are `values`, or 0
  biasGradient: usize; // by b where there are `values`, or 0
}

// @ts-ignore: decorator
@inline
export function stateBytes(run: RateRun): usize {
  return (<usize>run.cells * <usize>run.vectors) << 4;
}

/** W^T, [target][source]. */
// @ts-ignore: decorator
@inline
export function byTarget<T>(run: RateRun): usize {
  return run.recurrent + <usize>run.cells * <usize>run.cells * sizeof<T>();
}
