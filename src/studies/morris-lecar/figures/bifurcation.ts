import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import { type DiagramSet, diagramRanges, diagramSets } from "../diagram.js";
import type { Sorted } from "../jobs.js";
import { setTitles } from "../parameters.js";
import { panelTitle, quantitative } from "./encodings.js";

const kinds = ["rest states", "cycles, extrema of V"] as const;
const marks = ["saddle-node", "Hopf point", "fold of cycles", "homoclinic orbit"] as const;

/** Bifurcation diagrams of the three textbook sets. */
export function bifurcationFigure(results: Sorted): FigureInput {
  const points = diagramSets.flatMap((set) => specialPoints(set, results));
  return {
    title: "Three ways to start and to stop firing",
    caption:
      "Membrane potential at rest and extrema of V on cycles against the current; solid: stable, dashed: unstable. Hopf set: rest becomes unstable at subcritical Hopf points, and cycles exist beyond them up to folds, so that rest and firing coexist; the lower branch of unstable cycles is a canard, almost vertical next to the fold. SNLC set: rest ends in a saddle-node that lies on the cycle (SNIC). Homoclinic set: cycles end in a homoclinic orbit of the saddle before that saddle-node, with a stable focus inside them.",
    spec: {
      hconcat: diagramSets.map((set, i) =>
        panel(
          set,
          "abc"[i]!,
          points.filter((point) => point.cell === setTitles[set]),
          i === 0,
        ),
      ),
      resolve: { scale: { color: "shared", strokeDash: "shared", shape: "shared" } },
    },
  };
}

function panel(set: DiagramSet, letter: string, points: readonly object[], titled: boolean) {
  const x = quantitative("I", "Current I (µA/cm²)", {
    scale: { domain: diagramRanges[set], nice: false },
    axis: { tickCount: 6 },
  });
  const y = (field: string) =>
    quantitative(field, titled ? "Membrane potential V (mV)" : null, {
      scale: { domain: [-70, 45], nice: false },
      axis: { tickCount: 6 },
    });
  const legend = { title: null, orient: "bottom" };
  const color = (name: (typeof kinds)[number]) => ({
    datum: name,
    type: "nominal",
    scale: { domain: kinds, range: [palette[0], palette[1]] },
    legend: { ...legend, columns: 2 },
  });
  const dash = {
    field: "stability",
    type: "nominal",
    scale: {
      domain: ["stable", "unstable"],
      range: [
        [1, 0],
        [4, 3],
      ],
    },
    legend: { ...legend, columns: 2, symbolStrokeColor: ink },
  };
  const line = (data: string, field: string, piece: string, name: (typeof kinds)[number]) => ({
    data: { name: data },
    transform: [{ filter: `datum.cell === '${setTitles[set]}'` }],
    mark: { type: "line", strokeWidth: 2, clip: true },
    encoding: { x, y: y(field), order: { field: "index" }, detail: { field: piece }, strokeDash: dash, color: color(name) },
  });
  return {
    title: panelTitle(letter, `${setTitles[set][0]!.toUpperCase()}${setTitles[set].slice(1)} set`),
    width: 250,
    height: 260,
    layer: [
      line("diagram_rest", "V", "piece", kinds[0]),
      line("diagram_cycles", "least V", "branch", kinds[1]),
      line("diagram_cycles", "greatest V", "branch", kinds[1]),
      {
        data: { values: points },
        mark: { type: "point", filled: true, color: ink, size: 55, opacity: 1, clip: true },
        encoding: {
          x,
          y: y("V"),
          shape: {
            field: "what",
            type: "nominal",
            scale: { domain: marks, range: ["circle", "square", "diamond", "triangle-up"] },
            legend: { ...legend, columns: 4, symbolFillColor: ink, symbolStrokeColor: ink },
          },
        },
      },
    ],
  };
}

interface Special {
  readonly cell: string;
  readonly what: (typeof marks)[number];
  readonly I: number;
  readonly V: number;
}

function specialPoints(set: DiagramSet, { rest, folds, homoclinic, diagrams }: Sorted): Special[] {
  const cell = setTitles[set];
  const local = rest.bifurcations[set].flatMap(({ type, current: I, voltage: V }): Special[] =>
    type === "neutral-saddle" ? [] : [{ cell, what: type === "hopf" ? "Hopf point" : "saddle-node", I, V }],
  );
  // at the fold, the extrema of the nearest stable cycle
  const [stable] = diagrams[set].cycles;
  const meeting = Object.values(folds)
    .filter((fold) => fold.set === set)
    .flatMap(({ current: I }): Special[] => {
      const distances = stable!.current.map((x) => Math.abs(x - I));
      const nearest = distances.indexOf(Math.min(...distances));
      return [stable!.least[nearest]!, stable!.greatest[nearest]!].map((V) => ({ cell, what: "fold of cycles", I, V }));
    });
  const orbit: Special[] =
    set === "homoclinic" ? [{ cell, what: "homoclinic orbit", I: homoclinic.current, V: homoclinic.saddleVoltage }] : [];
  return [...local, ...meeting, ...orbit];
}
