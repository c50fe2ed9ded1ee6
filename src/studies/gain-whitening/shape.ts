import type { Core } from "../../core/core.js";
import { loadNaturalImage, type NaturalImageName, pixelPairs, steerableBand } from "../../inputs/index.js";
import { GeneralisedGaussianInput, mutualInformation, sampleCovariance } from "../../inputs/samples/index.js";
import { inverseSquareRootMatrix } from "../../numeric/linear/index.js";
import { atan2 } from "../../numeric/portable/index.js";
import { RandomStream } from "../../random/stream.js";
import { ShapingCircuit } from "../../whitening/shaping.js";
import { kurtosis, mean } from "./statistics.js";

// Shaping of the distribution (arXiv:2405.17745).

export const BATCH = 10;
export const DENSITY = { low: -5, high: 5, bins: 100 } as const;
const SAMPLES_FOR_DENSITY = 200_000;

export interface ShapingInput {
  readonly exponent: number;
  readonly updates: number;
}

export interface ShapingResult {
  /** g and theta after the authors' 20,000 updates. */
  readonly early: { readonly gain: number; readonly shape: number };
  /** Means over the second half. */
  readonly gain: number;
  readonly shape: number;
  readonly trace: { readonly update: number; readonly gain: number; readonly shape: number }[];
  /** Of the response, with g and theta at their means. */
  readonly kurtosis: number;
  readonly variance: number;
  readonly inputKurtosis: number;
  /** Densities in the bins of DENSITY. */
  readonly input: number[];
  readonly response: number[];
}

/** Updates of the authors' notebook. */
export const AUTHORS_UPDATES = 20_000;
const ROWS = 150;

export function shapeNoise(core: Core, { exponent, updates }: ShapingInput, seed: bigint): ShapingResult {
  const input = new GeneralisedGaussianInput(core, { exponent, seed });
  const circuit = new ShapingCircuit(core, { primary: 1, interneurons: 1, weights: [1], seed });
  const stretch = Math.max(1, Math.round(updates / ROWS));
  const trace: { update: number; gain: number; shape: number }[] = [];
  let early = { gain: 0, shape: 0 };
  let made = 0;
  const learn = (count: number) => {
    circuit.learn(input.samples(made * BATCH, count * BATCH), { batch: BATCH });
    made += count;
    return { gain: circuit.gains[0]!, shape: circuit.shapes[0]! };
  };
  trace.push({ update: 0, gain: circuit.gains[0]!, shape: circuit.shapes[0]! });
  while (made < updates) {
    const toEarly = AUTHORS_UPDATES - made;
    const state = learn(Math.min(stretch, updates - made, toEarly > 0 ? toEarly : stretch));
    if (made === AUTHORS_UPDATES) early = state;
    trace.push({ update: made, ...state });
  }
  circuit.dispose();
  const late = trace.filter(({ update }) => update > updates / 2);
  const gain = mean(late.map((row) => row.gain));
  const shape = mean(late.map((row) => row.shape));
  const final = new ShapingCircuit(core, { primary: 1, interneurons: 1, weights: [1], gains: gain, shapes: shape });
  const samples = input.samples(updates * BATCH, SAMPLES_FOR_DENSITY);
  const responses = final.responses(samples);
  final.dispose();
  return {
    early,
    gain,
    shape,
    trace,
    kurtosis: kurtosis(responses),
    variance: mean(responses.map((r) => r * r)),
    inputKurtosis: kurtosis(samples),
    input: density(samples),
    response: density(responses),
  };
}

