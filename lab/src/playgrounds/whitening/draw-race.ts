import type { Colours } from "../../ui/theme.js";
import { laneKeys } from "./frame.js";
import { drawLabel, FONT, labelWidth, laneColour, laneLooks, samplesText } from "./looks.js";
import { drawAxes, place, type Scale } from "./plane.js";
import type { LaneNews } from "./race.js";
import type { Session } from "./session.js";
import type { Settings } from "./settings.js";

const LEAST = 0.01;
const ROW = 16; // px of a line of words

/** Errors against samples since the switch: simulation drawn through, theory dashed, with the finish and its predicted and measured times. */
export function drawRace(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: Colours,
  { news, predictions, trace, frame }: Session,
  { axis, finish, batch }: Settings,
): void {
  if (!news || !predictions) return;
  const { grid } = predictions;
  const until = lastSample(grid[grid.length - 1]!, frame.since);
  const top = 10 ** Math.ceil(Math.log10(Math.max(2, ...news.lanes.map(({ startError }) => startError))));
  const rows = news.lanes.length * ROW;
  const x = {
    kind: axis,
    from: axis === "log" ? Math.min(batch, until / 100) : 0,
    to: until,
    start: 46,
    end: width - 14,
    label: "samples since the switch",
  };
  const y = {
    kind: "log",
    from: LEAST,
    to: top,
    start: height - 42,
    end: 30 + rows,
    label: "whitening error: largest |variance − 1|",
  } as const;
  drawAxes(context, colours, x, y);

  const finishY = place(y, finish);
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x.start, finishY);
  context.lineTo(x.end, finishY);
  context.stroke();
  context.font = FONT;
  context.fillStyle = colours.ink;
  context.textAlign = "left";
  context.fillText(`finish: ${finish}`, x.start + 5, finishY - 5);

  context.save();
  context.beginPath();
  context.rect(x.start, y.end, x.end - x.start, y.start - y.end);
  context.clip();
  for (const [l] of news.lanes.entries()) {
    const colour = laneColour(colours, laneKeys[l]!);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    curve(context, x, y, trace.at, trace.errors[l]!, trace.length);
    context.lineWidth = 1.75;
    context.setLineDash([6, 4]);
    const { errors } = predictions.lanes[l]!;
    curve(context, x, y, grid, errors, errors.length);
    context.setLineDash([]);
  }
  noises(context, colours, x, y, news.lanes);
  context.restore();
  // The earliest at the top: its line runs down beside the words of later ones, not through them.
  const order = news.lanes.map((_, l) => l).sort((a, b) => news.lanes[b]!.samples - news.lanes[a]!.samples || b - a);
  for (const [row, l] of order.entries()) {
    const key = laneKeys[l]!;
    const { name } = laneLooks[key];
    marks(context, colours, x, y, { colour: laneColour(colours, key), name, row, finishY, ...news.lanes[l]! });
  }
}

/** The right end of the axis: it grows in steps, so that it does not slide all the time. */
export function lastSample(predicted: number, since: number): number {
  return since <= predicted ? predicted : predicted * 1.3 ** Math.ceil(Math.log(since / predicted) / Math.log(1.3));
}

function curve(
  context: CanvasRenderingContext2D,
  x: Scale,
  y: Scale,
  at: Float64Array,
  values: Float64Array,
  length: number,
): void {
  context.beginPath();
  let drawing = false;
  let [lastLeft, lastHeight] = [0, 0];
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (!(value > 0) || (x.kind === "log" && at[i]! < x.from)) {
      drawing = false;
      continue;
    }
    const [left, height] = [place(x, at[i]!), Math.min(place(y, value), y.start + 20)];
    // Early points crowd in one pixel of a linear axis
    if (drawing && left - lastLeft < 0.7 && Math.abs(height - lastHeight) < 0.7) continue;
    if (drawing) context.lineTo(left, height);
    else context.moveTo(left, height);
    drawing = true;
    lastLeft = left;
    lastHeight = height;
  }
  context.stroke();
}

/** What the noise of samples leaves, at the right edge: the root mean square of the operator norm is between F/sqrt(2) and F, that of the Frobenius norm. */
function noises(context: CanvasRenderingContext2D, colours: Colours, x: Scale, y: Scale, lanes: readonly LaneNews[]): void {
  context.globalAlpha = 0.55;
  for (const [l, { noise }] of lanes.entries()) {
    if (!(noise > 0)) continue;
    context.fillStyle = laneColour(colours, laneKeys[l]!);
    const [high, low] = [place(y, noise), place(y, noise / Math.SQRT2)];
    context.fillRect(x.end - 9 * (lanes.length - l), high, 7, low - high);
  }
  context.globalAlpha = 1;
}

interface Marked {
  readonly colour: string;
  readonly name: string;
  readonly row: number;
  readonly finishY: number;
  /** Predicted. */
  readonly samples: number;
  readonly measured?: number;
}

/** The predicted time: dashed, from its words down to the finish. The measured one: from the finish down to the axis. */
function marks(
  context: CanvasRenderingContext2D,
  colours: Colours,
  x: Scale,
  y: Scale,
  { colour, name, row, finishY, samples, measured }: Marked,
): void {
  const within = (value: number) => Math.min(x.end, Math.max(x.start, place(x, Math.max(value, x.from))));
  const baseline = y.end - 10 - ROW * row;
  const words = `${name}: predicted ${samplesText(samples)}${measured === undefined ? "" : `, measured ${samplesText(measured)}`}`;
  const at = samples < Infinity ? within(samples) : x.end;
  context.strokeStyle = colour;
  context.lineWidth = 1.25;
  if (samples < Infinity) {
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(at, baseline + 4);
    context.lineTo(at, finishY);
    context.stroke();
    context.setLineDash([]);
    dot(context, at, finishY, colours.surface, colour);
  }
  const left = Math.max(2, Math.min(at - 5, x.end - labelWidth(context, words)));
  drawLabel(context, colours, colour, words, left, baseline);
  context.strokeStyle = colour;
  if (measured === undefined) return;
  const reached = within(measured);
  context.beginPath();
  context.moveTo(reached, finishY);
  context.lineTo(reached, y.start);
  context.stroke();
  dot(context, reached, finishY, colour, colours.surface);
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, fill: string, stroke: string): void {
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = stroke;
  context.lineWidth = 1.5;
  context.stroke();
}
