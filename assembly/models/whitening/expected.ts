import { fail, NOT_POSITIVE_DEFINITE, OK } from "../../core/status";
import { choleskyFactor } from "../../numeric/linear/cholesky";
import { lanesSum } from "../../numeric/linear/dot";
import { errorOf } from "./common-error";
import { addDiagonal } from "./common-vector";
import { Frame } from "./frame";
import { clearNumbers, copyNumbers } from "./gain-numbers";
import { factorRecurrent, GainResponse } from "./gain-response";

// What a known input covariance C = R R^T (R lower triangular) makes of the responses: C_yy = A^-1 C A^-1 = Y Y^T with
// A Y = R. Working with R keeps C_yy positive semidefinite under rounding and saves a third of the products.

@unmanaged
export class Expected {
  root: usize; // f64[N][stride], R; stride is N rounded up to even, the last column then zero
  solved: usize; // f64[N][stride], Y
  covariance: usize; // f64[N][N], C_yy
  matrix: usize; // f64[N][N], C_yy - I
  work: usize; // f64[N (N + 3)]
  reserved: u32;
}

/** Errors recorded while a circuit learns. */
@unmanaged
export class ErrorRecord {
  leak: f64; // alpha of the response that is judged
  threshold: f64; // offline learning ends at an error at most this; negative: it does not
  measure: u32; // of common-error.ts, but for the filter error
  every: u32; // samples or steps between two errors; 0: none
  count: u32;
  reached: u32;
  errors: usize; // f64[]
  expected: usize; // Expected
}

/** Sets R from the lower triangle of C (f64[N][N], overwritten). Fails where C is not positive definite. */
export function expectedRoot(address: usize, c: usize, n: usize): i32 {
  const e = changetype<Expected>(address);
  const pivot = choleskyFactor(c, <i32>n);
  if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, 0, <f64>(pivot - 1));
  const stride = ((n + 1) & ~1) << 3;
  clearNumbers(e.root, n * stride);
  for (let i: usize = 0; i < n; i++) {
    copyNumbers(e.root + i * stride, c + ((i * n) << 3), i << 3);
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
  copyNumbers(z, r, n * stride);
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

/** Writes the error of the C_yy that was computed last to the record's first place. */
export function judge(record: ErrorRecord, n: usize): void {
  store<f64>(record.errors, whiteningError(changetype<Expected>(record.expected), n, record.measure));
}

/** The error of the C_yy that was computed last. */
function whiteningError(e: Expected, n: usize, measure: u32): f64 {
  copyNumbers(e.matrix, e.covariance, (n * n) << 3);
  addDiagonal(e.matrix, <u32>n, -1);
  return errorOf(measure, e.matrix, 0, 0, <u32>n, e.work);
}

/** Judges C_yy before offline step `step`: records the error where one is due, and returns whether it is small enough to stop. */
export function judgeStep(record: ErrorRecord, n: usize, step: u32): bool {
  const due = record.every != 0 && step % record.every == 0;
  if (!due && record.threshold < 0) return false;
  const error = whiteningError(changetype<Expected>(record.expected), n, record.measure);
  if (due) {
    store<f64>(record.errors + (<usize>record.count << 3), error);
    record.count++;
  }
  record.reached = error <= record.threshold ? 1 : 0;
  return record.reached != 0;
}

/** Records the error after `samples` samples where one is due. Leaves the factor current. */
export function judgeSamples(r: GainResponse, record: ErrorRecord, samples: u32): i32 {
  if (record.every == 0 || samples % record.every != 0) return OK;
  const e = changetype<Expected>(record.expected);
  const leak = r.leak;
  r.leak = record.leak;
  const status = factorRecurrent(r, samples - 1);
  if (status == OK) {
    responseCovariance(r, e);
    const error = whiteningError(e, <usize>changetype<Frame>(r.frame).primary, record.measure);
    store<f64>(record.errors + (<usize>record.count << 3), error);
    record.count++;
  }
  r.leak = leak;
  const restored = factorRecurrent(r, samples - 1);
  return status == OK ? restored : status;
}

/** C_yy and the error at the circuit's present state. */
export function gainCovariance(response: usize, recorded: usize): i32 {
  const r = changetype<GainResponse>(response);
  const record = changetype<ErrorRecord>(recorded);
  const status = factorRecurrent(r, 0);
  if (status != OK) return status;
  responseCovariance(r, changetype<Expected>(record.expected));
  judge(record, <usize>changetype<Frame>(r.frame).primary);
  return OK;
}
