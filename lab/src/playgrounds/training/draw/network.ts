import type { Colours } from "../../../ui/theme.js";
import type { NetworkPicture } from "../pictures-of.js";
import { clipTo, drawAxes, label, mark, panel, polyline, ticksAt } from "./axes.js";

export interface NetworkParts {
  readonly picture: NetworkPicture | undefined;
}

/** ms of a word: ten steps of 0.4 ms. */
const WORD = 4;
export const kinds = ["A", "B", "C"] as const;
/** Colours of the three answers: others than those of the two sides. */
const answerColours = [2, 3, 4] as const;

/** What three trials would answer, one of each kind, were they read after each word; and what the cells do in the first of them. */
export function drawNetwork(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: Colours,
  { picture }: NetworkParts,
): void {
  const [left, right, top, bottom, gap] = [46, 16, 8, 38, 16];
  const trials = 3;
  const usable = height - top - bottom - trials * gap;
  const each = (0.68 * usable) / trials;
  const words = picture?.words ?? 50;
  const xRange = [0, words * WORD] as const;
  const inner = { left, width: width - left - right, xRange };
  const most = picture ? picture.logits.reduce((sofar, x) => (Number.isFinite(x) ? Math.max(sofar, Math.abs(x)) : sofar), 1) : 1;
  const reach = Math.ceil(most);
  for (let trial = 0; trial < trials; trial++) {
    const at = panel({ ...inner, top: top + trial * (each + gap), height: each, yRange: [-reach, reach] });
    drawAxes(context, at, colours, { y: ticksAt(-reach, 0, reach), ...(trial === 1 ? { yLabel: "logits" } : {}) });
    if (picture) drawTrial(context, at, colours, picture, trial);
  }
  const rates = panel({ ...inner, top: top + trials * (each + gap), height: 0.32 * usable, yRange: [0, 1] });
  drawAxes(context, rates, colours, { x: ticksAt(0, 50, 100, 150, 200), xLabel: "time (ms)" });
  context.save();
  context.translate(left - 32, rates.top + rates.height / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillStyle = colours.faint;
  context.fillText("32 cells", 0, 0);
  context.restore();
  if (picture) drawRates(context, rates, colours, picture);
}

function drawTrial(
  context: CanvasRenderingContext2D,
  at: ReturnType<typeof panel>,
  colours: Colours,
  picture: NetworkPicture,
  trial: number,
): void {
  const { words, logits, labels, choices } = picture;
  const answer = labels[trial]!;
  const trials = labels.length;
  // Evidence as it comes, in the colour of its kind.
  const strip = at.top + at.height;
  for (let w = 0; w < words; w++) {
    const kind = choices[w * trials + trial]!;
    if (kind > 2) continue;
    context.fillStyle = colours.series[answerColours[kind]!]!;
    context.fillRect(at.x(w * WORD) + 0.5, strip + 2, Math.max(1, at.x((w + 1) * WORD) - at.x(w * WORD) - 1), 7);
  }
  clipTo(context, at, () => {
    for (let k = 0; k < kinds.length; k++) {
      context.strokeStyle = colours.series[answerColours[k]!]!;
      context.lineWidth = k === answer ? 3 : 1.2;
      const from = (trial * kinds.length + k) * words;
      polyline(
        context,
        words,
        (w) => at.x((w + 0.5) * WORD),
        (w) => at.y(logits[from + w]!),
      );
    }
  });
  const last = kinds.map((_, k) => logits[(trial * kinds.length + k) * words + words - 1]!);
  const said = last.indexOf(Math.max(...last));
  const right = said === answer;
  mark(context, at.left + 10, at.top + 9, colours.series[answerColours[answer]!]!, colours, 4);
  const text = `mostly ${kinds[answer]}: says ${said < 0 ? "nothing" : kinds[said]} ${right ? "✓" : "✗"}`;
  label(context, text, at.left + 20, at.top + 9, colours.ink, colours);
}

/** Mean output of each cell during each word: the fuller the colour, the more of the time it is above threshold. */
function drawRates(
  context: CanvasRenderingContext2D,
  at: ReturnType<typeof panel>,
  colours: Colours,
  { rates, cells, words }: NetworkPicture,
): void {
  const [cellWidth, cellHeight] = [at.width / words, at.height / cells];
  context.fillStyle = colours.ink;
  for (let cell = 0; cell < cells; cell++) {
    for (let w = 0; w < words; w++) {
      const rate = rates[cell * words + w]!;
      if (!(rate > 0.01)) continue;
      context.globalAlpha = Math.min(1, 0.1 + 0.9 * rate);
      context.fillRect(at.left + w * cellWidth, at.top + cell * cellHeight, cellWidth, cellHeight);
    }
  }
  context.globalAlpha = 1;
}
