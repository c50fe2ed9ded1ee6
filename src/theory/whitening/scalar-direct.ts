import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { checkDeviation, checkTime } from "./checks.js";
import { invertMonotone } from "./invert.js";

// One mode of the direct circuit, M' = M^{-1} C M^{-1} - I (docs/theory-whitening.md). With the standard deviation c of the mode
//
//     m' = c^2/m^2 - 1,     t = m_0 - m + (c/2) ln[ (c+m)/(c-m) (c-m_0)/(c+m_0) ]
//
// With u = m/c the time is a difference of one function, t/c = G(u) - G(u_0). Below c it is A(u) = artanh u - u. Above c it is
// H(d) = -d + 1/2 ln((2+d)/d) of the distance d = u - 1.

/**
 * Time the direct circuit's weight of one mode takes from `from` to `to`, in units of the learning time 1/eta. `deviation` is
 * the standard deviation c of the mode, the weight's fixed point, which is reached after infinite time. `from` = 0 is the limit.
 * Errors: InputError when `to` is not on the way from `from` to c. Relative error about 1e-15 but for cancellation in the
 * arguments' distances from c.
 */
export function directTime(core: Core, deviation: number, from: number, to: number): number {
  const c = checkDeviation(deviation);
  const m0 = checkNumber("from", from, { min: 0 });
  const m = checkNumber("to", to, { min: 0 });
  checkOnTheWay(m0, m, c);
  if (m === m0) return 0;
  if (m === c) return Infinity;
  if (m0 < c) return c * (risingTime(core, m / c) - risingTime(core, m0 / c));
  // Log of a ratio near 1 keeps its digits as log1p of the difference.
  const ratio = ((m0 - m) * 2 * c) / ((m0 + c) * (m - c)); // (m+c)(m0-c)/((m-c)(m0+c)) - 1
  return m0 - m + (c / 2) * core.exports.log1p(ratio);
}

/**
 * Weight m(t) of one mode of the direct circuit, from `initial` at time 0 (0: the limit from above 0). `time` is in units of
 * 1/eta. Inverts the time formula numerically; relative error 1e-14 in m, plus the rounding of `initial` - `time`.
 */
export function directWeight(core: Core, deviation: number, initial: number, time: number): number {
  const c = checkDeviation(deviation);
  const m0 = checkNumber("initial", initial, { min: 0 });
  const t = checkTime(time);
  if (t === 0 || m0 === c) return m0;
  return m0 > c ? falling(core, c, m0, t) : rising(core, c, m0, t);
}

/** Solves H(d) = H(d_0) + t/c for s = ln(d/d_0). H is concave in s and decreasing, so that Newton's steps come down from 0. */
function falling(core: Core, c: number, m0: number, t: number): number {
  const { exp, expm1, log1p } = core.exports;
  const d0 = (m0 - c) / c;
  const goal = t / c;
  const lowest = -700;
  // H(d) - H(d_0): the logarithm is ln[(2+d) d_0/(d (2+d_0))]
  const elapsed = (s: number) => -d0 * expm1(s) + 0.5 * log1p((-2 * expm1(s)) / (exp(s) * (2 + d0)));
  if (elapsed(lowest) < goal) return c;
  const slopeAt = (d: number) => -((1 + d) * (1 + d)) / (2 + d);
  const f = (s: number) => ({ value: elapsed(s) - goal, slope: slopeAt(d0 * exp(s)) });
  return c + c * d0 * exp(invertMonotone(f, 0, { low: lowest, high: 0 }));
}

/** Solves A(u) = A(u_0) + t/c with u = tanh y: y - tanh y is convex and increasing. */
function rising(core: Core, c: number, m0: number, t: number): number {
  const { tanh, exp, log } = core.exports;
  const goal = risingTime(core, m0 / c) + t / c;
  if (goal > 20) return c; // 1 - u < 2 e^{-2(goal + 1)}
  // A(u) >= u^3/3
  const start = goal < 0.5 ? 1.2 * exp(log(3 * goal) / 3) : goal + 1;
  const f = (y: number) => {
    const u = tanh(y);
    return { value: (y < 0.6 ? risingTime(core, u) : y - u) - goal, slope: u * u };
  };
  return c * tanh(invertMonotone(f, start, { low: 0, high: goal + 1 }));
}

/** artanh u - u for 0 <= u < 1: by its series u^3/3 + u^5/5 + ... where the difference would cancel. */
function risingTime(core: Core, u: number): number {
  if (u >= 0.5) return 0.5 * core.exports.log1p((2 * u) / (1 - u)) - u;
  const square = u * u;
  let power = u * square;
  let sum = 0;
  for (let k = 3; k < 60; k += 2) {
    sum += power / k;
    power *= square;
  }
  return sum;
}

/** Refuses a weight that the flow from `start` to the fixed point never has. */
export function checkOnTheWay(start: number, value: number, fixedPoint: number): void {
  const low = Math.min(start, fixedPoint);
  const high = Math.max(start, fixedPoint);
  if (!(value >= low && value <= high)) {
    throw new InputError("to", value, `between the start ${start} and the fixed point ${fixedPoint}`);
  }
}
