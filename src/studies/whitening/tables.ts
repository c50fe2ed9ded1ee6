import type { TableInput } from "../framework/tables.js";
import { EVERY } from "./contexts.js";
import type { Sorted } from "./jobs.js";
import type { Parameters } from "./parameters.js";
import { median } from "./statistics.js";

export const circuitTitles = {
  direct: "direct",
  interneurons: "interneurons",
  leaky: "interneurons, leak",
} as const;
export const algorithmTitles = { direct: "Algorithm 1, direct", interneurons: "Algorithm 2, interneurons" } as const;

const time = (name: string, description: string) => ({ name, unit: "1/η", description });
const samples = (name: string, description: string) => ({ name, unit: "samples", description });

export function tablesOf(p: Parameters, results: Sorted): Record<string, TableInput> {
  return {
    times: medianTable(results),
    starts: startsTable(results),
    isotropic: modesTable(results),
    curves: curvesTable(results),
    small: smallTable(results),
    offline: offlineTable(p, results),
    offline_starts: offlineStartsTable(p, results),
    recovery: recoveryTable(results),
    context_errors: contextErrorsTable(results),
    noise: noiseTable(results),
    map: mapTable(results),
    limits: limitsTable(results),
    late_rates: lateTable(results),
    positivity: positivityTable(results),
  };
}

const circuits = ["direct", "interneurons", "leaky"] as const;

function medianTable({ scaling }: Sorted): TableInput {
  const columns = (["filter", "white"] as const).flatMap((metric) => circuits.map((circuit) => ({ metric, circuit })));
  return {
    title: "Convergence times in continuous time, medians over draws",
    columns: [
      { name: "scale", description: "σ of the initial weights" },
      { name: "λ_max", description: "of M₀ = W₀W₀ᵀ, median" },
      ...columns.map(({ metric, circuit }) =>
        time(
          `${circuitTitles[circuit]}, ${metric}`,
          metric === "filter" ? "by ‖A - S‖/‖S‖" : "by the study's metric, of C_yy - I",
        ),
      ),
    ],
    rows: scaling.map(({ job, result: { draws } }) => [
      job.input.scale,
      median(draws.map((draw) => draw.greatest)),
      ...columns.map(({ metric, circuit }) => median(draws.map((draw) => draw[metric][circuit]))),
    ]),
  };
}

function startsTable({ scaling }: Sorted): TableInput {
  return {
    title: "Convergence times in continuous time, every start (whitening error)",
    columns: ["circuit", "scale", "draw", "λ_max", time("time", "until the error is at most the tolerance")],
    rows: scaling.flatMap(({ job, result }) =>
      result.draws.flatMap((draw, i) =>
        circuits.map((circuit) => [circuitTitles[circuit], job.input.scale, i + 1, draw.greatest, draw.white[circuit]]),
      ),
    ),
  };
}

function modesTable({ curves: { modes } }: Sorted): TableInput {
  return {
    title: "Convergence times of a typical input from isotropic starts, closed form",
    columns: [
      "circuit",
      { name: "start", description: "σ: M₀ = W₀W₀ᵀ = σ I" },
      time("time", "until the error is at most the tolerance"),
    ],
    rows: circuits.flatMap((circuit) => modes.map((mode) => [circuitTitles[circuit], mode.start, mode[circuit]])),
  };
}

function curvesTable({ curves: { times, curves } }: Sorted): TableInput {
  return {
    title: "Weight of one mode of standard deviation 1",
    columns: ["circuit", "start", { name: "point" }, time("time", ""), { name: "flow", description: "numerical" }, "closed form"],
    rows: curves.flatMap(({ circuit, start, flow, closed }) =>
      times.map((t, i) => [circuitTitles[circuit], start, i, t, flow[i]!, closed[i]!]),
    ),
  };
}

function smallTable({ small: { starts } }: Sorted): TableInput {
  return {
    title: "Convergence times from small isotropic starts",
    columns: [
      { name: "scale", description: "σ: M₀ = W₀W₀ᵀ = σ I" },
      time("direct, filter", "flow"),
      time("interneurons, filter", "flow"),
      time("direct, operator", "flow"),
      time("interneurons, operator", "flow"),
      time("leaky, operator", "flow"),
      time("direct, closed form", "operator norm: the slowest mode"),
      time("interneurons, closed form", "as before"),
      time("leaky, closed form", "as before"),
    ],
    rows: starts.map((s) => [
      s.scale,
      s.directFilter,
      s.interneuronsFilter,
      s.directWhiteFlow,
      s.interneuronsWhiteFlow,
      s.leakyWhite,
      s.directWhite,
      s.interneuronsWhite,
      s.leakyWhiteClosed,
    ]),
  };
}

function offlineTable({ offlineLearningRate: eta }: Parameters, { offline }: Sorted): TableInput {
  return {
    title: "Iterations of both algorithms with expected updates, medians over draws",
    columns: [
      "scale",
      { name: "λ_max" },
      { name: "Algorithm 1", unit: "iterations" },
      { name: "Algorithm 2", unit: "iterations" },
      { name: "η × Algorithm 1/λ_max" },
      time("η × Algorithm 2", "compares with the continuous time"),
    ],
    rows: offline.map(({ job, result: { draws } }) => {
      const of = (key: "greatest" | "direct" | "interneurons") => median(draws.map((draw) => draw[key]));
      const ratio = median(draws.map((draw) => (eta * draw.direct) / draw.greatest));
      return [job.input.scale, of("greatest"), of("direct"), of("interneurons"), ratio, eta * of("interneurons")];
    }),
  };
}

