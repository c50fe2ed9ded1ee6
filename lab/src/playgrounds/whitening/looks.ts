import type { Colours } from "../../ui/theme.js";
import type { LaneKey } from "./frame.js";

/** How a lane is named and coloured. */
export const laneLooks: Readonly<Record<LaneKey, { readonly name: string; readonly colour: number }>> = {
  direct: { name: "Direct connections", colour: 1 },
  interneurons: { name: "Interneurons", colour: 0 },
  gains: { name: "Interneurons’ gains", colour: 2 },
};

export const laneColour = (colours: Colours, key: LaneKey): string => colours.series[laneLooks[key].colour]!;

/** Half the side of the square of inputs that is shown, and the reach of its ellipse's handles in standard deviations. */
export const INPUT_VIEW = 8.5;
export const REACH = 2;

export const FONT = '12px "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif';

/** A number of samples, as people read it. */
export function samplesText(samples: number | undefined): string {
  if (samples === undefined || Number.isNaN(samples)) return "–";
  return samples === Infinity ? "never" : Math.round(samples).toLocaleString("en-US");
}

export function errorText(error: number): string {
  if (!Number.isFinite(error)) return "–";
  return error >= 100 ? Math.round(error).toLocaleString("en-US") : error.toPrecision(2);
}

/** Powers of ten as axes show them. */
export function powerText(exponent: number): string {
  if (exponent >= -2 && exponent <= 3) return (10 ** exponent).toLocaleString("en-US");
  return `10${[...String(exponent)].map((digit) => superscripts[digit]).join("")}`;
}

const superscripts: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** Words beside a patch of a colour, as small words in the colour itself would be faint; on a ground of their own. */
export function drawLabel(
  context: CanvasRenderingContext2D,
  colours: Colours,
  colour: string,
  words: string,
  left: number,
  baseline: number,
): void {
  context.font = FONT;
  context.fillStyle = colours.surface;
  context.fillRect(left - 3, baseline - 12, labelWidth(context, words) + 6, 16);
  context.fillStyle = colour;
  context.fillRect(left, baseline - 9, 10, 10);
  context.fillStyle = colours.ink;
  context.textAlign = "left";
  context.fillText(words, left + 15, baseline);
}

export function labelWidth(context: CanvasRenderingContext2D, words: string): number {
  context.font = FONT;
  return context.measureText(words).width + 15;
}
