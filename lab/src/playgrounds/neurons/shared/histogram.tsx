import { useCallback } from "preact/hooks";
import { Canvas, type Draw, type Redraw } from "../../../ui/canvas.js";
import { write } from "./strip.js";

export interface HistogramOptions {
  /** What it shows, for those who do not see it. */
  readonly label: string;
  /** Above it. */
  readonly title: string;
  readonly axis: string;
  /** Shares of all in each bin, read when it is drawn. */
  readonly shares: { readonly current: Float32Array };
  /** Where along the axis, 0 to 1, which numbers stand. */
  readonly ticks: () => readonly { readonly at: number; readonly text: string }[];
  readonly redraw: { current: Redraw | null };
}

/** Bars of shares, the highest of which fills the height. */
export function Histogram({ label, title, axis, shares, ticks, redraw }: HistogramOptions) {
  const draw: Draw = useCallback(
    (context, width, height, colours) => {
      const [left, top, right, bottom] = [10, 24, width - 10, height - 36];
      write(context, title, left, 13, colours.ink);
      const values = shares.current;
      const most = values.reduce((a, b) => Math.max(a, b), 1e-9);
      const bar = (right - left) / values.length;
      context.fillStyle = colours.series[2]!;
      for (let i = 0; i < values.length; i++) {
        const tall = ((bottom - top) * values[i]!) / most;
        context.fillRect(left + i * bar + 0.5, bottom - tall, Math.max(1, bar - 1), tall);
      }
      context.fillStyle = colours.faint;
      context.fillRect(left, bottom, right - left, 1);
      for (const { at, text } of ticks()) {
        const x = left + at * (right - left);
        context.fillRect(x - 0.5, bottom, 1, 4);
        write(context, text, x, bottom + 15, colours.faint, at < 0.04 ? "left" : at > 0.96 ? "right" : "center");
      }
      write(context, axis, (left + right) / 2, height - 5, colours.faint, "center");
    },
    [title, axis, shares, ticks],
  );
  return <Canvas label={label} aspect={2} draw={draw} redraw={redraw} least="150px" />;
}
