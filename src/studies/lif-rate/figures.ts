import type { FigureInput } from "../framework/study.js";
import type { Parameters } from "./parameters.js";
export function figuresOf(_p: Parameters): Record<string, FigureInput> { return {}; }
