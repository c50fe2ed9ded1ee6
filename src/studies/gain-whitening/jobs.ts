import { naturalImageNames } from "../../inputs/index.js";
import { power } from "../../numeric/portable/index.js";
import type { FinishedJob, JobResults } from "../framework/job-results.js";
import type { Job, JobContext } from "../framework/study.js";
import { type AdaptationInput, type AdaptationResult, simulateAdaptation } from "./adaptation.js";
import { type DecoupledInput, type DecoupledResult, learnDecoupled } from "./decoupled.js";
import { type ExactInput, type ExactResult, exact } from "./exact.js";
import {
  type ContextFrameKind,
  type ContextsInput,
  type ContextsResult,
  compareContexts,
  compareFrames,
  contextFrameKinds,
  type FrameKind,
  type FramesInput,
  type FramesResult,
  frameKinds,
} from "./frames.js";
import { type ImageRowsInput, type ImageRowsResult, learnImageRows, MOST_INTERNEURONS } from "./image-rows.js";
import { type ImageSynapsesInput, type ImageSynapsesResult, learnImageSynapses } from "./image-synapses.js";
import { type LocalInput, type LocalResult, whitenLocally } from "./local.js";
import { type NoiseCase, type NoiseInput, type NoiseResult, noiseCases, simulateNoise } from "./noise.js";
import type { Parameters } from "./parameters.js";
import {
  type ImageShapingInput,
  type ImageShapingResult,
  type ShapingInput,
  type ShapingResult,
  shapeImage,
  shapeNoise,
} from "./shape.js";
import { learnSubspace, type SubspaceInput, type SubspaceKind, type SubspaceResult, subspaceKinds } from "./subspace.js";
import { learnSynapses, type Protocol, protocols, type SynapsesInput, type SynapsesResult } from "./synapses.js";

export type StudyInput =
  | ExactInput
  | AdaptationInput
  | FramesInput
  | ContextsInput
  | NoiseInput
  | LocalInput
  | SubspaceInput
  | SynapsesInput
  | DecoupledInput
  | ImageRowsInput
  | ImageSynapsesInput
  | ShapingInput
  | ImageShapingInput;
export type StudyOutput =
  | ExactResult
  | AdaptationResult
  | FramesResult
  | ContextsResult
  | NoiseResult
  | LocalResult
  | SubspaceResult
  | SynapsesResult
  | DecoupledResult
  | ImageRowsResult
  | ImageSynapsesResult
  | ShapingResult
  | ImageShapingResult;
export type Results = JobResults<StudyInput, StudyOutput>;

/** Costs are in microseconds, roughly. */
export function plan(p: Parameters): Job<StudyInput>[] {
  const jobs: Job<StudyInput>[] = [
    { id: "exact", kind: "exact", input: { exponent: p.shapingExponent }, cost: 5e5 },
    {
      id: "adaptation",
      kind: "adaptation",
      input: { learningRate: p.adaptationRate, samples: p.adaptationSamples, draws: p.adaptationDraws },
      cost: 2.5 * p.adaptationSamples * p.adaptationDraws,
    },
  ];
  for (const frame of frameKinds) {
    const input = { frame, draws: p.frameDraws, steps: p.frameSteps };
    jobs.push({ id: `frame-${frame}`, kind: "frame", input, cost: p.frameDraws * p.frameSteps });
  }
  for (const frame of contextFrameKinds) {
    const input = { frame, pairs: p.contextPairs, steps: p.contextSteps };
    jobs.push({ id: `context-${frame}`, kind: "context", input, cost: 4 * p.contextPairs * p.contextSteps });
  }
  for (const which of noiseCases) {
    const input = { which, learningRate: p.noiseRate, samples: p.noiseSamples, realisations: p.noiseRealisations };
    jobs.push({ id: `noise-${which}`, kind: "noise", input, cost: p.noiseSamples * p.noiseRealisations });
  }
  const local = { image: p.image, side: p.gridSide, window: p.windowSide, patches: p.patches };
  jobs.push({ id: "local", kind: "local", input: local, cost: 1.5 * power(p.gridSide, 6) });
  for (const protocol of Object.keys(protocols) as Protocol[]) {
    for (let i = 1; i <= p.synapseSeeds; i++) {
      const input = { protocol, contexts: p.synapseContexts };
      jobs.push({ id: `synapses-${protocol}-${i}`, kind: "synapses", input, cost: 500 * p.synapseContexts });
    }
  }
  for (const kind of subspaceKinds) {
    jobs.push({ id: `subspace-${kind}`, kind: "subspace", input: { kind, runs: p.subspaceRuns }, cost: 1e4 * p.subspaceRuns });
  }
  for (let i = 1; i <= p.decoupledRuns; i++) {
    jobs.push({
      id: `decoupled-${i}`,
      kind: "decoupled",
      input: { contexts: p.decoupledContexts },
      cost: 250 * p.decoupledContexts,
    });
  }
  for (let i = 1; i <= p.rowRuns; i++) {
    const input = { patches: p.patches, contexts: p.rowContexts, every: p.rowStep };
    const cost = 1.5e6 + (300 * p.rowContexts * MOST_INTERNEURONS) / p.rowStep;
    jobs.push({ id: `image-rows-${i}`, kind: "image-rows", input, cost });
  }
  jobs.push({ id: "image-synapses", kind: "image-synapses", input: { contexts: p.imageContexts }, cost: 2000 * p.imageContexts });
  for (let i = 1; i <= p.shapingRealisations; i++) {
    const input = { exponent: p.shapingExponent, updates: p.shapingUpdates };
    jobs.push({ id: `shaping-${i}`, kind: "shaping", input, cost: 9 * p.shapingUpdates });
  }
  for (const image of naturalImageNames) {
    jobs.push({
      id: `image-shaping-${image}`,
      kind: "image-shaping",
      input: { image, updates: p.imageUpdates, pairUpdates: p.imagePairUpdates },
      cost: 15 * p.imageUpdates + 140 * p.imagePairUpdates,
    });
  }
  return jobs;
}

