import { Integration, matrix, stage } from "./integration";

// Where Radau IIA keeps what in `run.work`, as stages.

export const F0: usize = 0;
/** The stages relative to y, three vectors. */
export const Z: usize = 1;
/** T^-1 Z. */
export const W: usize = 4;
/** y + Z_i. */
export const POINTS: usize = 7;
/** f there. */
export const SLOPES: usize = 10;
/** Right-hand side and solution of the real system. */
export const REAL_SIDE: usize = 13;
/** Of the complex one: two vectors, as pairs (re, im). */
export const COMPLEX_SIDE: usize = 14;
/** 1 / size of each number of the state, as errors are measured. */
export const INVERSE_SCALE: usize = 16;
/** Z of the last accepted step. */
export const OLD_Z: usize = 17;
const HEADER: usize = 20;
/** Vectors in all: the header takes 80 bytes, and a vector has 16 or more. */
export const VECTORS: usize = 25;

/** What is carried from step to step. */
@unmanaged
export class RadauHeader {
  factoredStep: f64; // of the factored matrices; 0: none
  oldStep: f64; // of the last accepted step; 0: none
  controlStep: f64; // its size, and
  controlError: f64; // its error, as the control of the step takes them; 0: none
  theta: f64; // rate of convergence of the last Newton iteration
  convergence: f64; // theta / (1 - theta)
  iterations: f64; // of it
  jacobian: u32; // NONE, CURRENT or OLD
  keepJacobian: u32; // in the next step
}

/** What `jacobian` says: none; of the present state; of an earlier one. */
export const NONE: u32 = 0;
export const CURRENT: u32 = 1;
export const OLD: u32 = 2;

// @ts-ignore: decorator
@inline
export function header(run: Integration): RadauHeader {
  return changetype<RadauHeader>(stage(run, HEADER));
}

// @ts-ignore: decorator
@inline
export function jacobianOf(run: Integration): usize {
  return matrix(run, 0);
}

/** gamma I - h J, factored. */
// @ts-ignore: decorator
@inline
export function realMatrix(run: Integration): usize {
  return matrix(run, 1);
}

/** (alpha - i beta) I - h J, factored, as pairs: rows of twice the stride. */
// @ts-ignore: decorator
@inline
export function complexMatrix(run: Integration): usize {
  return matrix(run, 2);
}

// @ts-ignore: decorator
@inline
export function realPivots(run: Integration): usize {
  return run.pivots;
}

// @ts-ignore: decorator
@inline
export function complexPivots(run: Integration): usize {
  return run.pivots + (<usize>run.length << 2);
}
