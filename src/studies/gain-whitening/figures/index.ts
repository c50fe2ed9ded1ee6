import type { FigureInput } from "../../framework/study.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { adaptationFigure } from "./adaptation.js";
import { clampedFigure } from "./clamped.js";
import { decoupledFigure } from "./decoupled.js";
import { contextsFigure, framesFigure } from "./frames.js";
import { imagesFigure } from "./images.js";
import { localFigure } from "./local.js";
import { rowsFigure } from "./rows.js";
import { imageShapingFigure, shapingFigure } from "./shaping.js";
import { subspaceFigure } from "./subspace.js";
import { synapsesFigure } from "./synapses.js";

export function figuresOf(p: Parameters, results: Sorted): Record<string, FigureInput> {
  return {
    adaptation: adaptationFigure(p, results),
    frames: framesFigure(p),
    contexts: contextsFigure(p),
    clamped: clampedFigure(),
    local: localFigure(p, results),
    subspace: subspaceFigure(p),
    synapses: synapsesFigure(p),
    decoupled: decoupledFigure(p),
    images: imagesFigure(results),
    rows: rowsFigure(p, results),
    shaping: shapingFigure(p, results),
    image_shaping: imageShapingFigure(results),
  };
}