export async function perform(job: Job<StudyInput>, { core, seed, seedOf, onProgress }: JobContext): Promise<StudyOutput> {
  switch (job.kind) {
    case "exact":
      return exact(core, job.input as ExactInput);
    case "adaptation":
      return simulateAdaptation(core, job.input as AdaptationInput, seed);
    case "frame":
      return compareFrames(core, job.input as FramesInput, seedOf("frames")); // the same covariances for all frames
    case "context":
      return compareContexts(core, job.input as ContextsInput, seedOf("contexts"));
    case "noise":
      return simulateNoise(core, job.input as NoiseInput, seed);
    case "local":
      return whitenLocally(core, job.input as LocalInput, seed, onProgress);
    case "synapses":
      return learnSynapses(core, job.input as SynapsesInput, seed);
    case "subspace":
      return learnSubspace(core, job.input as SubspaceInput, seed);
    case "decoupled":
      return learnDecoupled(core, job.input as DecoupledInput, seed);
    case "image-rows":
      return learnImageRows(core, job.input as ImageRowsInput, seed);
    case "image-synapses":
      return learnImageSynapses(core, job.input as ImageSynapsesInput, seed);
    case "shaping":
      return shapeNoise(core, job.input as ShapingInput, seed);
    default:
      return shapeImage(core, job.input as ImageShapingInput, seed);
  }
}

/** The results by their types. */
export function sorted(results: Results) {
  const synapses = results.of("synapses") as readonly FinishedJob<SynapsesInput, SynapsesResult>[];
  const records = <Name extends string, Result>(names: readonly Name[], prefix: string) =>
    Object.fromEntries(names.map((name) => [name, results.get(`${prefix}-${name}`)])) as Record<Name, Result>;
  return {
    exact: results.get("exact") as ExactResult,
    adaptation: results.get("adaptation") as AdaptationResult,
    frames: records<FrameKind, FramesResult>(frameKinds, "frame"),
    contexts: records<ContextFrameKind, ContextsResult>(contextFrameKinds, "context"),
    noise: records<NoiseCase, NoiseResult>(noiseCases, "noise"),
    local: results.get("local") as LocalResult,
    synapses: Object.fromEntries(
      (Object.keys(protocols) as Protocol[]).map((protocol) => [
        protocol,
        synapses.filter(({ job }) => job.input.protocol === protocol).map(({ result }) => result),
      ]),
    ) as unknown as Record<Protocol, readonly SynapsesResult[]>,
    subspace: records<SubspaceKind, SubspaceResult>(subspaceKinds, "subspace"),
    decoupled: results.of("decoupled").map(({ result }) => result as DecoupledResult),
    imageRows: results.of("image-rows").map(({ result }) => result as ImageRowsResult),
    imageSynapses: results.get("image-synapses") as ImageSynapsesResult,
    shaping: results.of("shaping").map(({ result }) => result as ShapingResult),
    imageShaping: results.of("image-shaping").map(({ job, result }) => ({
      image: (job.input as ImageShapingInput).image,
      ...(result as ImageShapingResult),
    })),
  };
}

export type Sorted = ReturnType<typeof sorted>;
