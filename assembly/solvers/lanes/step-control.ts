import { select } from "../../numeric/lanes";
import { Integration } from "../integration";
import {
  ACCEPT, ACCEPTED, ACTIVE, ERROR, ERROR_BEFORE, LAST, NEXT, PREVIOUS_ERROR, RECORD_AT, REJECTED, RETRY, ROW, STEP, STIFF_STEPS, STIFFNESS,
  TIME, VECTORS,
} from "./block";
import { roughLogs2, roughPowers2 } from "./rough-power";

// What `integrate` (../integrate.ts) and ../step-control.ts do for one member, for all lanes by masks and with the same bits.

/** Sizes the next attempts. Returns a bit for each active lane in which no step can be tried: too short, or too many. */
// @ts-ignore: decorator
@inline
export function sizeSteps(run: Integration, block: usize): u32 {
  const end = f64x2.splat(run.end);
  const endRounding = f64x2.splat(8.0 * f64.EPSILON * abs(run.end));
  let stuck: u32 = 0;
  for (let v: usize = 0; v < VECTORS; v++) {
    const at = block + (v << 4);
    const active = v128.load(at + ACTIVE);
    const time = v128.load(at + TIME);
    const left = f64x2.sub(end, time);
    const rest = f64x2.abs(left);
    let size = f64x2.min(v128.load(at + NEXT), f64x2.splat(run.maximumStep));
    const last = f64x2.le(f64x2.sub(rest, size), f64x2.max(f64x2.mul(f64x2.splat(1e-6), size), endRounding));
    size = select(last, rest, size);
    const shortest = f64x2.mul(f64x2.splat(4.0 * f64.EPSILON), f64x2.abs(time));
    const tried = f64x2.add(v128.load(at + ACCEPTED), v128.load(at + REJECTED));
    const short = v128.or(f64x2.le(size, shortest), f64x2.lt(size, f64x2.splat(1e-290)));
    const many = f64x2.ge(tried, f64x2.splat(<f64>run.maximumSteps));
    stuck |= <u32>i64x2.bitmask(v128.and(active, v128.or(short, many))) << (2 * <u32>v);
    v128.store(at + LAST, last);
    v128.store(at + STEP, v128.and(active, select(last, left, f64x2.mul(size, f64x2.splat(run.direction)))));
  }
  return stuck;
}

/** With a step in common, the larger error of two neighbours counts for both. */
// @ts-ignore: decorator
@inline
export function shareErrors(block: usize): void {
  for (let v: usize = 0; v < VECTORS; v++) {
    const at = block + ERROR + (v << 4);
    const error = v128.and(v128.load(at), v128.load(block + ACTIVE + (v << 4)));
    v128.store(at, f64x2.max(error, v128.shuffle<f64>(error, error, 1, 0)));
  }
}

