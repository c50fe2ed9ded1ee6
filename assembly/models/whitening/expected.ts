import { fail, NOT_POSITIVE_DEFINITE, OK } from "../../core/status";
import { choleskyFactor } from "../../numeric/linear/cholesky";
import { lanesSum } from "../../numeric/linear/dot";
import { symmetricEigen } from "../../numeric/linear/eigen";
import { Frame } from "./frame";
import { factorRecurrent, GainResponse } from "./gain-response";

// What a known input covariance C = R R^T (R lower triangular) makes of the responses: C_yy = A^-1 C A^-1 = Y Y^T with
// A Y = R. Working with R keeps C_yy positive semidefinite under rounding and saves a third of the products.

@unmanaged
export class Expected {
  root: usize; // f64[N][stride], R; stride is N rounded up to even, the last column then zero
  solved: usize; // f64[N][stride], Y
  covariance: usize; // f64[N][N], C_yy
  values: usize; // f64[N], eigenvalues of C_yy
  matrix: usize; // f64[N][N], scratch
  scratch: usize; // f64[2 N]
}

// Measures of D = C_yy - I. The signed measure is the one of the public code of arXiv:2301.11955: it does not see a variance below 1.
const SIGNED_OPERATOR: u32 = 0; // lambda_max(C_yy) - 1
const OPERATOR: u32 = 1; // max |lambda - 1|
const SPECTRAL: u32 = 2; // sum (lambda - 1)^2 / N
const SPECTRAL_EXCESS: u32 = 3; // sum max(lambda - 1, 0)^2 / N
// 4, Frobenius: ||D||_F^2 / N^2

/** Errors recorded while a circuit learns. */
@unmanaged
export class ErrorRecord {
  leak: f64; // alpha of the response that is judged
  measure: u32;
  every: u32; // updates between two errors; 0: none
  since: u32; // updates since the last
  count: u32;
  errors: usize; // f64[]
  expected: usize; // Expected
}

/** Sets R from the lower triangle of C (f64[N][N], overwritten). Fails where C is not positive definite. */
export function expectedRoot(address: usize, c: usize, n: usize): i32 {
  const e = changetype<Expected>(address);
  const pivot = choleskyFactor(c, <i32>n);
  if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, 0, <f64>(pivot - 1));
  const stride = ((n + 1) & ~1) << 3;
  memory.fill(e.root, 0, n * stride);
  for (let i: usize = 0; i < n; i++) {
    memory.copy(e.root + i * stride, c + ((i * n) << 3), i << 3);
    store<f64>(e.root + i * stride + (i << 3), 1 / load<f64>(c + ((i * n + i) << 3)));
  }
  return OK;
}

/** Computes C_yy. The circuit's factor must be current. */
export function responseCovariance(r: GainResponse, e: Expected): void {
  const n = <usize>changetype<Frame>(r.frame).primary;
  solveForward(r.factor, n, e.solved, e.root);
  solveBackward(r.factor, n, e.solved);
  multiplyByOwnTranspose(e.covariance, e.solved, n);
}

/** L Z = R, both lower triangular, so that Z is; the factor keeps 1 / L_ii. Columns go in panels of 8, then 2, which stay in the first-level cache. */
function solveForward(l: usize, n: usize, z: usize, r: usize): void {
  const stride = ((n + 1) & ~1) << 3;
  memory.copy(z, r, n * stride);
  let from: usize = 0;
  for (; from + 64 <= stride; from += 64) {
    const first = from >> 3;
    for (let i = first; i < n; i++) {
      const out = z + i * stride + from;
      let a0 = v128.load(out);
      let a1 = v128.load(out, 16);
      let a2 = v128.load(out, 32);
      let a3 = v128.load(out, 48);
      let at = z + first * stride + from;
      let factor = l + ((i * n + first) << 3);
      for (const end = l + ((i * n + i) << 3); factor < end; factor += 8, at += stride) {
        const f = v128.load64_splat(factor);
        a0 = f64x2.sub(a0, f64x2.mul(f, v128.load(at)));
        a1 = f64x2.sub(a1, f64x2.mul(f, v128.load(at, 16)));
        a2 = f64x2.sub(a2, f64x2.mul(f, v128.load(at, 32)));
        a3 = f64x2.sub(a3, f64x2.mul(f, v128.load(at, 48)));
      }
      const inverse = v128.load64_splat(factor);
      v128.store(out, f64x2.mul(a0, inverse));
      v128.store(out, f64x2.mul(a1, inverse), 16);
      v128.store(out, f64x2.mul(a2, inverse), 32);
      v128.store(out, f64x2.mul(a3, inverse), 48);
    }
  }
  for (; from < stride; from += 16) {
    const first = from >> 3;
    for (let i = first; i < n; i++) {
      const out = z + i * stride + from;
      let sum = v128.load(out);
      let at = z + first * stride + from;
      let factor = l + ((i * n + first) << 3);
      for (const end = l + ((i * n + i) << 3); factor < end; factor += 8, at += stride) {
        sum = f64x2.sub(sum, f64x2.mul(v128.load64_splat(factor), v128.load(at)));
      }
      v128.store(out, f64x2.mul(sum, v128.load64_splat(factor)));
    }
  }
}

