import type { Column, TableInput } from "../framework/tables.js";
import { contextFrameKinds, frameKinds, thresholds } from "./frames.js";
import { bases, PATCH } from "./image-synapses.js";
import type { Sorted } from "./jobs.js";
import { noiseCases } from "./noise.js";
import type { Parameters } from "./parameters.js";
import { DENSITY } from "./shape.js";
import { mean, median, standardError } from "./statistics.js";
import { ERROR_STRIDE, type Protocol, protocols, STRETCHES } from "./synapses.js";

const column = (name: string, description: string): Column => ({ name, description });

export const frameTitles = { random: "random", optimised: "optimised", spectral: "spectral" } as const;
export const contextFrameTitles = { shared: "eigenvectors of both contexts + 9 random", random: "21 random" } as const;
const noiseTitles = {
  spectral: "spectral, N = 3",
  "mercedes-benz": "Mercedes-Benz, C = I",
  "figure-2": "figure 2, context A",
} as const;
export const protocolTitles = { free: "free length", normalised: "normalised" } as const;

export function tablesOf(p: Parameters, results: Sorted): Record<string, TableInput> {
  return {
    adaptation_gains: adaptationGains(results),
    noise: noise(results),
    frame_steps: frameSteps(results),
    context_ends: contextEnds(results),
    clamped_result: clampedResult(results),
    local_distances: localDistances(results),
    synapse_runs: synapseRuns(results),
    image_bases: imageBases(results),
    shaping_runs: shapingRuns(results),
    image_shaping: imageShaping(results),
    adaptation: adaptation(results),
    frames: frames(results),
    contexts: contexts(results),
    clamped: clamped(results),
    local_maps: localMaps(p, results),
    local_spectrum: localSpectrum(results),
    synapse_errors: synapseErrors(p, results),
    synapse_panels: synapsePanels(results),
    image_errors: imageErrors(results),
    image_weights: imageWeights(results),
    shaping_trace: shapingTrace(results),
    densities: densities(results),
  };
}

function adaptationGains({ exact, adaptation: { ends } }: Sorted): TableInput {
  return {
    title: "Adaptation to two contexts: gains at their ends",
    columns: ["context", "gain", column("optimal", "formula"), column("mean", "over realisations, online"), "standard error"],
    rows: ["A", "B"].flatMap((context, c) =>
      [0, 1, 2].map((i) => {
        const values = ends.map((ofRun) => ofRun[c]![i]!);
        return [context, i + 1, exact.gains.theory[c]![i]!, mean(values), standardError(values)];
      }),
    ),
  };
}

function noise({ noise: cases }: Sorted): TableInput {
  return {
    title: "Noise of gains that learn online",
    columns: [
      "frame",
      "gain",
      column("optimal", "formula"),
      column("mean", "over time and realisations"),
      column("variance", "measured about the optimal gain"),
      "standard error",
      column("predicted", "Lyapunov equation"),
    ],
    rows: noiseCases.flatMap((which) => {
      const { theory, means, variances } = cases[which];
      const k = theory.optimal.length;
      return theory.optimal.map((optimal, i) => {
        const values = variances.map((ofRun) => ofRun[i]!);
        return [
          noiseTitles[which],
          i + 1,
          optimal,
          mean(means.map((ofRun) => ofRun[i]!)),
          mean(values),
          standardError(values),
          theory.covariance[i * k + i]!,
        ];
      });
    }),
  };
}

function frameSteps({ frames: all }: Sorted): TableInput {
  return {
    title: "Steps until the median error of random covariances is below a threshold",
    columns: ["frame", "threshold", "steps", column("low", "rank interval of the median"), "high"],
    rows: frameKinds.flatMap((kind) =>
      thresholds.map((threshold, t) => {
        const { median: middle, low, high } = all[kind].steps[t]!;
        return [frameTitles[kind], threshold, middle, low, high];
      }),
    ),
  };
}

function contextEnds({ contexts: all }: Sorted): TableInput {
  return {
    title: "Contexts in turn: medians over pairs",
    columns: [
      "frame",
      "context",
      column("end", "signed error at its end"),
      column("first", "steps until the error is below 0.1"),
    ],
    rows: contextFrameKinds.flatMap((kind) =>
      ["A", "B", "A again", "B again"].map((context, c) => [
        contextFrameTitles[kind],
        context,
        median(all[kind].ends.map((ofPair) => ofPair[c]!)),
        median(all[kind].first.map((ofPair) => ofPair[c]!)),
      ]),
    ),
  };
}

const clampedTitles = { free: "free", clamped: "not negative" } as const;

function clampedResult({ exact }: Sorted): TableInput {
  return {
    title: "Gains that must not be negative: where they end",
    columns: ["gains", "g1", "g2", "g3", "smaller eigenvalue", "larger eigenvalue"],
    rows: (["free", "clamped"] as const).map((kind) => [
      clampedTitles[kind],
      ...exact.clamped[kind].gains.at(-1)!,
      ...exact.clamped[kind].eigenvalues.at(-1)!,
    ]),
  };
}