/** Decides on the steps just tried (ACCEPT) and the sizes of the next. Returns a bit for each lane whose step reaches its next record. */
// @ts-ignore: decorator
@inline
export function decide(run: Integration, block: usize, order: f64): u32 {
  const p = run.proportional;
  const d = run.derivative;
  const grow = f64x2.splat(-(run.integral + p + d) / order);
  const shrink = f64x2.splat(-1.0 / order);
  const one = f64x2.splat(1.0);
  const least = f64x2.splat(1e-4);
  const safety = f64x2.splat(run.safety);
  const cut = f64x2.splat(run.largestCut);
  const direction = f64x2.splat(run.direction);
  const end = f64x2.splat(run.end);
  let records: u32 = 0;
  for (let v: usize = 0; v < VECTORS; v++) {
    const at = block + (v << 4);
    const active = v128.load(at + ACTIVE);
    const error = v128.load(at + ERROR);
    const good = f64x2.le(error, one);
    const accept = v128.and(active, good);
    const reject = v128.andnot(active, good);
    const step = v128.load(at + STEP);
    const last = v128.load(at + LAST);
    const size = f64x2.abs(step);
    const counted = f64x2.max(error, least);
    const log = roughLogs2(f64x2.max(select(accept, counted, error), f64x2.splat(1e-300)));
    const previous = v128.load(at + PREVIOUS_ERROR);
    const before = v128.load(at + ERROR_BEFORE);
    let exponent = f64x2.mul(grow, log);
    if (p + d != 0.0) exponent = f64x2.add(exponent, f64x2.mul(f64x2.splat((p + 2.0 * d) / order), previous));
    if (d != 0.0) exponent = f64x2.add(exponent, f64x2.mul(f64x2.splat(-d / order), before));
    exponent = select(accept, exponent, f64x2.mul(shrink, log));
    const factor = f64x2.max(cut, f64x2.mul(safety, roughPowers2(exponent)));
    const limit = select(v128.load(at + RETRY), one, f64x2.splat(run.largestGrowth));
    const larger = f64x2.mul(size, f64x2.min(limit, factor));
    const known = f64x2.lt(error, f64x2.splat(Infinity));
    const shorter = select(known, f64x2.mul(size, factor), f64x2.mul(size, f64x2.splat(0.25)));
    const next = v128.load(at + NEXT);
    v128.store(at + NEXT, select(reject, shorter, select(v128.andnot(accept, last), larger, next)));
    v128.store(at + ERROR_BEFORE, select(accept, previous, before));
    v128.store(at + PREVIOUS_ERROR, select(accept, log, previous));
    v128.store(at + RETRY, reject);
    v128.store(at + ACCEPT, accept);
    v128.store(at + ACCEPTED, f64x2.add(v128.load(at + ACCEPTED), v128.and(accept, one)));
    v128.store(at + REJECTED, f64x2.add(v128.load(at + REJECTED), v128.and(reject, one)));
    const stiff = v128.load(at + STIFF_STEPS);
    const calmer = f64x2.max(f64x2.splat(0.0), f64x2.sub(stiff, f64x2.splat(3.0)));
    const kept = select(f64x2.ge(stiff, f64x2.splat(15.0)), stiff, calmer);
    const counts = select(f64x2.gt(v128.load(at + STIFFNESS), f64x2.splat(2.2)), f64x2.add(stiff, one), kept);
    v128.store(at + STIFF_STEPS, select(accept, counts, stiff));
    if (run.requested) {
      const time = select(last, end, f64x2.add(v128.load(at + TIME), step));
      const past = f64x2.ge(f64x2.mul(f64x2.sub(time, v128.load(at + RECORD_AT)), direction), f64x2.splat(0.0));
      records |= <u32>i64x2.bitmask(v128.and(accept, past)) << (2 * <u32>v);
    }
  }
  return records;
}

/** Moves the lanes with good steps on. Returns a bit for each that is at its end. */
// @ts-ignore: decorator
@inline
export function advanceLanes(run: Integration, block: usize, state: usize, trial: usize, first: usize, last: usize, bytes: usize): u32 {
  const end = f64x2.splat(run.end);
  let ended: u32 = 0;
  for (let v: usize = 0; v < VECTORS; v++) {
    const lanes = block + (v << 4);
    const accept = v128.load(lanes + ACCEPT);
    const time = v128.load(lanes + TIME);
    const next = select(v128.load(lanes + LAST), end, f64x2.add(time, v128.load(lanes + STEP)));
    v128.store(lanes + TIME, select(accept, next, time));
    ended |= <u32>i64x2.bitmask(v128.and(accept, f64x2.eq(next, end))) << (2 * <u32>v);
    for (let at = v << 4; at < bytes; at += ROW) {
      v128.store(state + at, select(accept, v128.load(trial + at), v128.load(state + at)));
      v128.store(first + at, select(accept, v128.load(last + at), v128.load(first + at)));
    }
  }
  return ended;
}
