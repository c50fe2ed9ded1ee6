import { power } from "../../../numeric/portable/index.js";
import type { FigureInput } from "../../framework/study.js";
import { faintInk, gridInk, ink } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { algorithmTitles } from "../tables.js";
import { aligned, logarithmic, panelTitle } from "./encodings.js";

const failures = {
  slow: { title: "not there yet", shape: "stroke" },
  unstable: { title: "no rest at S", shape: "circle" },
  "positivity lost": { title: "positivity lost", shape: "triangle-down" },
  diverged: { title: "diverged", shape: "cross" },
} as const;

/** E6: learning rate against scale of the start. */
export function mapFigure(p: Parameters, { map }: Sorted): FigureInput {
  const [columns, rows] = [p.mapLearningRates.length, p.mapScales.length];
  const cell = Math.min(20, 330 / columns);
  const seen = (Object.keys(failures) as (keyof typeof failures)[]).filter((failure) =>
    map.some(({ result }) => result.cells.some(({ outcome }) => outcome === failure)),
  );
  const [, greatest] = around(p.mapLearningRates);
  const x = logarithmic("learning rate", "Learning rate η", around(p.mapLearningRates), {
    axis: { values: [0.001, 0.01, 0.1, 1], format: "~g" },
  });
  const y = (title: string | null) => logarithmic("scale", title, around(p.mapScales));
  const panel = (algorithm: "direct" | "interneurons", letter: string) => {
    const limit = map.find(({ job }) => job.input.algorithm === algorithm)?.result.limit;
    const scaleTitle = letter === "a" ? "Scale σ of the initial weights" : null;
    const here = `datum.algorithm === '${algorithmTitles[algorithm]}'`;
    return {
      title: panelTitle(letter, algorithmTitles[algorithm]),
      width: cell * columns,
      height: cell * rows,
      data: { name: "map" },
      transform: [{ filter: here }],
      layer: [
        ...(algorithm === "interneurons" && greatest > 1 ? [undefinedRegion(greatest)] : []),
        {
          transform: [{ filter: "datum.outcome === 'converged'" }],
          mark: { type: "square", size: (cell - 0.5) ** 2, opacity: 1 },
          encoding: {
            x,
            y: y(scaleTitle),
            color: {
              field: "iterations",
              type: "quantitative",
              scale: { type: "log", scheme: "viridis", domain: [1, p.mapIterations], reverse: true },
              legend: { title: "Iterations", format: "~s", gradientLength: 130 },
            },
          },
        },
        {
          transform: [
            { filter: "datum.outcome !== 'converged'" },
            {
              calculate: `{ ${seen.map((f) => `'${f}': '${failures[f].title}'`).join(", ")} }[datum.outcome]`,
              as: "failure",
            },
          ],
          mark: { type: "point", filled: false, color: ink, size: (cell * 0.4) ** 2, strokeWidth: 1.2 },
          encoding: {
            x,
            y: y(scaleTitle),
            shape: {
              field: "failure",
              type: "nominal",
              scale: { domain: seen.map((f) => failures[f].title), range: seen.map((f) => failures[f].shape) },
              legend: { title: "Without convergence", symbolStrokeColor: ink, symbolSize: 50 },
            },
          },
        },
        ...(limit === undefined
          ? []
          : [
              {
                data: { values: [{ limit }] },
                mark: { type: "rule", color: faintInk, strokeWidth: 1.5, strokeDash: [5, 3] },
                encoding: { x: { field: "limit", type: "quantitative" } },
              },
            ]),
        overshootLine(p, algorithm),
      ],
    };
  };
  return {
    title: "What learning rates and starts the algorithms put up with",
    caption: `Iterations with expected updates until the whitening error is at most ${p.tolerance} and stays there, for one random input (n = ${p.neurons}). "Not there yet": the weights are still above twice their goal after ${p.mapIterations} iterations. "No rest at S": they wander about the optimum. Dashed, vertical: the step limit, above which the optimum repels. Solid, oblique: below the start σ = √η (Algorithm 1), η^(2/3) (Algorithm 2) the first step overshoots a mode of standard deviation 1, by about ησ⁻² and η²σ⁻³; Algorithm 1 then comes back at the speed 1, Algorithm 2 exponentially. Algorithm 2 is not defined for η ≥ 1, where it may lose rank.`,
    spec: {
      ...aligned,
      hconcat: [panel("direct", "a"), panel("interneurons", "b")],
      resolve: { scale: { color: "shared", shape: "shared" } },
    },
  };
}

function around(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const half = Math.sqrt(power(high / low, 1 / (values.length - 1)));
  return [low / half, high * half];
}

function overshootLine(p: Parameters, algorithm: "direct" | "interneurons") {
  const [low, high] = [Math.min(...p.mapLearningRates), Math.min(1, Math.max(...p.mapLearningRates))];
  const start = (eta: number) => (algorithm === "direct" ? Math.sqrt(eta) : power(eta, 2 / 3));
  return {
    data: { values: [low, high].map((eta) => ({ eta, start: start(eta) })) },
    mark: { type: "line", color: faintInk, strokeWidth: 1.5, clip: true },
    encoding: { x: { field: "eta", type: "quantitative" }, y: { field: "start", type: "quantitative" } },
  };
}

/** Learning rates for which Algorithm 2 is not defined. */
function undefinedRegion(greatest: number) {
  const at = { data: { values: [{ from: 1, to: greatest }] } };
  return {
    layer: [
      {
        ...at,
        mark: { type: "rect", color: gridInk },
        encoding: { x: { field: "from", type: "quantitative" }, x2: { field: "to" } },
      },
      {
        ...at,
        transform: [{ calculate: "sqrt(datum.from * datum.to)", as: "middle" }],
        mark: { type: "text", text: "rank may be lost", angle: 270, color: faintInk, dx: -6 },
        encoding: { x: { field: "middle", type: "quantitative" } },
      },
    ],
  };
}
