import type { Core } from "../../core/core.js";
import { symmetricEigen } from "../../numeric/linear/index.js";
import { randomOrthogonal } from "../../numeric/linear/random-orthogonal.js";
import { RandomStream } from "../../random/stream.js";
import { randomFrame } from "../../whitening/gain-modulation.js";
import { imageCovariances } from "./image-contexts.js";
import { OptimalCircuit } from "./optimal-circuit.js";

// One-dimensional natural images: rows of pixels as contexts for gains at their optimum and slow synapses (arXiv:2308.13633).

/** Pixels of a row, and with "as many interneurons as neurons" the number of both. */
export const ROW = 16;
export const MOST_INTERNEURONS = 32;
/** Standard deviation of the walk over an image's part, pixels. */
const WALK = 0.6;
/** Noise of the pixels, as a share of the largest variance: keeps condition numbers below 20, as the paper selects them. */
const NOISE = 1 / 19;
/**
 * Learning rate of the synapses, one step for a context. At 1 the error no longer falls, at 10 synapses jump about: a step moves w_i by eta_w g_i |(C_rr - I) w_i|, which
 * must be small against its length of 1.
 */
const WEIGHT_RATE = 0.1;

export interface ImageRowsInput {
  readonly patches: number;
  /** Contexts presented. */
  readonly contexts: number;
  /** Numbers of interneurons: the multiples of this up to 32, and 16. */
  readonly every: number;
}

export interface RowsRun {
  readonly interneurons: number;
  /** Mean error ||C_rr - I|| with optimal gains before and after the synapses learnt, over the contexts to learn from and over the others. */
  readonly start: number;
  readonly train: number;
  readonly test: number;
  /** Over the others, with the gains' means over the contexts to learn from. */
  readonly fixed: number;
}

export interface ImageRowsResult {
  readonly training: number;
  readonly heldOut: number;
  readonly largestCondition: number;
  readonly runs: RowsRun[];
  /** 16 interneurons; covariances of the same spectra with random eigenvectors, which share nothing. */
  readonly control: RowsRun;
  /** Learned W for 16 interneurons, w_i by rows. */
  readonly vectors: number[];
}

interface Contexts {
  readonly train: readonly Float64Array[];
  readonly test: readonly Float64Array[];
}

export async function learnImageRows(
  core: Core,
  { patches, contexts, every }: ImageRowsInput,
  seed: bigint,
): Promise<ImageRowsResult> {
  const random = new RandomStream(core, { seed });
  const all = await imageCovariances(core, { size: [1, ROW], count: patches, mode: "random-walk", step: WALK }, NOISE);
  const shuffled = random.substream("split").permutation(all.length);
  const training = Math.round(0.8 * all.length);
  const split = (of: readonly Float64Array[]): Contexts => ({
    train: Array.from(shuffled.subarray(0, training), (i) => of[i]!),
    test: Array.from(shuffled.subarray(training), (i) => of[i]!),
  });
  const images = split(all);
  const counts = Array.from({ length: Math.floor(MOST_INTERNEURONS / every) }, (_, i) => (i + 1) * every);
  if (!counts.includes(ROW)) counts.push(ROW);
  const learnt = counts.sort((a, b) => a - b).map((k) => learn(core, images, k, contexts, random));
  const turns = random.substream("control");
  const turned = split(all.map((covariance) => turn(core, covariance, turns)));
  return {
    training,
    heldOut: all.length - training,
    largestCondition: Math.max(...all.map((covariance) => condition(core, covariance))),
    runs: learnt.map(({ run }) => run),
    control: learn(core, turned, ROW, contexts, random).run,
    vectors: Array.from(learnt.find(({ run }) => run.interneurons === ROW)!.vectors),
  };
}

function learn(core: Core, { train, test }: Contexts, k: number, contexts: number, random: RandomStream) {
  const { weights } = randomFrame(ROW, k, random.substream(`weights ${k}`));
  const circuit = new OptimalCircuit(
    ROW,
    Float64Array.from(weights, (_, at) => weights[(at % ROW) * k + Math.floor(at / ROW)]!),
  );
  const averageError = (of: readonly Float64Array[], respond: (covariance: Float64Array) => void) => {
    let sum = 0;
    for (const covariance of of) {
      respond(covariance);
      sum += deviation(core, circuit.output) / of.length;
    }
    return sum;
  };
  const adapt = (covariance: Float64Array) => circuit.adapt(covariance);
  const start = averageError(train, adapt);
  const order = random.substream(`order ${k}`).integers(contexts, train.length);
  const remembered = train.map(() => circuit.gains.slice()); // gains from which Newton's method starts
  for (const c of order) {
    circuit.gains.set(remembered[c]!);
    adapt(train[c]!);
    remembered[c]!.set(circuit.gains);
    circuit.learn(WEIGHT_RATE);
  }
  const means = new Float64Array(k);
  const afterwards = averageError(train, (covariance) => {
    adapt(covariance);
    circuit.gains.forEach((gain, i) => {
      means[i]! += gain / train.length;
    });
  });
  const run: RowsRun = {
    interneurons: k,
    start,
    train: afterwards,
    test: averageError(test, adapt),
    fixed: averageError(test, (covariance) => circuit.respondWith(means, covariance)),
  };
  return { run, vectors: circuit.vectors };
}

/** ||C_rr - I||, the largest |eigenvalue - 1|. */
function deviation(core: Core, output: Float64Array): number {
  const symmetric = output.map((value, at) => (value + output[(at % ROW) * ROW + Math.floor(at / ROW)]!) / 2);
  const { values } = symmetricEigen(core, symmetric, ROW);
  return Math.max(Math.abs(values[0]! - 1), Math.abs(values[ROW - 1]! - 1));
}

function condition(core: Core, covariance: Float64Array): number {
  const { values } = symmetricEigen(core, covariance, ROW);
  return values[ROW - 1]! / values[0]!;
}

/** A covariance of the same spectrum with Haar-distributed eigenvectors. */
function turn(core: Core, covariance: Float64Array, stream: RandomStream): Float64Array {
  const { values } = symmetricEigen(core, covariance, ROW);
  const vectors = randomOrthogonal(core, ROW, stream);
  const turned = new Float64Array(ROW * ROW);
  for (let a = 0; a < ROW; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let v = 0; v < ROW; v++) sum += values[v]! * vectors[a * ROW + v]! * vectors[b * ROW + v]!;
      turned[a * ROW + b] = sum;
      turned[b * ROW + a] = sum;
    }
  }
  return turned;
}
