import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { contextsFigure } from "./contexts.js";
import { curvesFigure } from "./curves.js";
import { initialisationFigure } from "./initialisation.js";
import { mapFigure } from "./map.js";
import { noiseFigure } from "./noise.js";
import { ratesFigure } from "./rates.js";

export function figuresOf(p: Parameters, results: Sorted): Record<string, FigureInput> {
  return {
    initialisation: initialisationFigure(p),
    curves: curvesFigure([...new Set(results.curves.curves.map(({ start }) => start))]),
    rates: ratesFigure(p),
    contexts: contextsFigure(p),
    map: mapFigure(p, results),
    noise: noiseFigure(p),
  };
}
