import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { checkDeviation, checkLeak, checkTime } from "./checks.js";
import { invertMonotone } from "./invert.js";
import { checkOnTheWay } from "./scalar-direct.js";

// One mode of the interneuron circuit, P' = D P + P D with P = W W^T (docs/theory-whitening.md), standard deviation c, leak alpha:
//
//     p' = 2p (c^2/q^2 - 1),   q = alpha + p
//     alpha = 0:   p(t)^2 = c^2 + (p_0^2 - c^2) e^{-4t}
//     alpha > 0:   t = 1/2 [ a ln(p/p_0) - b ln((c-q)/(c-q_0)) + d ln((c+q)/(c+q_0)) ]
//                  a = alpha^2/(c^2 - alpha^2),   b = c/(2(c - alpha)),   d = -c/(2(c + alpha))
//
// a and b grow without bound as alpha -> c, but a - b = -(2 alpha + c)/(2(c + alpha)) does not. With f = c - alpha
//
//     t = 1/2 [ (a-b) ln(p/p_0) + d ln((c+q)/(c+q_0)) - (c/2)(L(p) - L(p_0)) ],   L(p) = ln|1 - f/p| / f   (-1/p for f = 0)
//
// which holds for alpha < c, = c (algebraic decay p ~ c/(4t)) and > c (decay to 0 at rate 2(1 - c^2/alpha^2)) alike. From below its terms
// nearly cancel when alpha << c; there
//
//     t = 1/(2(c^2 - alpha^2)) [ alpha^2 ln(p/p_0) - (c^2/2) ln((c^2-q^2)/(c^2-q_0^2)) + c alpha (artanh(q/c) - artanh(q_0/c)) ]

export interface LeakOption {
  /** Self-inhibition alpha >= 0 of the primary neurons. Default 0. */
  readonly leak?: number;
}

/**
 * Time one mode p of P = W W^T takes from `from` to `to` in the interneuron circuit, in units of 1/eta. `deviation` is the standard
 * deviation c of the mode; the fixed point is max(c - leak, 0), reached after infinite time. Without leak `from` = 0 is the limit;
 * with leak a mode at 0 stays there, and 0 is refused. Errors: InputError when `to` is not on the way.
 */
export function interneuronTime(core: Core, deviation: number, from: number, to: number, { leak = 0 }: LeakOption = {}): number {
  const c = checkDeviation(deviation);
  const alpha = checkLeak(leak);
  const p0 = checkNumber("from", from, alpha > 0 ? { above: 0 } : { min: 0 });
  const p = checkNumber("to", to, { min: 0 });
  const fixedPoint = Math.max(c - alpha, 0);
  checkOnTheWay(p0, p, fixedPoint);
  if (p === p0) return 0;
  if (p === fixedPoint) return Infinity;
  if (alpha > 0) return timeBetween(core, c, alpha, { p: p0, gap: p0 - (c - alpha) }, { p, gap: p - (c - alpha) });
  // 1/4 ln[(p0^2 - c^2)/(p^2 - c^2)]
  return 0.25 * core.exports.log1p(((p0 - p) * (p0 + p)) / ((p - c) * (p + c)));
}

/**
 * Mode p(t) of P = W W^T of the interneuron circuit, from `initial` at time 0; `time` in units of 1/eta. Without leak this is the closed
 * form (error 1e-15); with leak the time formula is inverted numerically (relative error 2e-14).
 */
export function interneuronWeight(
  core: Core,
  deviation: number,
  initial: number,
  time: number,
  { leak = 0 }: LeakOption = {},
): number {
  const c = checkDeviation(deviation);
  const alpha = checkLeak(leak);
  const p0 = checkNumber("initial", initial, alpha > 0 ? { above: 0 } : { min: 0 });
  const t = checkTime(time);
  if (t === 0 || p0 === c - alpha) return p0;
  if (alpha > 0) return withLeak(core, c, alpha, p0, t);
  const { exp, expm1 } = core.exports;
  return Math.sqrt(p0 * p0 * exp(-4 * t) - c * c * expm1(-4 * t));
}

/** A value of p with its distance p - (c - alpha) from the fixed point, which p alone would hold with fewer digits. */
interface Mode {
  readonly p: number;
  readonly gap: number;
}

