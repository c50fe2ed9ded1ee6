import type { Colours } from "../../ui/theme.js";
import type { Axes } from "./contexts.js";
import { CLOUD } from "./frame.js";
import { FONT } from "./looks.js";

export interface CloudPicture {
  /** x, y, x, y, ... of {@link CLOUD} points from `start` on; NaN: none. */
  readonly values: Float64Array;
  readonly start: number;
  readonly colour: string;
  /** Standard deviations; ellipses are drawn at one of them. */
  readonly axes?: Axes | undefined;
  /** What the theory says. */
  readonly predicted?: Axes | undefined;
  /** Half the side of the square that is shown. */
  readonly view: number;
  /** Letter of the coordinates. */
  readonly letter: string;
  /** The unit circle, which outputs are to reach. */
  readonly goal?: boolean;
  /** Handles at the ends of the axes, at so many standard deviations, with an ellipse there. */
  readonly reach?: number;
}

/** A cloud of points with its ellipse, the origin in the middle. */
export function drawCloud(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: Colours,
  picture: CloudPicture,
): void {
  const { values, start, colour, axes, predicted, view, letter, goal, reach } = picture;
  const scale = Math.min(width, height) / 2 / view;
  const [middleX, middleY] = [width / 2, height / 2];
  context.lineWidth = 1;
  context.strokeStyle = colours.grid;
  context.beginPath();
  context.moveTo(0, Math.round(middleY) + 0.5);
  context.lineTo(width, Math.round(middleY) + 0.5);
  context.moveTo(Math.round(middleX) + 0.5, 0);
  context.lineTo(Math.round(middleX) + 0.5, height);
  context.stroke();
  context.font = FONT;
  context.fillStyle = colours.faint;
  context.textAlign = "right";
  context.fillText(`${letter}₁`, width - 5, middleY - 6);
  context.textAlign = "left";
  context.fillText(`${letter}₂`, middleX + 6, 14);

  context.fillStyle = colour;
  context.globalAlpha = 0.6;
  for (let i = 0; i < CLOUD; i++) {
    const x = values[start + 2 * i]!;
    const y = values[start + 2 * i + 1]!;
    if (Math.abs(x) < view && Math.abs(y) < view)
      context.fillRect(middleX + x * scale - 1.25, middleY - y * scale - 1.25, 2.5, 2.5);
  }
  context.globalAlpha = 1;

  const ellipse = ({ long, short, direction }: Axes, factor: number) => {
    context.beginPath();
    context.ellipse(middleX, middleY, long * factor * scale, short * factor * scale, -direction, 0, 2 * Math.PI);
    context.stroke();
  };
  if (goal) {
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.5;
    ellipse({ long: 1, short: 1, direction: 0 }, 1);
    context.fillStyle = colours.ink;
    if (width > 150) context.fillText("goal: 1", middleX + scale * 0.72 + 4, middleY + scale * 0.72 + 12);
  }
  context.strokeStyle = colour;
  if (predicted) {
    context.lineWidth = 1.5;
    context.setLineDash([3, 4]);
    ellipse(predicted, 1);
    context.setLineDash([]);
  }
  if (!axes) return;
  context.lineWidth = 2.5;
  ellipse(axes, 1);
  if (reach === undefined) return;
  context.lineWidth = 1;
  ellipse(axes, reach);
  for (const [length, direction] of [
    [axes.long, axes.direction],
    [axes.short, axes.direction + Math.PI / 2],
  ] as const) {
    const [x, y] = [reach * length * scale * Math.cos(direction), reach * length * scale * Math.sin(direction)];
    context.beginPath();
    context.moveTo(middleX - x, middleY + y);
    context.lineTo(middleX + x, middleY - y);
    context.stroke();
    for (const side of [-1, 1]) {
      context.beginPath();
      context.arc(middleX + side * x, middleY - side * y, 6, 0, 2 * Math.PI);
      context.fillStyle = colours.surface;
      context.fill();
      context.lineWidth = 2;
      context.stroke();
      context.lineWidth = 1;
    }
  }
}
