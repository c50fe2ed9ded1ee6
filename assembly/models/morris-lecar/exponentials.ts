import {
  CALCIUM_HALF, CALCIUM_LIMIT, CALCIUM_SCALE, HIGHEST, LOWEST, RECOVERY_HALF, RECOVERY_SCALE,
} from "./cell-record";
import { powerOfTwo } from "./power-of-two";

// The gates of a cell are made of two exponentials,
//
//   e = exp(-2 (V - V1) / V2) ,   u = exp(-(V - V3) / (2 V4)) ,
//   m_inf = 1 / (1 + e) ,   w_inf = 1 / (1 + u^4) ,   cosh((V - V3) / (2 V4)) = (1 / u + u) / 2 .

/** V as the gates see it; NaN stays. */
// @ts-ignore: decorator
@inline
export function clip<T>(v: v128, record: usize): v128 {
  return v128.pmin<T>(v128.pmax<T>(v, v128.load(record, LOWEST)), v128.load(record, HIGHEST));
}

/** e of a clipped V. */
// @ts-ignore: decorator
@inline
export function calciumExponential<T>(clipped: v128, record: usize): v128 {
  const t = v128.mul<T>(v128.sub<T>(clipped, v128.load(record, CALCIUM_HALF)), v128.load(record, CALCIUM_SCALE));
  return powerOfTwo<T>(sizeof<T>() == 4 ? v128.pmin<T>(t, v128.load(record, CALCIUM_LIMIT)) : t);
}

/** u of a clipped V. */
// @ts-ignore: decorator
@inline
export function recoveryExponential<T>(clipped: v128, record: usize): v128 {
  return powerOfTwo<T>(v128.mul<T>(v128.sub<T>(clipped, v128.load(record, RECOVERY_HALF)), v128.load(record, RECOVERY_SCALE)));
}
