import type { Colours } from "../../../ui/theme.js";
import type { PlanePicture } from "../pictures-of.js";
import { BANDS, type Scene } from "../scene.js";
import type { TestFunction } from "../test-functions.js";
import { clipTo, dot, drawAxes, label, mark, type Panel, panel, polyline, ticksAt } from "./axes.js";

export type PlaneScene = Extract<Scene, { kind: "function" }>;

export interface PlaneParts {
  readonly shown: TestFunction;
  readonly scene: PlaneScene | undefined;
  readonly evolution: PlanePicture | undefined;
  readonly gradient: PlanePicture | undefined;
}

/** Bands of heights, painted once for each scene and theme. */
export class ContourMap {
  #made: { readonly scene: PlaneScene; readonly dark: boolean; readonly canvas: OffscreenCanvas } | undefined;

  draw(context: CanvasRenderingContext2D, at: Panel, scene: PlaneScene, colours: Colours): void {
    if (this.#made?.scene !== scene || this.#made.dark !== colours.dark)
      this.#made = { scene, dark: colours.dark, canvas: paint(scene, colours.dark) };
    context.imageSmoothingEnabled = true;
    context.drawImage(this.#made.canvas, at.left, at.top, at.width, at.height);
  }
}

/** Ground and heights, red, green and blue: in both themes the way down leads to the warmer end. */
const palettes = {
  light: { ground: [255, 250, 225], top: [172, 184, 206], line: -26 },
  dark: { ground: [84, 96, 84], top: [20, 24, 38], line: 16 },
} as const;

/** One colour for each band, and one for its border. */
function paint({ bands, width, height }: PlaneScene, dark: boolean): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  const { ground, top, line } = palettes[dark ? "dark" : "light"];
  for (let at = 0; at < bands.length; at++) {
    const band = bands[at]!;
    const away = band === bands[at + 1] && band === bands[at + width] ? 0 : line;
    const share = band / (BANDS - 1);
    image.data[4 * at] = ground[0] + (top[0] - ground[0]) * share + away;
    image.data[4 * at + 1] = ground[1] + (top[1] - ground[1]) * share + away;
    image.data[4 * at + 2] = ground[2] + (top[2] - ground[2]) * share + away;
    image.data[4 * at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** A function of the plane, the paths of both sides, and evolution's candidates with the ellipse they are drawn from. */
export function drawPlane(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: Colours,
  map: ContourMap,
  parts: PlaneParts,
): void {
  const [left, right, top, bottom] = [34, 8, 8, 36];
  const [xRange, yRange] = parts.shown.range;
  const at = panel({ left, top, width: width - left - right, height: height - top - bottom, xRange, yRange });
  if (parts.scene) map.draw(context, at, parts.scene, colours);
  const whole = (from: number, to: number) =>
    Array.from({ length: Math.floor(to) - Math.ceil(from) + 1 }, (_, i) => Math.ceil(from) + i);
  const transparent = { ...colours, grid: colours.dark ? "#ffffff18" : "#00000014" };
  drawAxes(context, at, transparent, {
    x: ticksAt(...whole(...xRange)),
    y: ticksAt(...whole(...yRange)),
    xLabel: "first parameter x; the second, y, is upward",
  });
  const [blue, orange] = [colours.series[0]!, colours.series[1]!];
  const [mx, my] = parts.shown.minimum;
  cross(context, at.x(mx), at.y(my), colours.ink);
  clipTo(context, at, () => {
    drawPath(context, at, parts.gradient, orange);
    drawPath(context, at, parts.evolution, blue);
    if (parts.evolution) drawCloud(context, at, parts.evolution, blue);
  });
  drawEnd(context, at, parts.gradient, orange, colours, "gradient", 18);
  drawEnd(context, at, parts.evolution, blue, colours, "evolution", -18);
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x - 6, y - 6);
  context.lineTo(x + 6, y + 6);
  context.moveTo(x - 6, y + 6);
  context.lineTo(x + 6, y - 6);
  context.stroke();
}

function drawPath(context: CanvasRenderingContext2D, at: Panel, picture: PlanePicture | undefined, colour: string): void {
  if (!picture) return;
  const { trail } = picture;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 2;
  context.lineJoin = "round";
  polyline(
    context,
    trail.length / 2,
    (i) => at.x(trail[2 * i]!),
    (i) => at.y(trail[2 * i + 1]!),
  );
}

function drawCloud(
  context: CanvasRenderingContext2D,
  at: Panel,
  { trail, candidates, covariance }: PlanePicture,
  colour: string,
): void {
  context.fillStyle = colour;
  context.globalAlpha = 0.55;
  for (let i = 0; i < candidates.length; i += 3) dot(context, at.x(candidates[i]!), at.y(candidates[i + 1]!), 3.5);
  context.globalAlpha = 1;
  if (!covariance || trail.length < 2) return;
  // Contours of the normal distribution at one and two standard deviations: m + k L (cos t, sin t), L L^T the covariance.
  const [xx, xy, yy] = covariance;
  const a = Math.sqrt(xx);
  const b = a > 0 ? xy / a : 0;
  const c = Math.sqrt(Math.max(0, yy - b * b));
  const [mx, my] = [trail[trail.length - 2]!, trail[trail.length - 1]!];
  context.strokeStyle = colour;
  for (const size of [1, 2]) {
    context.lineWidth = size === 1 ? 2 : 1;
    context.beginPath();
    for (let i = 0; i <= 60; i++) {
      const t = (2 * Math.PI * i) / 60;
      const [u, v] = [size * Math.cos(t), size * Math.sin(t)];
      context.lineTo(at.x(mx + a * u), at.y(my + b * u + c * v));
    }
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}

function drawEnd(
  context: CanvasRenderingContext2D,
  at: Panel,
  picture: PlanePicture | undefined,
  colour: string,
  colours: Colours,
  name: string,
  away: number,
): void {
  if (!picture || picture.trail.length < 2) return;
  const { trail } = picture;
  const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
  const x = clamp(at.x(trail[trail.length - 2]!), at.left, at.left + at.width);
  const y = clamp(at.y(trail[trail.length - 1]!), at.top, at.top + at.height);
  mark(context, x, y, colour, colours, 6);
  const align = x > at.left + 0.8 * at.width ? "right" : x < at.left + 0.2 * at.width ? "left" : "center";
  label(context, name, x, clamp(y + away, at.top + 8, at.top + at.height - 8), colours.ink, colours, align);
}
