import type { Core } from "../../core/core.js";
import { symmetricEigen } from "../../numeric/linear/index.js";
import { RandomStream } from "../../random/stream.js";
import { FastGainCircuit, type Frame, GainCircuit, randomFrame } from "../../whitening/gain-modulation.js";
import { imageCovariances } from "./image-contexts.js";
import { mean } from "./statistics.js";

// Fast gains and slow synapses on covariances of image patches.

export const PATCH = 5;
const SIZE = PATCH * PATCH;
const STEPS = 50;
/** Noise of the pixels, as a share of the largest variance: bounds the condition number by 21. */
const NOISE = 0.05;

export interface ImageSynapsesInput {
  readonly contexts: number;
}

export const bases = ["learned", "principal components", "cosine transform", "random"] as const;
export type Basis = (typeof bases)[number];

export interface ImageSynapsesResult {
  readonly training: number;
  readonly heldOut: number;
  readonly conditions: { readonly least: number; readonly most: number };
  /** Error at the end of each context presented. */
  readonly ends: number[];
  /** Mean error over the steps of each. */
  readonly means: number[];
  /** Errors in held-out contexts with converged gains, for each basis. */
  readonly errors: Record<Basis, number[]>;
  /** Learned W (25 x 25), columns in the order of their best cosine vector, and the overlap |cosine| with it. */
  readonly weights: number[];
  readonly overlap: number[];
  readonly randomOverlap: number[];
}

export async function learnImageSynapses(
  core: Core,
  { contexts }: ImageSynapsesInput,
  seed: bigint,
): Promise<ImageSynapsesResult> {
  const random = new RandomStream(core, { seed });
  const covariances = await imageCovariances(core, { size: [PATCH, PATCH], count: 4000 }, NOISE);
  const shuffled = random.substream("split").permutation(covariances.length);
  const training = Math.round(0.8 * covariances.length);
  const train = Array.from(shuffled.subarray(0, training), (i) => covariances[i]!);
  const test = Array.from(shuffled.subarray(training), (i) => covariances[i]!);
  const initial = randomFrame(SIZE, SIZE, random.substream("weights"));
  const circuit = new FastGainCircuit(core, { frame: initial, gainRate: 0.5, weightRate: 5e-2, normalised: true });
  const order = random.substream("order").integers(contexts, training);
  const ends: number[] = [];
  const means: number[] = [];
  for (let at = 0; at < contexts; at++) {
    const { errors } = circuit.learnExpected(train[order[at]!]!, STEPS, { recordEvery: 5, metric: "operator" });
    ends.push(errors.at(-1)!);
    means.push(mean(errors));
  }
  const weights = circuit.weights;
  circuit.dispose();
  const average = new Float64Array(SIZE * SIZE);
  for (const covariance of train)
    covariance.forEach((value, e) => {
      average[e]! += value / training;
    });
  const cosines = cosineBasis(core);
  const frames: Record<Basis, Float64Array> = {
    learned: weights,
    "principal components": symmetricEigen(core, average, SIZE).vectors,
    "cosine transform": cosines,
    random: randomFrame(SIZE, SIZE, random.substream("control")).weights,
  };
  const errors = Object.fromEntries(
    bases.map((basis) => [
      basis,
      test.map((covariance) => converged(core, { primary: SIZE, interneurons: SIZE, weights: frames[basis] }, covariance)),
    ]),
  ) as Record<Basis, number[]>;
  const matched = match(weights, cosines);
  return {
    training,
    heldOut: test.length,
    conditions: conditionsOf(core, covariances),
    ends,
    means,
    errors,
    weights: ordered(weights, matched.order),
    overlap: matched.overlap,
    randomOverlap: match(frames.random, cosines).overlap,
  };
}

function conditionsOf(core: Core, covariances: readonly Float64Array[]) {
  const conditions = covariances.map((covariance) => {
    const { values } = symmetricEigen(core, covariance, SIZE);
    return values[SIZE - 1]! / values[0]!;
  });
  return { least: Math.min(...conditions), most: Math.max(...conditions) };
}

/** Error for one covariance when the gains of a fixed frame have settled. */
function converged(core: Core, frame: Frame, covariance: Float64Array): number {
  const circuit = new GainCircuit(core, { frame, learningRate: 0.2, gains: new Float64Array(SIZE).fill(1) });
  circuit.learnExpected(covariance, 20_000, { settle: { absolute: 1e-7, relative: 1e-6 } });
  const error = circuit.error(covariance, "operator");
  circuit.dispose();
  return error;
}

/** The orthonormal two-dimensional cosine transform (DCT-II) of a patch, vectors in columns; frequencies row by row. */
function cosineBasis(core: Core): Float64Array {
  return core.call((e) => {
    const one = (frequency: number, x: number) =>
      Math.sqrt((frequency === 0 ? 1 : 2) / PATCH) * e.cosTwoPi((frequency * (2 * x + 1)) / (4 * PATCH));
    return Float64Array.from({ length: SIZE * SIZE }, (_, at) => {
      const [pixel, vector] = [Math.floor(at / SIZE), at % SIZE];
      return one(Math.floor(vector / PATCH), Math.floor(pixel / PATCH)) * one(vector % PATCH, pixel % PATCH);
    });
  });
}

/** For each column its largest |cosine| with a vector of an orthonormal basis; `order` sorts the columns by that vector. */
function match(weights: Float64Array, basis: Float64Array): { overlap: number[]; order: number[] } {
  const best = Array.from({ length: SIZE }, (_, column) => {
    let [overlap, vector] = [0, 0];
    for (let v = 0; v < SIZE; v++) {
      let dot = 0;
      for (let a = 0; a < SIZE; a++) dot += weights[a * SIZE + column]! * basis[a * SIZE + v]!;
      if (Math.abs(dot) > overlap) [overlap, vector] = [Math.abs(dot), v];
    }
    return { column, overlap, vector };
  });
  const sorted = [...best].sort((a, b) => a.vector - b.vector || b.overlap - a.overlap);
  return { overlap: sorted.map(({ overlap }) => overlap), order: sorted.map(({ column }) => column) };
}

function ordered(weights: Float64Array, order: readonly number[]): number[] {
  return Array.from(weights, (_, at) => weights[Math.floor(at / SIZE) * SIZE + order[at % SIZE]!]!);
}
