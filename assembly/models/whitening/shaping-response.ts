import { NO_CONVERGENCE, OK } from "../../core/status";
import { expF64x2 } from "../../numeric/exp";
import { select } from "../../numeric/lanes";
import { choleskyFactor, choleskySolve } from "../../numeric/linear/cholesky";
import { logF64x2 } from "../../numeric/log";
import { Shaping } from "./shaping-state";

// The response of the shaping circuit: the root r of
//
//   s = W (g o f(theta, W^T r))
//
// Every f is the slope of F(z) = a z^2/2 + b |z|^(theta + 1)/(theta + 1), so r is the minimum of the convex function
//
//   phi(r) = sum_i g_i F_i(w_i^T r) - s.r        gradient W n - s, n = g o f        Hessian W diag(g f') W^T
//
// Newton's method on phi with steps halved until phi falls (Armijo) finds it from anywhere, as long as the interneurons with a
// positive gain span the primary neurons; f' >= a >= 1 keeps the Hessian positive definite then.

const ITERATION_LIMIT: i32 = 200;
const HALVING_LIMIT: i32 = 60;
const ARMIJO: f64 = 1e-4;
/** Residual, relative to its terms, that is as small as rounding of a few terms allows. */
const SMALLEST_RESIDUAL: f64 = 8.881784197001252e-16;
/** Rounding that large powers may bring: |z|^theta has a relative error of about theta |ln|z|| 1e-16. */
const ROUNDING: f64 = 1e-12;

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 3);
}

/** Copies n numbers; for short rows faster than memory.copy, which leaves the compiled code. */
// @ts-ignore: decorator
@inline
export function copyNumbers(to: usize, from: usize, n: i32): void {
  for (let i: usize = 0; i < <usize>n << 3; i += 8) store<f64>(to + i, load<f64>(from + i));
}

/** z = W^T r. */
function interneuronInputs(c: Shaping, r: usize, z: usize): void {
  const stride = <usize>c.stride << 3;
  let row = c.weights;
  const first = v128.load64_splat(r);
  for (let k: usize = 0; k < stride; k += 16) v128.store(z + k, f64x2.mul(first, v128.load(row + k)));
  for (let i = 1; i < c.primary; i++) {
    row += stride;
    const response = v128.load64_splat(at(r, i));
    for (let k: usize = 0; k < stride; k += 16) {
      v128.store(z + k, f64x2.add(v128.load(z + k), f64x2.mul(response, v128.load(row + k))));
    }
  }
}

