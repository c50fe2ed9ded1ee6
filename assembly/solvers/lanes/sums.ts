import { ROW, STEP, VECTORS } from "./block";
import { sumOld } from "../rows";

// Sums over the stages of all lanes, with the order of operations of ../rows.ts, and so its bits.

/** out = base + step (w_1 first + w_2 rest_1 + ... + w_count rest_(count - 1)); `length` rows, stages `bytes` apart, each lane with its step. */
// @ts-ignore: decorator
@inline
export function laneSum(
  block: usize, out: usize, base: usize, first: usize, rest: usize, length: usize, w: usize, count: i32,
): void {
  const bytes = length * ROW;
  const lastWeight = v128.load64_splat(w + (<usize>(count - 1) << 3));
  for (let v: usize = 0; v < VECTORS; v++) {
    const h = v128.load(block + STEP + (v << 4));
    const hLast = f64x2.mul(h, lastWeight);
    for (let at = v << 4; at < bytes; at += ROW) {
      const newest = v128.load(count == 1 ? first + at : rest + <usize>(count - 2) * bytes + at);
      let sum = v128.load(base + at);
      if (count > 1) sum = f64x2.add(sum, f64x2.mul(h, sumOld(first + at, rest + at, bytes, w, count - 1)));
      v128.store(out + at, f64x2.add(sum, f64x2.mul(hLast, newest)));
    }
  }
}
