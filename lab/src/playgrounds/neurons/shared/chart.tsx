import { useCallback, useRef } from "preact/hooks";
import { Canvas, type Draw, type Redraw } from "../../../ui/canvas.js";
import type { Colours } from "../../../ui/theme.js";
import { roundAbove, roundBelow, type Strip, xOf as timeX, write, writeNamed } from "./strip.js";

/** A line of a chart, or points: read whenever it is drawn. Not a number: a gap. */
export interface ChartSeries {
  readonly name: string;
  /** Index into the colours of series. */
  readonly colour: number;
  readonly mark?: "line" | "points";
  readonly dash?: readonly number[];
  readonly width?: number;
}

/** What is in a chart now. */
export interface ChartData {
  readonly x: ArrayLike<number>;
  /** For each series. */
  readonly values: readonly ArrayLike<number>[];
  /** A point that stands out, with its error. */
  readonly point?: { readonly x: number; readonly y: number; readonly error: number } | undefined;
}

export interface ChartOptions {
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly title: string;
  readonly axis: string;
  readonly range: readonly [number, number];
  readonly ticks: readonly number[];
  /** Lower bound of the upper end of the other axis, which begins at 0. */
  readonly least: number;
  readonly series: readonly ChartSeries[];
  /** Name of the point. */
  readonly pointName?: string;
  /** The corner where the names of the series stand. */
  readonly names: "left" | "right";
  readonly data: { readonly current: ChartData };
  readonly redraw: { current: Redraw | null };
  /** A place along the axis was pointed at. */
  onPick?(x: number): void;
}

const [LEFT, TOP, RIGHT, BOTTOM] = [40, 26, 10, 40];
const LINE = 15;

/** Lines against an axis, named inside the picture. */
export function Chart(options: ChartOptions) {
  const { label, title, axis, range, ticks, least, series, pointName, names, data, redraw, onPick } = options;
  const extent = useRef(1); // px, of the last drawing
  const draw: Draw = useCallback(
    (context, width, height, colours) => {
      extent.current = width;
      const box = { left: LEFT, top: TOP, width: width - LEFT - RIGHT, height: height - TOP - BOTTOM };
      const { x, values, point } = data.current;
      const highest = roundAbove(Math.max(least, ...values.map(greatest), point && Number.isFinite(point.y) ? point.y : 0));
      const place: Place = {
        x: (value) => timeX(box, { now: range[1], window: range[1] - range[0] }, value),
        y: (value) => box.top + box.height * (1 - value / highest),
      };
      write(context, title, 4, 14, colours.ink);
      drawAxes(context, box, place, { axis, ticks, highest }, colours);
      for (const [s, one] of series.entries()) drawSeries(context, place, x, values[s] ?? [], one, colours);
      if (point && Number.isFinite(point.y)) drawPoint(context, box, place, point, colours);
      drawNames(context, box, series, pointName, names, colours);
    },
    [title, axis, range, ticks, least, series, pointName, names, data],
  );
  return (
    <Canvas
      label={label}
      aspect={1.25}
      draw={draw}
      redraw={redraw}
      least="230px"
      gesture="sideways"
      {...(onPick && { onPoint: (fraction: number) => onPick(pickedOf(fraction, extent.current, range)) })}
    />
  );
}

interface Place {
  x(value: number): number;
  y(value: number): number;
}

function greatest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}

function drawAxes(
  context: CanvasRenderingContext2D,
  box: Strip,
  place: Place,
  { axis, ticks, highest }: { axis: string; ticks: readonly number[]; highest: number },
  colours: Colours,
): void {
  const bottom = box.top + box.height;
  context.fillStyle = colours.grid;
  const step = roundBelow(highest / 2);
  for (let value = 0; value <= highest * 1.0001; value += step) {
    const y = Math.round(place.y(value));
    context.fillStyle = colours.grid;
    context.fillRect(box.left, y, box.width, 1);
    write(context, String(Number(value.toPrecision(3))), box.left - 6, y, colours.faint, "right", "middle");
  }
  for (const tick of ticks) {
    const x = place.x(tick);
    context.fillStyle = colours.faint;
    context.fillRect(Math.round(x), bottom, 1, 4);
    write(context, String(tick).replace("-", "−"), x, bottom + 16, colours.faint, "center");
  }
  write(context, axis, box.left + box.width / 2, bottom + 34, colours.faint, "center");
}

function drawSeries(
  context: CanvasRenderingContext2D,
  place: Place,
  x: ArrayLike<number>,
  values: ArrayLike<number>,
  { colour, mark = "line", dash = [], width = 2 }: ChartSeries,
  colours: Colours,
): void {
  const stroke = colours.series[colour]!;
  if (mark === "points") {
    context.fillStyle = stroke;
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i]!)) continue;
      context.beginPath();
      context.arc(place.x(x[i]!), place.y(values[i]!), 2.4, 0, 2 * Math.PI);
      context.fill();
    }
    return;
  }
  context.beginPath();
  let pen = false;
  for (let i = 0; i < values.length; i++) {
    const drawn = Number.isFinite(values[i]!);
    if (drawn && pen) context.lineTo(place.x(x[i]!), place.y(values[i]!));
    else if (drawn) context.moveTo(place.x(x[i]!), place.y(values[i]!));
    pen = drawn;
  }
  context.setLineDash([...dash]);
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.lineJoin = "bevel";
  context.stroke();
  context.setLineDash([]);
}

function drawPoint(
  context: CanvasRenderingContext2D,
  box: Strip,
  place: Place,
  { x, y, error }: NonNullable<ChartData["point"]>,
  colours: Colours,
): void {
  const [left, top] = [place.x(x), place.y(y)];
  context.fillStyle = colours.grid;
  context.fillRect(Math.round(left), box.top, 1, box.height);
  context.fillStyle = colours.series[1]!;
  if (Number.isFinite(error)) {
    const [high, low] = [place.y(y + error), place.y(Math.max(0, y - error))];
    context.fillRect(left - 1, high, 2, low - high);
  }
  context.beginPath();
  context.arc(left, top, 5.5, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = colours.surface;
  context.lineWidth = 1.5;
  context.stroke();
}

function drawNames(
  context: CanvasRenderingContext2D,
  box: Strip,
  series: readonly ChartSeries[],
  pointName: string | undefined,
  corner: "left" | "right",
  colours: Colours,
): void {
  const x = corner === "left" ? box.left + 8 : box.left + box.width - 4;
  let y = box.top + 16;
  const next = (name: string, colour: number, mark: "line" | "dash" | "dot") => {
    writeNamed(context, name, x, y, colours.series[colour]!, colours.ink, { mark, align: corner });
    y += LINE;
  };
  if (pointName) next(pointName, 1, "dot");
  for (const { name, colour, mark, dash } of series) next(name, colour, mark === "points" ? "dot" : dash ? "dash" : "line");
}

/** The value at a fraction of a chart's width. */
function pickedOf(fraction: number, width: number, [low, high]: readonly [number, number]): number {
  const inside = (fraction * width - LEFT) / Math.max(1, width - LEFT - RIGHT);
  return low + (high - low) * Math.min(1, Math.max(0, inside));
}
