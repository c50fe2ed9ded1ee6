import { Integration, sampleState } from "./integration";

/** Points of a step at which the event function is looked at, so that a short visit below zero inside a step is seen. */
const SAMPLES: f64 = 4.0;

/** The event function at run.time + theta step, on the continuous extension; the state is left in the sample state. */
function valueAt<S, M>(model: M, run: Integration, step: f64, theta: f64): f64 {
  const sample = sampleState(run);
  changetype<S>(0).interpolate(run, step, theta, sample);
  return model.event(run.time + theta * step, sample);
}

/**
 * The first theta in (0, 1] at which the event function is not positive in the step just tried, or 2 where there is none.
 * `run.eventValue` is the function at the start of the step, and is moved to its end.
 */
export function findEvent<S, M>(model: M, run: Integration, step: f64): f64 {
  let before = 0.0;
  let valueBefore = run.eventValue;
  for (let i = 1.0; i <= SAMPLES; i++) {
    const theta = i / SAMPLES;
    const value = valueAt<S, M>(model, run, step, theta);
    if (valueBefore > 0.0 && value <= 0.0) return root<S, M>(model, run, step, before, valueBefore, theta, value);
    before = theta;
    valueBefore = value;
  }
  run.eventValue = valueBefore;
  return 2.0;
}

/**
 * A root between theta = a (positive) and b (not positive) by the method of T. R. Chandrupatla, Adv. Eng. Softw. 28 (1997) 145:
 * inverse quadratic interpolation where it is safe, else bisection. Returns the end of the last bracket that is not positive.
 */
function root<S, M>(model: M, run: Integration, step: f64, a: f64, fa: f64, b: f64, fb: f64): f64 {
  const tolerance = 4.0 * f64.EPSILON * max(1.0, abs(run.time) / step);
  let c = a;
  let fc = fa;
  let t = 0.5;
  // each bisection gains a bit, and interpolation is at most twice as slow
  for (let iteration = 0; iteration < 120; iteration++) {
    const x = a + t * (b - a);
    const f = valueAt<S, M>(model, run, step, x);
    if (f > 0.0 == fa > 0.0) {
      c = a;
      fc = fa;
    } else {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = x;
    fa = f;
    const width = abs(b - a);
    if (fa == 0.0 || width <= tolerance) break;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const safe = phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi; // false for infinite values
    t = safe ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb)) : 0.5;
    const margin = (0.5 * tolerance) / width;
    t = min(1.0 - margin, max(margin, t));
  }
  return fa > 0.0 ? b : a;
}
