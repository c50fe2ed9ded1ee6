/** Three SNLC cells: two excite (AMPA), the third inhibits (GABA_A). */
export const threeCells = {
  type: "conductance",
  cells: 3,
  synapses: ["ampa", "ampa", "gabaA"],
  current: [45, 42, 40],
  weights: [0, 0.5, 2, 1, 0, 1.5, 0.8, 0.6, 0],
  initial: { voltage: [-60, -40, -20], recovery: [0.01, 0.02, 0.1] },
} as const;

// theta is I1 I2 I3, then g by rows (post)
const [I1, I3, g12, g13, g21] = [0, 2, 3 + 1, 3 + 2, 3 + 3];

interface Reference {
  /** Component of the state, and its factor: the mean of s1 is its integral over 100 ms. */
  readonly at: number;
  readonly weight: number;
  readonly entries: readonly (readonly [parameter: number, value: number])[];
}

/** Derivatives of V1, V2, V3 and the mean of s1 at 100 ms: differences in quadruple precision, extrapolated, at least 12 digits. */
export const threeCellReference: readonly Reference[] = [
  {
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
  {
    at: 4,
    weight: 1,
    entries: [
      [I1, 4.722079973286319],
      [I3, -4.332026153616816],
      [g13, -5.569381147316734],
      [g12, 0.7518380784449179],
    ],
  },
  {
    at: 8,
    weight: 1,
    entries: [
      [I3, 0.1092268684072441],
      [g13, -4.788955080003921],
      [g21, 0.04406447283424515],
      [g12, 0.6469203175635517],
    ],
  },
  {
    at: 3,
    weight: 0.01,
    entries: [
      [I1, 0.03379442497003109],
      [g13, -0.03961509736862002],
      [g21, 7.467368200372279e-5],
    ],
  },
];
