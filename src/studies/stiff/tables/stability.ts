import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import { titleOf } from "../method-groups.js";

const column = (name: string, description: string) => ({ name, description });

export function stabilityTables({ stability }: Sorted): Record<string, TableInput> {
  return {
    stability: {
      title: "Stability functions",
      columns: [
        "method",
        column("R(∞)", "of the tableau"),
        column("|R(-1e8)|", "measured: a step of the solver"),
        column("interval", "explicit methods: stable on (-x, 0), measured"),
        column("difference", "largest between the solver's steps and the tableau's R, relative above 1"),
      ],
      rows: stability.map(({ job, result }) => [
        titleOf(job.input.method),
        result.atInfinity,
        result.far,
        result.interval,
        result.difference,
      ]),
    },
    stability_axis: {
      title: "|R(z)| on the negative axis",
      columns: ["method", "z", "|R|"],
      rows: stability.flatMap(({ job, result }) =>
        result.axis.map(({ z, amplification }) => [titleOf(job.input.method), z, amplification]),
      ),
    },
    stability_border: {
      title: "Borders of the regions of stability of explicit methods",
      columns: ["method", column("place", "along the border"), "Re z", "Im z"],
      rows: stability.flatMap(({ job, result }) =>
        [...result.border, ...result.border.toReversed().map(({ re, im }) => ({ re, im: -im }))].map(({ re, im }, i) => [
          titleOf(job.input.method),
          i,
          re,
          im,
        ]),
      ),
    },
    stability_plane: {
      title: "|R(z)| in the plane",
      columns: ["method", "Re z", "Im z", column("|R|", "at most 1e6 is shown")],
      rows: stability.flatMap(({ job, result }) =>
        result.plane.map(({ re, im, amplification }) => [titleOf(job.input.method), re, im, amplification]),
      ),
    },
  };
}
