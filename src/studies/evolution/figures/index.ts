import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import type { Trained } from "../runs.js";
import { cellFigure, landscapeFigure, spreadFigure } from "./cell.js";
import { finalFigure, growthFigure, networkFigure, odeFigure } from "./curves.js";
import { mapFigure, outputsFigure, spectrumFigure, stiffGradientsFigure, trajectoriesFigure } from "./results.js";

export function figuresOf(p: Parameters, results: Sorted, trained: readonly Trained[]): Record<string, FigureInput> {
  return {
    landscape: landscapeFigure(),
    single_cell: cellFigure(results),
    network_curves: networkFigure(p, trained),
    accuracy: finalFigure(trained),
    ode_curves: odeFigure(p, trained),
    trajectories: trajectoriesFigure(results),
    ...(results.stiff.some(({ result }) => result.gradients) ? { stiff_gradients: stiffGradientsFigure() } : {}),
    outputs: outputsFigure(),
    growth: growthFigure(results),
    spread: spreadFigure(results),
    map: mapFigure(results),
    spectrum: spectrumFigure(),
  };
}