function offlineStartsTable({ offlineLearningRate: eta }: Parameters, { offline }: Sorted): TableInput {
  return {
    title: "Iterations of both algorithms with expected updates, every start",
    columns: ["circuit", "scale", "draw", "λ_max", { name: "iterations" }, time("time", "η × iterations")],
    rows: offline.flatMap(({ job, result }) =>
      result.draws.flatMap((draw, i) =>
        (["direct", "interneurons"] as const).map((circuit) => [
          circuitTitles[circuit],
          job.input.scale,
          i + 1,
          draw.greatest,
          draw[circuit],
          eta * draw[circuit],
        ]),
      ),
    ),
  };
}

function recoveryTable({ contexts }: Sorted): TableInput {
  return {
    title: "Online learning in changing contexts",
    columns: [
      "algorithm",
      "run",
      "context",
      samples("from", "first sample of the context"),
      samples("recovery", "until the error is at most the tolerance"),
      samples("flow", "the same from the optimum before, without noise"),
      { name: "plateau", description: "root mean square error over the second half" },
      { name: "floor", description: "formula for the plateau" },
    ],
    rows: contexts.flatMap(({ job, result }) =>
      result.stretches.map((s) => [
        algorithmTitles[job.input.algorithm],
        job.input.run,
        s.context,
        s.start,
        s.recovery,
        s.predicted,
        s.plateau,
        s.floor,
      ]),
    ),
  };
}

/** Errors of the first run: all looks soon after a switch, later ones thinned out. */
function contextErrorsTable({ contexts }: Sorted): TableInput {
  return {
    title: "Error while contexts change, first run, thinned out",
    columns: ["algorithm", "context", samples("sample", "since the start"), { name: "error", description: "‖C_yy - I‖_F/n" }],
    rows: contexts
      .filter(({ job }) => job.input.run === 1)
      .flatMap(({ job, result }) =>
        result.stretches.flatMap(({ context, start, samples: length }, i) => {
          const row = (offset: number, error: number) => [algorithmTitles[job.input.algorithm], context, start + offset, error];
          const count = Math.floor(length / EVERY);
          const step = Math.max(1, Math.round(count / 400));
          const kept = Array.from({ length: count }, (_, j) => j).filter((j) => j < 120 || j % step === 0);
          const first = Math.floor(start / EVERY);
          return [row(0, result.switches[i]!), ...kept.map((j) => row((j + 1) * EVERY, result.errors[first + j]!))];
        }),
      ),
  };
}

function noiseTable({ noise }: Sorted): TableInput {
  return {
    title: "Stationary noise of online learning, E‖C_yy - I‖²",
    columns: [
      "circuit",
      "neurons",
      { name: "learning rate", description: "η" },
      { name: "batch" },
      { name: "measured" },
      { name: "standard error" },
      { name: "formula", description: "first order in η" },
      { name: "ratio", description: "measured/formula" },
    ],
    rows: noise.map(({ job: { input }, result }) => [
      circuitTitles[input.leak > 0 ? "leaky" : input.algorithm],
      input.deviations.length,
      input.learningRate,
      input.batch,
      result.measured,
      result.standardError,
      result.predicted,
      result.measured / result.predicted,
    ]),
  };
}

function mapTable({ map }: Sorted): TableInput {
  return {
    title: "Iterations with expected updates against learning rate and scale of the start",
    columns: [
      "algorithm",
      { name: "learning rate", description: "η" },
      { name: "scale", description: "σ" },
      "outcome",
      "iterations",
    ],
    rows: map.flatMap(({ job, result }) =>
      result.cells.map(({ scale, outcome, iterations }) => [
        algorithmTitles[job.input.algorithm],
        job.input.learningRate,
        scale,
        outcome,
        iterations,
      ]),
    ),
  };
}

function limitsTable({ limits, map }: Sorted): TableInput {
  const onMap = (["direct", "interneurons"] as const).flatMap((algorithm) => {
    const found = map.find(({ job }) => job.input.algorithm === algorithm);
    return found ? [["map", algorithmTitles[algorithm], null, 0, found.result.limit, null, null] as const] : [];
  });
  return {
    title: "Step limits of offline learning, and the growth of a small deviation in 200 iterations on either side",
    columns: [
      "where",
      "algorithm",
      { name: "c", description: "standard deviations" },
      "leak",
      { name: "limit", description: "of η" },
      { name: "growth below", description: "2 % below the limit" },
      { name: "growth above", description: "2 % above the limit" },
    ],
    rows: [
      ...limits.limits.map((l) => [
        "near S",
        algorithmTitles[l.circuit],
        l.deviations.join(", "),
        l.leak,
        l.limit,
        l.below,
        l.above,
      ]),
      ...onMap,
    ],
  };
}

function lateTable({ late }: Sorted): TableInput {
  return {
    title: "Late rates near S for random spectra",
    columns: [
      "circuit",
      { name: "condition", description: "c_max/c_min" },
      { name: "c_max" },
      { name: "slowest", unit: "η", description: "measured" },
      { name: "formula", unit: "η", description: "2/c_max or 4" },
      { name: "largest difference", description: "of any rate from its formula, relative" },
    ],
    rows: (["direct", "interneurons"] as const).flatMap((circuit) =>
      late[circuit].spectra.map((s) => [
        circuitTitles[circuit],
        s.condition,
        s.greatest,
        s.slowest,
        s.predictedSlowest,
        s.largestDifference,
      ]),
    ),
  };
}

function positivityTable({ safety: { firstSample } }: Sorted): TableInput {
  return {
    title: "One Gaussian sample from M₀ = W₀W₀ᵀ = .05 I: draws of 50 that lose positive definiteness",
    columns: [{ name: "learning rate" }, { name: "Algorithm 1" }, { name: "reported" }, { name: "Algorithm 2" }],
    rows: firstSample.map((row) => [row.learningRate, row.lost, row.reported, row.lostInterneurons]),
  };
}