function localDistances({ local }: Sorted): TableInput {
  return {
    title: "Local whitening of image patches: correlations by distance",
    columns: [
      { name: "distance", unit: "pixels", description: "the larger of rows and columns" },
      column("before", "mean |correlation|"),
      column("after", "mean |correlation|"),
      column("largest", "largest |correlation| after"),
    ],
    rows: local.distances.map(({ distance, before, after, largest }) => [distance, before, after, largest]),
  };
}

const protocolNames = Object.keys(protocols) as Protocol[];

function synapseRuns({ synapses }: Sorted): TableInput {
  return {
    title: "Fast gains and slow synapses: every run",
    columns: [
      "synapses",
      "run",
      column("distance before", "||W - V||_F"),
      "distance after",
      column("error before", "first 64th of the contexts"),
      column("error after", "last 64th"),
    ],
    rows: protocolNames.flatMap((protocol) =>
      synapses[protocol].map(({ distances, errors }, i) => [
        protocolTitles[protocol],
        i + 1,
        distances[0]!,
        distances.at(-1)!,
        errors[0]!,
        errors.at(-1)!,
      ]),
    ),
  };
}

function imageBases({ imageSynapses: { errors, heldOut } }: Sorted): TableInput {
  return {
    title: `Held-out image contexts (${heldOut}): error with converged gains`,
    columns: ["basis", "mean", "smallest", "largest"],
    rows: bases.map((basis) => [basis, mean(errors[basis]), Math.min(...errors[basis]), Math.max(...errors[basis])]),
  };
}

function shapingRuns({ exact, shaping }: Sorted): TableInput {
  const { stationarity } = exact.shaping;
  return {
    title: "Shaping a generalised Gaussian input",
    columns: [
      "run",
      column("early gain", "after the 20,000 updates of the authors' notebook"),
      "early shape",
      column("gain", "mean of the second half"),
      "shape",
      "response variance",
      "response kurtosis",
      "input kurtosis",
    ],
    rows: [
      [
        "stationary",
        null,
        null,
        stationarity.gain,
        stationarity.shape,
        stationarity.responseVariance,
        stationarity.responseKurtosis,
        null,
      ],
      ...shaping.map((run, i) => [
        `${i + 1}`,
        run.early.gain,
        run.early.shape,
        run.gain,
        run.shape,
        run.variance,
        run.kurtosis,
        run.inputKurtosis,
      ]),
    ],
  };
}

function imageShaping({ imageShaping: images }: Sorted): TableInput {
  const nats = (name: string, description: string) => ({ name, unit: "nats", description });
  return {
    title: "Shaping band-filtered images: one coefficient, and pairs",
    columns: [
      "image",
      "gain",
      "shape",
      "kurtosis before",
      "kurtosis after",
      nats("raw", "mutual information of pairs"),
      nats("whitened", "after linear whitening (ZCA)"),
      nats("shaped", "after the circuit of three interneurons"),
      { name: "axes", unit: "degrees", description: "directions of the learned weights" },
    ],
    rows: images.map((i) => [
      i.image,
      i.gain,
      i.shape,
      i.inputKurtosis,
      i.kurtosis,
      i.pairs.raw,
      i.pairs.whitened,
      i.pairs.shaped,
      i.axes.map((axis) => axis.toFixed(0)).join(", "),
    ]),
  };
}

function adaptation({ adaptation: a }: Sorted): TableInput {
  const gains = (name: string, of: readonly number[][]) =>
    [0, 1, 2].map((i) => [`${name} g${i + 1}`, of.map((row) => row[i]!)] as const);
  const data = Object.fromEntries([
    ["sample", a.times],
    ...gains("run", a.gains),
    ...gains("mean", a.meanGains),
    ...gains("expected", a.expectedGains),
    ["run error", a.error],
    ["median error", a.medianError],
    ["expected error", a.expectedError],
  ]) as Record<string, number[]>;
  return { title: "Adaptation to two contexts: traces", columns: Object.keys(data), data };
}

function frames({ frames: all }: Sorted): TableInput {
  return {
    title: "Median error against steps, by frame",
    columns: ["frame", "step", "median", "low", "high"],
    rows: frameKinds.flatMap((kind) => {
      const { curve } = all[kind];
      return curve.step.map((step, i) => [frameTitles[kind], step, curve.median[i]!, curve.low[i]!, curve.high[i]!]);
    }),
  };
}

function contexts({ contexts: all }: Sorted): TableInput {
  return {
    title: "Contexts in turn: median and quartiles of the error",
    columns: ["frame", "step", "median", "low", "high"],
    rows: contextFrameKinds.flatMap((kind) => {
      const { times, median: middle, low, high } = all[kind];
      return times.map((time, i) => [contextFrameTitles[kind], time, middle[i]!, low[i]!, high[i]!]);
    }),
  };
}

