import type { FigureInput } from "../../framework/study.js";
import type { Parameters } from "../parameters.js";
import { densityFigure } from "./density.js";
import { errorsFigure } from "./errors.js";
import { networkFigure } from "./network.js";
import { transferFigure } from "./transfer.js";

export function figuresOf(p: Parameters): Record<string, FigureInput> {
  return { transfer: transferFigure(p), errors: errorsFigure(), density: densityFigure(p), network: networkFigure() };
}
