import { splat } from "../../numeric/lanes";
import { batchProduct } from "../../numeric/linear/batch-products";
import { driveOf } from "./drive";
import { byTarget, NO_WINDOW, RateRun, stateBytes } from "./run";

/** Adding and taking it away again leaves 0 of what would soon be subnormal, which is 150 times as slow. */
// @ts-ignore: decorator
@inline
export function flushed<T>(x: v128): v128 {
  const tiny = splat<T>(sizeof<T>() == 8 ? 1e-290 : 1e-30);
  return v128.sub<T>(v128.add<T>(x, tiny), tiny);
}

/** r = phi(x) of the state to `outputs`. */
export function outputsOf<U, T>(run: RateRun, outputs: usize): void {
  const unit = changetype<U>(0);
  const end = run.state + stateBytes(run);
  for (let x = run.state; x < end; x += 16, outputs += 16) v128.store(outputs, unit.output<T>(run, v128.load(x)));
}

/**
 * Steps [from, to). r before step `from` is at `outputs`; those after each step follow, `outputStep` bytes apart (0: in the same place). The states before
 * each step go to `states`, unless that is 0.
 */
export function advance<U, T>(run: RateRun, from: u32, to: u32, outputs: usize, outputStep: usize, states: usize, sums: bool): void {
  const unit = changetype<U>(0);
  const bytes = stateBytes(run);
  const weights = byTarget<T>(run);
  const rate = splat<T>(run.rate);
  const keep = splat<T>(1.0 - run.rate);
  let rest = <u32>0; // steps that the drive still holds for
  for (let t = from; t < to; t++, rest--) {
    if (rest == 0) {
      driveOf<T>(run, t / run.stepsPerRow);
      rest = run.stepsPerRow - (t % run.stepsPerRow);
    }
    batchProduct<T>(weights, run.cells, run.cells, outputs, run.drive, run.sum, run.vectors);
    outputs += outputStep;
    if (states) {
      for (let at: usize = 0; at < bytes; at += 16) v128.store(states + at, v128.load(run.state + at));
      states += bytes;
    }
    const window = load<u32>(run.windowOf + (<usize>t << 2));
    let r = outputs;
    let sum = run.sum;
    for (let x = run.state; x < run.state + bytes; x += 16, r += 16, sum += 16) {
      const next = flushed<T>(v128.add<T>(v128.mul<T>(keep, v128.load(x)), v128.mul<T>(rate, v128.load(sum))));
      v128.store(x, next);
      v128.store(r, unit.output<T>(run, next));
    }
    if (sums && window != NO_WINDOW) addTo<T>(run.features + <usize>window * bytes, outputs, bytes);
  }
}

// @ts-ignore: decorator
@inline
function addTo<T>(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.add<T>(v128.load(to + at), v128.load(from + at)));
}
