import type { FiringResult } from "./firing.js";
import type { Sorted } from "./jobs.js";
import type { DriveName } from "./parameters.js";
import type { Noise } from "./populations.js";
import type { ShiftedTheory, TheoryResult } from "./theory.js";

/** A simulated point at one of the drives beside what the formulas say about it. */
export interface Point {
  readonly drive: DriveName;
  readonly noise: Noise;
  /** ms; 0: delta conductances. */
  readonly timeConstant: number;
  /** sqrt(tau_s/tau_eff). */
  readonly smallness: number;
  readonly simulated: FiringResult;
  /** Of the rate, relative; infinite where it is not known. */
  readonly relativeError: number;
  readonly white: number;
  readonly shifted: ShiftedTheory | null;
}

export function pointsOf({ points, theory }: Pick<Sorted, "points" | "theory">): Point[] {
  return points.map(({ job, result }) => {
    const { driveName, noise, timeConstants } = job.input;
    const drive = driveName!;
    const timeConstant = noise === "delta" ? 0 : timeConstants.excitatory;
    const { white, effective } = theory.drives[drive];
    return {
      drive,
      noise,
      timeConstant,
      smallness: Math.sqrt(timeConstant / effective.tauEffective),
      simulated: result,
      relativeError: relativeErrorOf(result),
      white,
      shifted: shiftedAt(theory, drive, timeConstant),
    };
  });
}

export const relativeErrorOf = ({ rate, standardError }: FiringResult): number =>
  standardError === null ? Number.POSITIVE_INFINITY : standardError / rate;

function shiftedAt(theory: TheoryResult, drive: DriveName, timeConstant: number): ShiftedTheory | null {
  return timeConstant === 0 ? null : theory.shifted[drive][String(timeConstant)]!;
}

/** formula/simulation - 1, with its standard error. */
export function excess(formula: number, point: Pick<Point, "simulated" | "relativeError">): { value: number; error: number } {
  const ratio = formula / point.simulated.rate;
  return { value: ratio - 1, error: ratio * point.relativeError };
}

export function find(points: readonly Point[], drive: DriveName, noise: Noise, timeConstant: number): Point | undefined {
  return points.find((point) => point.drive === drive && point.noise === noise && point.timeConstant === timeConstant);
}

/**
 * Standard error of a coefficient of variation c from n intervals, c sqrt((1 + c^2)/(2n)): that of gamma-distributed intervals,
 * whose skewness 2c and kurtosis 3 + 6c^2 go into the general formula.
 */
export const errorOfVariation = (c: number, n: number): number => c * Math.sqrt((1 + c * c) / (2 * n));

/** Half the integral of |p - q| over bins of one width. */
export function totalVariation(p: readonly number[], q: readonly number[], width: number): number {
  return p.reduce((sum, value, i) => sum + Math.abs(value - q[i]!) * (width / 2), 0);
}
