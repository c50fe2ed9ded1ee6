import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { bifurcationFigure } from "./bifurcation.js";
import { eigenvaluesFigure, phasePlaneFigure, sensitivityFigure } from "./cell.js";
import { firingFigure } from "./firing.js";
import { networkFigure, stepperFigure } from "./simulations.js";

export function figuresOf(p: Parameters, results: Sorted): Record<string, FigureInput> {
  return {
    phase_plane: phasePlaneFigure(p, results),
    bifurcations: bifurcationFigure(results),
    firing: firingFigure(results),
    stepper_errors: stepperFigure(p, results),
    eigenvalues: eigenvaluesFigure(p, results),
    sensitivity: sensitivityFigure(p),
    network: networkFigure(p, results),
  };
}
