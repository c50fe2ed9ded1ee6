import type { Core } from "../../core/core.js";
import { GaussianInput } from "../../inputs/samples/index.js";
import { identity, randomOrthogonal, squareRootMatrix } from "../../numeric/linear/index.js";
import { RandomStream } from "../../random/stream.js";
import { fromEigen } from "../../theory/whitening/algebra.js";
import { directNoiseFloor, interneuronNoiseFloor } from "../../theory/whitening/index.js";
import { DirectCircuit } from "../../whitening/direct.js";
import { flowDirect, flowInterneurons } from "../../whitening/flow.js";
import { InterneuronCircuit } from "../../whitening/interneurons.js";
import { whiteningError } from "../../whitening/metrics.js";
import type { Spread } from "./draws.js";

/** E5: one online run through contexts A, B, A, B of different covariance. */
export interface ContextsInput {
  readonly algorithm: "direct" | "interneurons";
  readonly run: number;
  readonly neurons: number;
  readonly interneurons: number;
  readonly spread: Spread;
  /** Standard deviations in B over those in A. */
  readonly contrast: number;
  readonly samples: readonly number[];
  readonly learningRate: number;
  readonly tolerance: number;
}

export interface ContextStretch {
  readonly context: "A" | "B";
  readonly start: number;
  readonly samples: number;
  /** Samples until the error is first at most the tolerance; null: never. */
  readonly recovery: number | null;
  /** What the flow, which has no noise, says for that, from S of the context before. */
  readonly predicted: number;
  /** Root mean square error over the last part of the stretch. */
  readonly plateau: number;
  /** The formula for it. */
  readonly floor: number;
}

export interface ContextsResult {
  /** ||C_yy - I||_F / n for the covariance in force, after EVERY, 2 EVERY, ... samples. */
  readonly errors: readonly number[];
  /** At the switch itself, before the first sample of each stretch. */
  readonly switches: readonly number[];
  readonly stretches: readonly ContextStretch[];
}

/** Samples between two looks at the error. */
export const EVERY = 50;
const METRIC = "scaled-frobenius";
/** Samples that are drawn at a time. */
const BLOCK = 10_000;

export function contexts(core: Core, input: ContextsInput, seed: bigint): ContextsResult {
  const { algorithm, neurons: n, interneurons: k, learningRate, tolerance } = input;
  const stream = new RandomStream(core, { seed }).substream("contexts");
  const names = ["A", "B"] as const;
  const inputs = names.map((name) => inputOf(core, stream.substream(name), n, input.spread, name === "B" ? input.contrast : 1));
  const circuit =
    algorithm === "direct"
      ? new DirectCircuit(core, { primary: n, learningRate })
      : new InterneuronCircuit(core, { primary: n, interneurons: k, learningRate });
  const errors: number[] = [];
  const switches: number[] = [];
  const stretches: ContextStretch[] = [];
  let start = 0;
  let before = identity(n);
  for (const [i, samples] of input.samples.entries()) {
    const { covariance, root, deviations } = inputs[i % 2]!;
    const trackError = { covariance, metric: METRIC, every: EVERY } as const;
    switches.push(whiteningError(core, circuit.effectiveMatrix, covariance, n, METRIC));
    const own: number[] = [];
    const source = new GaussianInput(core, { covariance, seed, stream: i });
    for (let done = 0; done < samples; done += BLOCK) {
      const block = source.samples(done, Math.min(BLOCK, samples - done));
      own.push(...circuit.learn(block, { trackError }).errors);
    }
    const first = own.findIndex((error) => error <= tolerance);
    const floor =
      algorithm === "direct" ? directNoiseFloor(deviations, learningRate) : interneuronNoiseFloor(deviations, learningRate);
    stretches.push({
      context: names[i % 2]!,
      start,
      samples,
      recovery: first < 0 ? null : (first + 1) * EVERY,
      predicted: predictedTime(core, input, covariance, before) / learningRate,
      plateau: plateauOf(own),
      floor: Math.sqrt(floor) / n,
    });
    errors.push(...own);
    start += samples;
    before = root;
  }
  circuit.dispose();
  return { errors, switches, stretches };
}

function inputOf(core: Core, stream: RandomStream, n: number, spread: Spread, scale: number) {
  const deviations = [...stream.substream("deviations").uniforms(n)].map(
    (u) => scale * (spread.least + (spread.greatest - spread.least) * u),
  );
  const vectors = randomOrthogonal(core, n, stream.substream("eigenvectors"));
  return {
    deviations,
    covariance: fromEigen(
      core,
      deviations.map((c) => c * c),
      vectors,
      n,
    ),
    root: fromEigen(core, deviations, vectors, n),
  };
}

/** Time of the flow from A = `from` to the tolerance. */
function predictedTime(core: Core, input: ContextsInput, covariance: Float64Array, from: Float64Array): number {
  const options = { covariance, event: { metric: METRIC, below: input.tolerance }, until: 1e3 * input.contrast } as const;
  const flow =
    input.algorithm === "direct"
      ? flowDirect(core, { ...options, initial: from })
      : flowInterneurons(core, { ...options, initial: squareRootMatrix(core, from, input.neurons) });
  return flow.eventTime ?? Number.NaN;
}

/** Root mean square over the second half of the stretch. */
function plateauOf(errors: readonly number[]): number {
  const late = errors.slice(errors.length >> 1);
  return Math.sqrt(late.reduce((sum, x) => sum + x * x, 0) / late.length);
}
