import { clearVector, copyVector, Integration, isFinite, sampleState, stage, trialState } from "./integration";
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
 * The blocks of `run.jacobianBlock` on the diagonal of J at run.time, run.state to `out`, rows of `rowBytes` as in lu-blocks.ts: the model's; or cut out of its
 * Jacobian, which goes to `full`; or by differences. As {@link evaluateJacobian} otherwise.
 */
export function evaluateJacobianBlocks<M>(model: M, run: Integration, step: f64, out: usize, rowBytes: usize, full: usize): bool {
  const size = <usize>run.jacobianBlock;
  const length = <usize>run.length;
  if (!model.hasJacobianBlocks() && run.fullJacobian && model.hasJacobian()) {
    if (!evaluateJacobian<M>(model, run, step, full)) return false;
    for (let i: usize = 0; i < length; i++) {
      const from = full + i * <usize>run.stride + ((i - (i % size)) << 3);
      for (let at: usize = 0; at < size << 3; at += 8) store<f64>(out + i * rowBytes + at, load<f64>(from + at));
    }
    return true;
  }
  run.jacobians++;
  clearVector(out, (length * rowBytes + 15) & ~15);
  if (model.hasJacobianBlocks()) return model.jacobianBlocks(run.time, run.state, out, rowBytes, size);
  return blockDifferences<M>(model, run, step, out, rowBytes);
}

/**
 * Differences as below, of all blocks at once: `run.jacobianBlock` evaluations in all. What blocks have to do with each other enters their own: where f_i depends
 * on number j of several blocks, the sum of those derivatives stands for that of its own.
 */
function blockDifferences<M>(model: M, run: Integration, step: f64, out: usize, rowBytes: usize): bool {
  const size = <usize>run.jacobianBlock;
  const bytes = <usize>run.length << 3;
  const f0 = stage(run, 0);
  const point = sampleState(run);
  const f = trialState(run);
  const least = leastIncrement(run, step);
  copyVector(point, run.state, <usize>run.stride);
  for (let j: usize = 0; j < size << 3; j += 8) {
    for (let at = j; at < bytes; at += size << 3) store<f64>(point + at, movedNumber(run, at, least));
    run.evaluations++;
    if (!model.derivative(run.time, point, f) || !isFinite(f, bytes)) return false;
    let row = out + j;
    for (let first: usize = 0; first < bytes; first += size << 3) {
      const y = load<f64>(run.state + first + j);
      const increment = load<f64>(point + first + j) - y;
      store<f64>(point + first + j, y);
      for (let at = first; at < first + (size << 3); at += 8, row += rowBytes) {
        store<f64>(row, (load<f64>(f + at) - load<f64>(f0 + at)) / increment);
      }
    }
  }
  return true;
}

/** The least increment of a difference, in units of the number's tolerance. */
// @ts-ignore: decorator
@inline
function leastIncrement(run: Integration, step: f64): f64 {
  const size = normAtState(run, stage(run, 0));
  return size > 0.0 ? 1000.0 * abs(step) * f64.EPSILON * <f64>run.length * size : 1.0;
}

/** The number at byte `at` of the state with its increment. */
// @ts-ignore: decorator
@inline
function movedNumber(run: Integration, at: usize, least: f64): f64 {
  const y = load<f64>(run.state + at);
  const scale = load<f64>(run.absoluteTolerances + at) + run.relativeTolerance * abs(y);
  return y + max(ROOT_EPSILON * abs(y), least * scale);
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
  const least = leastIncrement(run, step);
  for (let at: usize = 0; at < stride; at += 16) v128.store(point + at, v128.load(run.state + at));
  clearVector(out, stride * length);
  for (let j: usize = 0; j < length; j++) {
    const at = j << 3;
    const y = load<f64>(run.state + at);
    const moved = movedNumber(run, at, least);
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
