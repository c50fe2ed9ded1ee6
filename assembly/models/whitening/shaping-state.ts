/**
 * A circuit of `primary` neurons and `interneurons` whose transfer functions adapt. Arrays are f64; those over interneurons have
 * `stride` elements, `interneurons` rounded up to a pair, the last with gain and weights zero.
 */
@unmanaged
export class Shaping {
  primary: i32;
  interneurons: i32;
  stride: i32;
  /** Whether dh/dtheta takes the form of the authors' published code. */
  compatible: i32;
  gainRate: f64;
  shapeRate: f64;
  weightRate: f64;
  /** Samples of a batch that is under way. */
  pending: i32;
  /** Number of the first sample of a call, for messages. */
  first: u32;
  /** Relative residual of the last response. */
  residual: f64;
  // State
  weights: usize; // primary x stride, unit columns
  gains: usize;
  shapes: usize;
  // Constants of the shapes
  constants: usize; // interneurons x ShapeConstants
  linear: usize; // a
  power: usize; // b
  // Scratch of one response
  inputs: usize; // z = W^T r
  powers: usize; // |z|^theta
  logarithms: usize; // ln|z|
  outputs: usize; // n = g o f
  slopes: usize; // g o f'
  weighted: usize;
  hessian: usize; // primary x primary
  response: usize;
  step: usize;
  direction: usize;
  trial: usize;
  // Sums over a batch; the batch's new state until it is known to be finite
  objectives: usize; // sum of h
  objectiveSlopes: usize; // sum of dh/dtheta
  correlations: usize; // sum of r n^T, primary x stride
}
