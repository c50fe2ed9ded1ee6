import { log } from "../../../numeric/portable/index.js";
import { atLeast, atMost, type Claim, within, withinRelative } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import { CELL_SIGMA } from "../single-cell.js";
import { slope } from "../statistics.js";
import { expectedCounts } from "../strategy-facts.js";

export function factClaims(results: Sorted): Claim[] {
  const { complexStep, threeCells, deviations, variance, ranks, counts, spread } = results;
  const { dimension: n, pairs } = variance;
  const failed = deviations.filter(({ problem, gradient }) => problem.startsWith("Robertson") && gradient === null);
  const robertson = deviations.filter(({ problem }) => problem.startsWith("Robertson"));
  const cell = deviations.find(({ problem, tolerance }) => problem.startsWith("single") && tolerance === 1e-6)!;
  const of = (estimator: string) => spread.rows.filter((row) => row.estimator === estimator);
  const widest = (estimator: string) => of(estimator).find(({ population }) => population === 128)!;
  const { mean, deviation, population } = of("baseline").at(-1)!;
  return [
    atMost({
      id: "bptt-complex-step",
      statement: "BPTT through 100 steps of a network of four cells equals complex steps, relative to the largest derivative",
      source: "written apart, equation by equation; rounding of 100 steps",
      limit: 0,
      tolerance: 1e-12,
      measured: complexStep.error,
    }),
    ...Object.entries(threeCells.errors).map(([way, error]) =>
      atMost({
        id: `three-cells-${way.toLowerCase().replace(/[^a-z]+/g, "-")}`,
        statement: `Sixteen derivatives of three cells at 100 ms by ${way}: the largest relative error`,
        source: "differences in quadruple precision, extrapolated, 12 digits",
        limit: 0,
        tolerance: 1e-6,
        measured: error,
      }),
    ),
    atLeast({
      id: "backsolve-robertson",
      statement: "Robertson's reaction cannot be solved backward: tolerances of three at which the backsolve adjoint fails",
      source: "modes that decay at 1e4 and more grow as fast backward",
      limit: robertson.length,
      measured: failed.length,
    }),
    atLeast({
      id: "backsolve-cell",
      statement:
        "Even of a single cell, only mildly stiff, the backsolve adjoint is off by far more than its tolerance of 1e-6: relative deviation of the gradient",
      source: "the cycle attracts, so that it repels backward; a hundred tolerances",
      limit: 1e-4,
      measured: cell.gradient,
    }),
    withinRelative({
      id: "antithetic-variance",
      statement: `Antithetic estimate of a linear function's gradient, n = ${n}, P = ${pairs}: mean of |estimate|² / |gradient|² over ${variance.draws} draws`,
      source: "(n + 1 + P) / P; 2 % is three standard errors",
      expected: (n + 1 + pairs) / pairs,
      relativeTolerance: 0.02,
      measured: variance.ratio,
    }),
    atMost({
      id: "constant-loss",
      statement: "A constant loss does not move strategies that rank mirrored candidates: largest drift in 20 generations",
      source: "ties share their rank, and the ranks of a pair cancel",
      limit: 0,
      measured: Math.max(...Object.values(ranks.drift)),
    }),
    atMost({
      id: "order-preserving",
      statement: `exp f and f³ in place of f do not change a bit in 50 generations of ${Object.keys(ranks.changed).length} strategies; numbers that differ`,
      source: "ranks are all they see",
      limit: 0,
      measured: Object.values(ranks.changed).reduce((sum, x) => sum + x, 0),
    }),
    ...counts.map(({ row, counts: sorted }) => {
      const { f, strategy, expected } = expectedCounts[row]!;
      return withinRelative({
        id: `evaluations-${f}-${strategy.toLowerCase().replaceAll(" ", "-")}`,
        statement: `${f}, 10 parameters: median evaluations of ${strategy} to 1e-8, ${sorted.length} seeds`,
        source: "another implementation, 15 seeds; medians of two implementations differ by less",
        expected,
        relativeTolerance: 0.25,
        measured: sorted[sorted.length >> 1]!,
      });
    }),
    within({
      id: "estimate-unbiased",
      statement: `Single cell at W = 0.5: mean of 200 estimates with baseline, S = ${population}`,
      source: `slope of the loss smoothed with σ = ${CELL_SIGMA}, times (S - 1)/S, since the first candidate is the centre; four standard errors`,
      expected: (spread.exact * (population - 1)) / population,
      tolerance: (4 * deviation) / Math.sqrt(200),
      measured: mean,
    }),
    ...(["plain", "baseline", "antithetic"] as const).map((estimator) =>
      within({
        id: `spread-${estimator}`,
        statement: `Spread of the ${estimator} estimate against S: slope of the logarithms`,
        source: "means of S draws: -1/2; 0.1 covers eight standard deviations of 200 estimates each",
        expected: -0.5,
        tolerance: 0.1,
        measured: slope(of(estimator).map((one) => [log(one.population), log(one.deviation)])),
      }),
    ),
    atLeast({
      id: "baseline-helps",
      statement: "A baseline is free: spread of the plain estimate over that with a baseline, S = 128",
      source: "without it the variance contains the square of the loss itself",
      limit: 1.1,
      measured: widest("plain").deviation / widest("baseline").deviation,
    }),
  ];
}
