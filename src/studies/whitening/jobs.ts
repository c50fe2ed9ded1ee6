import type { FinishedJob, JobResults } from "../framework/job-results.js";
import type { Job, JobContext } from "../framework/study.js";
import { type ContextsInput, type ContextsResult, contexts } from "./contexts.js";
import { type CurvesInput, type CurvesResult, curves } from "./curves.js";
import { type LateInput, type LateResult, late } from "./late.js";
import { type LimitsInput, type LimitsResult, limits } from "./limits.js";
import { type NoiseInput, type NoiseResult, noise } from "./noise.js";
import { type OfflineInput, type OfflineResult, offline } from "./offline.js";
import { interneuronsOf, type Parameters, spreadOf, typicalDeviations } from "./parameters.js";
import { type RobustnessInput, type RobustnessResult, robustness } from "./robustness.js";
import { type SafetyInput, type SafetyResult, safety } from "./safety.js";
import { type ScalingInput, type ScalingResult, scaling } from "./scaling.js";
import { type SmallStartsInput, type SmallStartsResult, smallStarts } from "./small-starts.js";

export type StudyInput =
  | CurvesInput
  | ScalingInput
  | SmallStartsInput
  | OfflineInput
  | ContextsInput
  | RobustnessInput
  | LateInput
  | LimitsInput
  | NoiseInput
  | SafetyInput;
export type StudyOutput =
  | CurvesResult
  | ScalingResult
  | SmallStartsResult
  | OfflineResult
  | ContextsResult
  | RobustnessResult
  | LateResult
  | LimitsResult
  | NoiseResult
  | SafetyResult;
export type Results = JobResults<StudyInput, StudyOutput>;

const algorithms = ["direct", "interneurons"] as const;

/** Spectrum for the noise, of condition 5, and one mode alone. */
export const NOISE_SPECTRA = [[1], [0.5, 0.8, 1, 1.5, 2.5]] as const;
export const NOISE_LEAK = 0.3;
export const NOISE_BATCH = 8;
/** Input and leak of small starts. */
export const SMALL = { deviations: [0.7, 0.8, 1, 1.1, 1.2], leak: 0.5 } as const;
/** How far from a step limit its two sides are looked at. */
export const LIMIT_SHARE = 0.02;

export function plan(p: Parameters): Job<StudyInput>[] {
  const { tolerance, metric } = p;
  const spread = spreadOf(p);
  const network = { neurons: p.neurons, interneurons: interneuronsOf(p), spread };
  const size = (n: number) => 20 + n * n * n; // of one step, roughly
  const jobs: Job<StudyInput>[] = [
    {
      id: "curves",
      kind: "curves",
      input: {
        starts: [10, 3, 0.3, 0.01],
        until: 12,
        deviations: typicalDeviations(p),
        leak: p.leakShare * typicalDeviations(p)[0]!,
        tolerance,
        metric: metric === "filter" ? "filter" : "whitening",
      },
      cost: 2e5,
    },
    { id: "small", kind: "small", input: { ...SMALL, scales: p.smallScales, tolerance }, cost: 5e5 },
    { id: "limits", kind: "limits", input: { share: LIMIT_SHARE }, cost: 1e5 },
    {
      id: "safety",
      kind: "safety",
      input: { deviations: [0.3, 0.6, 1, 2], start: 0.05, learningRates: [0.04, 0.2, 0.5], draws: 50 },
      cost: 2e6,
    },
    ...algorithms.map((circuit) => ({
      id: `late-${circuit}`,
      kind: "late",
      input: { circuit, neurons: 5, spectra: 12 },
      cost: 1e6,
    })),
  ];
  for (const scale of p.scales) {
    const input = { ...network, scale, draws: p.draws, leakShare: p.leakShare, tolerance, metric };
    const cost = p.draws * size(p.neurons) * (100 + 2 * scale);
    jobs.push({ id: `scaling-${scale}`, kind: "scaling", input, cost });
  }
  for (const scale of p.offlineScales) {
    const [n, learningRate] = [p.offlineNeurons, p.offlineLearningRate];
    const input = { neurons: n, interneurons: n, spread, scale, draws: p.offlineDraws, learningRate, tolerance, metric };
    jobs.push({ id: `offline-${scale}`, kind: "offline", input, cost: (p.offlineDraws * size(n) * (1 + scale)) / learningRate });
  }
  for (let run = 1; run <= p.contextRuns; run++) {
    for (const algorithm of algorithms) {
      const { tolerance, onlineLearningRate: learningRate, contextContrast: contrast, contextSamples: samples } = p;
      const input = { ...network, algorithm, run, contrast, samples, learningRate, tolerance };
      const cost = size(p.neurons) * samples.reduce((a, b) => a + b, 0);
      jobs.push({ id: `contexts-${algorithm}-${run}`, kind: "contexts", input, cost });
    }
  }
  for (const [index, learningRate] of p.mapLearningRates.entries()) {
    for (const algorithm of algorithms) {
      // Algorithm 2 is defined for learning rates below 1, where it keeps the rank of W.
      if (algorithm === "interneurons" && learningRate >= 1) continue;
      const input = { ...network, algorithm, learningRate, scales: p.mapScales, tolerance, metric, iterations: p.mapIterations };
      const cost = (size(p.neurons) * p.mapScales.length * p.mapIterations) / 4;
      jobs.push({ id: `map-${algorithm}-${index}`, kind: "map", input, cost });
    }
  }
  return [...jobs, ...noiseJobs(p)];
}

