import { exp } from "../numeric/exp";
import { log } from "../numeric/log";
import { Integration, OK_STEP, sampleState, stage, trialState } from "./integration";

// Proportional-integral control of the step (K. Gustafsson, ACM Trans. Math. Softw. 17 (1991) 533; the constants are those of
// E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I (1993), II.4 and II.5):
//
//   h <- h min(10, max(1/5, 0.9 error^-(1/q - 0.75 beta) previousError^beta)),   beta = 0.04,   q = order of the error estimate + 1
//
// in norms ||e|| = sqrt(mean_i (e_i / (absolute + relative |y_i|))^2).

const SAFETY: f64 = 0.9;
const LARGEST_GROWTH: f64 = 10.0;
const LARGEST_CUT: f64 = 0.2;
const BETA: f64 = 0.04;
/** Errors below this are taken as it: the next step would grow without bound. */
const LEAST_ERROR: f64 = 1e-4;
/** After a step out of the model's domain, where no error is known. */
const CUT_OUTSIDE: f64 = 0.25;

/** x^p of a positive x. */
function power(x: f64, p: f64): f64 {
  return exp(p * log(x));
}

/** The step after an accepted one of size `step`; `order` is q. */
export function nextStep(run: Integration, step: f64, order: f64): f64 {
  const error = max(run.error, LEAST_ERROR);
  const factor = SAFETY * power(error, 0.75 * BETA - 1.0 / order) * power(run.previousError, BETA);
  run.previousError = error;
  return step * min(run.retry ? 1.0 : LARGEST_GROWTH, max(LARGEST_CUT, factor));
}

/** The step after a rejected one of size `step`. */
export function shorterStep(run: Integration, step: f64, order: f64): f64 {
  const known = run.outcome == OK_STEP && run.error < Infinity; // false for NaN too
  return known ? step * max(LARGEST_CUT, SAFETY * power(run.error, 0.75 * BETA - 1.0 / order)) : step * CUT_OUTSIDE;
}

// @ts-ignore: decorator
@inline
function toleranceOf(run: Integration, at: usize): f64 {
  return run.absoluteTolerances ? load<f64>(run.absoluteTolerances + at) : run.absoluteTolerance;
}

/** Norm of the error in `errors` of a step from `state` to the trial state; not finite where the trial state is not. */
export function errorNorm(run: Integration, errors: usize): f64 {
  const bytes = <usize>run.length << 3;
  const trial = trialState(run);
  let sum = 0.0;
  for (let at: usize = 0; at < bytes; at += 8) {
    const y = load<f64>(trial + at);
    const size = max(abs(load<f64>(run.state + at)), abs(y));
    const e = load<f64>(errors + at) / (toleranceOf(run, at) + run.relativeTolerance * size);
    sum += e * e + (y - y); // y - y is NaN for an infinite y, whose e would be 0
  }
  return sqrt(sum / <f64>run.length);
}

/** Norm of `x` at the present state. */
function normAtState(run: Integration, x: usize): f64 {
  const bytes = <usize>run.length << 3;
  let sum = 0.0;
  for (let at: usize = 0; at < bytes; at += 8) {
    const e = load<f64>(x + at) / (toleranceOf(run, at) + run.relativeTolerance * abs(load<f64>(run.state + at)));
    sum += e * e;
  }
  return sqrt(sum / <f64>run.length);
}

/** A first step, from the sizes of y, y' and y'' (Hairer, Norsett and Wanner, II.4); the first stage holds f(time, state). */
export function firstStep<M>(model: M, run: Integration, order: f64): f64 {
  const k0 = stage(run, 0);
  const k1 = stage(run, 1);
  const d0 = normAtState(run, run.state);
  const d1 = normAtState(run, k0);
  // A derivative of rounding errors alone would make the first guess longer than the problem.
  const h0 = min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * (d0 / d1), min(run.end - run.time, run.maximumStep));
  const sample = sampleState(run);
  for (let at: usize = 0; at < <usize>run.length << 3; at += 8) {
    store<f64>(sample + at, load<f64>(run.state + at) + h0 * load<f64>(k0 + at));
  }
  run.evaluations++;
  if (!model.derivative(run.time + h0, sample, k1)) return CUT_OUTSIDE * h0;
  for (let at: usize = 0; at < <usize>run.length << 3; at += 8) {
    store<f64>(k1 + at, load<f64>(k1 + at) - load<f64>(k0 + at));
  }
  const d2 = normAtState(run, k1) / h0;
  const largest = max(d1, d2);
  const h1 = largest <= 1e-15 ? max(1e-6, 1e-3 * h0) : power(0.01 / largest, 1.0 / order);
  return h1 > 0.0 ? min(100.0 * h0, h1) : CUT_OUTSIDE * h0; // not so where the derivative is not finite after h0
}
