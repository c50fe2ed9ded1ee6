import { palette } from "../../framework/theme.js";
import { algorithmTitles, circuitTitles } from "../tables.js";

export const circuitColours = { direct: palette[1], interneurons: palette[0], leaky: palette[2] } as const;

const circuits = ["direct", "interneurons", "leaky"] as const;

/** Colour by circuit, the same in all figures. */
export const circuitColour = (legend: object | null = { title: null }) => ({
  field: "circuit",
  type: "nominal",
  scale: { domain: circuits.map((c) => circuitTitles[c]), range: circuits.map((c) => circuitColours[c]) },
  legend,
});

export const algorithmColour = (legend: object | null = { title: null }) => ({
  field: "algorithm",
  type: "nominal",
  scale: {
    domain: [algorithmTitles.direct, algorithmTitles.interneurons],
    range: [circuitColours.direct, circuitColours.interneurons],
  },
  legend,
});

export const quantitative = (field: string, title: string | null, rest: object = {}) => ({
  field,
  type: "quantitative",
  title,
  ...rest,
});

/** A logarithmic axis with powers of ten, written as such where numbers would be long. */
export const logarithmic = (field: string, title: string | null, domain: readonly [number, number], rest: object = {}) =>
  quantitative(field, title, {
    scale: { type: "log", domain, nice: false },
    axis: { values: powersOfTen(...domain), labelExpr: POWERS },
    ...rest,
  });

/** 10⁻³ rather than 0.001, but 0.1, 1, 10, 100. */
const POWERS =
  "datum.value >= 0.09 && datum.value < 900 ? format(datum.value, '~g') : '10' + replace(replace(replace(replace(replace(replace(replace(replace(format(round(log(datum.value) / LN10), 'd'), '−', '⁻'), '-', '⁻'), '2', '²'), '3', '³'), '4', '⁴'), '5', '⁵'), '6', '⁶'), '7', '⁷')";

function powersOfTen(low: number, high: number): number[] {
  const powers = [];
  for (let exponent = -9; exponent <= 9; exponent++) {
    const value = Number(`1e${exponent}`);
    if (value >= low * 0.999 && value <= high * 1.001) powers.push(value);
  }
  return powers;
}

/** A panel's letter and what it shows, above its upper left corner. */
export const panelTitle = (letter: string, text: string) => ({ text: `${letter}  ${text}`, frame: "group", anchor: "start" });

/** Plots side by side start at one height, whatever stands on their axes. */
export const aligned = { bounds: "flush", spacing: 62 } as const;

export const openSymbol = { type: "point", filled: false, size: 26, strokeWidth: 1.1, clip: true } as const;
