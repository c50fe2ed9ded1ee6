import type { Core } from "../../core/core.js";
import { GaussianInput } from "../../inputs/samples/index.js";
import { RandomStream } from "../../random/stream.js";
import { frameDistance, gainWhitenedCovariance } from "../../theory/whitening/gain-modulation.js";
import { FastGainCircuit, type Frame, randomFrame } from "../../whitening/gain-modulation.js";
import { mean, median } from "./statistics.js";

// Fast gains and slow synapses (arXiv:2308.13633) on synthetic contexts that share V.

/** The two protocols of the authors' code. */
export const protocols = {
  free: { weightRate: 1e-5, samples: 1024, perContexts: 1, normalised: false },
  normalised: { weightRate: 1e-4, samples: 512, perContexts: 2, normalised: true },
} as const;
export type Protocol = keyof typeof protocols;

const GAIN_RATE = 5e-2;
const CONTEXTS = 64;
/** Contexts at the start and at the end that are the same, in the same order. */
const PANEL = 10;
/** Samples between two errors. */
export const ERROR_STRIDE = 16;

export interface SynapsesInput {
  readonly protocol: Protocol;
  readonly contexts: number;
}

export interface SynapsesResult {
  /** Mean error in each stretch of presented contexts. */
  readonly errors: number[];
  /**
   * ||W - V||_F in the best order and signs, at the start of each stretch and at the end. The columns of W are brought to length 1 for it: lengths that
   * gains can make up for are not determined by the contexts.
   */
  readonly distances: number[];
  /** Mean error within a context against the sample number, over the first and over the last ten contexts. */
  readonly before: number[];
  readonly after: number[];
}

/** Stretches of contexts for which one error is returned. */
export const STRETCHES = 64;

/** Two unit columns, at a uniform angle and 40 to 80 degrees further. */
function sharedFrame(core: Core, stream: RandomStream): Frame {
  const [first, apart] = stream.uniforms(2);
  const angle = first! + (40 + 40 * apart!) / 360;
  return core.call((e) => ({
    primary: 2,
    interneurons: 2,
    weights: Float64Array.of(e.cosTwoPi(first!), e.cosTwoPi(angle), e.sinTwoPi(first!), e.sinTwoPi(angle)),
  }));
}

/** lambda of every context: each uniform on (0, 4) and kept with probability 1/2, never both 0. */
export function contextGains(stream: RandomStream): [number, number][] {
  const gains: [number, number][] = [];
  while (gains.length < CONTEXTS) {
    const [a, b, keepA, keepB] = stream.uniforms(4);
    if (keepA! >= 0.5 && keepB! >= 0.5) continue;
    gains.push([keepA! < 0.5 ? 4 * a! : 0, keepB! < 0.5 ? 4 * b! : 0]);
  }
  return gains;
}

export function learnSynapses(core: Core, { protocol, contexts }: SynapsesInput, seed: bigint): SynapsesResult {
  const { weightRate, samples, perContexts, normalised } = protocols[protocol];
  const random = new RandomStream(core, { seed });
  const v = sharedFrame(core, random.substream("shared"));
  const lambdas = contextGains(random.substream("gains"));
  const covariances = lambdas.map((lambda) => gainWhitenedCovariance(core, v, lambda));
  const total = contexts * perContexts;
  const order = Array.from(random.substream("order").integers(total, CONTEXTS));
  for (let i = 0; i < PANEL; i++) order[total - PANEL + i] = order[i]!;
  const circuit = new FastGainCircuit(core, {
    frame: randomFrame(2, 2, random.substream("weights")),
    gainRate: GAIN_RATE,
    weightRate,
    gains: [0, 1].map((i) => median(lambdas.map((lambda) => lambda[i]!))),
    normalised,
  });
  const errors = new Float64Array(STRETCHES);
  const distances: number[] = [];
  const before = new Float64Array(samples / ERROR_STRIDE);
  const after = new Float64Array(samples / ERROR_STRIDE);
  const distance = () => frameDistance(unitColumns(circuit.weights), v);
  const perStretch = Math.floor(total / STRETCHES);
  for (let at = 0; at < total; at++) {
    const stretch = Math.min(Math.floor(at / perStretch), STRETCHES - 1);
    const inStretch = stretch === STRETCHES - 1 ? total - perStretch * (STRETCHES - 1) : perStretch;
    if (at === stretch * perStretch) distances.push(distance());
    const covariance = covariances[order[at]!]!;
    const input = new GaussianInput(core, { covariance, seed, stream: 1 }).samples(at * samples, samples);
    const learnt = circuit.learn(input, { trackError: { covariance, every: ERROR_STRIDE, metric: "operator" } }).errors;
    errors[stretch]! += mean(learnt) / inStretch;
    const panel = at < PANEL ? before : at >= total - PANEL ? after : undefined;
    if (panel)
      learnt.forEach((error, i) => {
        panel[i]! += error / PANEL;
      });
  }
  distances.push(distance());
  circuit.dispose();
  return { errors: Array.from(errors), distances, before: Array.from(before), after: Array.from(after) };
}

function unitColumns(weights: Float64Array): Frame {
  const unit = weights.map((weight, at) => weight / Math.sqrt(weights[at % 2]! ** 2 + weights[2 + (at % 2)]! ** 2));
  return { primary: 2, interneurons: 2, weights: unit };
}
