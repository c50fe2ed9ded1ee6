import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import { cellMethods } from "../single-cell.js";
import { summary } from "../statistics.js";

const column = (name: string, description: string) => ({ name, description });

export function cellTables({ cells, landscape, spread }: Sorted): Record<string, TableInput> {
  return {
    single_cell: {
      title: "Single cell: minimise the output",
      columns: [
        "method",
        column("repetition", "EL is drawn for each"),
        "iteration",
        "W",
        column("loss", "mean output"),
        column("not finite", "gradients or candidates, in all iterations"),
      ],
      rows: cells.flatMap(({ input: { method, repetition }, result }) =>
        result.losses.map((loss, i) => [cellMethods[method].title, repetition, i, result.weights[i]!, loss, result.notFinite]),
      ),
    },
    single_cell_means: {
      title: "Single cell: means over repetitions",
      columns: ["method", "family", "iteration", column("loss", "mean"), column("low", "least"), column("high", "greatest")],
      rows: Object.entries(cellMethods).flatMap(([method, { title, family }]) => {
        const same = cells.filter(({ input }) => input.method === method);
        return (same[0]?.result.losses ?? []).map((_, i) => {
          const { mean, least, greatest } = summary(same.map(({ result }) => result.losses[i]!));
          return [title, family, i, mean, least, greatest];
        });
      }),
    },
    landscape: {
      title: "Loss of the single cell against W, EL = -55 mV",
      columns: [
        "W",
        column("loss", "as it is"),
        column("smoothed loss", "mean under a Gaussian of deviation 0.2"),
        column("slope", "central difference over 0.01"),
        column("smoothed slope", "of the smoothed loss"),
      ],
      rows: landscape.at.map((at, i) => [
        at,
        landscape.raw[i]!,
        landscape.smooth[i]!,
        landscape.rawSlope[i]!,
        landscape.smoothSlope[i]!,
      ]),
    },
    landscape_gradients: {
      title: "Gradients along that landscape",
      columns: [
        "W",
        column("BPTT", "derivative of the computed loss"),
        column("adjoint, restarted", "backward from each ms to the one before, from the state that was kept"),
        column("backsolve adjoint", "backward all the way, empty where it failed"),
        column("smoothed", "what evolution estimates"),
      ],
      rows: landscape.gradients.map(({ at, exact, restarted, backsolve, smooth }) => [at, exact, restarted, backsolve, smooth]),
    },
    spread: {
      title: "Spread of the estimated gradient at W = 0.5",
      columns: [
        "estimator",
        column("S", "candidates"),
        column("mean", "of 200 estimates"),
        column("deviation", "of 200 estimates"),
        column("exact", "slope of the smoothed loss"),
      ],
      rows: spread.rows.map(({ estimator, population, mean, deviation }) => [
        estimator,
        population,
        mean,
        deviation,
        spread.exact,
      ]),
    },
  };
}
