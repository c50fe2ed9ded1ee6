import type { Core } from "../../core/core.js";
import { imagePatches, loadNaturalImage, type NaturalImageName, prepareImage } from "../../inputs/index.js";
import { sampleCovariance, scaleToSpectralNorm } from "../../inputs/samples/index.js";
import { inverse, symmetricEigen } from "../../numeric/linear/index.js";
import { convolutionalFrame, GainCircuit } from "../../whitening/gain-modulation.js";
import { largestGainRate, largestWhitenedRate } from "./stability.js";

// Figure 6: local whitening of image patches by a convolutional frame.

export interface LocalInput {
  readonly image: NaturalImageName;
  readonly side: number;
  readonly window: number;
  readonly patches: number;
}

export interface LocalResult {
  readonly interneurons: number;
  readonly updates: number;
  readonly settled: boolean;
  readonly learningRate: number;
  /** 2/lambda_max(J): in the fully whitened state, known beforehand, and where the gains came to rest. */
  readonly whitenedLimit: number;
  readonly stableLimit: number;
  /** Largest |g_i| and |change of g_i| of the last update over the learning rate: how far a variance may be from 1. */
  readonly largestGain: number;
  readonly eigenvaluesBefore: number[];
  readonly eigenvaluesAfter: number[];
  /** Correlation of the pixel in the middle with every other (side x side). */
  readonly mapBefore: number[];
  readonly mapAfter: number[];
  /** By the larger of row and column distance: mean |correlation| before and after, and the largest after. */
  readonly distances: { readonly distance: number; readonly before: number; readonly after: number; readonly largest: number }[];
  readonly varianceDeviation: number;
  /** Largest |covariance| of two pixels in a window. */
  readonly withinWindow: number;
}

/** Learning rate of the paper's figure. */
const PAPER_RATE = 2e-2;
/** Share of the stability limit of the fully whitened state that the learning rate may take: the limit on the way there may be a little lower. */
const SHARE = 0.9;
/** Gains have settled when an update changes none by more than this and this share of it (the authors' rule). */
export const SETTLE = { absolute: 1e-8, relative: 1e-5 } as const;
/** Largest variance of the input along any direction: that of the paper's figure, roughly. */
const SPECTRAL_NORM = 30;
/** Noise of the pixels that is added, to bound the condition number by 301: the images' 8 bits leave directions without any variance. */
const NOISE = 0.1;

export async function whitenLocally(
  core: Core,
  { image, side, window, patches }: LocalInput,
  seed: bigint,
  onProgress: (fraction: number) => void,
): Promise<LocalResult> {
  const picture = prepareImage(core, await loadNaturalImage(image), { logarithm: true, standardise: true });
  const n = side * side;
  const samples = imagePatches(core, picture, {
    size: side,
    count: patches,
    mode: "random-walk",
    step: 0.2,
    subtractMean: "pixel",
    seed,
  });
  const covariance = scaleToSpectralNorm(core, sampleCovariance(samples, n), SPECTRAL_NORM);
  for (let a = 0; a < n; a++) covariance[a * n + a]! += NOISE;
  const frame = convolutionalFrame({ grid: [side, side], window: [window, window] });
  const k = frame.interneurons;
  const whitenedLimit = 2 / largestWhitenedRate(core, frame, covariance);
  const learningRate = Math.min(PAPER_RATE, SHARE * whitenedLimit);
  const circuit = new GainCircuit(core, { frame, learningRate, gains: new Float64Array(k).fill(1) });
  const { steps: updates, settled } = circuit.learnExpected(covariance, 400_000, { settle: SETTLE, onProgress });
  const output = circuit.outputCovariance(covariance);
  const largestGain = circuit.gains.reduce((most, gain) => Math.max(most, Math.abs(gain)), 0);
  const stableLimit = 2 / largestGainRate(core, frame, inverse(core, circuit.effectiveMatrix, n), output);
  circuit.dispose();
  const correlation = (c: Float64Array, a: number, b: number) => c[a * n + b]! / Math.sqrt(c[a * n + a]! * c[b * n + b]!);
  const sums = Array.from({ length: side }, () => ({ pairs: 0, before: 0, after: 0, largest: 0 }));
  let varianceDeviation = 0;
  let withinWindow = 0;
  for (let a = 0; a < n; a++) {
    varianceDeviation = Math.max(varianceDeviation, Math.abs(output[a * n + a]! - 1));
    for (let b = 0; b < a; b++) {
      const distance = Math.max(Math.abs(Math.floor(a / side) - Math.floor(b / side)), Math.abs((a % side) - (b % side)));
      const sum = sums[distance]!;
      const after = Math.abs(correlation(output, a, b));
      sum.pairs++;
      sum.before += Math.abs(correlation(covariance, a, b));
      sum.after += after;
      sum.largest = Math.max(sum.largest, after);
      if (distance < window) withinWindow = Math.max(withinWindow, Math.abs(output[a * n + b]!));
    }
  }
  const middle = Math.floor(side / 2) * (side + 1);
  const map = (c: Float64Array) => Array.from({ length: n }, (_, b) => correlation(c, middle, b));
  return {
    interneurons: k,
    updates,
    settled,
    learningRate,
    whitenedLimit,
    stableLimit,
    largestGain,
    eigenvaluesBefore: Array.from(symmetricEigen(core, covariance, n).values),
    eigenvaluesAfter: Array.from(symmetricEigen(core, output, n).values),
    mapBefore: map(covariance),
    mapAfter: map(output),
    distances: sums.slice(1).map(({ pairs, before, after, largest }, i) => ({
      distance: i + 1,
      before: before / pairs,
      after: after / pairs,
      largest,
    })),
    varianceDeviation,
    withinWindow,
  };
}
