import { choleskyFactorTo, choleskyInverse } from "../../numeric/linear/cholesky";
import { addScaled, dot } from "../../numeric/linear/dot";
import { orthonormaliseRows } from "../../numeric/linear/orthonormalise";
import { multiplyTransposed, multiplyVector, transposedMultiplyVector } from "../../numeric/linear/products";
import { addDiagonal, largest } from "./common-vector";
import { factorUpdate, solveBackward, solveForward } from "./common-factor";
import { InterneuronCircuit } from "./interneurons";

// What solves (alpha I + W W^T) y = x from sample to sample, with P = W W^T and s = eta / (1 - eta).
//
// RANK_ONE (alpha = 0): P^{-1} itself. W <- (1-eta) (I + s y y^T) W gives exactly
//
//   P^{-1} <- (1-eta)^{-2} B P^{-1} B ,   B = I - b y y^T ,   b = s / (1 + s y.y)
//           = (1-eta)^{-2} (P^{-1} - u y^T - y u^T) ,   u = b q - (b^2 / 2)(y.q) y ,   q = P^{-1} y
//
// CHOLESKY (any alpha): P follows by
//
//   P <- (1-eta)^2 P + v y^T + y v^T ,   v = eta (1-eta) p + (eta^2 / 2)(z.z) y ,   p = P y
//
// in the form A <- (1-eta)^2 A + v y^T + y v^T + alpha (1 - (1-eta)^2) I for A = alpha I + P, and A is factored anew.
//
// Errors of P decay as P does; those of P^{-1} grow by up to (1-eta)^{-2} with each update (measured: e-fold in about .75 / eta of them). Both
// are formed anew from W after refreshEvery updates, the inverse also once |x - W W^T y| / |x|, looked at every MONITOR_EVERY updates, is
// beyond driftLimit.

export const CHOLESKY: u32 = 0;
export const RANK_ONE: u32 = 1;

const MONITOR_EVERY: u32 = 64;

/** Forms inverse, or A and its factor, from the weights. Returns 0, or 1 + the first pivot that is not positive. */
export function reform(circuit: InterneuronCircuit): i32 {
  const n = circuit.size;
  multiplyTransposed(circuit.product, circuit.weights, circuit.weights, n, circuit.interneurons, n);
  addDiagonal(circuit.product, n, circuit.leak);
  const pivot = circuit.solver == RANK_ONE ? formInverse(circuit) : formFactor(circuit);
  if (pivot != 0) return pivot;
  circuit.age = 0;
  circuit.refreshes += 1;
  circuit.ready = 1;
  return 0;
}

function formInverse(circuit: InterneuronCircuit): i32 {
  const n = circuit.size;
  if (choleskyFactorTo(circuit.factor, circuit.product, n) != 0) {
    const pivot = factorWeights(circuit);
    if (pivot != 0) return pivot;
  }
  choleskyInverse(circuit.inverse, circuit.factor, n);
  return 0;
}

function formFactor(circuit: InterneuronCircuit): i32 {
  let pivot = factorProduct(circuit);
  if (pivot == 0 || circuit.leak > 0) return pivot;
  pivot = factorWeights(circuit);
  if (pivot != 0) return pivot;
  // From L with 1 / L_jj on its diagonal to G = L diag(L_jj) and D = L_jj^2
  const n: usize = circuit.size;
  for (let j: usize = 0; j < n; j++) {
    const inverse = load<f64>(circuit.factor + ((j * n + j) << 3));
    store<f64>(circuit.inverses + (j << 3), inverse * inverse);
    for (let i = j + 1; i < n; i++) {
      const at = circuit.factor + ((i * n + j) << 3);
      store<f64>(at, load<f64>(at) / inverse);
    }
  }
  return 0;
}

/** The factor G D^-1 G^T of A, which stays where it is: the rank-one term is nothing. */
function factorProduct(circuit: InterneuronCircuit): i32 {
  const product = circuit.product;
  return factorUpdate(product, circuit.zeros, 0, product, circuit.factor, circuit.inverses, circuit.size, circuit.pairs, 0, 0);
}

/**
 * The factor L of W W^T from W = L Q with orthonormal rows Q. W W^T squares the condition of W; this keeps going until W itself, not its
 * square, is singular to rounding. Returns 0, or 1 + the first row of W that depends on those above it.
 */
