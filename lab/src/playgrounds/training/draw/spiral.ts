import type { Colours } from "../../../ui/theme.js";
import type { SpiralPicture } from "../pictures-of.js";
import { clipTo, drawAxes, label, mark, panel, polyline, ticksAt } from "./axes.js";

export interface SpiralParts {
  readonly target: Float64Array | undefined;
  readonly picture: SpiralPicture | undefined;
  readonly colour: string;
}

const REACH = 2.35;

/** The true trajectory, and the learnt one from the same start. */
export function drawSpiral(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: Colours,
  { target, picture, colour }: SpiralParts,
): void {
  const [left, right, top, bottom] = [28, 6, 6, 22];
  const [inner, tall] = [width - left - right, height - top - bottom];
  const at = panel({
    left,
    top,
    width: inner,
    height: tall,
    xRange: [-REACH, REACH],
    yRange: [(-REACH * tall) / inner, (REACH * tall) / inner],
  });
  drawAxes(context, at, colours, { x: ticksAt(-2, -1, 0, 1, 2), y: ticksAt(-1, 0, 1) });
  context.lineJoin = "round";
  clipTo(context, at, () => {
    if (target) {
      context.strokeStyle = colours.faint;
      context.globalAlpha = 0.7;
      context.lineWidth = 5;
      polyline(
        context,
        target.length / 2,
        (i) => at.x(target[2 * i]!),
        (i) => at.y(target[2 * i + 1]!),
      );
      context.globalAlpha = 1;
    }
    if (picture) {
      const { states } = picture;
      context.strokeStyle = colour;
      context.lineWidth = 2;
      polyline(
        context,
        states.length / 2,
        (i) => at.x(states[2 * i]!),
        (i) => at.y(states[2 * i + 1]!),
      );
    }
  });
  if (target) label(context, "target", at.x(-1.5), at.y(1.35), colours.faint, colours);
  if (picture && picture.states.length >= 2) {
    const { states } = picture;
    const last = [at.x(states[states.length - 2]!), at.y(states[states.length - 1]!)] as const;
    const inside = last[0] > left && last[0] < left + inner && last[1] > top && last[1] < top + tall;
    if (inside) mark(context, last[0], last[1], colour, colours, 4);
  }
  mark(context, at.x(2), at.y(0), colours.ink, colours, 4);
  label(context, "start", at.x(2), at.y(0) + 14, colours.ink, colours, "center");
}
