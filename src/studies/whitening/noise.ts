import type { Core } from "../../core/core.js";
import { GaussianInput } from "../../inputs/samples/index.js";
import { directNoiseFloor, interneuronNoiseFloor } from "../../theory/whitening/index.js";
import { DirectCircuit } from "../../whitening/direct.js";
import { InterneuronCircuit } from "../../whitening/interneurons.js";

/** Stationary noise of an online circuit that starts at its optimum. */
export interface NoiseInput {
  readonly algorithm: "direct" | "interneurons";
  readonly leak: number;
  readonly learningRate: number;
  readonly batch: number;
  /** Standard deviations of the input, whose eigenvectors are the axes: the floor does not depend on them. */
  readonly deviations: readonly number[];
  readonly samples: number;
}

export interface NoiseResult {
  /** Mean of ||C_yy - I||_F^2. */
  readonly measured: number;
  /** Standard error of it, from the spread over stretches of the run. */
  readonly standardError: number;
  readonly predicted: number;
}

const BLOCKS = 40;
const EVERY = 20;

export function noise(core: Core, input: NoiseInput, seed: bigint): NoiseResult {
  const { algorithm, leak, learningRate, batch, deviations, samples } = input;
  const n = deviations.length;
  const diagonal = (values: readonly number[]) =>
    Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? values[i / (n + 1)]! : 0));
  const root = diagonal(deviations);
  const covariance = diagonal(deviations.map((c) => c * c));
  const circuit =
    algorithm === "direct"
      ? new DirectCircuit(core, { primary: n, learningRate, weights: root })
      : new InterneuronCircuit(core, {
          primary: n,
          learningRate,
          leak,
          weights: diagonal(deviations.map((c) => Math.sqrt(c - leak))),
        });
  const source = new GaussianInput(core, { covariance, seed });
  const trackError = { covariance, metric: "frobenius", every: EVERY * batch } as const;
  let done = 0;
  const learn = (count: number): number => {
    const { errors } = circuit.learn(source.samples(done, count), { batch, trackError });
    done += count;
    return errors.reduce((sum, x) => sum + x * x, 0) / errors.length;
  };
  // A whole number of batches and looks in every stretch; the first eight relaxation times of the slowest element are left out.
  const unit = EVERY * batch;
  const stretch = Math.max(1, Math.round(samples / BLOCKS / unit)) * unit;
  const slowest = algorithm === "direct" ? 2 / Math.max(...deviations) : 4 * (1 - leak / Math.min(...deviations));
  const transient = Math.ceil((8 * batch) / (learningRate * slowest) / unit) * unit;
  learn(transient);
  const means = Array.from({ length: BLOCKS }, () => learn(stretch));
  circuit.dispose();
  const mean = means.reduce((a, b) => a + b, 0) / BLOCKS;
  const variance = means.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (BLOCKS - 1);
  return {
    measured: mean,
    standardError: Math.sqrt(variance / BLOCKS),
    predicted:
      algorithm === "direct"
        ? directNoiseFloor(deviations, learningRate, { batch })
        : interneuronNoiseFloor(deviations, learningRate, { batch, leak }),
  };
}
