import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import { MAP_TARGET } from "../spiral.js";
import { axisName, spectrumShares } from "../stiff.js";
import { logarithmic, narrow, panelTitle, quantitative } from "./encodings.js";

export function outputsFigure(): FigureInput {
  return {
    title: "What trained read-outs say in the course of a trial",
    caption:
      "Mean logits (less the mean of the three) over trials of each class, if the read-out read at any time; it is trained for the last steps alone. Cells fire, so that the same weights say other things at other times: what is kept is kept in phases, and read at one moment.",
    spec: {
      data: { name: "outputs" },
      transform: [
        { calculate: "datum.experiment + ', ' + datum.method", as: "panel" },
        { calculate: "datum.class === datum.logit ? 'right answer' : 'other answers'", as: "answer" },
      ],
      facet: { field: "panel", type: "nominal", title: null, sort: null },
      columns: 3,
      spec: {
        width: 220,
        height: 160,
        mark: { type: "line", strokeWidth: 1.25 },
        encoding: {
          x: quantitative("step", "step"),
          y: quantitative("value", "logit"),
          detail: [{ field: "class" }, { field: "logit" }],
          color: {
            field: "answer",
            type: "nominal",
            scale: { domain: ["right answer", "other answers"], range: [palette[0], palette[6]] },
            legend: { title: null, symbolType: "stroke", orient: "bottom" },
          },
        },
      },
    },
  };
}

export function trajectoriesFigure({ spirals }: Sorted): FigureInput {
  const isShown = spirals.some(({ result }) => result.trajectory !== null);
  const stiff = {
    title: panelTitle("b", "Robertson: data (points) and learned equations"),
    width: 560,
    height: 240,
    layer: [
      {
        data: { name: "stiff_trajectories" },
        transform: [{ filter: "datum.system === 'Robertson' && datum.method === 'data'" }],
        mark: { type: "point", size: 14, color: ink, filled: true },
        encoding: {
          x: logarithmic("t", "t", { axis: { tickCount: 10 }, scale: { domain: [1e-5, 1e5], nice: false } }),
          y: quantitative("value", "concentration / scale", { scale: { domain: [-0.2, 1.4] } }),
          shape: { field: "species", type: "nominal", legend: { title: null } },
        },
      },
      {
        data: { name: "stiff_trajectories" },
        transform: [{ filter: "datum.system === 'Robertson' && datum.method !== 'data'" }],
        mark: { type: "line", strokeWidth: 1.5, clip: true },
        encoding: {
          x: logarithmic("t", "t"),
          y: quantitative("value", "concentration / scale"),
          detail: { field: "species" },
          color: { field: "method", type: "nominal", legend: { title: null, symbolType: "stroke", labelLimit: 260 } },
        },
      },
    ],
  };
  const spiral = {
    title: panelTitle("a", "Spirals, run freely from (2, 0)"),
    data: { name: "spiral_trajectories" },
    facet: { field: "method", type: "nominal", title: null, sort: null },
    columns: 3,
    spec: {
      width: 180,
      height: 180,
      mark: { type: "line", strokeWidth: 1.25, clip: true },
      encoding: {
        x: quantitative("y1", "y1", { scale: { domain: [-2.3, 2.3], nice: false } }),
        y: quantitative("y2", "y2", { scale: { domain: [-2.3, 2.3], nice: false } }),
        order: { field: "t", type: "quantitative" },
      },
    },
  };
  return {
    title: "Learned trajectories",
    caption:
      "First repetitions. a: the learned spirals over t = 0 to 25, from their start alone, which they were not trained for: windows of ten samples each begin with a true state, so that small errors of the radius or the phase add up here. b: Robertson's reaction over ten decades of time. y2 settles within the first 10⁻³ of a second; a network scaled for 10⁵ seconds learns it last or not at all, and stays at a loss near 0.14 until it does.",
    spec: { vconcat: isShown ? [spiral, stiff] : [stiff], resolve: { scale: { color: "independent", shape: "independent" } } },
  };
}

