import { splat } from "../../numeric/lanes";
import {
  CALCIUM_RATIO, CALCIUM_RATIO_PUSH, CALCIUM_SERIES, HALF_PHI, LEAK, POTASSIUM, POTASSIUM_PUSH, RECOVERY_SERIES, TABLE_ROUND,
} from "./cell-record";
import { CellEnsemble } from "./ensemble";
import { entryOf, expand, isInTable, replaced, replaceOutside } from "./exponential-table";
import { calciumExponential, clip, recoveryExponential } from "./exponentials";

// The explicit Runge-Kutta methods, stage by stage over a block of cells: within a stage all vectors are independent, and the processor works on
// several of them at once; all stages of one vector after the other took twice the time.
//
// With s the unit of time of the record, d = s f(y), X = 1 / (1 + e)(1 + u^4) u, and the one division s phi X / 2,
//
//   s V' = s (I + gL EL) / C - s gL V / C - w (s gK V - s gK EK) / C - m_inf (s gCa V - s gCa ECa) / C ,   m_inf = (1 + u^4) u X
//   s w' = (s phi / 2) (1 + u^2) (1 - w (1 + u^4)) (1 + e) X .

/** What follows the derivative d in a pass; SUM and STAGE are in the scratch memory. */
export const EULER: i32 = 0; // s = dt: y += d
export const HEUN_FIRST: i32 = 1; // s = dt: SUM = d, STAGE = y + d
export const HEUN_SECOND: i32 = 2; // y += (SUM + d) / 2
export const RUNGE_KUTTA_FIRST: i32 = 3; // s = dt / 2: SUM = d, STAGE = y + d
export const RUNGE_KUTTA_SECOND: i32 = 4; // SUM += 2 d, STAGE = y + d
export const RUNGE_KUTTA_THIRD: i32 = 5; // SUM += 2 d, STAGE = y + 2 d
export const RUNGE_KUTTA_FOURTH: i32 = 6; // y += (SUM + d) / 3

/** One pass over `vectors` vectors from vector `first` on. `stage`, `tabulated` and `coupled` (synaptic conductances) are literals. */
// @ts-ignore: decorator
@inline
export function pass<T>(ensemble: CellEnsemble, first: u32, vectors: u32, stage: i32, tabulated: bool, coupled: bool): void {
  const initial = stage == EULER || stage == HEUN_FIRST || stage == RUNGE_KUTTA_FIRST;
  const recordBytes = <usize>ensemble.recordBytes;
  const table = ensemble.table;
  const toRecovery = ensemble.recovery - ensemble.voltage;
  const toDrive = ensemble.drive - ensemble.voltage;
  const one = splat<T>(1.0);
  const share = splat<T>(stage == HEUN_SECOND ? 0.5 : 1.0 / 3.0);
  let record = ensemble.record + <usize>first * recordBytes;
  let scratch = ensemble.scratch;
  let at = ensemble.voltage + (<usize>first << 4);
  for (const end = at + (<usize>vectors << 4); at < end; at += 16, scratch += 64, record += recordBytes) {
    const v = initial ? v128.load(at) : v128.load(scratch);
    const w = initial ? v128.load(at + toRecovery) : v128.load(scratch, 16);
    let e: v128;
    let u: v128;
    if (tabulated) {
      const rounded = v128.add<f64>(v, v128.load(record, TABLE_ROUND));
      const d = v128.sub<f64>(v, v128.sub<f64>(rounded, v128.load(record, TABLE_ROUND)));
      const low = v128.load(entryOf(table, i32x4.extract_lane(rounded, 0)));
      const high = v128.load(entryOf(table, i32x4.extract_lane(rounded, 2)));
      e = expand(v128.shuffle<i64>(low, high, 0, 2), d, record + CALCIUM_SERIES);
      u = expand(v128.shuffle<i64>(low, high, 1, 3), d, record + RECOVERY_SERIES);
      if (!isInTable(v, record)) {
        replaceOutside(v, e, u, record);
        e = v128.load(replaced);
        u = v128.load(replaced, 16);
      }
    } else {
      const clipped = clip<T>(v, record);
      e = calciumExponential<T>(clipped, record);
      u = recoveryExponential<T>(clipped, record);
    }
    const u2 = v128.mul<T>(u, u);
    const a = v128.add<T>(one, e);
    const b = v128.add<T>(one, v128.mul<T>(u2, u2));
    const bu = v128.mul<T>(b, u);
    const x = v128.div<T>(v128.load(record, HALF_PHI), v128.mul<T>(a, bu));
    const rate = v128.mul<T>(v128.add<T>(one, u2), v128.mul<T>(a, x));
    const dw = v128.mul<T>(rate, v128.sub<T>(one, v128.mul<T>(w, b)));
    const calciumForce = v128.sub<T>(v128.mul<T>(v, v128.load(record, CALCIUM_RATIO)), v128.load(record, CALCIUM_RATIO_PUSH));
    const potassiumForce = v128.sub<T>(v128.mul<T>(v, v128.load(record, POTASSIUM)), v128.load(record, POTASSIUM_PUSH));
    const leak = v128.sub<T>(v128.load(at + toDrive), v128.mul<T>(v, v128.load(record, LEAK)));
    let dv = v128.sub<T>(v128.sub<T>(leak, v128.mul<T>(w, potassiumForce)), v128.mul<T>(v128.mul<T>(bu, x), calciumForce));
    if (coupled) {
      const synaptic = v128.sub<T>(v128.load(at + ensemble.toSynapticPush), v128.mul<T>(v, v128.load(at + ensemble.toSynapticConductance)));
      dv = v128.add<T>(dv, synaptic);
    }

    if (stage == EULER) {
      v128.store(at, v128.add<T>(v, dv));
      v128.store(at + toRecovery, v128.add<T>(w, dw));
    } else if (stage == HEUN_FIRST || stage == RUNGE_KUTTA_FIRST) {
      v128.store(scratch, v128.add<T>(v, dv));
      v128.store(scratch, v128.add<T>(w, dw), 16);
      v128.store(scratch, dv, 32);
      v128.store(scratch, dw, 48);
    } else if (stage == HEUN_SECOND || stage == RUNGE_KUTTA_FOURTH) {
      const sumV = v128.add<T>(v128.load(scratch, 32), dv);
      const sumW = v128.add<T>(v128.load(scratch, 48), dw);
      v128.store(at, v128.add<T>(v128.load(at), v128.mul<T>(sumV, share)));
      v128.store(at + toRecovery, v128.add<T>(v128.load(at + toRecovery), v128.mul<T>(sumW, share)));
    } else {
      const dv2 = v128.add<T>(dv, dv);
      const dw2 = v128.add<T>(dw, dw);
      v128.store(scratch, v128.add<T>(v128.load(at), stage == RUNGE_KUTTA_THIRD ? dv2 : dv));
      v128.store(scratch, v128.add<T>(v128.load(at + toRecovery), stage == RUNGE_KUTTA_THIRD ? dw2 : dw), 16);
      v128.store(scratch, v128.add<T>(v128.load(scratch, 32), dv2), 32);
      v128.store(scratch, v128.add<T>(v128.load(scratch, 48), dw2), 48);
    }
  }
}
