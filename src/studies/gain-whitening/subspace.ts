import type { Core } from "../../core/core.js";
import { GaussianInput } from "../../inputs/samples/index.js";
import { randomOrthogonal } from "../../numeric/linear/random-orthogonal.js";
import { RandomStream } from "../../random/stream.js";
import { GainCircuit, mercedesBenzFrame } from "../../whitening/gain-modulation.js";
import { ascending, median } from "./statistics.js";

// Learning of a principal subspace with gains that whiten on the way (arXiv:2301.11955, appendix): x = V s, y the gain circuit's response,
//
//     V <- V + eta (mean y s^T - diag(mean y^2) V),     gains 20 times as fast
//
// Control: y = x, and the columns of V are brought to length 1. Both neurons then follow the strongest component.

const SOURCES = 3;
const NEURONS = 2;
const SOURCE_COVARIANCE = [5, 0, 0, 0, 2, 0, 0, 0, 1];
const WEIGHT_RATE = 5e-3;
const GAIN_RATE = 20 * WEIGHT_RATE;
export const SUBSPACE_STEPS = 1000;
/** Samples averaged for a step. With gains as fast as these, single samples would cost A its positivity. */
const BATCH = 10;
const STRIDE = 10;

export const subspaceKinds = ["gains", "control"] as const;
export type SubspaceKind = (typeof subspaceKinds)[number];

export interface SubspaceInput {
  readonly kind: SubspaceKind;
  readonly runs: number;
}

export interface SubspaceResult {
  /** ||P_V - P||_F^2 at the end of each run: P_V projects on the rows of V, P on the two principal components. From 0 to 2. */
  readonly ends: number[];
  readonly steps: number[];
  readonly median: number[];
  readonly low: number[];
  readonly high: number[];
}

export function learnSubspace(core: Core, { kind, runs }: SubspaceInput, seed: bigint): SubspaceResult {
  const traces = Array.from({ length: runs }, (_, run) => learnOnce(core, kind, seed, run));
  const steps = Array.from({ length: SUBSPACE_STEPS / STRIDE }, (_, row) => (row + 1) * STRIDE);
  const columns = steps.map((_, row) => ascending(traces.map((trace) => trace[row]!)));
  const quartile = (share: number) => columns.map((column) => column[Math.round(share * (runs - 1))]!);
  return {
    ends: traces.map((trace) => trace.at(-1)!),
    steps,
    median: columns.map((column) => median(column)),
    low: quartile(0.25),
    high: quartile(0.75),
  };
}

function learnOnce(core: Core, kind: SubspaceKind, seed: bigint, run: number): number[] {
  const sources = new GaussianInput(core, { covariance: SOURCE_COVARIANCE, seed, stream: run }).samples(
    0,
    SUBSPACE_STEPS * BATCH,
  );
  const random = new RandomStream(core, { seed, stream: run }).substream("weights");
  const weights = randomOrthogonal(core, SOURCES, random).slice(0, NEURONS * SOURCES); // orthonormal rows
  const circuit = new GainCircuit(core, { frame: mercedesBenzFrame(), learningRate: GAIN_RATE });
  const inputs = new Float64Array(BATCH * NEURONS);
  const trace: number[] = [];
  for (let step = 1; step <= SUBSPACE_STEPS; step++) {
    const batch = sources.subarray((step - 1) * BATCH * SOURCES, step * BATCH * SOURCES);
    for (let t = 0; t < BATCH; t++) {
      for (let a = 0; a < NEURONS; a++) {
        let sum = 0;
        for (let j = 0; j < SOURCES; j++) sum += weights[a * SOURCES + j]! * batch[t * SOURCES + j]!;
        inputs[t * NEURONS + a] = sum;
      }
    }
    const outputs = kind === "gains" ? circuit.learn(inputs, { batch: BATCH, responses: true }).responses : inputs;
    follow(weights, batch, outputs);
    if (kind === "control") normaliseColumns(weights);
    if (step % STRIDE === 0) trace.push(subspaceError(weights));
  }
  circuit.dispose();
  return trace;
}

/** V <- V + eta (mean y s^T - diag(mean y^2) V) */
function follow(weights: Float64Array, sources: Float64Array, outputs: Float64Array): void {
  for (let a = 0; a < NEURONS; a++) {
    let power = 0;
    const hebbian = new Float64Array(SOURCES);
    for (let t = 0; t < BATCH; t++) {
      const y = outputs[t * NEURONS + a]!;
      power += (y * y) / BATCH;
      for (let j = 0; j < SOURCES; j++) hebbian[j]! += (y * sources[t * SOURCES + j]!) / BATCH;
    }
    for (let j = 0; j < SOURCES; j++) {
      weights[a * SOURCES + j]! += WEIGHT_RATE * (hebbian[j]! - power * weights[a * SOURCES + j]!);
    }
  }
}

function normaliseColumns(weights: Float64Array): void {
  for (let j = 0; j < SOURCES; j++) {
    const length = Math.sqrt(weights[j]! ** 2 + weights[SOURCES + j]! ** 2);
    weights[j]! /= length;
    weights[SOURCES + j]! /= length;
  }
}

/** The rows of V span the plane normal to their cross product c: ||P_V - P||_F^2 = 2 (1 - c_3^2/|c|^2) for P the plane of the first two axes. */
function subspaceError(weights: Float64Array): number {
  const [a, b, c, d, e, f] = weights as unknown as [number, number, number, number, number, number];
  const [x, y, z] = [b * f - c * e, c * d - a * f, a * e - b * d];
  return (2 * (x * x + y * y)) / (x * x + y * y + z * z);
}