/** Gradients of a stiff equation beside the exact one of the computed loss. */
export function stiffGradientsFigure(): FigureInput {
  return {
    title: "Robertson: gradients beside the discrete adjoint's",
    caption:
      "Length of the difference from the discrete adjoint's gradient, over the length of that one, in the course of trainings (first repetition; columns: who trains). Above the line at 1, a gradient leads nowhere; points at the top edge: the integration failed. The equation is not stiff before it has been learned: the adjoint that runs it backward is exact at the start, is off by tenths on the plateau, and is lost for a time where y2 is being learned.",
    spec: {
      data: { name: "stiff_gradients" },
      transform: [
        { filter: "datum.iteration > 0" },
        { calculate: "datum.deviation === null ? 1e9 : min(1e9, max(1e-9, datum.deviation))", as: "shown" },
      ],
      facet: { field: "trained by", type: "nominal", title: null, sort: null },
      columns: 3,
      spec: {
        width: 240,
        height: 220,
        layer: [
          { mark: { type: "rule", strokeDash: [4, 3] }, encoding: { y: { datum: 1, type: "quantitative" } } },
          {
            mark: { type: "line", point: { size: 30 }, strokeWidth: 1.5 },
            encoding: {
              x: logarithmic("evaluations", "evaluations", { scale: { nice: false } }),
              y: logarithmic("shown", "relative deviation", { scale: { domain: [1e-9, 1e9], nice: false } }),
              color: {
                field: "gradient",
                type: "nominal",
                legend: { title: null, symbolType: "stroke", orient: "bottom", labelLimit: 260 },
              },
            },
          },
        ],
      },
    },
  };
}

export function mapFigure({ map }: Sorted): FigureInput {
  const reached = map.flatMap(({ result }) => (result.iterations === null ? [] : [result.iterations]));
  const longest = reached.length > 0 ? Math.max(...reached) : 1;
  return {
    title: "Candidates and deviation: iterations to a target",
    caption: `Iterations of OpenAI-ES (Adam, rate 0.01) on the spiral until the mean |error| on its windows is ${MAP_TARGET}, from one start; "–" where ${map[0]!.input.iterations} iterations did not do. More candidates make fewer iterations, not fewer evaluations.`,
    spec: {
      width: { step: 74 },
      height: { step: 44 },
      data: { name: "map" },
      transform: [{ calculate: "datum.iterations === null ? '–' : datum.iterations", as: "label" }],
      encoding: {
        x: { field: "S", type: "ordinal", title: "S" },
        y: { field: "sigma", type: "ordinal", title: "σ", sort: "descending" },
      },
      layer: [
        {
          mark: { type: "rect" },
          encoding: {
            color: quantitative("iterations", "iterations", {
              scale: { scheme: "blues", domain: [0, longest] },
              legend: { title: "iterations" },
            }),
          },
        },
        {
          mark: { type: "text", fontSize: 12 },
          encoding: {
            text: { field: "label" },
            color: { condition: { test: `datum.iterations > ${0.6 * longest}`, value: "white" }, value: ink },
          },
        },
      ],
    },
  };
}

export function spectrumFigure(): FigureInput {
  const names = spectrumShares.map(axisName);
  const x = quantitative("evaluations", "evaluations", { scale: { nice: false }, axis: { tickCount: 6 } });
  return {
    title: "CMA-ES on Robertson's reaction: step size and spectrum of C",
    caption:
      "a: loss of the best candidate so far and step size (standard deviation of the candidates). b: half-axes of the cloud of candidates, the square roots of the eigenvalues of σ²C: the shortest, those at a tenth, a quarter, a half, three quarters and nine tenths by length, and the longest. A fan that opens shows that the strategy learns in which directions the loss is flat; with 188 parameters and 19 candidates a generation that takes long.",
    spec: {
      vconcat: [
        {
          title: panelTitle("a", "Loss and step size"),
          width: 480,
          height: 180,
          data: { name: "spectrum" },
          transform: [
            { calculate: "datum.loss", as: "best loss" },
            { fold: ["best loss", "step size"], as: ["what", "value"] },
          ],
          mark: { type: "line", strokeWidth: 1.75 },
          encoding: {
            x: { ...x, title: null },
            y: narrow("value", null),
            color: {
              field: "what",
              type: "nominal",
              scale: { domain: ["best loss", "step size"], range: [palette[0], palette[1]] },
              legend: { title: null, symbolType: "stroke" },
            },
          },
        },
        {
          title: panelTitle("b", "Half-axes of the candidates"),
          width: 480,
          height: 220,
          data: { name: "spectrum" },
          transform: [{ fold: names, as: ["axis", "length"] }],
          mark: { type: "line", strokeWidth: 1.25, color: palette[0] },
          encoding: { x, y: narrow("length", "half-axis"), detail: { field: "axis" } },
        },
      ],
      resolve: { scale: { color: "independent" } },
      config: { axisY: { minExtent: 40 } },
    },
  };
}
