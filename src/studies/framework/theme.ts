/**
 * One look for all figures. Colours are those of Okabe and Ito (2008), "Color universal design", which stay apart for colour-blind
 * readers, in an order whose first four also differ in lightness; yellow is left out, being invisible on white.
 */
export const ink = "#1b1b1f";
export const faintInk = "#5f6068";
export const gridInk = "#e6e6ea";
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