/** sum_i g_i F_i(z_i); leaves |z|^theta, ln|z|, n = g f and d = g f' of every interneuron in the circuit's scratch. */
function potential(c: Shaping, z: usize): f64 {
  const zero = f64x2.splat(0.0);
  const one = f64x2.splat(1.0);
  const half = f64x2.splat(0.5);
  let sum = zero;
  for (let k: usize = 0; k < <usize>c.stride << 3; k += 16) {
    const value = v128.load(z + k);
    const size = v128.abs<f64>(value);
    const theta = v128.load(c.shapes + k);
    const gain = v128.load(c.gains + k);
    const a = v128.load(c.linear + k);
    const b = v128.load(c.power + k);
    const silent = v128.eq<f64>(size, zero);
    const logarithm = logF64x2(select(silent, one, size));
    const powered = v128.andnot(expF64x2(f64x2.mul(theta, logarithm)), silent);
    const ratio = select(silent, v128.and(v128.eq<f64>(theta, one), one), f64x2.div(powered, size));
    const scaled = f64x2.mul(b, powered);
    const sign = v128.and(value, f64x2.splat(-0.0));
    v128.store(c.logarithms + k, logarithm);
    v128.store(c.powers + k, powered);
    v128.store(c.outputs + k, f64x2.mul(gain, f64x2.add(f64x2.mul(a, value), v128.xor(scaled, sign))));
    v128.store(c.slopes + k, f64x2.mul(gain, f64x2.add(a, f64x2.mul(f64x2.mul(b, theta), ratio))));
    const quadratic = f64x2.mul(f64x2.mul(half, a), f64x2.mul(value, value));
    const higher = f64x2.div(f64x2.mul(scaled, size), f64x2.add(theta, one));
    sum = f64x2.add(sum, f64x2.mul(gain, f64x2.add(quadratic, higher)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// @ts-ignore: decorator
@inline
function dot(x: usize, y: usize, n: i32): f64 {
  let sum = 0.0;
  for (let i: usize = 0; i < <usize>n << 3; i += 8) sum += load<f64>(x + i) * load<f64>(y + i);
  return sum;
}

/** The step's right-hand side s - W n. Returns its largest element relative to the sizes of the terms it is the difference of. */
function residual(c: Shaping, s: usize): f64 {
  const stride = <usize>c.stride << 3;
  let row = c.weights;
  let largest = 0.0;
  for (let i = 0; i < c.primary; i++) {
    let sum = f64x2.splat(0.0);
    let sizes = sum;
    for (let k: usize = 0; k < stride; k += 16) {
      const term = f64x2.mul(v128.load(row + k), v128.load(c.outputs + k));
      sum = f64x2.add(sum, term);
      sizes = f64x2.add(sizes, v128.abs<f64>(term));
    }
    const input = load<f64>(at(s, i));
    const rest = input - (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    store<f64>(at(c.step, i), rest);
    const scale = abs(input) + f64x2.extract_lane(sizes, 0) + f64x2.extract_lane(sizes, 1);
    if (scale > 0.0) largest = max(largest, abs(rest) / scale);
    row += stride;
  }
  return largest;
}

/** The lower triangle of W diag(d) W^T. */
function hessian(c: Shaping): void {
  const stride = <usize>c.stride << 3;
  let row = c.weights;
  for (let i = 0; i < c.primary; i++) {
    for (let k: usize = 0; k < stride; k += 16) {
      v128.store(c.weighted + k, f64x2.mul(v128.load(row + k), v128.load(c.slopes + k)));
    }
    let other = c.weights;
    const out = at(c.hessian, i * c.primary);
    for (let j = 0; j <= i; j++) {
      let sum = f64x2.splat(0.0);
      for (let k: usize = 0; k < stride; k += 16) {
        sum = f64x2.add(sum, f64x2.mul(v128.load(c.weighted + k), v128.load(other + k)));
      }
      store<f64>(at(out, j), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
      other += stride;
    }
    row += stride;
  }
}

/** phi(r); leaves z and what `potential` leaves. */
function objective(c: Shaping, s: usize, r: usize): f64 {
  interneuronInputs(c, r, c.inputs);
  return potential(c, c.inputs) - dot(s, r, c.primary);
}

/** Starts at r = s, or nearer to zero where phi overflows there. Returns phi. */
function start(c: Shaping, s: usize, r: usize): f64 {
  copyNumbers(r, s, c.primary);
  let value = objective(c, s, r);
  while (!isFinite(value)) {
    for (let i = 0; i < c.primary; i++) store<f64>(at(r, i), 0.0625 * load<f64>(at(r, i)));
    value = objective(c, s, r);
  }
  return value;
}

/**
 * Finds the response `r` to the finite input `s` (n numbers each). Leaves the interneurons' inputs z, |z|^theta, ln|z| and outputs n
 * in the circuit's scratch. Returns OK, or NO_CONVERGENCE with the last relative residual in `c.residual`.
 */
export function respond(c: Shaping, s: usize, r: usize): i32 {
  const n = c.primary;
  let value = start(c, s, r);
  let previous = 0.0; // size of the last step if it was a full one, else 0
  for (let iteration = 0; iteration < ITERATION_LIMIT; iteration++) {
    const before = c.residual;
    c.residual = residual(c, s);
    if (c.residual <= SMALLEST_RESIDUAL) return OK;
    // No progress any more: the residual is rounding.
    if (iteration > 0 && c.residual <= ROUNDING && c.residual >= 0.5 * before) return OK;
    const sizes = abs(value) + 2.0 * abs(dot(s, r, n));
    hessian(c);
    copyNumbers(c.direction, c.step, n);
    if (choleskyFactor(c.hessian, n) != 0) return NO_CONVERGENCE;
    choleskySolve(c.hessian, n, c.direction);
    const descent = dot(c.step, c.direction, n);
    let length = 1.0;
    let next = value;
    let halvings = 0;
    for (; halvings < HALVING_LIMIT; halvings++) {
      for (let i = 0; i < n; i++) store<f64>(at(c.trial, i), load<f64>(at(r, i)) + length * load<f64>(at(c.direction, i)));
      next = objective(c, s, c.trial);
      if (next <= value - ARMIJO * length * descent + ROUNDING * sizes) break;
      length *= 0.5;
    }
    if (halvings == HALVING_LIMIT) return NO_CONVERGENCE;
    copyNumbers(r, c.trial, n);
    value = next;
    let moved = 0.0;
    let size = 0.0;
    for (let i = 0; i < n; i++) {
      moved = max(moved, abs(load<f64>(at(c.direction, i))));
      size = max(size, abs(load<f64>(at(r, i))));
    }
    // Full steps shrink at least in proportion: the next would be about moved^2 / previous.
    if (halvings == 0 && moved < previous && moved * moved <= 1e-17 * size * previous) return OK;
    previous = halvings == 0 ? moved : 0.0;
  }
  return NO_CONVERGENCE;
}
