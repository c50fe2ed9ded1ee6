import type { Colours } from "../../ui/theme.js";

/** The inside of a plot, in CSS pixels, and the numbers at its edges. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface AxisText {
  readonly x?: string;
  readonly y?: string;
}

const FONT = `"Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif`;
export const small = `11px ${FONT}`;
export const label = `12px ${FONT}`;
export const strong = `600 12px ${FONT}`;

/** Room for the numbers and titles of axes around a plot. */
export function boxIn(
  width: number,
  height: number,
  x: readonly [number, number],
  y: readonly [number, number],
  room: { readonly left?: number; readonly top?: number; readonly right?: number; readonly bottom?: number } = {},
): Box {
  const { left = 48, top = 10, right = 12, bottom = 38 } = room;
  return { left, top, right: width - right, bottom: height - bottom, x, y };
}

export function toX({ left, right, x }: Box, value: number): number {
  return left + ((value - x[0]) / (x[1] - x[0])) * (right - left);
}

export function toY({ top, bottom, y }: Box, value: number): number {
  return bottom - ((value - y[0]) / (y[1] - y[0])) * (bottom - top);
}

/** Grid, numbers and titles. */
export function drawAxes(context: CanvasRenderingContext2D, box: Box, colours: Colours, titles: AxisText): void {
  const { left, top, right, bottom } = box;
  context.lineWidth = 1;
  context.strokeStyle = colours.grid;
  context.fillStyle = colours.faint;
  context.font = small;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.beginPath();
  for (const tick of ticks(box.x, (right - left) / 70)) {
    const at = Math.round(toX(box, tick)) + 0.5;
    context.moveTo(at, top);
    context.lineTo(at, bottom);
    if (titles.x !== undefined) context.fillText(inWords(tick), at, bottom + 5);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticks(box.y, (bottom - top) / 34)) {
    const at = Math.round(toY(box, tick)) + 0.5;
    context.moveTo(left, at);
    context.lineTo(right, at);
    context.fillText(inWords(tick), left - 6, at);
  }
  context.stroke();
  context.fillStyle = colours.ink;
  context.font = label;
  context.textAlign = "center";
  if (titles.x) {
    context.textBaseline = "bottom";
    context.fillText(titles.x, (left + right) / 2, bottom + 36);
  }
  if (titles.y) {
    context.save();
    context.translate(11, (top + bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = "middle";
    context.fillText(titles.y, 0, 0);
    context.restore();
  }
}

/** Draws only inside the plot. */
export function inside(context: CanvasRenderingContext2D, box: Box, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  context.clip();
  draw();
  context.restore();
}

/** Text on a halo of the ground, which keeps it apart from lines. */
export function haloed(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  colours: Colours,
): void {
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = colours.surface;
  context.strokeText(text, x, y);
  context.fillStyle = legible(colour, colours.ink);
  context.fillText(text, x, y);
}

const mixed = new Map<string, string>();

/** The colour of a line for words: nearer to the ink's, so that its contrast is above 4.5, where that of lines may be 3. */
export function legible(colour: string, ink: string): string {
  const key = colour + ink;
  let found = mixed.get(key);
  if (found === undefined) {
    const parts = (hex: string) => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
    const [a, b] = [parts(colour), parts(ink)];
    found = `rgb(${a.map((x, i) => Math.round(0.6 * x + 0.4 * b[i]!)).join(" ")})`;
    if (found.includes("NaN")) found = ink; // a colour that is not written #rrggbb
    mixed.set(key, found);
  }
  return found;
}

/** About `count` round numbers between the edges, 1, 2 or 5 times a power of ten apart. */
export function ticks([low, high]: readonly [number, number], count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const found: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) found.push(i * step);
  return found;
}

function inWords(tick: number): string {
  return String(Number(tick.toPrecision(6))).replace("-", "−");
}
