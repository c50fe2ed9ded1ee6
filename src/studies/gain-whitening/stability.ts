import type { Core } from "../../core/core.js";
import { inverse, multiply, squareRootMatrix } from "../../numeric/linear/index.js";
import type { Frame } from "../../whitening/gain-modulation.js";

// Stability of the gains for frames of thousands of vectors, where `gainRates` would need all eigenvalues of a K x K matrix.

const TOLERANCE = 1e-9;
const MOST_ITERATIONS = 2000;

/**
 * Largest eigenvalue of J = 2 (W^T F W) o (W^T C_yy W), the Jacobian of -dg/dt (arXiv:2301.11955): offline steps are stable where eta is below 2 over
 * it. By power iteration with J v = 2 diag(W^T F W diag(v) W^T C_yy W), so that J is never formed. `output`: C_yy; left out: I.
 */
export function largestGainRate(core: Core, frame: Frame, response: Float64Array, output?: Float64Array): number {
  const { primary: n, interneurons: k, weights } = frame;
  const entries = Array.from({ length: k }, (_, i) => {
    const list: { neuron: number; weight: number }[] = [];
    for (let a = 0; a < n; a++) if (weights[a * k + i] !== 0) list.push({ neuron: a, weight: weights[a * k + i]! });
    return list;
  });
  let vector = new Float64Array(k).fill(1 / Math.sqrt(k));
  let rate = 0;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const sum = new Float64Array(n * n); // W diag(v) W^T
    entries.forEach((list, i) => {
      for (const a of list) for (const b of list) sum[a.neuron * n + b.neuron]! += vector[i]! * a.weight * b.weight;
    });
    const left = multiply(core, response, sum, n, n, n);
    const product = output ? multiply(core, left, output, n, n, n) : left;
    const next = Float64Array.from(entries, (list) => {
      let form = 0;
      for (const a of list) for (const b of list) form += a.weight * product[a.neuron * n + b.neuron]! * b.weight;
      return 2 * form;
    });
    const length = Math.sqrt(next.reduce((squares, value) => squares + value * value, 0));
    vector = next.map((value) => value / length);
    if (Math.abs(length - rate) <= TOLERANCE * length) return length;
    rate = length;
  }
  return rate;
}

/** The same in the fully whitened state, F = C^{-1/2} and C_yy = I: known before anything is learnt. */
export function largestWhitenedRate(core: Core, frame: Frame, covariance: Float64Array): number {
  const n = frame.primary;
  return largestGainRate(core, frame, inverse(core, squareRootMatrix(core, covariance, n), n));
}
