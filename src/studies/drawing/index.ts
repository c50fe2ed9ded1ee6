/**
 * Figures of a result as SVG, and its report, in Node or in a page; apart from `microcircuit/studies`, since drawing brings Vega-Lite.
 * @module
 */
export { reportHtml } from "../framework/output/report.js";
export { type DrawingContext, type DrawOptions, drawOnCanvas, drawSvg } from "../framework/output/svg.js";
