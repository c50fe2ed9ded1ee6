import { ink, palette } from "../../framework/theme.js";
import { noiseTitles } from "../tables.js";

/** Simulated points, Gaussian and Poisson, as open symbols that can be told apart where they lie upon one another. */
export const noiseShape = {
  field: "noise",
  type: "nominal",
  scale: { domain: [noiseTitles.gaussian, noiseTitles.poisson], range: ["circle", "diamond"] },
  legend: { title: "Simulation, input", symbolFillColor: "transparent", symbolStrokeColor: ink, symbolSize: 60 },
} as const;

export const openSymbol = { type: "point", filled: false, size: 60, strokeWidth: 1.5, clip: true } as const;

export const formulaColours = { white: palette[1], shifted: palette[0] } as const;

export const quantitative = (field: string, title: string | null, rest: object = {}) => ({
  field,
  type: "quantitative",
  title,
  ...rest,
});

/** A panel's letter and what it shows, above its upper left corner. */
export const panelTitle = (letter: string, text: string) => ({ text: `${letter}  ${text}`, frame: "group", anchor: "start" });
