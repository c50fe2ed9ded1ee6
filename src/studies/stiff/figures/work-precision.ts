import { testProblems } from "../../../solvers/problems/index.js";
import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import { titleOf } from "../method-groups.js";
import { logarithmic, methodChannels } from "./encodings.js";

/** Errors shown: above 1 a number has no correct digit. */
const visible = "datum.error !== null && datum.error > 0 && datum.error < 1";

export function workPrecisionFigure(results: Sorted, field: "evaluations" | "work", title: string, caption: string): FigureInput {
  const { diagrams } = results;
  const problems = [...new Set(diagrams.map(({ job }) => testProblems[job.input.problem]().name))];
  const channels = methodChannels(
    diagrams.map(({ job }) => titleOf(job.input.method)),
    { orient: "bottom", columns: 5 },
  );
  return {
    title: `Error against ${title}`,
    caption,
    spec: {
      data: { name: "work_precision" },
      transform: [{ filter: visible }],
      facet: {
        field: "problem",
        type: "nominal",
        sort: problems,
        title: null,
        header: { labelFontWeight: "bold", labelAnchor: "start" },
      },
      columns: 3,
      spacing: { row: 24, column: 36 },
      spec: {
        width: 190,
        height: 170,
        mark: { type: "line", strokeWidth: 1.5, point: { size: 18 } },
        encoding: {
          x: logarithmic(field, title, { axis: { tickCount: 4 }, scale: { nice: true } }),
          y: logarithmic("error", "error", { axis: { tickCount: 5 } }),
          order: { field: "tolerance", type: "quantitative", sort: "descending" },
          ...channels,
        },
      },
      resolve: { scale: { x: "independent", y: "independent" } },
    },
  };
}
