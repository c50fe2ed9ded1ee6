// How y is found for a sample x: by solving A y = x, or by letting the circuit settle.
//
//   one population     y <- y + gamma (x - A y)                                   converges iff gamma < 2 / lambda_max(A)
//   two populations    y <- y + gamma (x - W z - alpha y),  z <- z + (gamma / tau_z) (W^T y - z)

/** y = A^{-1} x by a direct method. */
export const SOLVE: u32 = 0;
/** Euler steps of the primary neurons; interneurons follow at once. */
export const DYNAMICS: u32 = 1;
/** Euler steps of primary neurons and interneurons, the latter with a time constant of their own. */
export const TWO_POPULATIONS: u32 = 2;

@unmanaged
export class WhiteningResponse {
  method: u32;
  maximumSteps: u32;
  neuralStep: f64; // gamma
  tolerance: f64; // on the largest residual over the largest input
  timeConstant: f64; // tau_z, in units of the primary neurons' time constant
  steps: f64; // taken for the last sample
}

/** A residual this many times the input can only be on its way to infinity: |1 - gamma lambda| > 1. */
export const DIVERGED_RATIO: f64 = 1e8;