function timeBetween(core: Core, c: number, alpha: number, from: Mode, to: Mode): number {
  if (from.gap < 0 && 2 * alpha < c) return timeFromBelow(core, c, alpha, from, to);
  const { log } = core.exports;
  const aLessB = -(2 * alpha + c) / (2 * (c + alpha));
  const d = -c / (2 * (c + alpha));
  const growth = logRatio(core, to.p, from.p);
  const far = logRatio(core, c + alpha + to.p, c + alpha + from.p);
  const f = c - alpha;
  const near = f === 0 ? 1 / from.p - 1 / to.p : (logDistance(core, f, to, log) - logDistance(core, f, from, log)) / f;
  return 0.5 * (aLessB * growth + d * far - (c / 2) * near);
}

/** For 0 < from.p, to.p < c - alpha; c - q = -gap. */
function timeFromBelow(core: Core, c: number, alpha: number, from: Mode, to: Mode): number {
  const growth = logRatio(core, to.p, from.p);
  const far = logRatio(core, c + alpha + to.p, c + alpha + from.p);
  const difference = to.p - from.p;
  const near =
    Math.abs(difference) < -0.5 * from.gap ? core.exports.log1p(difference / from.gap) : logRatio(core, -to.gap, -from.gap);
  const squares = near + far;
  const artanhs = (far - near) / 2;
  return (alpha * alpha * growth - (c * c * squares) / 2 + c * alpha * artanhs) / (2 * (c - alpha) * (c + alpha));
}

/** ln|1 - f/p| */
function logDistance(core: Core, f: number, { p, gap }: Mode, log: (x: number) => number): number {
  return Math.abs(f) < 0.5 * p ? core.exports.log1p(-f / p) : log(Math.abs(gap) / p);
}

/** ln(x/y) without loss for x near y. */
function logRatio(core: Core, x: number, y: number): number {
  const difference = (x - y) / y;
  return Math.abs(difference) < 0.5 ? core.exports.log1p(difference) : core.exports.log(x) - core.exports.log(y);
}

/** Inverts the time in a variable in which it is nearly linear: ln(p - f) from above, the log odds of p/f from below, else ln p. */
function withLeak(core: Core, c: number, alpha: number, p0: number, t: number): number {
  const { exp, log } = core.exports;
  const f = c - alpha;
  if (f > 0 && p0 > f) {
    const modeAt = (s: number): Mode => ({ p: f + exp(s), gap: exp(s) });
    return solve(core, c, alpha, p0, t, { modeAt, slope: ({ gap }) => gap, start: log(p0 - f), end: LEAST });
  }
  if (f > 0) {
    const modeAt = (s: number): Mode =>
      s > 0
        ? { p: f / (1 + exp(-s)), gap: (-f * exp(-s)) / (1 + exp(-s)) }
        : { p: (f * exp(s)) / (1 + exp(s)), gap: -f / (1 + exp(s)) };
    return solve(core, c, alpha, p0, t, {
      modeAt,
      slope: ({ p, gap }) => (-p * gap) / f,
      start: log(p0 / (f - p0)),
      end: -LEAST,
    });
  }
  const modeAt = (s: number): Mode => ({ p: exp(s), gap: exp(s) - f });
  return solve(core, c, alpha, p0, t, { modeAt, slope: ({ p }) => p, start: log(p0), end: LEAST });
}

/** exp(LEAST) is the least distance from the fixed point that is told apart from 0. */
const LEAST = -690;

/** A variable s that runs from `start` towards `end` with time; `slope` is dp/ds. */
interface Variable {
  readonly modeAt: (s: number) => Mode;
  readonly slope: (mode: Mode) => number;
  readonly start: number;
  readonly end: number;
}

function solve(core: Core, c: number, alpha: number, p0: number, t: number, { modeAt, slope, start, end }: Variable): number {
  const from = { p: p0, gap: p0 - (c - alpha) };
  const at = (s: number) => {
    const mode = modeAt(s);
    const q = alpha + mode.p;
    // dt/dp = q^2/(2p (c-q)(c+q)),   q - c = gap
    const perWeight = (-q * q) / (2 * mode.p * mode.gap * (c + q));
    return { value: timeBetween(core, c, alpha, from, mode) - t, slope: perWeight * slope(mode) };
  };
  const s = at(end).value < 0 ? end : invertMonotone(at, start, { low: Math.min(start, end), high: Math.max(start, end) });
  return modeAt(s).p;
}
