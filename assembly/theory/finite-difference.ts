import { DOMAIN, fail, OK } from "../core/status";
import { Diffusion } from "./diffusion";

// An independent check of the quadratures: central differences of the backward equations
//
//   A T' + (B/2) T'' = -1,   A T2' + (B/2) T2'' = -2 T,   T(theta) = T2(theta) = 0,  reflecting left end,
//
// on equal steps with V_r on a node, solved by elimination of the tridiagonal matrix from the left.

/** What the solver finds at V_r. */
@unmanaged
export class BackwardMoments {
  mean: f64; // T, ms
  secondMoment: f64; // T2, ms^2
}

/** Back substitution over `count` rows from the threshold, where the solution is 0, down to the left end; in place. */
function backSubstitute(upper: usize, solution: usize, count: i32): void {
  let next: f64 = 0.0;
  for (let at = <isize>(count - 1) << 3; at >= 0; at -= 8) {
    next = load<f64>(solution + at) - load<f64>(upper + at) * next;
    store<f64>(solution + at, next);
  }
}

/**
 * Writes T and T2 from V_r to `result`. `below` steps lie left of V_r (at least 1), `above` between V_r and the
 * threshold; `work` holds 4 (below + above) numbers.
 */
export function finiteDifferencePassage(
  diffusion: usize,
  reset: f64,
  threshold: f64,
  below: i32,
  above: i32,
  work: usize,
  result: usize,
): i32 {
  if (below < 1 || above < 1) return fail(DOMAIN, 0, 0, 0, <f64>min(below, above));
  const d = changetype<Diffusion>(diffusion);
  const count = below + above;
  const column = <usize>count << 3;
  const upper = work; // of the eliminated matrix, whose diagonal is 1
  const inverses = work + column; // of the pivots
  const lower = work + 2 * column; // divided by the pivot
  const time = work + 3 * column;
  const step = (threshold - reset) / <f64>above;
  let superdiagonal: f64 = 0.0;
  let value: f64 = 0.0;
  for (let i: i32 = 0; i < count; i++) {
    const x = threshold - <f64>(count - i) * step - d.equilibrium;
    const u = x + d.offset;
    const halfDiffusion = (0.5 * d.strength * (u * u + d.width * d.width)) / (step * step);
    const halfDrift = (-0.5 * x) / (d.timeConstant * step);
    // (B/2h^2 - A/2h) T_{i-1} - (B/h^2) T_i + (B/2h^2 + A/2h) T_{i+1} = source; left end: T_{-1} = T_1
    const left = i == 0 ? 0.0 : halfDiffusion - halfDrift;
    const right = i == 0 ? 2.0 * halfDiffusion : halfDiffusion + halfDrift;
    const inverse = 1.0 / (-2.0 * halfDiffusion - left * superdiagonal);
    superdiagonal = right * inverse;
    value = (-1.0 - left * value) * inverse;
    const at = <usize>i << 3;
    store<f64>(upper + at, superdiagonal);
    store<f64>(inverses + at, inverse);
    store<f64>(lower + at, left * inverse);
    store<f64>(time + at, value);
  }
  backSubstitute(upper, time, count);
  const moments = changetype<BackwardMoments>(result);
  moments.mean = load<f64>(time + (<usize>below << 3));
  value = 0.0;
  for (let at: usize = 0; at < column; at += 8) {
    value = -2.0 * load<f64>(time + at) * load<f64>(inverses + at) - load<f64>(lower + at) * value;
    store<f64>(time + at, value);
  }
  backSubstitute(upper, time, count);
  moments.secondMoment = load<f64>(time + (<usize>below << 3));
  return OK;
}
