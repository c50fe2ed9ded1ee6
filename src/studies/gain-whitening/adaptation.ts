import type { Core } from "../../core/core.js";
import { SwitchingInput } from "../../inputs/samples/index.js";
import { inverse, multiply } from "../../numeric/linear/index.js";
import { gainNoiseCovariance, optimalGains } from "../../theory/whitening/gain-modulation.js";
import { type Frame, frameOf, GainCircuit } from "../../whitening/gain-modulation.js";
import { median } from "./statistics.js";

// Figure 2 of arXiv:2301.11955: two neurons, three interneurons, a covariance that changes once.

const STRIDE = 20; // samples between two rows of the traces
export const START = [0.01, 1.2, 0.25];
/** Error below which the paper's code counts an input as whitened. */
const WHITENED = 0.1;

export const adaptationFrame = (): Frame =>
  frameOf(
    [
      [0, 1, 1],
      [1, 1, 0],
    ],
    { normalised: true },
  );

/** scale R diag(a, b) R^T, R the rotation by 55 degrees. */
function turned(core: Core, scale: number, a: number, b: number): Float64Array {
  return core.call((e) => {
    const [c, s] = [e.cosTwoPi(55 / 360), e.sinTwoPi(55 / 360)];
    const cross = scale * (a - b) * c * s;
    return Float64Array.of(scale * (a * c * c + b * s * s), cross, cross, scale * (a * s * s + b * c * c));
  });
}

export const adaptationContexts = (core: Core): [Float64Array, Float64Array] => [turned(core, 5, 4, 1), turned(core, 4, 3, 2)];

export interface AdaptationInput {
  readonly learningRate: number;
  readonly samples: number;
  readonly draws: number;
}

export interface AdaptationResult {
  /** Sample number of each row of the traces. */
  readonly times: number[];
  /** g (3) after each, in the first realisation. */
  readonly gains: number[][];
  readonly meanGains: number[][];
  /** Signed error in the first realisation, and the median over all. */
  readonly error: number[];
  readonly medianError: number[];
  /** The same of the expected (offline) steps. */
  readonly expectedGains: number[][];
  readonly expectedError: number[];
  /** First sample after which the error is below 0.1 in context A; null where it never is. */
  readonly first: (number | null)[];
  /** Same for the expected steps. */
  readonly expectedFirst: number;
  /** g at the end of A and of B, by realisation. */
  readonly ends: number[][][];
}

export function simulateAdaptation(
  core: Core,
  { learningRate, samples, draws }: AdaptationInput,
  seed: bigint,
): AdaptationResult {
  const frame = adaptationFrame();
  const contexts = adaptationContexts(core);
  const rows = Math.floor((2 * samples) / STRIDE);
  const perContext = Math.floor(rows / 2);
  const first: (number | null)[] = [];
  const ends: number[][][] = [];
  const sums = Array.from({ length: 2 * perContext }, () => [0, 0, 0]);
  const errors: Float64Array[] = [];
  let gains: number[][] = [];
  for (let draw = 0; draw < draws; draw++) {
    const lengths = contexts.map((covariance) => ({ covariance, length: perContext * STRIDE }));
    const input = new SwitchingInput(core, { contexts: lengths, seed, stream: draw });
    const circuit = new GainCircuit(core, { frame, learningRate, gains: START });
    const trace: number[][] = [];
    const ofDraw = new Float64Array(2 * perContext);
    const endsOfDraw: number[][] = [];
    let reached: number | null = null;
    contexts.forEach((covariance, c) => {
      const all = input.samples(c * perContext * STRIDE, perContext * STRIDE);
      for (let row = 0; row < perContext; row++) {
        const trackError = { covariance, every: 1, metric: "signed" } as const;
        const stretch = circuit.learn(all.subarray(2 * row * STRIDE, 2 * (row + 1) * STRIDE), { trackError });
        const at = stretch.errors.findIndex((error) => error < WHITENED);
        if (c === 0 && reached === null && at >= 0) reached = row * STRIDE + at + 1;
        ofDraw[c * perContext + row] = stretch.errors[STRIDE - 1]!;
        trace.push(Array.from(circuit.gains));
      }
      endsOfDraw.push(Array.from(circuit.gains));
    });
    circuit.dispose();
    trace.forEach((g, row) => {
      for (const i of [0, 1, 2]) sums[row]![i]! += g[i]! / draws;
    });
    if (draw === 0) gains = trace;
    errors.push(ofDraw);
    first.push(reached);
    ends.push(endsOfDraw);
  }
  const expected = expectedAdaptation(core, frame, contexts, learningRate, perContext);
  return {
    times: Array.from({ length: 2 * perContext }, (_, row) => (row + 1) * STRIDE),
    gains,
    meanGains: sums,
    error: Array.from(errors[0]!),
    medianError: Array.from({ length: 2 * perContext }, (_, row) => median(errors.map((error) => error[row]!))),
    ...expected,
    first,
    ends,
  };
}

