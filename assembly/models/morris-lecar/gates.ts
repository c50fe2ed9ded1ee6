import { splat } from "../../numeric/lanes";
import { CALCIUM_SLOPE, HALF_PHI, HIGHEST, LOWEST, RATE_SLOPE, RECOVERY_SLOPE } from "./cell-record";
import { calciumExponential, clip, recoveryExponential } from "./exponentials";

// The gates at V, for steppers that need them apart (exponentials.ts has the formulas), left at these offsets of `gates`:

export const gates: usize = memory.data(96, 16);
export const ACTIVATION: usize = 0; // m_inf
export const TARGET: usize = 16; // w_inf
export const RATE: usize = 32; // s phi cosh((V - V3) / (2 V4))
// with slopes:
export const ACTIVATION_SLOPE: usize = 48; // m_inf' = m_inf (1 - m_inf) 2 / V2
export const TARGET_SLOPE: usize = 64; // w_inf' = w_inf (1 - w_inf) 2 / V4
export const RATE_SLOPE_HERE: usize = 80; // s phi sinh((V - V3) / (2 V4)) / (2 V4); 0 where V is clipped

/** Evaluates the gates at V; `slopes` is a literal. */
// @ts-ignore: decorator
@inline
export function evaluateGates<T>(v: v128, record: usize, slopes: bool): void {
  evaluateGatesTo<T>(v, record, slopes, gates);
}

/** As {@link evaluateGates}, left at `to`. */
// @ts-ignore: decorator
@inline
export function evaluateGatesTo<T>(v: v128, record: usize, slopes: bool, to: usize): void {
  const one = splat<T>(1.0);
  const clipped = clip<T>(v, record);
  const e = calciumExponential<T>(clipped, record);
  const u = recoveryExponential<T>(clipped, record);
  const u2 = v128.mul<T>(u, u);
  const u4 = v128.mul<T>(u2, u2);
  const a = v128.add<T>(one, e);
  const bu = v128.mul<T>(v128.add<T>(one, u4), u);
  const inverse = v128.div<T>(one, v128.mul<T>(a, bu));
  const activation = v128.mul<T>(bu, inverse);
  const halfRate = v128.mul<T>(v128.load(record, HALF_PHI), v128.mul<T>(a, inverse)); // (s phi / 2) / (u (1 + u^4))
  const b = v128.add<T>(one, u4);
  const target = v128.mul<T>(u, v128.mul<T>(a, inverse));
  v128.store(to, activation, ACTIVATION);
  v128.store(to, target, TARGET);
  v128.store(to, v128.mul<T>(v128.mul<T>(halfRate, b), v128.add<T>(one, u2)), RATE);
  if (slopes) {
    v128.store(to, v128.mul<T>(v128.mul<T>(v128.mul<T>(activation, activation), e), v128.load(record, CALCIUM_SLOPE)), ACTIVATION_SLOPE);
    v128.store(to, v128.mul<T>(v128.mul<T>(v128.mul<T>(target, target), u4), v128.load(record, RECOVERY_SLOPE)), TARGET_SLOPE);
    const sinh = v128.mul<T>(v128.mul<T>(halfRate, b), v128.sub<T>(one, u2));
    const inside = v128.and(v128.gt<T>(v, v128.load(record, LOWEST)), v128.lt<T>(v, v128.load(record, HIGHEST)));
    v128.store(to, v128.and(inside, v128.mul<T>(sinh, v128.load(record, RATE_SLOPE))), RATE_SLOPE_HERE);
  }
}

// @ts-ignore: decorator
@inline
export function gate(offset: usize): v128 {
  return v128.load(gates + offset);
}