function clamped({ exact }: Sorted): TableInput {
  return {
    title: "Gains that must not be negative: course",
    columns: ["gains", "step", "g1", "g2", "g3", "smaller eigenvalue", "larger eigenvalue"],
    rows: (["free", "clamped"] as const).flatMap((kind) => {
      const { gains, eigenvalues } = exact.clamped[kind];
      return gains.map((g, row) => [clampedTitles[kind], 20 * row, ...g, ...eigenvalues[row]!]);
    }),
  };
}

function localMaps(p: Parameters, { local }: Sorted): TableInput {
  const side = p.gridSide;
  return {
    title: "Correlation of the pixel in the middle with the others",
    columns: ["row", "column", "before", "after"],
    rows: local.mapBefore.map((before, at) => [Math.floor(at / side), at % side, before, local.mapAfter[at]!]),
  };
}

function localSpectrum({ local }: Sorted): TableInput {
  return {
    title: "Eigenvalues of the patches' covariance",
    columns: ["rank", "before", "after"],
    rows: local.eigenvaluesBefore.map((_, i, all) => [i + 1, all.at(-1 - i)!, local.eigenvaluesAfter.at(-1 - i)!]),
  };
}

function synapseErrors(p: Parameters, { synapses }: Sorted): TableInput {
  const samples = (protocol: Protocol) => p.synapseContexts * protocols[protocol].perContexts * protocols[protocol].samples;
  return {
    title: "Fast gains and slow synapses: error and distance from V against samples",
    columns: ["synapses", "run", "samples", "error", "distance"],
    rows: protocolNames.flatMap((protocol) =>
      synapses[protocol].flatMap(({ errors, distances }, run) =>
        errors.map((error, at) => [
          protocolTitles[protocol],
          run + 1,
          ((at + 0.5) * samples(protocol)) / STRETCHES,
          error,
          (distances[at]! + distances[at + 1]!) / 2,
        ]),
      ),
    ),
  };
}

function synapsePanels({ synapses: { free } }: Sorted): TableInput {
  return {
    title:
      "Error within a context, before and after the synapses learnt (medians and quartiles over runs of the means over ten contexts)",
    columns: ["when", "sample", "median", "low", "high"],
    rows: (["before", "after"] as const).flatMap((when) =>
      free[0]![when].map((_, at) => {
        const values = free.map((run) => run[when][at]!).sort((a, b) => a - b);
        const rank = (share: number) => values[Math.round(share * (values.length - 1))]!;
        return [when, (at + 1) * ERROR_STRIDE, median(values), rank(0.25), rank(0.75)];
      }),
    ),
  };
}

function imageErrors({ imageSynapses: { means, ends } }: Sorted): TableInput {
  const width = Math.max(1, Math.floor(means.length / 50));
  const groups = Math.floor(means.length / width);
  return {
    title: "Synapses that learn from image patches: error against contexts presented",
    columns: ["context", column("mean", "mean error over the steps of a context"), column("end", "error at its end")],
    rows: Array.from({ length: groups }, (_, g) => {
      const of = (values: readonly number[]) => mean(values.slice(g * width, (g + 1) * width));
      return [(g + 0.5) * width, of(means), of(ends)];
    }),
  };
}

function imageWeights({ imageSynapses: { weights, overlap } }: Sorted): TableInput {
  const size = PATCH * PATCH;
  return {
    title: "Learned synapses on image patches, each scaled to its largest weight",
    columns: ["interneuron", "row", "column", "weight", column("overlap", "with the best vector of the cosine transform")],
    rows: Array.from({ length: size }, (_, vector) => {
      const values = Array.from({ length: size }, (_, pixel) => weights[pixel * size + vector]!);
      const largest = values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      return values.map((value, pixel) => [
        vector + 1,
        Math.floor(pixel / PATCH),
        pixel % PATCH,
        value / largest,
        overlap[vector]!,
      ]);
    }).flat(),
  };
}

function shapingTrace({ shaping }: Sorted): TableInput {
  return {
    title: "Shaping a generalised Gaussian input: gain and shape against updates",
    columns: ["run", "update", "gain", "shape"],
    rows: shaping.flatMap(({ trace }, run) => trace.map(({ update, gain, shape }) => [run + 1, update, gain, shape])),
  };
}

function densities({ shaping, imageShaping: images }: Sorted): TableInput {
  const width = (DENSITY.high - DENSITY.low) / DENSITY.bins;
  const average = (which: "input" | "response") =>
    Array.from({ length: DENSITY.bins }, (_, bin) => mean(shaping.map((run) => run[which][bin]!)));
  const inputs = [
    { source: "generalised Gaussian", input: average("input"), response: average("response") },
    ...images.map(({ image, input, response }) => ({ source: image as string, input, response })),
  ];
  return {
    title: "Densities of inputs and responses",
    columns: ["source", "value", "input", "response"],
    rows: inputs.flatMap(({ source, input, response }) =>
      input.map((value, bin) => [source, DENSITY.low + (bin + 0.5) * width, value, response[bin]!]),
    ),
  };
}