function factorWeights(circuit: InterneuronCircuit): i32 {
  const n = circuit.size;
  const k = circuit.interneurons;
  const q = circuit.change;
  memory.copy(q, circuit.weights, (<usize>n * k) << 3);
  const dependent = orthonormaliseRows(q, n, k);
  if (dependent != 0) return dependent;
  multiplyTransposed(circuit.factor, circuit.weights, q, n, k, n);
  const next = (<usize>n << 3) + 8;
  for (let i: u32 = 0, at = circuit.factor; i < n; i++, at += next) {
    const diagonal = load<f64>(at);
    if (!(diagonal > 0 && diagonal < Infinity)) return i + 1;
    store<f64>(at, 1 / diagonal); // factors keep 1 / L_ii
  }
  return 0;
}

export function respondByInverse(circuit: InterneuronCircuit, x: usize, y: usize): void {
  multiplyVector(y, circuit.inverse, x, circuit.size, circuit.size);
}

export function respondByCholesky(circuit: InterneuronCircuit, x: usize, y: usize): void {
  solveForward(circuit.factor, circuit.inverses, circuit.size, x, y);
  solveBackward(circuit.factor, circuit.inverses, circuit.size, y, y);
}

/** The inverse after the update with response y (z is in `interneuron`, weights are still those before it). */
export function updateInverse(circuit: InterneuronCircuit, x: usize, y: usize, power: f64): void {
  const n = circuit.size;
  const eta = circuit.learningRate;
  if (isDue(circuit, x, y)) {
    circuit.ready = 0;
    return;
  }
  const q = circuit.direction;
  multiplyVector(q, circuit.inverse, y, n, n);
  const s = eta / (1 - eta);
  const b = s / (1 + s * power);
  const half = -0.5 * b * b * dot(y, q, n);
  const u = circuit.residual;
  for (let at: usize = 0; at < <usize>n << 3; at += 8) store<f64>(u + at, b * load<f64>(q + at) + half * load<f64>(y + at));
  const growth = 1 / ((1 - eta) * (1 - eta));
  symmetricUpdate(circuit.inverse, n, growth, -growth, u, y);
}

/** A and its factor after the update with response y. */
export function updateProduct(circuit: InterneuronCircuit, y: usize, power: f64): void {
  const n = circuit.size;
  const eta = circuit.learningRate;
  const z = circuit.interneuron;
  circuit.age += 1;
  if (circuit.age >= circuit.refreshEvery) {
    circuit.ready = 0;
    return;
  }
  const p = circuit.direction;
  multiplyVector(p, circuit.weights, z, n, circuit.interneurons);
  const half = 0.5 * eta * eta * dot(z, z, circuit.interneurons);
  const v = circuit.residual;
  for (let at: usize = 0; at < <usize>n << 3; at += 8) {
    store<f64>(v + at, eta * (1 - eta) * load<f64>(p + at) + half * load<f64>(y + at));
  }
  const keep = (1 - eta) * (1 - eta);
  symmetricUpdate(circuit.product, n, keep, 1, v, y);
  if (circuit.leak > 0) addDiagonal(circuit.product, n, circuit.leak * (1 - keep));
  if (factorProduct(circuit) != 0) circuit.ready = 0;
}

/** Whether the inverse is to be formed anew after this update. */
function isDue(circuit: InterneuronCircuit, x: usize, y: usize): bool {
  circuit.age += 1;
  if (circuit.age >= circuit.refreshEvery) return true;
  if (circuit.age % MONITOR_EVERY != 0) return false;
  const n = circuit.size;
  const residual = circuit.residual;
  multiplyVector(residual, circuit.weights, circuit.interneuron, n, circuit.interneurons);
  const scale = largest(x, n);
  addScaled(residual, -1, x, n);
  const drift = scale > 0 ? largest(residual, n) / scale : 0;
  if (drift > circuit.drift) circuit.drift = drift;
  return !(drift <= circuit.driftLimit);
}

/** a <- keep a + scale (u y^T + y u^T), n by n. */
function symmetricUpdate(a: usize, n: u32, keep: f64, scale: f64, u: usize, y: usize): void {
  const pairs = <usize>(n & ~1) << 3;
  const kept = f64x2.splat(keep);
  for (let i: usize = 0; i < n; i++) {
    const ui = scale * load<f64>(u + (i << 3));
    const yi = scale * load<f64>(y + (i << 3));
    const us = f64x2.splat(ui);
    const ys = f64x2.splat(yi);
    for (let j: usize = 0; j < pairs; j += 16) {
      const added = f64x2.add(f64x2.mul(us, v128.load(y + j)), f64x2.mul(ys, v128.load(u + j)));
      v128.store(a + j, f64x2.add(f64x2.mul(kept, v128.load(a + j)), added));
    }
    if ((n & 1) != 0) {
      store<f64>(a + pairs, keep * load<f64>(a + pairs) + (ui * load<f64>(y + pairs) + yi * load<f64>(u + pairs)));
    }
    a += <usize>n << 3;
  }
}
