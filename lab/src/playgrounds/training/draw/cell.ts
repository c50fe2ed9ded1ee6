import type { Colours } from "../../../ui/theme.js";
import type { CellPicture } from "../pictures-of.js";
import { CELL_RANGE, type Scene } from "../scene.js";
import { clipTo, dot, drawAxes, label, mark, type Panel, panel, polyline, ticksAt } from "./axes.js";

export type CellScene = Extract<Scene, { kind: "cell" }>;

export interface CellParts {
  readonly scene: CellScene | undefined;
  readonly evolution: CellPicture | undefined;
  readonly gradient: CellPicture | undefined;
}

const TOP_LOSS = 0.36;
/** Slopes over six decades and of both signs: sign(s) log10(1 + |s| / 0.1). */
const squeeze = (slope: number): number => Math.sign(slope) * Math.log10(1 + Math.abs(slope) / 0.1);
const TOP_SLOPE = squeeze(300);
const slopeTicks = [-100, -1, 0, 1, 100].map((slope) => ({ at: squeeze(slope), text: String(slope).replace("-", "−") }));

/** The loss and its slope against the weight, as they are and smoothed, with both sides on them. */
export function drawCell(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: Colours,
  parts: CellParts,
): void {
  const [left, right, top, bottom, gap] = [58, 10, 10, 38, 26];
  const inner = { left, width: width - left - right, xRange: [CELL_RANGE.from, CELL_RANGE.to] as const };
  const usable = height - top - bottom - gap;
  const upper = panel({ ...inner, top, height: 0.62 * usable, yRange: [-0.015, TOP_LOSS] });
  const lower = panel({ ...inner, top: top + 0.62 * usable + gap, height: 0.38 * usable, yRange: [-TOP_SLOPE, TOP_SLOPE] });
  const weights = ticksAt(-0.4, 0, 0.4, 0.8, 1.2, 1.6);
  drawAxes(context, upper, colours, { x: weights, y: ticksAt(0, 0.1, 0.2, 0.3), yLabel: "loss" });
  drawAxes(context, lower, colours, {
    x: weights,
    y: slopeTicks,
    yLabel: "slope",
    xLabel: width < 440 ? "weight W" : "weight W (current 100 W µA/cm²)",
  });
  const [blue, orange] = [colours.series[0]!, colours.series[1]!];
  if (parts.scene) drawLandscape(context, upper, lower, colours, parts.scene);
  clipTo(context, lower, () => {
    drawSlopes(context, lower, parts.gradient, orange);
    drawSlopes(context, lower, parts.evolution, blue);
  });
  if (parts.gradient)
    drawIterate(context, upper, parts.gradient, lossAt(parts.scene, "loss", parts.gradient.at), orange, colours, "gradient", 14);
  if (parts.evolution) drawEvolution(context, upper, parts.evolution, parts.scene, blue, colours);
}

function drawLandscape(context: CanvasRenderingContext2D, upper: Panel, lower: Panel, colours: Colours, scene: CellScene): void {
  const { at, loss, slope, smoothAt, smoothLoss, smoothSlope } = scene;
  context.lineJoin = "round";
  context.strokeStyle = colours.faint;
  context.lineWidth = 1.2;
  polyline(
    context,
    at.length,
    (i) => upper.x(at[i]!),
    (i) => upper.y(loss[i]!),
  );
  context.globalAlpha = 0.6;
  context.lineWidth = 1;
  clipTo(context, lower, () =>
    polyline(
      context,
      at.length,
      (i) => lower.x(at[i]!),
      (i) => lower.y(squeeze(slope[i]!)),
    ),
  );
  context.globalAlpha = 1;
  context.strokeStyle = colours.series[0]!;
  context.lineWidth = 2;
  polyline(
    context,
    smoothAt.length,
    (i) => upper.x(smoothAt[i]!),
    (i) => upper.y(smoothLoss[i]!),
  );
  polyline(
    context,
    smoothAt.length,
    (i) => lower.x(smoothAt[i]!),
    (i) => lower.y(squeeze(smoothSlope[i]!)),
  );
  label(context, "the loss itself", upper.x(0.5), upper.y(0.28), colours.ink, colours, "right");
  label(context, "smoothed", upper.x(1.58), upper.y(lossAt(scene, "smooth", 1.3) + 0.02), colours.series[0]!, colours, "right");
}

