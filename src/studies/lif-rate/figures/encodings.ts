import { palette } from "../../framework/theme.js";
import { noiseTitles } from "../tables.js";

/** Simulated points: filled circles and open diamonds tell apart where they lie upon one another. */
export const noiseShape = {
  field: "noise",
  type: "nominal",
  scale: { domain: [noiseTitles.gaussian, noiseTitles.poisson], range: ["circle", "diamond"] },
} as const;

export const formulaColours = { white: palette[1], shifted: palette[0] } as const;

export const quantitative = (field: string, title: string | null, rest: object = {}) => ({
  field,
  type: "quantitative",
  title,
  ...rest,
});

/** A panel's letter and what it shows, above its upper left corner. */
export const panelTitle = (letter: string, text: string) => ({ text: `${letter}  ${text}` });
