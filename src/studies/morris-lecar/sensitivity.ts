import { cycleSamples, limitCycle, morrisLecarField, runningMaximum } from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import { morrisLecarModel } from "../../neurons/index.js";
import { solve } from "../../solvers/index.js";
import { fine } from "./orbits.js";
import { sensitivityTimes } from "./references.js";

export interface SensitivityInput {
  readonly current: number;
  readonly duration: number;
}

export interface SensitivityResult {
  /** ms, every 10 ms, and the largest |dV/dI| so far, of samples every 0.1 ms. */
  readonly times: readonly number[];
  readonly maxima: readonly number[];
  /** At {@link sensitivityTimes}. */
  readonly published: readonly number[];
  /** max |V'| |T'(I)| / T: what the largest |dV/dI| grows by in a ms in the long run. */
  readonly slope: number;
  /** What it grew by in a ms in the second half of the run, from one period to one a whole number of periods later. */
  readonly measuredSlope: number;
}

/** dV/dI of the SNLC cell from (-20, 0.1) by the tangent-linear equations. */
export function sensitivityGrowth(core: Core, { current, duration }: SensitivityInput): SensitivityResult {
  const times = Float64Array.from({ length: Math.round(duration * 10) + 1 }, (_, i) => i / 10);
  const model = morrisLecarModel({ parameters: "snlc", current, sensitivity: true });
  const { states } = solve(core, model, { ...fine, relativeTolerance: 1e-11, times });
  const derivatives = states.map((state) => Math.abs(state[2]!));
  const running = runningMaximum(derivatives);
  const { slope, period } = phaseSlope(core, current);
  const cycles = Math.max(1, Math.floor(duration / 2 / period));
  const largestBefore = (end: number) => {
    const last = Math.round(10 * end);
    return Math.max(...derivatives.slice(Math.max(0, last - Math.ceil(10 * period)), last + 1));
  };
  const measuredSlope = (largestBefore(duration) - largestBefore(duration - cycles * period)) / (cycles * period);
  const kept = Array.from({ length: Math.floor(duration / 10) + 1 }, (_, i) => 100 * i);
  return {
    times: kept.map((i) => times[i]!),
    maxima: kept.map((i) => running[i]!),
    published: sensitivityTimes.filter((time) => time <= duration).map((time) => running[10 * time]!),
    slope,
    measuredSlope,
  };
}

/** V(t; I) = U(t / T(I)) makes dV/dI = -t V' T' / T but for a bounded rest. */
function phaseSlope(core: Core, current: number): { slope: number; period: number } {
  const field = morrisLecarField(core, "snlc");
  const at = (parameter: number) => limitCycle(core, field, { parameter, start: [-20, 0.1], transient: 6000 });
  const cycle = at(current);
  const step = 1e-3;
  const slope = (at(current + step).period - at(current - step).period) / (2 * step);
  const { states } = cycleSamples(core, field, cycle, 20_000);
  const velocity = new Float64Array(2);
  let steepest = 0;
  for (const state of states) {
    field.derivative(state, current, velocity);
    steepest = Math.max(steepest, Math.abs(velocity[0]!));
  }
  return { slope: (steepest * Math.abs(slope)) / cycle.period, period: cycle.period };
}
