import { luFactor, luSolve } from "../numeric/linear/lu";
import { complexLuFactor, complexLuSolve } from "../numeric/linear/complex-lu";
import { clearVector, Integration, LEFT_DOMAIN, NO_CONVERGENCE, OK_STEP, SINGULAR, stage } from "./integration";
import {
  complexMatrix, complexPivots, COMPLEX_SIDE, header, INVERSE_SCALE, jacobianOf, OLD_Z, POINTS, realMatrix, realPivots, REAL_SIDE, SLOPES,
  W, Z,
} from "./radau-memory";
import {
  ALPHA, BETA, C1, C2, GAMMA, lagrange1, lagrange2, lagrange3, T11, T12, T13, T21, T22, T23, TI11, TI12, TI13, TI21, TI22, TI23, TI31, TI32,
  TI33,
} from "./radau-tableau";
import { roughPower } from "./rough-power";
import { settle } from "./rows";

// The stages of a step by a simplified Newton iteration in the transformed variables W = T^-1 Z (Hairer and Wanner, IV.8).

export const MAXIMUM_ITERATIONS: f64 = 7.0;

// @ts-ignore: decorator
@inline
function times(weight: f64, x: v128): v128 {
  return f64x2.mul(f64x2.splat(weight), x);
}

// @ts-ignore: decorator
@inline
function sum3(a: f64, x: v128, b: f64, y: v128, c: f64, z: v128): v128 {
  return f64x2.add(f64x2.add(times(a, x), times(b, y)), times(c, z));
}

/** Factors gamma I - h J and (alpha - i beta) I - h J. */
export function factorStages(run: Integration, step: f64): u32 {
  const n = <usize>run.length;
  const stride = <usize>run.stride;
  const h = f64x2.splat(-step);
  let from = jacobianOf(run);
  let real = realMatrix(run);
  let complex = complexMatrix(run);
  const zero = f64x2.splat(0.0);
  let largest = 0.0;
  for (let i: usize = 0; i < n; i++) {
    let size = f64x2.splat(0.0);
    for (let at: usize = 0; at < stride; at += 16) {
      const x = f64x2.mul(h, v128.load(from + at));
      size = f64x2.add(size, f64x2.abs(x));
      v128.store(real + at, x);
      v128.store(complex + 2 * at, i64x2.shuffle(x, zero, 0, 2));
      if (at + 8 < n << 3) v128.store(complex + 2 * at, i64x2.shuffle(x, zero, 1, 2), 16);
    }
    largest = max(largest, f64x2.extract_lane(size, 0) + f64x2.extract_lane(size, 1));
    const diagonal = i << 3;
    const value = load<f64>(real + diagonal);
    store<f64>(real + diagonal, value + GAMMA);
    store<f64>(complex + 2 * diagonal, value + ALPHA);
    store<f64>(complex + 2 * diagonal, -BETA, 8);
    from += stride;
    real += stride;
    complex += 2 * stride;
  }
  run.stiffness = largest;
  run.factorizations += 2;
  if (luFactor(realMatrix(run), n, stride, realPivots(run))) return SINGULAR;
  if (complexLuFactor(complexMatrix(run), n, 2 * stride, complexPivots(run))) return SINGULAR;
  header(run).factoredStep = step;
  return OK_STEP;
}