/** Densities by histogram, sampled values beyond the bins counted as such. */
export function density(values: Float64Array): number[] {
  const { low, high, bins } = DENSITY;
  const width = (high - low) / bins;
  const counts = new Float64Array(bins);
  for (const value of values) {
    const bin = Math.floor((value - low) / width);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  return Array.from(counts, (count) => count / (values.length * width));
}

export interface ImageShapingInput {
  readonly image: NaturalImageName;
  readonly updates: number;
  /** Of PAIR_BATCH pairs each. */
  readonly pairUpdates: number;
}

export interface ImageShapingResult {
  readonly gain: number;
  readonly shape: number;
  readonly inputKurtosis: number;
  readonly kurtosis: number;
  readonly input: number[];
  readonly response: number[];
  /** Mutual information of pairs, nats: raw, whitened (ZCA), circuit; with the kurtoses of one coordinate. */
  readonly pairs: { readonly raw: number; readonly whitened: number; readonly shaped: number };
  readonly pairGains: number[];
  readonly pairShapes: number[];
  /** Angles of the three learned axes, degrees in [0, 180), ascending. */
  readonly axes: number[];
}

/** Distance of the two coefficients of a pair, pixels. */
export const OFFSET = 2;
/** Width of the bins of the histogram for mutual information. */
const BIN = 0.5;
/**
 * Pairs in a batch. A gain is multiplied by 1 + eta_g h, with h the mean over the batch; the mean of ln(1 + eta_g h) lies about eta_g^2 Var(h)/2 below eta_g E h, so
 * noise pulls gains down. In batches of the authors' 10 the heaviest tails of our images (shapes above 2.5) silence an interneuron for good after 70,000 updates,
 * and two interneurons cannot make two coefficients independent. With 100 the variance is a tenth.
 */
export const PAIR_BATCH = 100;

export async function shapeImage(
  core: Core,
  { image, updates, pairUpdates }: ImageShapingInput,
  seed: bigint,
): Promise<ImageShapingResult> {
  const band = steerableBand(core, await loadNaturalImage(image));
  const { pixels } = band;
  const draws = new RandomStream(core, { seed });
  const circuit = new ShapingCircuit(core, { primary: 1, interneurons: 1, weights: [1], seed });
  const places = draws.substream("coefficients").integers(updates * BATCH, pixels.length);
  circuit.learn(
    Float64Array.from(places, (place) => pixels[place]!),
    { batch: BATCH },
  );
  const responses = circuit.responses(pixels);
  const [gain, shape] = [circuit.gains[0]!, circuit.shapes[0]!];
  circuit.dispose();

  const pairs = pixelPairs(band, [0, OFFSET]);
  const chosen = draws.substream("pairs").integers(pairUpdates * PAIR_BATCH, pairs.length / 2);
  const learning = new Float64Array(2 * chosen.length);
  chosen.forEach((pair, t) => {
    learning.set(pairs.subarray(2 * pair, 2 * pair + 2), 2 * t);
  });
  const both = new ShapingCircuit(core, {
    primary: 2,
    interneurons: 3,
    gains: 0.1,
    shapes: draws
      .substream("shapes")
      .uniforms(3)
      .map((u) => 2.3 + 0.1 * u),
    learningRates: { gains: 1e-3, shapes: 1e-5, weights: 1e-2 },
    seed,
  });
  both.learn(learning, { batch: PAIR_BATCH });
  const shaped = both.responses(pairs);
  const weights = both.weights;
  const [pairGains, pairShapes] = [Array.from(both.gains), Array.from(both.shapes)];
  both.dispose();
  const zca = inverseSquareRootMatrix(core, sampleCovariance(pairs, 2, { subtractMean: true }), 2);
  const whitened = pairs.map(
    (value, at) => zca[at % 2 === 0 ? 0 : 3]! * value + zca[1]! * pairs[at % 2 === 0 ? at + 1 : at - 1]!,
  );
  const axes = [0, 1, 2].map((i) => {
    // Angles serve for reading alone: no claim and no state depends on their last digits.
    const angle = (atan2(weights[3 + i]!, weights[i]!) * 180) / Math.PI;
    return Math.round((((angle % 180) + 180) % 180) * 1e6) / 1e6;
  });
  return {
    gain,
    shape,
    inputKurtosis: kurtosis(pixels),
    kurtosis: kurtosis(responses),
    input: density(pixels),
    response: density(responses),
    pairs: {
      raw: mutualInformation(core, pairs, { bin: BIN }),
      whitened: mutualInformation(core, whitened, { bin: BIN }),
      shaped: mutualInformation(core, shaped, { bin: BIN }),
    },
    pairGains,
    pairShapes,
    axes: axes.sort((a, b) => a - b),
  };
}
