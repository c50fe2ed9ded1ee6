import type { SampleRing } from "./ring.js";

/** A part of a picture, CSS px, with time from left to right: the newest at the right edge. */
export interface Strip {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Time that a strip covers: `window` ms up to `now`. */
export interface Span {
  readonly now: number;
  readonly window: number;
}

/** Values at the lower and the upper edge. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

const FONT = '12px "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif';

export function xOf(strip: Strip, { now, window }: Span, time: number): number {
  return strip.left + strip.width * (1 - (now - time) / window);
}

export function yOf(strip: Strip, { low, high }: Limits, value: number): number {
  return strip.top + strip.height * (1 - (value - low) / (high - low));
}

/**
 * Draws the samples of a ring as a line; where several fall on a pixel, from their least to their greatest. What is out of limits is drawn at the
 * edge.
 */
export function drawTrace(
  context: CanvasRenderingContext2D,
  strip: Strip,
  span: Span,
  limits: Limits,
  ring: SampleRing,
  colour: string,
  lineWidth = 1.5,
): void {
  if (ring.length === 0) return;
  const path = new Path2D();
  const oldest = Math.min(ring.length - 1, Math.ceil((ring.last - span.now + span.window) / ring.interval));
  const perPixel = Math.max(1, Math.floor(((span.window / strip.width) * 0.5) / ring.interval));
  const clamped = (value: number) => yOf(strip, limits, Math.min(limits.high, Math.max(limits.low, value)));
  // Groups of samples are counted from the start of the simulation: they must not change while the picture moves.
  const total = Math.round(ring.last / ring.interval);
  for (let age = oldest; age >= 0; ) {
    const group = Math.min(age + 1, perPixel - ((total - age) % perPixel));
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < group; i++) {
      const value = ring.at(age - i);
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    const x = Math.max(strip.left, xOf(strip, span, ring.last - (age - group / 2 + 0.5) * ring.interval));
    path.lineTo(x, clamped(greatest));
    if (least < greatest) path.lineTo(x, clamped(least));
    age -= group;
  }
  strokeFast(context, path, colour, lineWidth);
}

/**
 * Strokes a long path as hairlines side by side. Where a processor draws, a hairline takes a fiftieth of the time of a wider line: 0.2 against 10
 * to 20 ms for 1400 points.
 */
function strokeFast(context: CanvasRenderingContext2D, path: Path2D, colour: string, lineWidth: number): void {
  const hair = 1 / devicePixelRatio;
  const passes = Math.max(1, Math.ceil(lineWidth / hair - 0.25));
  const apart = passes > 1 ? (lineWidth - hair) / (passes - 1) : 0;
  context.strokeStyle = colour;
  context.lineWidth = hair;
  context.lineJoin = "miter";
  for (let pass = 0; pass < passes; pass++) {
    const offset = apart * (pass - (passes - 1) / 2);
    context.translate(0, offset);
    context.stroke(path);
    context.translate(0, -offset);
  }
}

/** A spike: an upright line. */
export function drawSpike(context: CanvasRenderingContext2D, x: number, top: number, bottom: number): void {
  const scale = devicePixelRatio;
  const width = Math.max(1, Math.round(1.5 * scale)) / scale;
  context.fillRect(Math.round(x * scale) / scale - width / 2, top, width, bottom - top);
}

/** A dashed line across the strip, with its name at the left. */
export function drawLevel(
  context: CanvasRenderingContext2D,
  strip: Strip,
  limits: Limits,
  value: number,
  name: string,
  line: string,
  ink: string,
): void {
  const y = Math.round(yOf(strip, limits, value)) + 0.5;
  context.beginPath();
  context.setLineDash([4, 4]);
  context.moveTo(strip.left, y);
  context.lineTo(strip.left + strip.width, y);
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.stroke();
  context.setLineDash([]);
  write(context, name, strip.left - 6, y, ink, "right", "middle");
}

export function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  align: CanvasTextAlign = "left",
  baseline: CanvasTextBaseline = "alphabetic",
): number {
  context.font = FONT;
  context.fillStyle = colour;
  context.textAlign = align;
  context.textBaseline = baseline;
  context.fillText(text, x, y);
  return context.measureText(text).width;
}

/** A name with a mark of its colour before it (or after it, if it ends at `x`); returns how wide both are. The name is in ink, to be legible in any colour. */
export function writeNamed(
  context: CanvasRenderingContext2D,
  name: string,
  x: number,
  y: number,
  colour: string,
  ink: string,
  { mark = "line", align = "left" }: { mark?: "line" | "dash" | "dot"; align?: "left" | "right" } = {},
): number {
  const room = 20;
  const wide = write(context, name, align === "left" ? x + room : x - room, y, ink, align);
  const left = align === "left" ? x : x - room + 5;
  context.fillStyle = colour;
  if (mark === "dot") {
    context.beginPath();
    context.arc(left + 8, y - 4, 4, 0, 2 * Math.PI);
    context.fill();
  } else
    for (const at of mark === "line" ? [0, 5, 10] : [0, 8.5]) context.fillRect(left + at, y - 5, mark === "line" ? 5 : 6.5, 2.5);
  return room + wide;
}

/** A bar of a round length of time, below the right end of the strip. */
export function drawTimeBar(context: CanvasRenderingContext2D, strip: Strip, { window }: Span, y: number, colour: string): void {
  const length = roundBelow(window / 4);
  const right = strip.left + strip.width;
  const left = right - (strip.width * length) / window;
  context.beginPath();
  context.moveTo(left, y - 4);
  context.lineTo(left, y + 0.5);
  context.lineTo(right, y + 0.5);
  context.lineTo(right, y - 4);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.stroke();
  write(context, length >= 1000 ? `${length / 1000} s` : `${length} ms`, left - 8, y + 2, colour, "right");
}

/** The largest of 1, 2, 5, 10, ... that is not above `value`. */
export function roundBelow(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const digit = [5, 2, 1].find((d) => d * decade <= value * (1 + 1e-9)) ?? 1;
  return Number((digit * decade).toPrecision(3));
}

/** The smallest round number that is not below `value`: for the end of an axis. */
export function roundAbove(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) - 1e-9);
  const digit = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((d) => d * decade >= value * (1 - 1e-9)) ?? 10;
  return Number((digit * decade).toPrecision(3));
}

/** The frame of a strip. */
export function drawFrame(context: CanvasRenderingContext2D, strip: Strip, colour: string): void {
  const [x, y] = [Math.round(strip.left) - 0.5, Math.round(strip.top) - 0.5];
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(x, y, Math.round(strip.width) + 1, Math.round(strip.height) + 1);
}

/** A line at a time, from the top of the strip to `bottom`. */
export function drawMoment(
  context: CanvasRenderingContext2D,
  strip: Strip,
  span: Span,
  time: number,
  bottom: number,
  colour: string,
): void {
  const x = Math.round(xOf(strip, span, time)) + 0.5;
  context.beginPath();
  context.moveTo(x, strip.top);
  context.lineTo(x, bottom);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.stroke();
}

/**
 * Upper end of an axis from 0 on which the samples of the last `window` ms fit, at least `least`; it stays at `before` where that still serves, so that the
 * axis does not jump about.
 */
export function axisEnd(rings: readonly SampleRing[], window: number, least: number, before: number): number {
  let most = least;
  for (const ring of rings) {
    const count = Math.min(ring.length, Math.ceil(window / ring.interval));
    for (let age = 0; age < count; age++) most = Math.max(most, ring.at(age));
  }
  const needed = roundAbove(most);
  return needed > before || needed < 0.45 * before ? needed : before;
}
