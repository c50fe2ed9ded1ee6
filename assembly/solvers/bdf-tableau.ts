// Constants of the numerical differentiation formulas (bdf.ts), by order from 0.

/** Highest order. */
export const HIGHEST: usize = 5;

// kappa of L. F. Shampine and M. W. Reichelt, SIAM J. Sci. Comput. 18 (1997) 1, Table 1
const KAPPA1: f64 = -0.185;
const KAPPA2: f64 = -1.0 / 9.0;
const KAPPA3: f64 = -0.0823;
const KAPPA4: f64 = -0.0415;

const GAMMA2: f64 = 1.0 + 1.0 / 2.0;
const GAMMA3: f64 = GAMMA2 + 1.0 / 3.0;
const GAMMA4: f64 = GAMMA3 + 1.0 / 4.0;
const GAMMA5: f64 = GAMMA4 + 1.0 / 5.0;

/** gamma_j = 1 + 1/2 + ... + 1/j. */
export const GAMMAS: usize = memory.data<f64>([0.0, 1.0, GAMMA2, GAMMA3, GAMMA4, GAMMA5]);

/** (1 - kappa_k) gamma_k. */
export const LEADING: usize = memory.data<f64>([
  0.0, 1.0 - KAPPA1, (1.0 - KAPPA2) * GAMMA2, (1.0 - KAPPA3) * GAMMA3, (1.0 - KAPPA4) * GAMMA4, GAMMA5,
]);

/** kappa_k gamma_k + 1 / (k + 1). */
export const ERROR_CONSTANTS: usize = memory.data<f64>([
  1.0, KAPPA1 + 1.0 / 2.0, KAPPA2 * GAMMA2 + 1.0 / 3.0, KAPPA3 * GAMMA3 + 1.0 / 4.0, KAPPA4 * GAMMA4 + 1.0 / 5.0, 1.0 / 6.0,
]);

/** R and U, then their product: 5 x 5 each. */
const matrices: usize = memory.data(600, 16);

/** r_ij = prod_(m = 1 .. i) (m - 1 - factor j) / m. */
function differencesOf(out: usize, order: usize, factor: f64): void {
  for (let j: usize = 1; j <= order; j++) {
    let product = 1.0;
    for (let i: usize = 1; i <= order; i++) {
      product *= (<f64>i - 1.0 - factor * <f64>j) / <f64>i;
      store<f64>(out + (((i - 1) * 5 + j - 1) << 3), product);
    }
  }
}

/**
 * Backward differences at steps `factor` times as long, of the polynomial that the differences at `first`, `first` + stride, ... are of:
 * D <- (R(factor) R(1))^T D (Shampine and Reichelt, 2.3).
 */
export function changeStep(first: usize, stride: usize, order: usize, factor: f64): void {
  const r = matrices;
  const u = matrices + 200;
  const product = matrices + 400;
  differencesOf(r, order, factor);
  differencesOf(u, order, 1.0);
  for (let i: usize = 0; i < order; i++) {
    for (let j: usize = 0; j < order; j++) {
      let sum = 0.0;
      for (let m: usize = 0; m < order; m++) sum += load<f64>(r + ((i * 5 + m) << 3)) * load<f64>(u + ((m * 5 + j) << 3));
      store<f64>(product + ((i * 5 + j) << 3), sum);
    }
  }
  for (let at = first; at < first + stride; at += 16) {
    const d0 = v128.load(at);
    const d1 = order > 1 ? v128.load(at + stride) : d0;
    const d2 = order > 2 ? v128.load(at + 2 * stride) : d0;
    const d3 = order > 3 ? v128.load(at + 3 * stride) : d0;
    const d4 = order > 4 ? v128.load(at + 4 * stride) : d0;
    for (let j: usize = 0; j < order; j++) {
      const w = product + (j << 3);
      let sum = f64x2.mul(v128.load64_splat(w), d0);
      if (order > 1) sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(w, 40), d1));
      if (order > 2) sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(w, 80), d2));
      if (order > 3) sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(w, 120), d3));
      if (order > 4) sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(w, 160), d4));
      v128.store(at + j * stride, sum);
    }
  }
}
