import type { MorrisLecarSet, MorrisLecarStepper } from "../../neurons/index.js";

// Numbers that were found independently of this package, with the accuracy that is stated beside each list. Units: mV, ms, uA/cm2.

/** Rest states and their eigenvalues, 40-digit arithmetic: the first eigenvalue as [re, im], the second only where both are real. */
export const restReferences: readonly {
  readonly set: MorrisLecarSet;
  readonly current: number;
  readonly voltage: number;
  readonly recovery: number;
  readonly first: readonly [number, number];
  readonly second?: number;
}[] = [
  {
    set: "hopf",
    current: 0,
    voltage: -60.85538223230949,
    recovery: 0.014915024953999358,
    first: [-0.082228615853, 0.015795250918],
  },
  {
    set: "hopf",
    current: 90,
    voltage: -26.596866969698326,
    recovery: 0.12937932335924354,
    first: [-0.009404955979, 0.080339752601],
  },
  {
    set: "snlc",
    current: 0,
    voltage: -59.473997866788714,
    recovery: 0.00027038262491295217,
    first: [-0.0947602194, 0],
    second: -0.2650507086,
  },
  {
    set: "snlc",
    current: 30,
    voltage: -41.84516243481924,
    recovery: 0.0020474734633341,
    first: [-0.0715173648, 0],
    second: -0.1575293765,
  },
  {
    set: "homoclinic",
    current: 0,
    voltage: -59.473997866788714,
    recovery: 0.00027038262491295217,
    first: [-0.094626384, 0],
    second: -0.9111624547,
  },
  {
    set: "homoclinic",
    current: 30,
    voltage: -41.84516243481924,
    recovery: 0.0020474734633341,
    first: [-0.0690238506, 0],
    second: -0.5603081086,
  },
  {
    set: "homoclinic",
    current: 36,
    voltage: -36.79435042739497,
    recovery: 0.00365300297190174,
    first: [-0.0497283557, 0],
    second: -0.4868631794,
  },
  {
    set: "authors",
    current: 0,
    voltage: -59.46906645220931,
    recovery: 0.000222997836650473,
    first: [-0.0946553939, 0],
    second: -0.276441678,
  },
];

/** Saddle-nodes, 40-digit arithmetic. `highest`: the one at the greatest I of its set. */
export const saddleNodes: readonly {
  readonly set: MorrisLecarSet;
  readonly highest: boolean;
  readonly current: number;
  readonly voltage: number;
}[] = [
  { set: "snlc", highest: true, current: 39.96315309274535, voltage: -29.389777405484395 },
  { set: "snlc", highest: false, current: -9.949039322623065, voltage: -4.0485177879423 },
  { set: "homoclinic", highest: true, current: 39.96315309274535, voltage: -29.389777405484395 },
  { set: "homoclinic", highest: false, current: -9.949039322623065, voltage: -4.0485177879423 },
  { set: "authors", highest: true, current: 39.57736814008859, voltage: -29.63300208559411 },
];

/** Hopf points, 40-digit arithmetic; `period` is 2 pi / omega. */
export const hopfPoints: readonly {
  readonly set: MorrisLecarSet;
  readonly current: number;
  readonly voltage: number;
  readonly period: number;
}[] = [
  { set: "hopf", current: 93.85761837372544, voltage: -25.27010487958268, period: 78.7566095460269 },
  { set: "hopf", current: 212.01881610037438, voltage: 7.800663866971202, period: 42.2819214261988 },
  { set: "snlc", current: 97.6461639215259, voltage: 8.334122714707044, period: 24.8594778303623 },
  { set: "homoclinic", current: 36.31621749620345, voltage: 4.410755716879147, period: 16.5844163043996 },
];

/** T sqrt(I - I_c) of the SNLC set as I falls to I_c, ms sqrt(uA/cm2): from the formula, 15 digits. */
export const passageConstant = 176.617586721811;

/** Ten decimals each; the lower fold of the Hopf set is given to five. */
export const globalBifurcations = {
  homoclinicOrbit: 35.0067341976,
  homoclinicFold: { current: 40.5933519583, period: 21.110055159 },
  neutralSaddle: 15.9394000543,
  hopfFold: 88.29325,
} as const;

/**
 * Periods, quadruple precision (homoclinic set: double precision, 11 digits), and w where V rises through 0. Starts and sections are those of
 * {@link recipe}.
 */
export const periods: readonly {
  readonly set: MorrisLecarSet;
  readonly current: number;
  readonly period: number;
  readonly recovery?: number;
}[] = [
  { set: "hopf", current: 89, period: 108.32928234574118, recovery: 0.19465445104431572 },
  { set: "hopf", current: 90, period: 102.72716532744514, recovery: 0.18535154420632555 },
  { set: "hopf", current: 100, period: 85.29064104291238, recovery: 0.1692867350694291 },
  { set: "hopf", current: 150, period: 66.1617527345285, recovery: 0.21160925008030929 },
  { set: "snlc", current: 40, period: 944.4207311854084, recovery: 0.04152843796813195 },
  { set: "snlc", current: 40.5, period: 264.00917910251115, recovery: 0.04113556640500653 },
  { set: "snlc", current: 45, period: 99.19209321206034, recovery: 0.037893996250308884 },
  { set: "snlc", current: 50, period: 75.41741293134513, recovery: 0.035170645599156385 },
  { set: "snlc", current: 80, period: 46.78144419990676, recovery: 0.040079327466696714 },
  { set: "snlc", current: 100, period: 41.95071212541011, recovery: 0.06234281452817611 },
  { set: "snlcFifteenth", current: 40, period: 943.6623837730397 },
  { set: "snlcFifteenth", current: 50, period: 75.54351759650741 },
  { set: "snlcFifteenth", current: 100, period: 42.07273967014469 },
  { set: "authors", current: 39.9, period: 339.8077296489505 },
  { set: "authors", current: 40, period: 299.3877764763628 },
  { set: "authors", current: 50, period: 74.07531772552895 },
  { set: "homoclinic", current: 35.1, period: 66.403356975 },
  { set: "homoclinic", current: 35.5, period: 48.038388601 },
  { set: "homoclinic", current: 37, period: 33.941067311 },
  { set: "homoclinic", current: 38, period: 29.917828894 },
  { set: "homoclinic", current: 40, period: 24.037759028 },
];

