import { Integration, isFinite, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "./integration";
import { Problem } from "./problem";
import { roughExp2, roughLog2, roughPower } from "./rough-power";

// Control of the step from the errors e_n, e_(n-1), e_(n-2) of the last steps (1 at the tolerance), q the order of the error estimate + 1:
//
//   h <- h min(largestGrowth, max(largestCut, safety e_n^-(integral + proportional)/q e_(n-1)^(proportional + 2 derivative)/q e_(n-2)^-derivative/q))
//
// with derivative: e_n^-((integral + proportional + derivative)/q). Integral control is (proportional, integral, derivative) = (0, 1, 0); the
// default PI (0.4, 0.3, 0) (K. Gustafsson, ACM Trans. Math. Softw. 17 (1991) 533; E. Hairer, G. Wanner, Solving ODEs II (1996), IV.2);
// PID: G. Soderlind, ACM Trans. Math. Softw. 29 (2003) 1. In norms ||e|| = sqrt(mean_i (e_i / (absolute_i + relative |y_i|))^2).

/** Errors below this are taken as it: the next step would grow without bound. */
const LEAST_ERROR: f64 = 1e-4;
/** Its log2: what the errors before the first step are taken as. */
export const LEAST_LOG_ERROR: f64 = -13.287712379549449;
/** After a step of which no error is known. */
const CUT_UNKNOWN: f64 = 0.25;

/** The step after an accepted one of size `step`; `order` is q. Call it once for a step: it moves the errors on. */
export function nextStep(run: Integration, step: f64, order: f64): f64 {
  if (run.fixedStep > 0.0) return step; // errors above 1 may lead out of the exponential's range
  let error = run.error;
  if (error < LEAST_ERROR) error = LEAST_ERROR; // a branch, which the next step need not wait for, as it does for `max`
  const log = roughLog2(error);
  const p = run.proportional;
  const d = run.derivative;
  let exponent = (-(run.integral + p + d) / order) * log;
  if (p + d != 0.0) exponent += ((p + 2.0 * d) / order) * run.previousLogError;
  if (d != 0.0) exponent += (-d / order) * run.logErrorBefore;
  run.logErrorBefore = run.previousLogError;
  run.previousLogError = log;
  const factor = run.safety * roughExp2(exponent);
  const limit = run.retry ? 1.0 : run.largestGrowth;
  return step * (factor > limit ? limit : factor < run.largestCut ? run.largestCut : factor);
}

/** The step after a rejected one of size `step`. */
export function shorterStep(run: Integration, step: f64, order: f64): f64 {
  const known = run.outcome == OK_STEP && run.error < Infinity; // false for NaN too
  return known ? step * max(run.largestCut, run.safety * roughPower(run.error, -1.0 / order)) : step * CUT_UNKNOWN;
}

/** Norm of the error in `errors` of a step from `state` to the trial state; not finite where the trial state is not. */
export function errorNorm(run: Integration, errors: usize): f64 {
  const stride = <usize>run.stride;
  const relative = f64x2.splat(run.relativeTolerance);
  const absolute = run.absoluteTolerances;
  const trial = trialState(run);
  const state = run.state;
  run.errors = errors;
  let sums = i64x2.splat(0);
  for (let at: usize = 0; at < stride; at += 16) {
    const y = v128.load(trial + at);
    const size = f64x2.pmax(f64x2.abs(v128.load(state + at)), f64x2.abs(y));
    const e = f64x2.div(v128.load(errors + at), f64x2.add(v128.load(absolute + at), f64x2.mul(relative, size)));
    // y - y is NaN for an infinite y, whose e would be 0
    sums = f64x2.add(sums, f64x2.add(f64x2.mul(e, e), f64x2.sub(y, y)));
  }
  return sqrt((f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)) / <f64>run.length);
}

/** Norm of `x` at the present state. */
export function normAtState(run: Integration, x: usize): f64 {
  const bytes = <usize>run.length << 3;
  let sum = 0.0;
  for (let at: usize = 0; at < bytes; at += 8) {
    const scale = load<f64>(run.absoluteTolerances + at) + run.relativeTolerance * abs(load<f64>(run.state + at));
    const e = load<f64>(x + at) / scale;
    sum += e * e;
  }
  return sqrt(sum / <f64>run.length);
}

/** A first step, from the sizes of y, y' and y'' (Hairer, Norsett and Wanner, II.4); the first stage holds f(time, state). */
export function firstStep(problem: Problem, run: Integration, order: f64): f64 {
  const k0 = stage(run, 0);
  const k1 = trialState(run);
  const d0 = normAtState(run, run.state);
  const d1 = normAtState(run, k0);
  const longest = min(abs(run.end - run.time), run.maximumStep);
  // A derivative of rounding errors alone would make the first guess longer than the problem.
  const h0 = min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * (d0 / d1), longest);
  const h = h0 * run.direction;
  const sample = sampleState(run);
  for (let at: usize = 0; at < <usize>run.length << 3; at += 8) {
    store<f64>(sample + at, load<f64>(run.state + at) + h * load<f64>(k0 + at));
  }
  run.evaluations++;
  if (!problem.derivative(run.time + h, sample, k1) || !isFinite(k1, <usize>run.length << 3)) return CUT_UNKNOWN * h0;
  for (let at: usize = 0; at < <usize>run.length << 3; at += 8) {
    store<f64>(k1 + at, load<f64>(k1 + at) - load<f64>(k0 + at));
  }
  const d2 = normAtState(run, k1) / h0;
  const largest = max(d1, d2);
  const h1 = largest <= 1e-15 ? max(1e-6, 1e-3 * h0) : roughPower(0.01 / largest, 1.0 / order);
  return h1 > 0.0 ? min(longest, min(100.0 * h0, h1)) : CUT_UNKNOWN * h0; // not so where the norms overflow
}

/** The number of the state whose error weighs most in the step just tried; 0 where none is known. */
export function worstComponent(run: Integration): u32 {
  if (run.errors == 0 || run.outcome == LEFT_DOMAIN) return 0;
  let worst: u32 = 0;
  let largest = 0.0;
  for (let i: usize = 0; i < <usize>run.length; i++) {
    const at = i << 3;
    const size = max(abs(load<f64>(run.state + at)), abs(load<f64>(trialState(run) + at)));
    const e = abs(load<f64>(run.errors + at)) / (load<f64>(run.absoluteTolerances + at) + run.relativeTolerance * size);
    if (e > largest || isNaN(e)) {
      largest = e;
      worst = <u32>i;
    }
    if (isNaN(e)) break;
  }
  return worst;
}
