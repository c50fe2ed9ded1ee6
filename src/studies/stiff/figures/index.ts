import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import { ordersFigure } from "./orders.js";
import { roberFigure } from "./rober.js";
import { planeFigure, stabilityFigure } from "./stability.js";
import { workPrecisionFigure } from "./work-precision.js";

const runs =
  "Runs of each method at falling tolerances; the absolute ones are a share of the relative one and of the size of each number at the end. The error is the largest of all numbers of the end state, relative. Runs that used up their steps, or without any correct digit, are left out:";

export function figuresOf(results: Sorted): Record<string, FigureInput> {
  return {
    evaluations: workPrecisionFigure(
      results,
      "evaluations",
      "evaluations of f",
      `${runs} explicit methods are missing from most of the stiff problems. Jacobians are not counted here. On E5 the error of RODAS5P stands still between 1e-6 and 1e-7: y2 comes from differences of nearly equal numbers.`,
    ),
    work: workPrecisionFigure(
      results,
      "work",
      "work",
      `${runs} explicit methods are missing from most of the stiff problems. Work counts evaluations of f, each taken for a product of an n × n matrix and a vector, n for a Jacobian, n/3 for a factorization, 1 for a solution with its factors; seconds are left to the benchmarks, since a study gives the same numbers on every machine.`,
    ),
    rober: roberFigure(results),
    stability: stabilityFigure(),
    stability_plane: planeFigure(),
    orders: ordersFigure(results),
  };
}
