import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import { expectedCounts } from "../strategy-facts.js";

const column = (name: string, description: string) => ({ name, description });

export function factTables(results: Sorted): Record<string, TableInput> {
  const { complexStep, threeCells, deviations, counts, variance, ranks } = results;
  return {
    gradients: {
      title: "Gradients against independent derivatives",
      columns: ["what", column("error", "largest, relative")],
      rows: [
        [`BPTT through 100 steps of 4 cells against complex steps, ${complexStep.derivatives} weights`, complexStep.error],
        ...Object.entries(threeCells.errors).map(([way, error]) => [`three cells at 100 ms: ${way}`, error]),
      ],
    },
    backsolve: {
      title: "Deviation of the backsolve adjoint from the interpolating adjoint",
      columns: [
        "problem",
        column("tolerance", "relative, of both"),
        column("gradient", "relative deviation; empty where backsolving failed"),
        column("start", "relative deviation of the state it arrives at"),
        "failure",
      ],
      rows: deviations.map(({ problem, tolerance, gradient, initialState, failure }) => [
        problem,
        tolerance,
        gradient,
        initialState,
        failure,
      ]),
    },
    evaluation_counts: {
      title: "Evaluations to 1e-8, 10 parameters, 11 seeds",
      columns: ["function", "strategy", "fewest", "median", "most", column("expected", "median of another implementation")],
      rows: counts.map(({ row, counts: sorted }) => {
        const { f, strategy, expected } = expectedCounts[row]!;
        return [f, strategy, sorted[0]!, sorted[sorted.length >> 1]!, sorted.at(-1)!, expected];
      }),
    },
    strategies: {
      title: "Strategies: what must not happen",
      columns: [
        "strategy",
        column("drift", "in 20 generations of a constant loss"),
        column("changed", "numbers that exp f or f³ in place of f changes"),
      ],
      rows: Object.entries(ranks.changed).map(([name, changed]) => [name, ranks.drift[name] ?? null, changed]),
    },
    variance: {
      title: "Antithetic estimate of a linear function's gradient",
      columns: [
        "parameters",
        "pairs",
        "draws",
        column("ratio", "mean of |estimate|² / |gradient|²"),
        column("expected", "(n + 1 + P) / P"),
        "standard error",
      ],
      rows: [
        [
          variance.dimension,
          variance.pairs,
          variance.draws,
          variance.ratio,
          (variance.dimension + 1 + variance.pairs) / variance.pairs,
          variance.standardError,
        ],
      ],
    },
  };
}
