import type { RightHandSide } from "./twins.js";

/**
 * A Morris-Lecar cell with the parameters called SNLC and I = 45 uA/cm2, state (V in mV, w), time in ms, by two exponentials: with
 * u = exp((V - V3) / (2 V4)), w_inf = u^4 / (1 + u^4) and cosh((V - V3) / (2 V4)) = (u + 1 / u) / 2.
 */
export const morrisLecarTwin: RightHandSide = (_t, y, out) => {
  const V = y[0]!;
  const w = y[1]!;
  const u = Math.exp((V - 12) * (1 / 34.8));
  const u4 = (u * u) ** 2;
  const open = 1 / (1 + Math.exp((V + 1.2) * (-1 / 9)));
  out[0] = (45 - 2 * (V + 60) - 8 * w * (V + 84) - 4 * open * (V - 120)) * 0.05;
  out[1] = 0.0335 * (u4 / (1 + u4) - w) * (u + 1 / u);
};

/** From V = -20 mV, w = 0.1: ten spikes in a second. */
export const morrisLecarStart = [-20, 0.1];

/** y(1000 ms), in quadruple precision: Gragg's method with 14 extrapolations, steps of 0.5 and 0.25 ms, which agree to 1e-27. */
export const morrisLecarEnd = [Number("-37.57913999682653713238"), Number("0.005670156974345653606707")];
