import { clearVector, Integration, isFinite, sampleState, stage, trialState } from "./integration";
import { normAtState } from "./step-control";

const ROOT_EPSILON: f64 = 1.4901161193847656e-8; // sqrt(2^-52)

/**
 * J = df/dy at run.time, run.state to `out`, rows of `run.stride` bytes: the model's, or forward differences where it has none. Stage 0
 * holds f there; the trial and sample states are overwritten. False: the state, or one beside it, is outside the model's domain.
 */
export function evaluateJacobian<M>(model: M, run: Integration, step: f64, out: usize): bool {
  run.jacobians++;
  const stride = <usize>run.stride;
  if (!model.hasJacobian()) return differences<M>(model, run, step, out);
  clearVector(out, stride * <usize>run.length);
  return model.jacobian(run.time, run.state, out, stride);
}

/**
 * Forward differences with the increments of A. C. Hindmarsh et al., SUNDIALS (ACM Trans. Math. Softw. 31 (2005) 363): a relative
 * sqrt(eps), and not less than what lifts the difference of f above its rounding error.
 */
function differences<M>(model: M, run: Integration, step: f64, out: usize): bool {
  const stride = <usize>run.stride;
  const length = <usize>run.length;
  const f0 = stage(run, 0);
  const point = sampleState(run);
  const f = trialState(run);
  const size = normAtState(run, f0);
  const least = size > 0.0 ? 1000.0 * abs(step) * f64.EPSILON * <f64>length * size : 1.0;
  for (let at: usize = 0; at < stride; at += 16) v128.store(point + at, v128.load(run.state + at));
  clearVector(out, stride * length);
  for (let j: usize = 0; j < length; j++) {
    const at = j << 3;
    const y = load<f64>(run.state + at);
    const scale = load<f64>(run.absoluteTolerances + at) + run.relativeTolerance * abs(y);
    const moved = y + max(ROOT_EPSILON * abs(y), least * scale);
    const increment = moved - y;
    store<f64>(point + at, moved);
    run.evaluations++;
    if (!model.derivative(run.time, point, f) || !isFinite(f, length << 3)) return false;
    store<f64>(point + at, y);
    for (let i: usize = 0; i < length; i++) {
      store<f64>(out + i * stride + at, (load<f64>(f + (i << 3)) - load<f64>(f0 + (i << 3))) / increment);
    }
  }
  return true;
}

/** df/dt at run.time, run.state to `out`: the model's, a forward difference where it has none, zero where the model is autonomous. */
export function evaluateTimeDerivative<M>(model: M, run: Integration, step: f64, out: usize): bool {
  const stride = <usize>run.stride;
  if (model.autonomous()) {
    clearVector(out, stride);
    return true;
  }
  if (model.hasTimeDerivative()) return model.timeDerivative(run.time, run.state, out);
  const moved = run.time + ROOT_EPSILON * max(abs(run.time), abs(step));
  const increment = moved - run.time;
  run.evaluations++;
  if (!model.derivative(moved, run.state, out)) return false;
  const f0 = stage(run, 0);
  for (let at: usize = 0; at < <usize>run.length << 3; at += 8) {
    store<f64>(out + at, (load<f64>(out + at) - load<f64>(f0 + at)) / increment);
  }
  return true;
}
