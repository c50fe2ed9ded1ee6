// Gradients of the three-cell network at t = 100 by Richardson extrapolation of differences in quadruple precision, at least 12 digits. theta is I1 I2 I3, then g by rows
// (post); states are (V, w, s, integral of s) of each cell, L is the integral of s1 over 100.
const [I1, I3, g12, g13, g21] = [0, 2, 3 + 1, 3 + 2, 3 + 3];

type Entries = readonly (readonly [parameter: number, value: number])[];

export const threeCellReference: Readonly<Record<"V1" | "V2" | "V3" | "L", { at: number; weight: number; entries: Entries }>> = {
  V1: {
    at: 0,
    weight: 1,
    entries: [
      [I1, 85.38370283345454],
      [I3, -51.10026184289937],
      [g13, -102.1844454591114],
      [g21, 0.1929660986745066],
      [g12, 13.65105777043316],
    ],
  },
  V2: {
    at: 4,
    weight: 1,
    entries: [
      [I1, 4.722079973286319],
      [I3, -4.332026153616816],
      [g13, -5.569381147316734],
      [g12, 0.7518380784449179],
    ],
  },
  V3: {
    at: 8,
    weight: 1,
    entries: [
      [I3, 0.1092268684072441],
      [g13, -4.788955080003921],
      [g21, 0.04406447283424515],
      [g12, 0.6469203175635517],
    ],
  },
  L: {
    at: 3,
    weight: 0.01,
    entries: [
      [I1, 0.03379442497003109],
      [g13, -0.03961509736862002],
      [g21, 7.467368200372279e-5],
    ],
  },
};
