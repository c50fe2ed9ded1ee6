import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import { comparisonsOf, type Experiment, experimentTitles, type Trained } from "../runs.js";
import { verdictOf } from "../verdict.js";
import { logarithmic, methodChannels, narrow, panelTitle, quantitative } from "./encodings.js";

/** Loss or accuracy against evaluations with the range of the repetitions. */
function panel(
  letter: string,
  experiment: Experiment,
  trained: readonly Trained[],
  field: "loss" | "accuracy",
  { from, legend = {}, width = 330 }: { readonly from: number; readonly legend?: object | null; readonly width?: number },
) {
  const shown = trained.filter((one) => one.experiment === experiment);
  const name = experimentTitles[experiment];
  const channels = methodChannels(shown, legend ?? {});
  const color = legend === null ? { ...channels.color, legend: null } : channels.color;
  const strokeDash = legend === null ? { ...channels.strokeDash, legend: null } : channels.strokeDash;
  const isLoss = field === "loss";
  const x = logarithmic("budget", "evaluations", { scale: { nice: false } });
  const y = (of: string, title: string | null) =>
    isLoss
      ? narrow(of, title, { scale: { zero: false } })
      : quantitative(of, title, { scale: { domain: [0.5, 1], clamp: true } });
  return {
    title: panelTitle(letter, name[0]!.toUpperCase() + name.slice(1)),
    width,
    height: 240,
    data: { name: "curves" },
    transform: [{ filter: `datum.experiment === '${name}' && datum.budget >= ${from} && datum['${field}'] !== null` }],
    layer: [
      {
        mark: { type: "area", opacity: 0.1, clip: true },
        encoding: { x, y: y(`${field} low`, field), y2: { field: `${field} high` }, color },
      },
      { mark: { type: "line", strokeWidth: 1.75, clip: true }, encoding: { x, y: y(field, field), color, strokeDash } },
    ],
  };
}

const words = (trained: readonly Trained[], of: (experiment: Experiment) => boolean) =>
  comparisonsOf(trained.filter(({ experiment }) => of(experiment)))
    .map(verdictOf)
    .join(" ");

export function networkFigure(p: { readonly cells: number; readonly seeds: number }, trained: readonly Trained[]): FigureInput {
  const experiments = (["stimulus-integration", "working-memory"] as const).filter((one) =>
    trained.some(({ experiment }) => experiment === one),
  );
  const first = Math.min(
    ...trained
      .filter(({ experiment }) => experiments.includes(experiment as never))
      .map(({ runs }) => runs[0]!.outcome.curve[1]!.budget),
  );
  const last = experiments.length - 1;
  return {
    title: "Networks that count evidence: accuracy against evaluations",
    caption: `${p.cells} Morris-Lecar cells; mean and range of ${p.seeds} repetitions on trials that training does not see. All methods begin with the read-out that is best for the random network and solve it anew at the same shares of the budget (curves dip where the network has moved and its read-out has not); a gradient counts as three evaluations. ${words(trained, (one) => experiments.includes(one as never))} Truncated backpropagation sees the last steps alone.`,
    spec: {
      hconcat: experiments.map((experiment, i) =>
        panel("ab"[i]!, experiment, trained, "accuracy", {
          from: first,
          legend: i === last ? {} : null,
        }),
      ),
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
    },
  };
}

export function odeFigure(
  p: { readonly seeds: number; readonly robertsonSeeds: number },
  trained: readonly Trained[],
): FigureInput {
  const experiments = (["spiral", "robertson", "pollu"] as const).filter((one) =>
    trained.some(({ experiment }) => experiment === one),
  );
  return {
    title: "Neural ODEs: loss against evaluations",
    caption: `Mean and range of ${p.seeds} (spiral) and ${p.robertsonSeeds} (stiff systems) repetitions. Losses: mean |error| on windows that cover the trajectory; mean |error| over times and species in units of their scales. ${words(trained, (one) => experiments.includes(one as never))}`,
    spec: {
      hconcat: experiments.map((experiment, i) =>
        panel("abc"[i]!, experiment, trained, "loss", { from: 100, width: 300, legend: { orient: "bottom", columns: 2 } }),
      ),
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
    },
  };
}

/** The last values, one point for each repetition. */
export function finalFigure(trained: readonly Trained[]): FigureInput {
  const values = trained
    .filter(({ accuracy }) => accuracy.mean !== null)
    .flatMap(({ experiment, method, runs }) =>
      runs.map(({ accuracy, repetition }) => ({ experiment: experimentTitles[experiment], method, accuracy, repetition })),
    );
  const order = [...new Set(values.map(({ method }) => method))];
  return {
    title: "Accuracy in the end, read-out solved",
    caption:
      'Share of 1000 fresh trials answered rightly after the budget is spent and the read-out has been solved on 1000 others; a point for each repetition, the bar is their mean. Chance is 1/3 (dashed). "Read-out alone" is the control: a random network whose read-out is solved.',
    spec: {
      data: { values },
      facet: { field: "experiment", type: "nominal", title: null, sort: null },
      columns: 3,
      spec: {
        width: 260,
        height: { step: 26 },
        layer: [
          {
            mark: { type: "rule", strokeDash: [4, 3] },
            encoding: { x: { datum: 1 / 3, type: "quantitative", scale: { domain: [0.3, 1], nice: false } } },
          },
          {
            mark: { type: "tick", thickness: 3, size: 18, opacity: 0.8 },
            encoding: {
              x: {
                field: "accuracy",
                aggregate: "mean",
                type: "quantitative",
                title: "accuracy",
                scale: { domain: [0.3, 1], nice: false },
              },
              y: { field: "method", type: "nominal", title: null, sort: order, axis: { labelLimit: 260 } },
            },
          },
          {
            mark: { type: "point", size: 40, opacity: 0.7 },
            encoding: {
              x: { field: "accuracy", type: "quantitative", title: "accuracy", scale: { domain: [0.3, 1], nice: false } },
              y: { field: "method", type: "nominal", title: null, sort: order },
            },
          },
        ],
      },
    },
  };
}

export function growthFigure({ networks }: Sorted): FigureInput {
  const methods = [...new Set(networks.map(({ input }) => input.method))].filter((one) => one !== "frozen");
  const largest = Number(Math.max(...networks.flatMap(({ result }) => result.growth.map(({ growth }) => growth))).toFixed(1));
  return {
    title: "Sensitivity growth beside training",
    caption: `How much further apart two runs of the trained network are after a trial than at its start (decades), ahead of, during and after training; first repetition, ${methods.length} methods; at most ${largest} decades here. Gradients pass through the same factor on their way back: growth by many decades is what backpropagation has to fear, not stiffness.`,
    spec: {
      data: { name: "growth" },
      facet: { field: "experiment", type: "nominal", title: null, sort: null },
      columns: 2,
      spec: {
        width: 300,
        height: 220,
        mark: { type: "line", point: { size: 30 }, strokeWidth: 1.5 },
        encoding: {
          x: quantitative("evaluations", "evaluations"),
          y: quantitative("growth", "growth (decades)"),
          color: { field: "method", type: "nominal", legend: { title: null, symbolType: "stroke", labelLimit: 260 } },
        },
      },
    },
  };
}
