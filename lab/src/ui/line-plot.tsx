import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Colours, useColours } from "./theme.js";

export interface Series {
  readonly label: string;
  /** Default "line". */
  readonly mark?: "line" | "points" | "line and points";
  /** Index into the colours of series; default: its place. */
  readonly colour?: number;
  readonly dash?: readonly number[];
  /** Default 2 px. */
  readonly width?: number;
}

export interface Axis {
  readonly label: string;
  readonly scale?: "linear" | "log";
  /** Fixed limits; default: those of the data. */
  readonly range?: readonly [number, number];
}

/** x, then the values of each series; null where a series has none. */
export type Columns = readonly (readonly (number | null)[] | Float64Array | Float32Array)[];

/** By which the owner draws new data, as often as it likes. */
export interface LinePlotHandle {
  setData(columns: Columns): void;
}

export interface LinePlotOptions {
  /** What the plot shows, for those who do not see it. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Drawn at first, and after a change of anything else. */
  readonly columns: Columns;
  /** px */
  readonly height?: number;
  readonly handle?: { current: LinePlotHandle | null };
}

/** Lines against a common axis, drawn by uPlot: for plots that change while one looks. */
export function LinePlot({ label, x, y, series, columns, height = 240, handle }: LinePlotOptions) {
  const place = useRef<HTMLDivElement>(null);
  const colours = useColours();
  const data = useRef(columns);
  const plot = useRef<UPlot | undefined>(undefined);
  const shape = JSON.stringify([x, y, series, height]);

  // Before the plot is made, which may have other series from now on.
  useEffect(() => {
    data.current = columns;
    plot.current?.setData(aligned(columns));
  }, [columns]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for all that the plot is made of
  useEffect(() => {
    const element = place.current!;
    const made = new UPlot(
      optionsOf({ x, y, series, height, width: element.clientWidth || 300, colours }),
      aligned(data.current),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, colours]);

  useEffect(() => {
    if (!handle) return;
    handle.current = {
      setData(next) {
        data.current = next;
        plot.current?.setData(aligned(next));
      },
    };
    return () => {
      handle.current = null;
    };
  }, [handle]);

  return <div ref={place} class="line-plot" role="img" aria-label={label} style={{ minHeight: `${height}px` }} />;
}

function aligned(columns: Columns): UPlot.AlignedData {
  return columns as unknown as UPlot.AlignedData;
}

interface Look extends Pick<LinePlotOptions, "x" | "y" | "series"> {
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
}

function optionsOf({ x, y, series, width, height, colours }: Look): UPlot.Options {
  const axis = ({ label, scale: kind }: Axis, size: number): UPlot.Axis => ({
    label,
    ...(kind === "log" ? { filter: powersOnly, values: (_: UPlot, splits: (number | null)[]) => splits.map(powerInWords) } : {}),
    labelSize: 20,
    labelFont: "12px sans-serif",
    font: "11px sans-serif",
    size,
    stroke: colours.ink,
    grid: { stroke: colours.grid, width: 1, ...(kind === "log" ? { filter: powersOnly } : {}) },
    ticks: { stroke: colours.grid, width: 1, ...(kind === "log" ? { filter: powersOnly } : {}) },
  });
  const scale = ({ scale: kind, range }: Axis): UPlot.Scale => ({
    time: false,
    ...(kind === "log" ? { distr: 3, log: 10 } : {}),
    ...(range ? { range: [range[0], range[1]] } : {}),
  });
  return {
    width,
    height,
    scales: { x: scale(x), y: scale(y) },
    axes: [axis(x, 36), axis(y, 56)],
    legend: { show: series.length > 1, live: false },
    cursor: { show: false },
    series: [
      {},
      ...series.map(({ label, mark = "line", colour, dash, width: lineWidth = 2 }, i): UPlot.Series => {
        const stroke = colours.series[(colour ?? i) % colours.series.length]!;
        return {
          label,
          stroke,
          width: mark === "points" ? 0 : lineWidth,
          ...(dash ? { dash: [...dash] } : {}),
          ...(mark === "points" ? { paths: () => null } : {}),
          points: { show: mark !== "line", size: 6, fill: stroke },
        };
      }),
    ],
  };
}

/** Powers of ten, at most some six of them; all marks where there are fewer than two powers among them. */
function powersOnly(_: UPlot, splits: number[]): (number | null)[] {
  const exponents = splits.map((value) => Math.round(Math.log10(value)));
  const isPower = splits.map((value, i) => Math.abs(value / 10 ** exponents[i]! - 1) < 1e-9);
  const powers = exponents.filter((_, i) => isPower[i]);
  if (powers.length < 2) return splits;
  const every = Math.ceil(powers.length / 6);
  return splits.map((value, i) => (isPower[i] && exponents[i]! % every === 0 ? value : null));
}

const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 0.01, 10, 10⁻⁶ */
function powerInWords(value: number | null): string {
  if (value === null) return "";
  const exponent = Math.log10(value);
  if (Math.abs(exponent) < 3.5 || Math.abs(exponent - Math.round(exponent)) > 1e-9) return String(Number(value.toPrecision(3)));
  const raised = [...String(Math.abs(Math.round(exponent)))].map((digit) => digits[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${raised}`;
}
