import { exp } from "../../numeric/exp";
import { select } from "../../numeric/lanes";
import { TABLE_LIMIT } from "./cell-record";
import { calciumExponential, clip, recoveryExponential } from "./exponentials";

// The two exponentials of cells that share their gates (f64 only),
//
//   e = exp(-2 (V - V1) / V2) ,   u = exp(-(V - V3) / (2 V4)) ,
//
// by one reduction of V for both: V = k D + d, D a power of two, |d| <= D / 2, both exact; e = e_k exp(-2 d / V2), and so for u. The pairs
// (e_k, u_k) come from a table, the second factors from minimax polynomials of degree 4, whose error is below 3e-16 as the arguments stay
// below 0.0035. Half as many operations as two exponentials on their own.

/** Entries: V from -2048 D to 2047 D, at k modulo TABLE_SIZE. */
export const TABLE_SIZE: i32 = 4096;

/** Fills the table: 16 bytes an entry. */
export function fillExponentialTable(table: usize, spacing: f64, v1: f64, v2: f64, v3: f64, v4: f64): void {
  for (let k = -TABLE_SIZE / 2; k < TABLE_SIZE / 2; k++) {
    const v = <f64>k * spacing;
    const entry = table + (<usize>(k & (TABLE_SIZE - 1)) << 4);
    store<f64>(entry, exp((-2.0 * (v - v1)) / v2));
    store<f64>(entry, exp((-0.5 * (v - v3)) / v4), 8);
  }
}

/** Address of the entry for the low bits of a lane of V + TABLE_ROUND. */
// @ts-ignore: decorator
@inline
export function entryOf(table: usize, low: i32): usize {
  return table + (<usize>(low & (TABLE_SIZE - 1)) << 4);
}

/** base exp(scale d), `series` the address of the polynomial (exp(scale d) - 1) / d. */
// @ts-ignore: decorator
@inline
export function expand(base: v128, d: v128, series: usize): v128 {
  const p2 = v128.add<f64>(v128.load(series, 32), v128.mul<f64>(d, v128.load(series, 48)));
  const p1 = v128.add<f64>(v128.load(series, 16), v128.mul<f64>(d, p2));
  const p0 = v128.add<f64>(v128.load(series), v128.mul<f64>(d, p1));
  return v128.add<f64>(base, v128.mul<f64>(base, v128.mul<f64>(d, p0)));
}

/** Whether all lanes of V are in the table. */
// @ts-ignore: decorator
@inline
export function isInTable(v: v128, record: usize): bool {
  return i64x2.bitmask(v128.lt<f64>(v128.abs<f64>(v), v128.load(record, TABLE_LIMIT))) == 3;
}

/** Where `replaceOutside` leaves e, then u. */
export const replaced: usize = memory.data(32, 16);

/** e and u with the lanes whose V is outside of the table computed anew: a lane's bits do not depend on its neighbour. */
export function replaceOutside(v: v128, e: v128, u: v128, record: usize): void {
  const inside = v128.lt<f64>(v128.abs<f64>(v), v128.load(record, TABLE_LIMIT));
  const clipped = clip<f64>(v, record);
  v128.store(replaced, select(inside, e, calciumExponential<f64>(clipped, record)));
  v128.store(replaced, select(inside, u, recoveryExponential<f64>(clipped, record)), 16);
}
