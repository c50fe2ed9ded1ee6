import type { Colours } from "../../ui/theme.js";
import { FONT, powerText } from "./looks.js";

/** One axis of a picture: how its values become pixels. */
export interface Scale {
  readonly kind: "linear" | "log";
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

export function place({ kind, from, to, start, end }: Scale, value: number): number {
  const part = kind === "log" ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  return start + part * (end - start);
}

/** Round numbers 1, 2, 5 times a power of ten, about `count` of them. */
export function roundStep(range: number, count: number): number {
  const rough = range / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  return power * (factor > 5 ? 10 : factor > 2 ? 5 : factor > 1 ? 2 : 1);
}

/** Grid, numbers and names of two axes; the corner of the plane is at (x.start, y.start). */
export function drawAxes(
  context: CanvasRenderingContext2D,
  colours: Colours,
  x: Scale & { readonly label: string },
  y: Scale & { readonly label: string },
): void {
  context.font = FONT;
  context.lineWidth = 1;
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    context.beginPath();
    context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
    context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
    context.stroke();
  };
  context.strokeStyle = colours.grid;
  context.fillStyle = colours.faint;
  context.textAlign = "center";
  eachTick(x, Math.max(2, (x.end - x.start) / 90), (value, text) => {
    const at = place(x, value);
    line(at, y.start, at, y.end);
    context.fillText(text, at, y.start + 16);
  });
  context.textAlign = "right";
  eachTick(y, Math.max(2, (y.start - y.end) / 40), (value, text) => {
    const at = place(y, value);
    line(x.start, at, x.end, at);
    context.fillText(text, x.start - 7, at + 4);
  });
  context.fillStyle = colours.ink;
  context.textAlign = "center";
  context.fillText(x.label, (x.start + x.end) / 2, y.start + 34);
  context.textAlign = "left";
  context.fillText(y.label, 4, 14);
}

function eachTick(scale: Scale, count: number, tick: (value: number, text: string) => void): void {
  const { kind, from, to } = scale;
  if (kind === "log") {
    const [first, last] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
    const every = Math.max(1, Math.ceil((last - first + 1) / count));
    for (let exponent = first; exponent <= last; exponent += every) tick(10 ** exponent, powerText(exponent));
    return;
  }
  const step = roundStep(to - from, count);
  for (let i = Math.ceil(from / step); i * step <= to * (1 + 1e-9); i++) tick(i * step, shortText(i * step));
}

function shortText(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(6))} M`;
  return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
}
