import type { Colours } from "../../ui/theme.js";
import { laneKeys } from "./frame.js";
import { drawLabel, labelWidth, laneColour, laneLooks } from "./looks.js";
import { drawAxes, place } from "./plane.js";
import type { News } from "./race.js";

/** Time to the finish against the distance of the start: the theory's laws, and the races that began at sigma I. */
export function drawLaw(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: Colours,
  { law, lawPoints }: Pick<News, "law" | "lawPoints">,
  start: number,
): void {
  const { starts } = law;
  const last = starts.length - 1;
  const x = {
    kind: "log",
    from: starts[0]!,
    to: starts[last]!,
    start: 46,
    end: width - 14,
    label: "start σ: all circuits begin at A = σ I",
  } as const;
  const y = {
    kind: "log",
    from: 0.1,
    to: 3000,
    start: height - 42,
    end: 28,
    label: "time to the finish, samples × η / batch",
  } as const;
  drawAxes(context, colours, x, y);
  context.strokeStyle = colours.faint;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(place(x, start), y.start);
  context.lineTo(place(x, start), y.end);
  context.stroke();
  context.save();
  context.beginPath();
  context.rect(x.start, y.end, x.end - x.start, y.start - y.end);
  context.clip();
  context.lineWidth = 1.75;
  context.setLineDash([6, 4]);
  for (const key of ["direct", "interneurons"] as const) {
    context.strokeStyle = laneColour(colours, key);
    context.beginPath();
    let drawing = false;
    for (let i = 0; i <= last; i++) {
      const time = law[key][i]!;
      if (!(time > 0 && time < Infinity)) {
        drawing = false;
        continue;
      }
      if (drawing) context.lineTo(place(x, starts[i]!), place(y, time));
      else context.moveTo(place(x, starts[i]!), place(y, time));
      drawing = true;
    }
    context.stroke();
  }
  context.setLineDash([]);
  for (const { lane, start: from, time } of lawPoints) {
    context.fillStyle = laneColour(colours, laneKeys[lane]!);
    context.strokeStyle = colours.surface;
    context.beginPath();
    context.arc(place(x, from), place(y, Math.max(time, y.from)), 5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.restore();
  // Beside the far end of each law
  const label = (key: "direct" | "interneurons", words: string, at: number) => {
    const i = Math.round(at * last);
    const whole = `${laneLooks[key].name}: ${words}`;
    const right = place(x, starts[i]!) - (key === "direct" ? 12 : 0);
    const above = place(y, Math.max(law[key][i]!, y.from)) - (key === "direct" ? 4 : 12);
    drawLabel(
      context,
      colours,
      laneColour(colours, key),
      whole,
      Math.max(x.start + 4, right - labelWidth(context, whole)),
      above,
    );
  };
  label("direct", "grows as σ", 0.85);
  label("interneurons", "grows as ½ ln σ", 0.97);
}
