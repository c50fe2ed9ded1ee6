import type { Core } from "../../core/core.js";
import { GaussianInput } from "../../inputs/samples/index.js";
import { directNoiseFloor, interneuronNoiseFloor } from "../../theory/whitening/index.js";
import { DirectCircuit } from "../../whitening/direct.js";
import { InterneuronCircuit } from "../../whitening/interneurons.js";
import type { JobContext } from "../framework/study.js";

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
/** Samples drawn at a time. */
const CHUNK = 300_000;

export async function noise(
  core: Core,
  input: NoiseInput,
  seed: bigint,
  { signal, onProgress }: Pick<JobContext, "signal" | "onProgress">,
): Promise<NoiseResult> {
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
  // A whole number of batches and looks in every stretch; the first eight relaxation times of the slowest element are left out.
  const unit = EVERY * batch;
  const stretch = Math.max(1, Math.round(samples / BLOCKS / unit)) * unit;
  const slowest = algorithm === "direct" ? 2 / Math.max(...deviations) : 4 * (1 - leak / Math.min(...deviations));
  const transient = Math.ceil((8 * batch) / (learningRate * slowest) / unit) * unit;
  const total = transient + BLOCKS * stretch;
  const chunk = Math.ceil(CHUNK / unit) * unit;
  let done = 0;
  const learn = async (count: number): Promise<number> => {
    let sum = 0;
    for (const end = done + count; done < end; ) {
      const { errors } = circuit.learn(source.samples(done, Math.min(chunk, end - done)), { batch, trackError });
      sum += errors.reduce((partial, x) => partial + x * x, 0);
      done = Math.min(done + chunk, end);
      onProgress(done / total);
      await pause(signal);
    }
    return sum / (count / unit);
  };
  const means: number[] = [];
  try {
    await learn(transient);
    for (let i = 0; i < BLOCKS; i++) means.push(await learn(stretch));
  } finally {
    circuit.dispose();
  }
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

/** Lets a page breathe; throws when the run was ended. */
async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}