/** Starting values: the collocation polynomial of the last step, extrapolated; 0 in the first step. Also sizes of the state. */
export function predict(run: Integration, step: f64): void {
  const stride = <usize>run.stride;
  const z = stage(run, Z);
  const w = stage(run, W);
  const points = stage(run, POINTS);
  const relative = f64x2.splat(run.relativeTolerance);
  const inverse = stage(run, INVERSE_SCALE);
  const one = f64x2.splat(1.0);
  for (let at: usize = 0; at < stride; at += 16) {
    const size = f64x2.add(v128.load(run.absoluteTolerances + at), f64x2.mul(relative, f64x2.abs(v128.load(run.state + at))));
    v128.store(inverse + at, f64x2.div(one, size));
  }
  const oldStep = header(run).oldStep;
  if (oldStep == 0.0) {
    clearVector(z, 3 * stride);
    clearVector(w, 3 * stride);
    for (let at: usize = 0; at < stride; at += 16) {
      const y = v128.load(run.state + at);
      v128.store(points + at, y);
      v128.store(points + stride + at, y);
      v128.store(points + 2 * stride + at, y);
    }
    return;
  }
  const ratio = step / oldStep;
  const s1 = 1.0 + C1 * ratio;
  const s2 = 1.0 + C2 * ratio;
  const s3 = 1.0 + ratio;
  // relative to y, which is the old polynomial at 1
  const l11 = lagrange1(s1);
  const l12 = lagrange2(s1);
  const l13 = lagrange3(s1) - 1.0;
  const l21 = lagrange1(s2);
  const l22 = lagrange2(s2);
  const l23 = lagrange3(s2) - 1.0;
  const l31 = lagrange1(s3);
  const l32 = lagrange2(s3);
  const l33 = lagrange3(s3) - 1.0;
  const old = stage(run, OLD_Z);
  for (let at: usize = 0; at < stride; at += 16) {
    const old1 = v128.load(old + at);
    const old2 = v128.load(old + stride + at);
    const old3 = v128.load(old + 2 * stride + at);
    const z1 = sum3(l11, old1, l12, old2, l13, old3);
    const z2 = sum3(l21, old1, l22, old2, l23, old3);
    const z3 = sum3(l31, old1, l32, old2, l33, old3);
    v128.store(w + at, sum3(TI11, z1, TI12, z2, TI13, z3));
    v128.store(w + stride + at, sum3(TI21, z1, TI22, z2, TI23, z3));
    v128.store(w + 2 * stride + at, sum3(TI31, z1, TI32, z2, TI33, z3));
    const y = v128.load(run.state + at);
    v128.store(points + at, f64x2.add(y, z1));
    v128.store(points + stride + at, f64x2.add(y, z2));
    v128.store(points + 2 * stride + at, f64x2.add(y, z3));
  }
}

/** Right-hand sides h T^-1 F - Lambda W. */
function buildSides(run: Integration, step: f64): void {
  const stride = <usize>run.stride;
  const w = stage(run, W);
  const slopes = stage(run, SLOPES);
  const real = stage(run, REAL_SIDE);
  const complex = stage(run, COMPLEX_SIDE);
  const h = f64x2.splat(step);
  for (let at: usize = 0; at < stride; at += 16) {
    const f1 = f64x2.mul(h, settle(slopes + at));
    const f2 = f64x2.mul(h, settle(slopes + stride + at));
    const f3 = f64x2.mul(h, settle(slopes + 2 * stride + at));
    const w1 = v128.load(w + at);
    const w2 = v128.load(w + stride + at);
    const w3 = v128.load(w + 2 * stride + at);
    v128.store(real + at, f64x2.sub(sum3(TI11, f1, TI12, f2, TI13, f3), times(GAMMA, w1)));
    const re = f64x2.sub(sum3(TI21, f1, TI22, f2, TI23, f3), f64x2.add(times(ALPHA, w2), times(BETA, w3)));
    const im = f64x2.sub(sum3(TI31, f1, TI32, f2, TI33, f3), f64x2.sub(times(ALPHA, w3), times(BETA, w2)));
    v128.store(complex + 2 * at, i64x2.shuffle(re, im, 0, 2));
    v128.store(complex + 2 * at, i64x2.shuffle(re, im, 1, 3), 16);
  }
}