function noiseJobs(p: Parameters): Job<StudyInput>[] {
  const [first, ...others] = p.noiseLearningRates;
  const circuits = [
    { algorithm: "direct", leak: 0 },
    { algorithm: "interneurons", leak: 0 },
    { algorithm: "interneurons", leak: NOISE_LEAK },
  ] as const;
  const job = (input: NoiseInput): Job<StudyInput> => ({
    id: `noise-${input.algorithm}-${input.leak}-${input.deviations.length}-${input.batch}-${input.learningRate}`,
    kind: "noise",
    input,
    cost: 5 * input.samples * (2 + input.deviations.length),
  });
  const samples = p.noiseSamples;
  return circuits.flatMap((circuit) => {
    const common = { ...circuit, learningRate: first!, batch: 1 };
    return [
      // One mode has few independent values: it gets six times the samples.
      job({ ...common, deviations: NOISE_SPECTRA[0], samples: 6 * samples }),
      job({ ...common, deviations: NOISE_SPECTRA[1], samples }),
      // The noise forgets the faster, the greater the learning rate.
      ...others.map((learningRate) =>
        job({ ...common, deviations: NOISE_SPECTRA[1], learningRate, samples: samples * Math.min(1, first! / learningRate) }),
      ),
      ...(circuit.leak === 0
        ? [job({ ...common, deviations: NOISE_SPECTRA[1], batch: NOISE_BATCH, samples: (samples * NOISE_BATCH) / 4 })]
        : []),
    ];
  });
}

export function perform(job: Job<StudyInput>, context: JobContext): StudyOutput | Promise<StudyOutput> {
  const { core, seed, seedOf } = context;
  switch (job.kind) {
    case "curves":
      return curves(core, job.input as CurvesInput);
    case "small":
      return smallStarts(core, job.input as SmallStartsInput);
    case "limits":
      return limits(core, job.input as LimitsInput);
    case "safety":
      return safety(core, job.input as SafetyInput, seed);
    // All scales, and both circuits, start from the same draws.
    case "late":
      return late(core, job.input as LateInput, seedOf("late"));
    case "scaling":
      return scaling(core, job.input as ScalingInput, (draw) => seedOf(`scaling draw ${draw}`));
    case "offline":
      return offline(core, job.input as OfflineInput, (draw) => seedOf(`offline draw ${draw}`));
    case "map":
      return robustness(core, job.input as RobustnessInput, seedOf("map"));
    // Both algorithms see the same samples.
    case "contexts":
      return contexts(core, job.input as ContextsInput, seedOf(`contexts run ${(job.input as ContextsInput).run}`));
    default:
      return noise(core, job.input as NoiseInput, seed, context);
  }
}

/** The results by their types. */
export function sorted(results: Results) {
  const all = <I, R>(kind: string) => results.of(kind) as unknown as readonly FinishedJob<I, R>[];
  return {
    curves: results.get("curves") as CurvesResult,
    small: results.get("small") as SmallStartsResult,
    limits: results.get("limits") as LimitsResult,
    safety: results.get("safety") as SafetyResult,
    late: { direct: results.get("late-direct") as LateResult, interneurons: results.get("late-interneurons") as LateResult },
    scaling: all<ScalingInput, ScalingResult>("scaling"),
    offline: all<OfflineInput, OfflineResult>("offline"),
    contexts: all<ContextsInput, ContextsResult>("contexts"),
    map: all<RobustnessInput, RobustnessResult>("map"),
    noise: all<NoiseInput, NoiseResult>("noise"),
  };
}

export type Sorted = ReturnType<typeof sorted>;