function expectedAdaptation(core: Core, frame: Frame, contexts: Float64Array[], learningRate: number, rows: number) {
  const circuit = new GainCircuit(core, { frame, learningRate, gains: START });
  const expectedGains: number[][] = [];
  const expectedError: number[] = [];
  let expectedFirst = 0;
  contexts.forEach((covariance, c) => {
    for (let row = 0; row < rows; row++) {
      const { errors } = circuit.learnExpected(covariance, STRIDE, { recordEvery: 1, metric: "signed" });
      const at = errors.findIndex((error) => error < WHITENED);
      if (c === 0 && expectedFirst === 0 && at >= 0) expectedFirst = row * STRIDE + at + 1;
      expectedError.push(errors[STRIDE - 1]!);
      expectedGains.push(Array.from(circuit.gains));
    }
  });
  circuit.dispose();
  return { expectedGains, expectedError, expectedFirst };
}

/** Gains that learn online from Gaussian samples, in their stationary state, to first order in eta. */
export interface StationaryGains {
  readonly optimal: number[];
  /** Of the gains (K x K). */
  readonly covariance: number[];
  /** E ||C_yy - I||_F^2. */
  readonly floor: number;
}

/** C_yy - I = -(F dA + dA F) with dA = W diag(dg) W^T gives the floor from the covariance Q of the gains: sum_ij Q_ij Tr(M_i M_j), M_i = F w_i w_i^T + w_i w_i^T F. */
export function stationaryGains(core: Core, frame: Frame, covariance: Float64Array, learningRate: number): StationaryGains {
  const { primary: n, interneurons: k, weights } = frame;
  const problem = { frame, covariance };
  const { gains } = optimalGains(core, problem);
  const noise = gainNoiseCovariance(core, { ...problem, learningRate });
  const response = inverse(core, matrixOf(frame, gains), n);
  const sides = Array.from({ length: k }, (_, i) => {
    const w = Float64Array.from({ length: n }, (_, a) => weights[a * k + i]!);
    const fw = multiply(core, response, w, n, n, 1);
    return Float64Array.from({ length: n * n }, (_, e) => {
      const [a, b] = [Math.floor(e / n), e % n];
      return fw[a]! * w[b]! + w[a]! * fw[b]!;
    });
  });
  let floor = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) floor += noise[i * k + j]! * sides[i]!.reduce((sum, value, e) => sum + value * sides[j]![e]!, 0);
  }
  return { optimal: Array.from(gains), covariance: Array.from(noise), floor };
}

/** I + W diag(g) W^T */
function matrixOf({ primary: n, interneurons: k, weights }: Frame, gains: Float64Array): Float64Array {
  return Float64Array.from({ length: n * n }, (_, e) => {
    const [a, b] = [Math.floor(e / n), e % n];
    let sum = Number(a === b);
    for (let i = 0; i < k; i++) sum += gains[i]! * weights[a * k + i]! * weights[b * k + i]!;
    return sum;
  });
}
