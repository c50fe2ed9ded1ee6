import { Integration } from "../integration";
import { sumOld } from "../rows";
import { ERROR, laneSample, laneState, laneTrial, ROW, STEP, STIFFNESS, VECTORS } from "./block";

/** sums over even and over odd components are kept apart, as ../explicit-error.ts has them in the two halves of its vectors. */
// @ts-ignore: decorator
@inline
function none(): v128 {
  return f64x2.splat(0.0);
}

/** What `judge` of ../explicit-error.ts does, for all lanes and with its bits: ERROR, STIFFNESS and the errors in the sample state. */
// @ts-ignore: decorator
@inline
export function judgeLanes(run: Integration, block: usize, length: usize, first: usize, rest: usize, w: usize, count: i32): void {
  const bytes = length * ROW;
  const state = laneState(block);
  const trial = laneTrial(block, length);
  const sample = laneSample(block, length);
  const last = rest + <usize>(count - 2) * bytes;
  const relative = f64x2.splat(run.relativeTolerance);
  const lastWeight = v128.load64_splat(w + (<usize>(count - 1) << 3));
  for (let v: usize = 0; v < VECTORS; v++) {
    const h = v128.load(block + STEP + (v << 4));
    let errors = none();
    let differences = none();
    let distances = none();
    let oddErrors = none();
    let oddDifferences = none();
    let oddDistances = none();
    let absolute = run.absoluteTolerances;
    let odd = false;
    for (let at = v << 4; at < bytes; at += ROW) {
      const after = v128.load(trial + at);
      const k = v128.load(last + at);
      const sum = f64x2.add(sumOld(first + at, rest + at, bytes, w, count - 1), f64x2.mul(lastWeight, k));
      const error = f64x2.mul(h, sum);
      const size = f64x2.pmax(f64x2.abs(v128.load(state + at)), f64x2.abs(after));
      const scale = f64x2.add(v128.load64_splat(absolute), f64x2.mul(relative, size));
      const weight = f64x2.div(f64x2.splat(1.0), scale);
      const e = f64x2.div(error, scale);
      const square = f64x2.add(f64x2.mul(e, e), f64x2.sub(after, after));
      const difference = f64x2.mul(weight, f64x2.sub(k, v128.load(last - bytes + at)));
      const distance = f64x2.mul(weight, f64x2.sub(after, v128.load(sample + at)));
      v128.store(sample + at, error);
      if (odd) {
        oddErrors = f64x2.add(oddErrors, square);
        oddDifferences = f64x2.add(oddDifferences, f64x2.mul(difference, difference));
        oddDistances = f64x2.add(oddDistances, f64x2.mul(distance, distance));
      } else {
        errors = f64x2.add(errors, square);
        differences = f64x2.add(differences, f64x2.mul(difference, difference));
        distances = f64x2.add(distances, f64x2.mul(distance, distance));
      }
      odd = !odd;
      absolute += 8;
    }
    const mean = f64x2.mul(f64x2.add(errors, oddErrors), f64x2.splat(1.0 / <f64>run.length));
    v128.store(block + ERROR + (v << 4), f64x2.sqrt(mean));
    const floor = f64x2.max(f64x2.add(distances, oddDistances), f64x2.splat(f64.MIN_NORMAL_VALUE));
    const ratio = f64x2.sqrt(f64x2.div(f64x2.add(differences, oddDifferences), floor));
    v128.store(block + STIFFNESS + (v << 4), f64x2.mul(f64x2.abs(h), ratio));
  }
}
