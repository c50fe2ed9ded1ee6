import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import type { Point } from "../points.js";
import { densityFigure } from "./density.js";
import { errorsFigure } from "./errors.js";
import { networkFigure } from "./network.js";
import { transferFigure } from "./transfer.js";

export function figuresOf(p: Parameters, { theory }: Sorted, points: readonly Point[]): Record<string, FigureInput> {
  return {
    transfer: transferFigure(p),
    errors: errorsFigure(points, theory),
    density: densityFigure(p),
    network: networkFigure(),
  };
}
