/**
 * One look for all figures. Colours are those of Okabe and Ito (2008), "Color universal design", which stay apart for colour-blind
 * readers, in an order whose first four also differ in lightness; yellow is left out, being invisible on white.
 */
export const ink = "#1b1b1f";
export const faintInk = "#5f6068";
export const gridInk = "#e6e6ea";
/** For what stands behind: arrows of a field, a trace that another one sums up. */
export const mutedInk = "#b4b4bc";
/** For bars behind lines. */
export const barFill = "#c9d3dc";
/** The ground, where something on it has to cover what lies below. */
export const paper = "#ffffff";
export const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7d7d85"] as const;

/** Sans-serif faces near in width to the one that ships with the package, which draws the PNG files. */
export const fontFamily = "Helvetica Neue, Helvetica, Arial, DejaVu Sans Condensed, DejaVu Sans, sans-serif";

/** Vega-Lite configuration every figure is drawn with; a specification's own `config` goes first. */
export const theme = {
  background: "transparent",
  font: fontFamily,
  padding: 8,
  view: { continuousWidth: 440, continuousHeight: 280, discreteWidth: 440, discreteHeight: 280, stroke: null },
  axis: {
    domainColor: ink,
    domainWidth: 1,
    tickColor: ink,
    tickSize: 4,
    tickWidth: 1,
    gridColor: gridInk,
    gridWidth: 1,
    labelColor: ink,
    labelFontSize: 11,
    labelFlush: false,
    labelPadding: 4,
    titleColor: ink,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8,
  },
  axisX: { grid: false },
  axisXDiscrete: { labelAngle: 0 },
  legend: {
    labelColor: ink,
    labelFontSize: 11,
    titleColor: faintInk,
    titleFontSize: 11,
    titleFontWeight: "normal",
    symbolStrokeWidth: 2,
    rowPadding: 4,
    offset: 14,
  },
  header: { labelColor: ink, labelFontSize: 12, titleColor: ink, titleFontSize: 12, titleFontWeight: "normal" },
  title: { color: ink, fontSize: 13, fontWeight: "bold", anchor: "start", offset: 10, subtitleColor: faintInk },
  line: { strokeWidth: 2 },
  point: { size: 40, filled: true, opacity: 1 },
  circle: { opacity: 1 },
  errorbar: { ticks: false },
  rule: { color: faintInk },
  text: { color: ink, fontSize: 11 },
  mark: { color: palette[0] },
  range: {
    category: [...palette],
    heatmap: { scheme: "viridis" },
    ramp: { scheme: "viridis" },
    diverging: { scheme: "blueorange" },
  },
  concat: { spacing: 28 },
  facet: { spacing: 20 },
} as const;

/** Brighter versions of the palette for a dark ground, in the palette's order. */
export const darkPalette = ["#5aa9dd", "#f0883e", "#34c08f", "#dd93bb", "#f0b53c", "#7cc5ef", "#a5a6ad"] as const;

/** Each colour of this file and the one that stands for it on a dark ground (about #1b1c22). */
export const darkColours: Readonly<Record<string, string>> = {
  [ink]: "#e8e8ec",
  [faintInk]: "#a2a3ad",
  [gridInk]: "#34353c",
  [mutedInk]: "#6a6b76",
  [barFill]: "#3d4a57",
  [paper]: "#1b1c22",
  ...Object.fromEntries(palette.map((color, i) => [color, darkPalette[i]])),
};

/** Colour schemes that run to white, and what runs to the dark ground in their place. */
const darkSchemes: Readonly<Record<string, readonly string[]>> = {
  blues: ["#1f2d3d", "#2f78b7"],
  greys: ["#1b1c22", "#e8e8ec"],
  blueorange: ["#7cc5ef", "#2f78b7", "#24252c", "#b8611f", "#f0b070"],
};

/** A specification or configuration with the colours and colour schemes of this file for a dark ground; its data stay. */
export function inDark<Part>(part: Part): Part {
  if (typeof part === "string") return (darkColours[part] ?? part) as Part;
  if (Array.isArray(part)) return part.map(inDark) as Part;
  if (part === null || typeof part !== "object") return part;
  const entries = Object.entries(part).flatMap(([key, value]): [string, unknown][] => {
    const range = key === "scheme" ? darkSchemes[String(value)] : undefined;
    if (!range) return [[key, key === "datasets" ? value : inDark(value)]];
    return [
      ["range", range],
      ["interpolate", "rgb"],
    ];
  });
  return Object.fromEntries(entries) as Part;
}

/** {@link theme} for a dark ground. */
export const darkTheme = inDark(theme);
