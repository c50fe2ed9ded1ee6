import { laneCount, splat } from "../../numeric/lanes";
import { cellsOf, NetworkRun, weightsOf } from "./network-run";

/** Whether all voltages are finite. */
export function isFinite<T>(voltage: usize, bytes: usize): bool {
  let bits = splat<T>(0.0);
  for (const end = voltage + bytes; voltage < end; voltage += 16) {
    const v = v128.load(voltage);
    bits = v128.or(bits, v128.sub<T>(v, v)); // 0; NaN where one is not finite
  }
  return !v128.any_true(bits);
}

/** Notes the trials in which a voltage is not finite. */
export function markFailures<T>(run: NetworkRun): void {
  const weights = weightsOf(run);
  const trials = <usize>weights.trialVectors * laneCount<T>();
  const voltage = cellsOf(run).voltage;
  for (let at: usize = 0; at < <usize>weights.cells * trials; at++) {
    const v = <f64>load<T>(voltage + at * sizeof<T>());
    const failedAt = run.failedAt + ((at % trials) << 3);
    if (v - v != 0.0 && load<f64>(failedAt) < 0.0) store<f64>(failedAt, run.steps);
  }
}

export function copy(from: usize, to: usize, bytes: usize): void {
  for (const end = from + bytes; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

/** Counts the cells that crossed the threshold upwards in the last step. */
export function countCrossings<T>(run: NetworkRun, voltage: usize, bytes: usize): void {
  const threshold = splat<T>(run.threshold);
  const one = splat<T>(1.0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const crossed = v128.and(v128.lt<T>(v128.load(run.before + at), threshold), v128.ge<T>(v128.load(voltage + at), threshold));
    v128.store(run.counts + at, v128.add<T>(v128.load(run.counts + at), v128.and(crossed, one)));
  }
}