/** W += dW, Z = T W, and the points y + Z. Returns the norm of dW. */
function update(run: Integration): f64 {
  const stride = <usize>run.stride;
  const z = stage(run, Z);
  const w = stage(run, W);
  const points = stage(run, POINTS);
  const real = stage(run, REAL_SIDE);
  const complex = stage(run, COMPLEX_SIDE);
  const inverse = stage(run, INVERSE_SCALE);
  let sum = f64x2.splat(0.0);
  for (let at: usize = 0; at < stride; at += 16) {
    const pair0 = v128.load(complex + 2 * at);
    const pair1 = v128.load(complex + 2 * at, 16);
    const d1 = v128.load(real + at);
    const d2 = i64x2.shuffle(pair0, pair1, 0, 2);
    const d3 = i64x2.shuffle(pair0, pair1, 1, 3);
    const scale = v128.load(inverse + at);
    const squares = f64x2.add(f64x2.add(f64x2.mul(d1, d1), f64x2.mul(d2, d2)), f64x2.mul(d3, d3));
    sum = f64x2.add(sum, f64x2.mul(f64x2.mul(scale, scale), squares));
    const w1 = f64x2.add(v128.load(w + at), d1);
    const w2 = f64x2.add(v128.load(w + stride + at), d2);
    const w3 = f64x2.add(v128.load(w + 2 * stride + at), d3);
    v128.store(w + at, w1);
    v128.store(w + stride + at, w2);
    v128.store(w + 2 * stride + at, w3);
    const z1 = sum3(T11, w1, T12, w2, T13, w3);
    const z2 = sum3(T21, w1, T22, w2, T23, w3);
    const z3 = f64x2.add(w1, w2);
    v128.store(z + at, z1);
    v128.store(z + stride + at, z2);
    v128.store(z + 2 * stride + at, z3);
    const y = v128.load(run.state + at);
    v128.store(points + at, f64x2.add(y, z1));
    v128.store(points + stride + at, f64x2.add(y, z2));
    v128.store(points + 2 * stride + at, f64x2.add(y, z3));
  }
  return sqrt((f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / (3.0 * <f64>run.length));
}

/**
 * Iterates from the prediction. With eta = theta / (1 - theta), theta the rate of convergence, the distance from the solution after a change
 * of norm d is eta d; it has to be below a fraction of the tolerance. For the first change eta is that of the last step, ^0.8.
 */
export function solveStages<M>(model: M, run: Integration, step: f64): u32 {
  const n = <usize>run.length;
  const stride = <usize>run.stride;
  const time = run.time;
  const points = stage(run, POINTS);
  const slopes = stage(run, SLOPES);
  const memory = header(run);
  const relative = run.relativeTolerance;
  const tolerance = relative > 0.0 ? max(10.0 * f64.EPSILON / relative, min(0.03, sqrt(relative))) : 1e-3;
  let eta = roughPower(max(memory.convergence, f64.EPSILON), 0.8);
  memory.convergence = eta;
  let before = 0.0;
  let rateBefore = 0.0;
  memory.theta = 0.0;
  for (let iteration = 1.0; iteration <= MAXIMUM_ITERATIONS; iteration++) {
    run.evaluations += 3;
    run.iterations++;
    run.solves += 2;
    if (!model.derivative(time + C1 * step, points, slopes)) return LEFT_DOMAIN;
    if (!model.derivative(time + C2 * step, points + stride, slopes + stride)) return LEFT_DOMAIN;
    if (!model.derivative(time + step, points + 2 * stride, slopes + 2 * stride)) return LEFT_DOMAIN;
    buildSides(run, step);
    luSolve(realMatrix(run), n, stride, realPivots(run), stage(run, REAL_SIDE));
    complexLuSolve(complexMatrix(run), n, 2 * stride, complexPivots(run), stage(run, COMPLEX_SIDE));
    const change = update(run);
    if (!(change < Infinity)) return NO_CONVERGENCE;
    memory.iterations = iteration;
    if (iteration > 1.0) {
      const rate = change / before;
      const theta = iteration == 2.0 ? rate : sqrt(rate * rateBefore);
      rateBefore = rate;
      memory.theta = theta;
      if (!(theta < 0.99)) return NO_CONVERGENCE;
      eta = theta / (1.0 - theta);
      memory.convergence = eta;
      if (eta * change <= tolerance) return OK_STEP;
      // the distance that the remaining iterations would leave
      let left = eta * change;
      for (let i = iteration; i < MAXIMUM_ITERATIONS; i++) left *= theta;
      if (left > tolerance) return NO_CONVERGENCE;
    } else if (eta * change <= tolerance) {
      return OK_STEP;
    }
    before = max(change, f64.EPSILON);
  }
  return NO_CONVERGENCE;
}