/** By the nearest point of the grid. */
function lossAt(scene: CellScene | undefined, which: "loss" | "smooth", weight: number): number {
  if (!scene) return 0;
  const [at, values] = which === "loss" ? [scene.at, scene.loss] : [scene.smoothAt, scene.smoothLoss];
  const place = Math.round(((weight - at[0]!) / (at[at.length - 1]! - at[0]!)) * (at.length - 1));
  return values[Math.max(0, Math.min(values.length - 1, place))]!;
}

/** Slopes that a side went by, older ones fainter. */
function drawSlopes(context: CanvasRenderingContext2D, lower: Panel, picture: CellPicture | undefined, colour: string): void {
  if (!picture) return;
  const count = picture.slopes.length / 2;
  context.fillStyle = colour;
  for (let i = 0; i < count; i++) {
    context.globalAlpha = 0.25 + (0.75 * (i + 1)) / count;
    const y = Math.max(lower.top + 4, Math.min(lower.top + lower.height - 4, lower.y(squeeze(picture.slopes[2 * i + 1]!))));
    dot(context, lower.x(picture.slopes[2 * i]!), y, i === count - 1 ? 5 : 3.5);
  }
  context.globalAlpha = 1;
}

function drawEvolution(
  context: CanvasRenderingContext2D,
  upper: Panel,
  picture: CellPicture,
  scene: CellScene | undefined,
  colour: string,
  colours: Colours,
): void {
  const { candidates, at } = picture;
  clipTo(context, upper, () => {
    context.fillStyle = colour;
    context.globalAlpha = 0.5;
    for (let i = 0; i < candidates.length; i += 2) dot(context, upper.x(candidates[i]!), upper.y(candidates[i + 1]!), 3.5);
    context.globalAlpha = 1;
    if (scene) {
      const y = upper.y(lossAt(scene, "smooth", at));
      context.strokeStyle = colour;
      context.lineWidth = 3;
      context.beginPath();
      context.moveTo(upper.x(at - scene.sigma), y);
      context.lineTo(upper.x(at + scene.sigma), y);
      context.stroke();
    }
  });
  drawIterate(context, upper, picture, lossAt(scene, "smooth", at), colour, colours, "evolution", 30);
}

/** Where a side is, with its name; at the edge, with its number, where that is outside of the picture. */
function drawIterate(
  context: CanvasRenderingContext2D,
  upper: Panel,
  picture: CellPicture,
  loss: number,
  colour: string,
  colours: Colours,
  name: string,
  rise: number,
): void {
  const { at, trail } = picture;
  const edge = upper.left + upper.width;
  const x = Math.max(upper.left, Math.min(edge, upper.x(at)));
  const y = upper.y(Math.min(TOP_LOSS, loss));
  context.fillStyle = colour;
  context.globalAlpha = 0.35;
  for (const past of trail)
    if (past >= CELL_RANGE.from && past <= CELL_RANGE.to) context.fillRect(upper.x(past) - 1, upper.top + upper.height - 8, 2, 8);
  context.globalAlpha = 1;
  mark(context, x, y, colour, colours);
  const outside = x !== upper.x(at);
  const text = outside ? `${name} at W = ${at.toPrecision(3)}` : name;
  const align = x > upper.left + 0.75 * upper.width ? "right" : x < upper.left + 0.2 * upper.width ? "left" : "center";
  label(context, text, x, Math.max(upper.top + 8, y - rise), colours.ink, colours, align);
}
