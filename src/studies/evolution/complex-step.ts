import type { Core } from "../../core/core.js";
import { type MorrisLecarParameters, morrisLecarSets } from "../../neurons/index.js";

/** x + i h y for h -> 0: what a complex step of 1e-30 computes, whose squares vanish beside rounding. */
export interface Tangent {
  readonly re: number;
  readonly im: number;
}

const plus = (...all: readonly Tangent[]): Tangent => ({
  re: all.reduce((sum, { re }) => sum + re, 0),
  im: all.reduce((sum, { im }) => sum + im, 0),
});
const times = (a: Tangent, b: Tangent): Tangent => ({ re: a.re * b.re, im: a.re * b.im + a.im * b.re });
const scaled = (a: Tangent, factor: number): Tangent => ({ re: factor * a.re, im: factor * a.im });
const shifted = (a: Tangent, by: number): Tangent => ({ re: a.re + by, im: a.im });

export interface SmallNetwork {
  readonly cells: number;
  readonly weights: readonly number[];
  readonly voltage: readonly number[];
  readonly recovery: readonly number[];
}

/** Four cells of type "current": all weights differ, and all cells fire. */
export const smallNetwork: SmallNetwork = {
  cells: 4,
  weights: [0.1, -0.2, 0.3, 0, 0.25, 0.05, -0.4, 0.2, 0, 0.35, -0.15, 0.1, -0.3, 0.2, 0.1, 0.4],
  voltage: [-35, -20, -5, 10],
  recovery: [0.05, 0.1, 0.15, 0.2],
};
/** ms */
export const SMALL_STEP = 0.4;
export const SMALL_STEPS = 100;

/**
 * Derivative of the sum of all V after 100 steps of Runge-Kutta 4 by weight `by`, [source, target], in complex numbers. Written apart from the kernels: equation by
 * equation, gates by exponentials.
 */
export function derivativeByComplexStep(core: Core, { cells, weights, voltage, recovery }: SmallNetwork, by: number): number {
  const { exp } = core.exports;
  const exponential = (a: Tangent): Tangent => {
    const value = exp(a.re);
    return { re: value, im: value * a.im };
  };
  const logistic = (a: Tangent): Tangent => {
    const value = 1 / (1 + exp(-a.re));
    return { re: value, im: value * (1 - value) * a.im };
  };
  const p: MorrisLecarParameters = morrisLecarSets.authors;
  const w = weights.map((re, at) => ({ re, im: at === by ? 1 : 0 }));
  type State = readonly Tangent[];
  const slopes = (state: State): Tangent[] => {
    const out = Array.from({ length: cells }, (_, j) => logistic(scaled(shifted(state[2 * j]!, 3), 1 / 8)));
    return Array.from({ length: cells }, (_, i) => {
      const [v, gate] = [state[2 * i]!, state[2 * i + 1]!];
      const m = logistic(scaled(shifted(v, -p.calciumHalfVoltage), 2 / p.calciumWidth));
      const distance = shifted(v, -p.recoveryHalfVoltage);
      const target = logistic(scaled(distance, 2 / p.recoveryWidth));
      const half = scaled(distance, 0.5 / p.recoveryWidth);
      const rate = scaled(plus(exponential(half), exponential(scaled(half, -1))), p.recoveryRate / 2);
      const z = plus({ re: 0.1, im: 0 }, ...out.map((o, j) => times(o, w[j * cells + i]!)));
      const current = shifted(scaled(z, 36.75), 39.9);
      const change = plus(
        current,
        scaled(shifted(v, -p.leakReversal), -p.leakConductance),
        scaled(times(gate, shifted(v, -p.potassiumReversal)), -p.potassiumConductance),
        scaled(times(m, shifted(v, -p.calciumReversal)), -p.calciumConductance),
      );
      return [scaled(change, 1 / p.capacitance), times(rate, plus(target, scaled(gate, -1)))];
    }).flat();
  };
  const moved = (state: State, by: number, slope: State): State => state.map((x, i) => plus(x, scaled(slope[i]!, by)));
  let state: State = voltage.flatMap((v, i) => [
    { re: v, im: 0 },
    { re: recovery[i]!, im: 0 },
  ]);
  const h = SMALL_STEP;
  for (let step = 0; step < SMALL_STEPS; step++) {
    const k1 = slopes(state);
    const k2 = slopes(moved(state, h / 2, k1));
    const k3 = slopes(moved(state, h / 2, k2));
    const k4 = slopes(moved(state, h, k3));
    state = state.map((x, i) => plus(x, scaled(plus(k1[i]!, scaled(k2[i]!, 2), scaled(k3[i]!, 2), k4[i]!), h / 6)));
  }
  let sum = 0;
  for (let i = 0; i < cells; i++) sum += state[2 * i]!.im;
  return sum;
}