/** L^T Y = Z in place. */
function solveBackward(l: usize, n: usize, y: usize): void {
  const stride = ((n + 1) & ~1) << 3;
  const row = n << 3;
  let from: usize = 0;
  for (; from + 64 <= stride; from += 64) {
    for (let i = n; i-- > 0; ) {
      const out = y + i * stride + from;
      let a0 = v128.load(out);
      let a1 = v128.load(out, 16);
      let a2 = v128.load(out, 32);
      let a3 = v128.load(out, 48);
      const diagonal = l + ((i * n + i) << 3);
      let factor = diagonal + row;
      for (let at = out + stride; at < y + n * stride; at += stride, factor += row) {
        const f = v128.load64_splat(factor);
        a0 = f64x2.sub(a0, f64x2.mul(f, v128.load(at)));
        a1 = f64x2.sub(a1, f64x2.mul(f, v128.load(at, 16)));
        a2 = f64x2.sub(a2, f64x2.mul(f, v128.load(at, 32)));
        a3 = f64x2.sub(a3, f64x2.mul(f, v128.load(at, 48)));
      }
      const inverse = v128.load64_splat(diagonal);
      v128.store(out, f64x2.mul(a0, inverse));
      v128.store(out, f64x2.mul(a1, inverse), 16);
      v128.store(out, f64x2.mul(a2, inverse), 32);
      v128.store(out, f64x2.mul(a3, inverse), 48);
    }
  }
  for (; from < stride; from += 16) {
    for (let i = n; i-- > 0; ) {
      const out = y + i * stride + from;
      let sum = v128.load(out);
      const diagonal = l + ((i * n + i) << 3);
      let factor = diagonal + row;
      for (let at = out + stride; at < y + n * stride; at += stride, factor += row) {
        sum = f64x2.sub(sum, f64x2.mul(v128.load64_splat(factor), v128.load(at)));
      }
      v128.store(out, f64x2.mul(sum, v128.load64_splat(diagonal)));
    }
  }
}

/** C = Y Y^T, both triangles, in blocks of two rows by two. */
function multiplyByOwnTranspose(c: usize, y: usize, n: usize): void {
  const stride = ((n + 1) & ~1) << 3;
  for (let i: usize = 0; i < n; i += 2) {
    const nextI = min(i + 1, n - 1);
    for (let j: usize = 0; j <= i; j += 2) {
      const nextJ = min(j + 1, n - 1);
      let a = y + i * stride;
      const a1 = (nextI - i) * stride;
      let b = y + j * stride;
      const b1 = (nextJ - j) * stride;
      let s00 = f64x2.splat(0);
      let s01 = f64x2.splat(0);
      let s10 = f64x2.splat(0);
      let s11 = f64x2.splat(0);
      for (const end = a + stride; a < end; a += 16, b += 16) {
        const p = v128.load(a);
        const q = v128.load(a + a1);
        const u = v128.load(b);
        const v = v128.load(b + b1);
        s00 = f64x2.add(s00, f64x2.mul(p, u));
        s01 = f64x2.add(s01, f64x2.mul(p, v));
        s10 = f64x2.add(s10, f64x2.mul(q, u));
        s11 = f64x2.add(s11, f64x2.mul(q, v));
      }
      setBoth(c, n, i, j, lanesSum(s00));
      setBoth(c, n, i, nextJ, lanesSum(s01));
      setBoth(c, n, nextI, j, lanesSum(s10));
      setBoth(c, n, nextI, nextJ, lanesSum(s11));
    }
  }
}

function setBoth(c: usize, n: usize, i: usize, j: usize, value: f64): void {
  store<f64>(c + ((i * n + j) << 3), value);
  store<f64>(c + ((j * n + i) << 3), value);
}

/** The error of the C_yy that was computed last. */
export function whiteningError(e: Expected, n: usize, measure: u32): f64 {
  if (measure > SPECTRAL_EXCESS) {
    let sum: f64 = 0;
    for (let i: usize = 0; i < n; i++) {
      for (let j: usize = 0; j < n; j++) {
        const entry = load<f64>(e.covariance + ((i * n + j) << 3)) - (i == j ? 1.0 : 0.0);
        sum += entry * entry;
      }
    }
    return sum / <f64>(n * n);
  }
  memory.copy(e.matrix, e.covariance, (n * n) << 3);
  if (symmetricEigen(e.matrix, <i32>n, e.values, 0, e.scratch) != 0) return NaN;
  const smallest = load<f64>(e.values) - 1;
  const largest = load<f64>(e.values + ((n - 1) << 3)) - 1;
  if (measure == SIGNED_OPERATOR) return largest;
  if (measure == OPERATOR) return max(abs(smallest), abs(largest));
  let sum: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    let excess = load<f64>(e.values + (i << 3)) - 1;
    if (measure != SPECTRAL) excess = max(excess, 0);
    sum += excess * excess;
  }
  return sum / <f64>n;
}

/** Counts an update, and records the error where one is due. Leaves the factor current. */
export function recordError(r: GainResponse, record: ErrorRecord, index: u32): i32 {
  if (record.every == 0) return OK;
  if (++record.since < record.every) return OK;
  record.since = 0;
  const e = changetype<Expected>(record.expected);
  const leak = r.leak;
  r.leak = record.leak;
  let status = factorRecurrent(r, index);
  if (status == OK) {
    responseCovariance(r, e);
    const error = whiteningError(e, <usize>changetype<Frame>(r.frame).primary, record.measure);
    store<f64>(record.errors + (<usize>record.count << 3), error);
    record.count++;
  }
  r.leak = leak;
  const restored = factorRecurrent(r, index);
  return status == OK ? restored : status;
}

/** C_yy and the error at the circuit's present state. */
export function gainCovariance(response: usize, recorded: usize): i32 {
  const r = changetype<GainResponse>(response);
  const record = changetype<ErrorRecord>(recorded);
  const status = factorRecurrent(r, 0);
  if (status != OK) return status;
  const e = changetype<Expected>(record.expected);
  responseCovariance(r, e);
  store<f64>(record.errors, whiteningError(e, <usize>changetype<Frame>(r.frame).primary, record.measure));
  return OK;
}