/** Extrema of the Hopf set's cycle at I = 100, located as events. */
export const amplitudes = { voltage: [-50.3361, 33.3258], recovery: [0.118391, 0.511558] } as const;

/** Errors of V (mV) at 50 ms of the SNLC cell at I = 45 from (-20, 0.1) at steps of 0.2, 0.1 and 0.05 ms, and the order. */
export const stepperErrors: Partial<
  Record<MorrisLecarStepper, { readonly errors: readonly [number, number, number]; readonly order: number }>
> = {
  "staggered-trapezoid": { errors: [0.32561, 0.15525, 0.075801], order: 1 },
  "exponential-euler": { errors: [0.3188, 0.1633, 0.082671], order: 1 },
  euler: { errors: [0.03742, 0.019001, 0.009574], order: 1 },
  "strang-frozen": { errors: [0.07115, 0.03293, 0.0158], order: 1 },
  "strang-midpoint": { errors: [0.001565, 0.000395, 0.00009927], order: 2 },
  "strang-rosenbrock": { errors: [0.001602, 0.0004019, 0.0001007], order: 2 },
};
export const stepperErrorSteps = [0.2, 0.1, 0.05] as const;

/** Extremes of the real parts of the eigenvalues of the Jacobian along cycles, 1/ms. */
export const spectra: readonly {
  readonly set: MorrisLecarSet;
  readonly current: number;
  readonly least: number;
  readonly largest: number;
}[] = [
  { set: "hopf", current: 100, least: -0.317, largest: 0.44 },
  { set: "snlc", current: 45, least: -0.211, largest: 0.419 },
  { set: "authors", current: 45, least: -0.211, largest: 0.42 },
];

/** Random networks of 60 cells: indicative, to a factor of 1.5; extremes are those of single cells and synapses, whatever their number. */
export const networkSpectrumReference = { least: -5.16, largest: 0.37, factor: 1.5 } as const;

export const sensitivityTimes = [100, 500, 1000, 2500, 5000] as const;
/** Largest |dV/dI| (mV per uA/cm2) up to {@link sensitivityTimes} of the SNLC cell from (-20, 0.1), sampled every 0.1 ms. */
export const sensitivities = {
  45: { maxima: [87, 416, 827, 2061, 4117], relativeTolerance: 0.01 },
  // two digits are known
  40.5: { maxima: [2.7, 4.4e3, 6.7e3, 2e4, 4.2e4], relativeTolerance: 0.02 },
} as const;

/** The network of three cells: V, w, s of each cell and the mean of s of the first up to then times t/100; quadruple precision. */
export const networkStates: Readonly<Record<50 | 100, readonly number[]>> = {
  50: [
    -30.486521104402932, -32.36814317775084, -33.05291234076854, 0.006279636944865171, 0.005542847980839938, 0.005434477323675822,
    0.007117371439633055, 0.005372293664459995, 0.022647811006778436, 0.0011151271601774666,
  ],
  100: [
    -9.810168681551367, -29.54750207311188, -29.60306503333072, 0.02813056139087586, 0.007819416199638123, 0.007608831760184344,
    0.14937574303239803, 0.009537135526494642, 0.04263088119218501, 0.014084062254035285,
  ],
};

/** Its gradients at 100 ms, 12 digits: by V1, V2, V3 and L, the integral of s1 over 100; null where none was computed. */
export const networkGradients: Readonly<Record<string, readonly (number | null)[]>> = {
  I1: [85.38370283345454, 4.722079973286319, null, 0.03379442497003109],
  I3: [-51.10026184289937, -4.332026153616816, 0.1092268684072441, null],
  g13: [-102.1844454591114, -5.569381147316734, -4.788955080003921, -0.03961509736862002],
  g21: [0.1929660986745066, null, 0.04406447283424515, 7.467368200372279e-5],
  g12: [13.65105777043316, 0.7518380784449179, 0.6469203175635517, null],
};

/** MatCont's manual on its example MLfast: the homoclinic set, V in 120 mV, I in 480 uA/cm2, t in 5 ms. */
export const matcont = [
  { type: "hopf", name: "Hopf point", values: [0.036756, 0.29477, 0.075658], allowed: [0.5, 0.5, 1] },
  { type: "saddle-node", name: "saddle-node, upper", values: [-0.033738, 0.136501, -0.020727], allowed: [0.5, 0.5, 0.5] },
  { type: "saddle-node", name: "saddle-node, lower", values: [-0.244914, 0.008514, 0.083257], allowed: [1, 0.5, 1] },
  { type: "neutral-saddle", name: "neutral saddle", values: [-0.119894, 0.045956, 0.033207], allowed: [0.5, 0.5, 0.5] },
] as const;
/** The first Lyapunov coefficient of its Hopf point: published, and by the formula. */
export const matcontLyapunov = { published: 8.24, derived: 8.239 } as const;
