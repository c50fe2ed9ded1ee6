import type { Core } from "../core/core.js";

/** A function of the membrane potential with its first three derivatives. */
export type Jet = readonly [number, number, number, number];

/** Largest argument of cosh: keeps runaway states finite. */
const LIMIT = 30;

/** (1 + tanh((V - half) / width)) / 2, which is the logistic function of 2 (V - half) / width. */
export function gate(core: Core, voltage: number, half: number, width: number): number {
  return core.exports.logistic((2 * (voltage - half)) / width);
}

/** {@link gate} with derivatives: s' = k s (1 - s), s'' = k s' (1 - 2 s), s''' = k^2 s' (1 - 6 s (1 - s)), k = 2 / width. */
export function gateJet(core: Core, voltage: number, half: number, width: number): Jet {
  const k = 2 / width;
  const s = core.exports.logistic(k * (voltage - half));
  const rest = core.exports.logistic(-k * (voltage - half));
  const first = k * s * rest;
  return [s, first, k * first * (rest - s), k * k * first * (1 - 6 * s * rest)];
}

/** cosh((V - half) / (2 width)), its argument clipped to +-30. */
export function rate(core: Core, voltage: number, half: number, width: number): number {
  return core.exports.cosh(Math.min(LIMIT, Math.max(-LIMIT, (voltage - half) / (2 * width))));
}

/** {@link rate} with derivatives, which are zero where it is clipped. */
export function rateJet(core: Core, voltage: number, half: number, width: number): Jet {
  const k = 1 / (2 * width);
  const u = k * (voltage - half);
  if (Math.abs(u) > LIMIT) return [core.exports.cosh(LIMIT), 0, 0, 0];
  const cosh = core.exports.cosh(u);
  const sinh = 0.5 * (core.exports.expm1(u) - core.exports.expm1(-u));
  return [cosh, k * sinh, k * k * cosh, k * k * k * sinh];
}
