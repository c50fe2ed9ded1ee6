import { StudyDefinitionError } from "./errors.js";

/** An axis of a live plot. */
export interface LiveAxis {
  readonly title: string;
  readonly unit?: string;
  /** "linear" (default), or "log", which draws numbers > 0 alone. */
  readonly scale?: "linear" | "log";
}

/** A plot whose points come in while a study runs. What it shows is never part of the result. */
export interface LivePlot {
  readonly title: string;
  readonly x: LiveAxis;
  readonly y: LiveAxis;
  /** Series whose points are joined in the order they come: all, or those whose names begin with one of these; the others are points. */
  readonly lines?: true | readonly string[];
}

/** A point of a series of a live plot. */
export interface LivePoint {
  /** Name of the plot in the study's `live`. */
  readonly plot: string;
  readonly series: string;
  readonly x: number;
  readonly y: number;
}

/** Puts a point into a live plot. */
export type Show = (plot: string, series: string, x: number, y: number) => void;

/** Points of one job are passed on together, at most this often, ms. */
const pointInterval = 50;

/**
 * What a job shows its points with, and a function that passes on those still kept. Points that cannot be drawn (not finite, not above zero on a
 * logarithmic axis) are left out. Without a listener nothing is kept.
 */
export function livePoints(
  study: { readonly name: string; readonly live?: Readonly<Record<string, LivePlot>> },
  listener: ((points: readonly LivePoint[]) => void) | undefined,
): { readonly show: Show; flush(): void } {
  const plots = study.live ?? {};
  let kept: LivePoint[] = [];
  let lastTime = performance.now();
  const flush = () => {
    if (kept.length === 0) return;
    const points = kept;
    kept = [];
    listener?.(points);
  };
  const show: Show = (name, series, x, y) => {
    const plot = Object.hasOwn(plots, name) ? plots[name] : undefined;
    if (!plot) throw new StudyDefinitionError(study.name, `it shows a point of "${name}", which is not among its live plots.`);
    if (!listener || !drawable(plot.x, x) || !drawable(plot.y, y)) return;
    kept.push({ plot: name, series, x, y });
    const now = performance.now();
    if (now - lastTime < pointInterval) return;
    lastTime = now;
    flush();
  };
  return { show, flush };
}

/** Shows a series at once. */
export function showSeries(show: Show, plot: string, series: string, x: ArrayLike<number>, y: ArrayLike<number>): void {
  for (let i = 0; i < x.length; i++) show(plot, series, x[i]!, y[i]!);
}

function drawable(axis: LiveAxis, value: number): boolean {
  return Number.isFinite(value) && (axis.scale !== "log" || value > 0);
}
