import type { Core } from "../../core/core.js";
import { randomCovariance } from "../../inputs/samples/index.js";
import { power } from "../../numeric/portable/index.js";
import { RandomStream } from "../../random/stream.js";
import {
  type Frame,
  GainCircuit,
  joinFrames,
  mercedesBenzFrame,
  randomFrame,
  rotated,
  spectralFrame,
} from "../../whitening/gain-modulation.js";
import { ascending, median, rankShare } from "./statistics.js";

// Figure 3: one covariance, frames of three kinds.

export const frameKinds = ["random", "optimised", "spectral"] as const;
export type FrameKind = (typeof frameKinds)[number];
export const thresholds = [0.1, 1e-2, 1e-3, 1e-4] as const;

/** How many standard errors of a median the band of ranks spans: those of both samples when two are compared. */
const DEVIATIONS = 3 * Math.SQRT2;
/** Draws of the paper's notebook. */
const PUBLISHED_DRAWS = 100;

export interface FramesInput {
  readonly frame: FrameKind;
  readonly draws: number;
  readonly steps: number;
}

export interface FramesResult {
  readonly start: number;
  /** Half the width of the band of the start's median. */
  readonly startBand: number;
  /** For each threshold: first step at which the median error, and the lower and upper bound of its band, is below. null: never. */
  readonly steps: { readonly median: number | null; readonly low: number | null; readonly high: number | null }[];
  /** Curves at selected steps. */
  readonly curve: { readonly step: number[]; readonly median: number[]; readonly low: number[]; readonly high: number[] };
}

export function compareFrames(core: Core, { frame, draws, steps }: FramesInput, seed: bigint): FramesResult {
  const errors: Float64Array[] = [];
  const starts: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const { covariance } = randomCovariance(core, { size: 2, law: "log-spread", seed, stream: draw });
    const stream = new RandomStream(core, { seed, stream: draw }).substream(frame);
    const circuit = new GainCircuit(core, { frame: make(core, frame, covariance, stream), learningRate: 1e-2 });
    starts.push(circuit.error(covariance, "signed"));
    errors.push(circuit.learnExpected(covariance, steps, { recordEvery: 1, metric: "signed" }).errors);
    circuit.dispose();
  }
  const share = rankShare(Math.min(draws, PUBLISHED_DRAWS), DEVIATIONS);
  const place = (fraction: number) => Math.round(fraction * (draws - 1));
  const column = new Float64Array(draws);
  const [low, middle, high] = [new Float64Array(steps), new Float64Array(steps), new Float64Array(steps)];
  for (let step = 0; step < steps; step++) {
    for (let draw = 0; draw < draws; draw++) column[draw] = errors[draw]![step]!;
    column.sort();
    low[step] = column[place(share)]!;
    high[step] = column[place(1 - share)]!;
    middle[step] = (column[Math.floor((draws - 1) / 2)]! + column[Math.ceil((draws - 1) / 2)]!) / 2;
  }
  const below = (curve: Float64Array, threshold: number): number | null => {
    const at = curve.findIndex((error) => error < threshold);
    return at < 0 ? null : at + 1;
  };
  const sorted = ascending(starts);
  const selected = logarithmicSteps(steps, 90);
  return {
    start: median(starts),
    startBand: Math.max(sorted[place(1 - share)]! - median(starts), median(starts) - sorted[place(share)]!),
    steps: thresholds.map((threshold) => ({
      median: below(middle, threshold),
      low: below(low, threshold),
      high: below(high, threshold),
    })),
    curve: {
      step: selected,
      median: selected.map((step) => middle[step - 1]!),
      low: selected.map((step) => low[step - 1]!),
      high: selected.map((step) => high[step - 1]!),
    },
  };
}

function make(core: Core, kind: FrameKind, covariance: Float64Array, stream: RandomStream): Frame {
  if (kind === "spectral") return spectralFrame(core, covariance, 2);
  return kind === "random" ? randomFrame(2, 3, stream) : rotated(core, mercedesBenzFrame(), stream);
}

/** About `count` whole numbers from 1 to `last`, evenly spaced on a logarithmic scale. */
function logarithmicSteps(last: number, count: number): number[] {
  const steps: number[] = [1];
  let at = 1;
  const factor = power(last, 1 / count);
  while (steps.at(-1)! < last) {
    at = Math.max(at * factor, steps.at(-1)! + 1);
    steps.push(Math.min(Math.round(at), last));
  }
  return steps;
}

// Figure 4: two contexts in turn, six neurons.

export const contextFrameKinds = ["shared", "random"] as const;
export type ContextFrameKind = (typeof contextFrameKinds)[number];

export interface ContextsInput {
  readonly frame: ContextFrameKind;
  readonly pairs: number;
  readonly steps: number;
}

export interface ContextsResult {
  readonly times: number[];
  /** Median over pairs, and quartiles. */
  readonly median: number[];
  readonly low: number[];
  readonly high: number[];
  /** Signed error at the end of each of the four contexts, by pair. */
  readonly ends: number[][];
  /** First step in each below 0.1; the number of steps where never. */
  readonly first: number[][];
}

const CONTEXT_STRIDE = 50;
/** Learning rate of the gains there. */
const CONTEXT_RATE = 1e-3;

export function compareContexts(core: Core, { frame: kind, pairs, steps }: ContextsInput, seed: bigint): ContextsResult {
  const traces: number[][] = [];
  const ends: number[][] = [];
  const first: number[][] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const [a, b] = [0, 1].map((c) => randomCovariance(core, { size: 6, law: "log-spread", seed, stream: 2 * pair + c })) as [
      ReturnType<typeof randomCovariance>,
      ReturnType<typeof randomCovariance>,
    ];
    const stream = new RandomStream(core, { seed, stream: pair }).substream("frame");
    const vectors = (of: typeof a): Frame => ({ primary: 6, interneurons: 6, weights: of.vectors });
    const frame = kind === "random" ? randomFrame(6, 21, stream) : joinFrames(vectors(a), vectors(b), randomFrame(6, 9, stream));
    const circuit = new GainCircuit(core, { frame, learningRate: CONTEXT_RATE });
    const trace: number[] = [];
    const endsOfPair: number[] = [];
    const firstOfPair: number[] = [];
    for (const { covariance } of [a, b, a, b]) {
      const { errors } = circuit.learnExpected(covariance, steps, { recordEvery: 1, metric: "signed" });
      for (let at = CONTEXT_STRIDE; at <= steps; at += CONTEXT_STRIDE) trace.push(errors[at - 1]!);
      const reached = errors.findIndex((error) => error < 0.1);
      firstOfPair.push(reached < 0 ? steps : reached + 1);
      endsOfPair.push(errors[steps - 1]!);
    }
    circuit.dispose();
    traces.push(trace);
    ends.push(endsOfPair);
    first.push(firstOfPair);
  }
  const perContext = Math.floor(steps / CONTEXT_STRIDE);
  const column = (at: number) => ascending(traces.map((trace) => trace[at]!));
  const rank = (at: number, share: number) => column(at)[Math.round(share * (pairs - 1))]!;
  const rows = Array.from({ length: 4 * perContext }, (_, at) => at);
  return {
    times: rows.map((at) => Math.floor(at / perContext) * steps + ((at % perContext) + 1) * CONTEXT_STRIDE),
    median: rows.map((at) => median(column(at))),
    low: rows.map((at) => rank(at, 0.25)),
    high: rows.map((at) => rank(at, 0.75)),
    ends,
    first,
  };
}
