import type { LiveAxis, LivePlot } from "microcircuit/studies";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Colours } from "../ui/theme.js";
import { alongLines, type LivePoints, type SeriesPoints } from "./live-points.js";

/** Half the side of a mark, px. */
const MARK = 2.5;
/** Lines with more points than this have no marks. */
const MARKED = 150;

/** Axes by uPlot, and the points of all series as they stand, each series with places of its own on the x axis. */
export class LiveChart {
  readonly #plot: UPlot;
  readonly #points: LivePoints;

  constructor(place: HTMLElement, height: number, plot: LivePlot, points: LivePoints, colours: Colours) {
    this.#points = points;
    const draw = (u: UPlot) => drawSeries(u, plot, points, colours);
    this.#plot = new UPlot(
      {
        width: place.clientWidth || 300,
        height,
        scales: { x: scaleOf(plot.x), y: scaleOf(plot.y) },
        axes: [axisOf(plot.x, 36, colours), axisOf(plot.y, 56, colours)],
        legend: { show: false },
        cursor: { show: false },
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: { draw: [draw] },
      },
      frame(points),
      place,
    );
  }

  redraw(): void {
    this.#plot.setData(frame(this.#points));
  }

  resize(width: number, height: number): void {
    this.#plot.setSize({ width, height });
  }

  destroy(): void {
    this.#plot.destroy();
  }
}

/** The corners of what is to be seen: all that uPlot is told of the data. */
function frame(points: LivePoints): UPlot.AlignedData {
  const limits = points.limits();
  return limits ? [[...limits.x], [...limits.y]] : [[], []];
}

/** The axis's title with its unit. */
export function titleOf({ title, unit }: LiveAxis): string {
  return unit ? `${title} (${unit})` : title;
}

function axisOf(axis: LiveAxis, size: number, colours: Colours): UPlot.Axis {
  return {
    label: titleOf(axis),
    labelSize: 20,
    labelFont: "12px sans-serif",
    font: "11px sans-serif",
    size,
    stroke: colours.ink,
    grid: { stroke: colours.grid, width: 1, ...(axis.scale === "log" ? { filter: wholeDecades } : {}) },
    ticks: { stroke: colours.grid, width: 1 },
  };
}

/** Grid lines at powers of ten alone, where there are lines enough. */
function wholeDecades(_: UPlot, splits: (number | null)[]): (number | null)[] {
  const whole = splits.map((at) => (at !== null && Math.abs(Math.log10(at) - Math.round(Math.log10(at))) < 1e-9 ? at : null));
  return whole.filter((at) => at !== null).length > 1 ? whole : splits;
}

function scaleOf({ scale }: LiveAxis): UPlot.Scale {
  if (scale === "log") return { time: false, distr: 3, log: 10 };
  // A little more than the data on both sides, so that marks at the edges are whole.
  const margin = 0.04;
  return {
    time: false,
    range: (_, min, max) => {
      if (min === null || max === null) return [0, 1];
      const extra = max > min ? margin * (max - min) : margin * (Math.abs(max) || 1);
      return [min - extra, max + extra];
    },
  };
}

function drawSeries(u: UPlot, plot: LivePlot, points: LivePoints, colours: Colours): void {
  const { ctx: context, bbox } = u;
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  points.names.forEach((name, i) => {
    const series = points.series(name)!;
    const colour = colours.series[i % colours.series.length]!;
    const joined = isLine(plot, name);
    if (joined) drawLine(u, series, colour);
    if (!joined || series.length <= MARKED) drawMarks(u, series, colour);
  });
  context.restore();
}

function isLine({ lines }: LivePlot, series: string): boolean {
  return lines === true || (lines?.some((start) => series.startsWith(start)) ?? false);
}

function drawLine(u: UPlot, series: SeriesPoints, colour: string): void {
  const { ctx: context } = u;
  context.strokeStyle = colour;
  context.lineWidth = 2 * devicePixelRatio;
  context.lineJoin = "round";
  context.beginPath();
  alongLines(series, (i, begins) => {
    const [x, y] = [u.valToPos(series.x[i]!, "x", true), u.valToPos(series.y[i]!, "y", true)];
    if (begins) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
}

function drawMarks(u: UPlot, series: SeriesPoints, colour: string): void {
  const { ctx: context } = u;
  const half = MARK * devicePixelRatio;
  context.fillStyle = colour;
  for (let i = 0; i < series.length; i++) {
    const [x, y] = [u.valToPos(series.x[i]!, "x", true), u.valToPos(series.y[i]!, "y", true)];
    context.beginPath();
    context.arc(x, y, half, 0, 2 * Math.PI);
    context.fill();
  }
}
