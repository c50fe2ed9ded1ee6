import { KernelError } from "../../core/errors.js";

/** A smooth function with its derivative, which has one sign. */
export type Monotone = (s: number) => { readonly value: number; readonly slope: number };

/** Where the root may lie; steps that leave it become bisections. */
export interface Bracket {
  readonly low: number;
  readonly high: number;
}

/**
 * Root of a monotone function inside `bracket` by Newton's method from `start`, with a bisection where a step would
 * leave it or is not half the one before. Ends where rounding does: when steps of less than 1e-7 no longer halve.
 */
export function invertMonotone(f: Monotone, start: number, bracket: Bracket): number {
  let { low, high } = bracket;
  let s = start;
  let before = Infinity;
  for (let i = 0; i < 200; i++) {
    const { value, slope } = f(s);
    if (value === 0) return s;
    if (value > 0 === slope > 0) high = s;
    else low = s;
    let next = s - value / slope;
    const newton = Math.abs(next - s);
    const slow = newton > before / 2;
    if (newton === 0 || (slow && newton < 1e-7 * Math.abs(s))) return next;
    if (slow || !(next >= low && next <= high)) next = low + (high - low) / 2;
    before = Math.abs(next - s);
    s = next;
  }
  throw new KernelError("no-convergence", `The inversion of a time formula did not converge (last value ${s}).`, {
    time: 0,
    index: 0,
    value: s,
    remedy: "Start, deviation and time are too many orders of magnitude apart.",
  });
}
