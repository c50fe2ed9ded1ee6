import type { Colours } from "../../../ui/theme.js";

/** A part of a canvas with its coordinates. */
export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  x(value: number): number;
  y(value: number): number;
}

export interface PanelOptions {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
}

export const FONT = "12px sans-serif";

export function panel({ left, top, width, height, xRange, yRange }: PanelOptions): Panel {
  const [x0, x1] = xRange;
  const [y0, y1] = yRange;
  return {
    ...{ left, top, width, height },
    x: (value) => left + (width * (value - x0)) / (x1 - x0),
    y: (value) => top + height - (height * (value - y0)) / (y1 - y0),
  };
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export const ticksAt = (...values: readonly number[]): Tick[] => values.map((at) => ({ at, text: String(at).replace("-", "−") }));

export interface AxesOptions {
  readonly x?: readonly Tick[];
  readonly y?: readonly Tick[];
  readonly xLabel?: string;
  readonly yLabel?: string;
}

/** Grid lines, numbers and names of the axes. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  at: Panel,
  colours: Colours,
  { x = [], y = [], xLabel, yLabel }: AxesOptions,
): void {
  context.font = FONT;
  context.lineWidth = 1;
  context.strokeStyle = colours.grid;
  context.fillStyle = colours.faint;
  const bottom = at.top + at.height;
  context.beginPath();
  for (const tick of x) {
    context.moveTo(at.x(tick.at), at.top);
    context.lineTo(at.x(tick.at), bottom);
  }
  for (const tick of y) {
    context.moveTo(at.left, at.y(tick.at));
    context.lineTo(at.left + at.width, at.y(tick.at));
  }
  context.stroke();
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const tick of x) context.fillText(tick.text, at.x(tick.at), bottom + 5);
  if (xLabel) context.fillText(xLabel, at.left + at.width / 2, bottom + 20);
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of y) context.fillText(tick.text, at.left - 6, at.y(tick.at));
  if (yLabel) {
    context.save();
    context.translate(Math.max(8, at.left - 44), at.top + at.height / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(yLabel, 0, 0);
    context.restore();
  }
}

/** Draws within a panel only. */
export function clipTo(context: CanvasRenderingContext2D, { left, top, width, height }: Panel, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  draw();
  context.restore();
}

export function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

/** A round mark that is seen on any ground. */
export function mark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  colour: string,
  colours: Colours,
  radius = 7,
): void {
  context.fillStyle = colours.surface;
  dot(context, x, y, radius + 2);
  context.fillStyle = colour;
  dot(context, x, y, radius);
}

/** Text with a rim in the colour of the ground, so that it can be read over lines. */
export function label(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  colours: Colours,
  align: CanvasTextAlign = "left",
): void {
  context.font = `600 ${FONT}`;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = colours.surface;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/** A line through points; what is not finite interrupts it. */
export function polyline(
  context: CanvasRenderingContext2D,
  count: number,
  x: (i: number) => number,
  y: (i: number) => number,
): void {
  context.beginPath();
  let drawing = false;
  for (let i = 0; i < count; i++) {
    const [px, py] = [x(i), y(i)];
    if (!Number.isFinite(px) || !Number.isFinite(py)) drawing = false;
    else if (drawing) context.lineTo(px, py);
    else {
      context.moveTo(px, py);
      drawing = true;
    }
  }
  context.stroke();
}
