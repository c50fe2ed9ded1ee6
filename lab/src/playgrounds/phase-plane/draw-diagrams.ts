import type { Colours } from "../../ui/theme.js";
import { type Box, boxIn, drawAxes, haloed, inside, label, small, toX, toY } from "./axes.js";
import type { BranchPoint } from "./cycles.js";
import type { Mark } from "./diagram.js";
import type { Scene } from "./scene.js";

type Context = CanvasRenderingContext2D;

/** Above: two rows of names. */
const ROOM = { top: 36, right: 14 };

export function diagramBox(scene: Scene, width: number, height: number): Box {
  return boxIn(width, height, [scene.from, scene.to], scene.window.voltages, ROOM);
}

/** V of the rest states and extrema of the cycles against the current. */
export function drawDiagram(scene: Scene, context: Context, width: number, height: number, colours: Colours): void {
  const box = diagramBox(scene, width, height);
  drawAxes(context, box, colours, { x: "Input current I (µA/cm²)", y: "V (mV)" });
  inside(context, box, () => {
    for (const { kind, current } of scene.marks) if (kind !== "SNIC") vertical(context, box, current, colours.faint, 1, [2, 3]);
    for (const { stable, currents, voltages } of scene.rests) {
      stroke(context, colours.ink, 2, stable ? [] : [5, 4], () => {
        for (let i = 0; i < currents.length; i++) context.lineTo(toX(box, currents[i]!), toY(box, voltages[i]!));
      });
    }
    for (const key of ["low", "high"] as const)
      drawBranches(context, scene, colours, (point) => [toX(box, point.current), toY(box, point[key])]);
  });
  nameMarks(context, box, scene.marks, colours);
  nameBranches(context, box, scene, colours);
}

/** The present current, and the cell's V on its line. */
export function drawDiagramNow(scene: Scene, context: Context, width: number, height: number, colours: Colours): void {
  const box = diagramBox(scene, width, height);
  vertical(context, box, scene.current, colours.series[1]!, 1.5, []);
  inside(context, box, () => drawWay(context, box, scene, colours));
  if (!Number.isFinite(scene.voltage)) return;
  dot(context, toX(box, scene.current), Math.min(box.bottom, Math.max(box.top, toY(box, scene.voltage))), colours);
}

/** While the current moves: V on the way. */
function drawWay(context: Context, box: Box, { trace, time, span, current }: Scene, colours: Colours): void {
  const first = trace.since(time - span);
  if (first >= trace.length || Math.abs(trace.currents[trace.at(first)]! - current) < 1e-3 * (box.x[1] - box.x[0])) return;
  context.globalAlpha = 0.5;
  stroke(context, colours.series[1]!, 1, [], () => {
    let drawing = false;
    for (let i = first; i < trace.length; i += 2) {
      const k = trace.at(i);
      const [x, y] = [toX(box, trace.currents[k]!), toY(box, trace.voltages[k]!)];
      if (drawing) context.lineTo(x, y);
      else context.moveTo(x, y);
      drawing = !Number.isNaN(y);
    }
  });
  context.globalAlpha = 1;
}

/** The largest rate seen, Hz, in round numbers. */
function highest(scene: Scene): number {
  let most = 0;
  for (const branch of scene.branches) for (const { period, stable } of branch) if (stable) most = Math.max(most, 1000 / period);
  return Math.max(scene.leastRates, 10 * Math.ceil((1.12 * most) / 10));
}

function rateBox(scene: Scene, width: number, height: number): Box {
  return boxIn(width, height, [scene.from, scene.to], [0, highest(scene)], { right: ROOM.right });
}

/** Firing rates of the cycles against the current. */
export function drawRates(scene: Scene, context: Context, width: number, height: number, colours: Colours): void {
  const box = rateBox(scene, width, height);
  drawAxes(context, box, colours, { x: "Input current I (µA/cm²)", y: "Rate (Hz)" });
  const { law } = scene;
  inside(context, box, () => {
    if (law) {
      // f = 1000 sqrt(I - I_c) / K Hz, K in ms sqrt(uA/cm2)
      stroke(context, colours.series[0]!, 1.5, [6, 4], () => {
        for (let i = 0; i <= 120; i++) {
          const above = (i / 120) ** 2 * (scene.to - law.current);
          context.lineTo(toX(box, law.current + above), toY(box, (1000 * Math.sqrt(Math.max(0, above))) / law.passageConstant));
        }
      });
    }
    drawBranches(context, scene, colours, ({ current, period }) => [toX(box, current), toY(box, 1000 / period)]);
  });
  if (!law) return;
  const above = 0.3 * (scene.to - law.current);
  const y = toY(box, (1000 * Math.sqrt(Math.max(0, above))) / law.passageConstant);
  if (above <= 0 || y < box.top + 14) return;
  context.font = label;
  [context.textAlign, context.textBaseline] = ["right", "bottom"];
  haloed(context, "√(I − Ic) / K", toX(box, law.current + above) - 6, y - 2, colours.series[0]!, colours);
}

/** The present current, and the rate at which the cell fires. */
export function drawRateNow(scene: Scene, context: Context, width: number, height: number, colours: Colours): void {
  const box = rateBox(scene, width, height);
  vertical(context, box, scene.current, colours.series[1]!, 1.5, []);
  context.fillStyle = colours.ink;
  for (let i = 0; i < scene.rates.length; i += 2) {
    const [at, up] = [toX(box, scene.rates[i]!), toY(box, scene.rates[i + 1]!)];
    if (at >= box.left && at <= box.right && up >= box.top) context.fillRect(at - 1.5, up - 1.5, 3, 3);
  }
  if (!Number.isFinite(scene.rate)) return;
  const y = Math.max(box.top, toY(box, scene.rate));
  const x = toX(box, scene.current);
  dot(context, x, y, colours);
  context.font = label;
  context.textBaseline = "middle";
  const left = x > box.right - 110;
  context.textAlign = left ? "right" : "left";
  haloed(
    context,
    `measured ${scene.rate.toFixed(1)} Hz`,
    x + (left ? -10 : 10),
    Math.min(y + 12, box.bottom - 8),
    colours.ink,
    colours,
  );
}

/** Stable parts of branches drawn through, unstable ones dashed. */
function drawBranches(
  context: Context,
  scene: Scene,
  colours: Colours,
  at: (point: BranchPoint) => readonly [number, number],
): void {
  for (const branch of scene.branches) {
    if (!branch) continue;
    for (let i = 1; i < branch.length; ) {
      const { stable } = branch[i]!;
      const first = i - 1;
      while (i < branch.length && branch[i]!.stable === stable) i++;
      const last = i - 1;
      stroke(context, colours.series[stable ? 1 : 3]!, stable ? 3 : 2, stable ? [] : [5, 4], () => {
        for (let k = first; k <= last; k++) context.lineTo(...at(branch[k]!));
      });
    }
  }
}

/** Names above the plot, over their lines, where there is room; the others are in the list of regimes. */
function nameMarks(context: Context, box: Box, marks: readonly Mark[], colours: Colours): void {
  context.font = small;
  [context.textAlign, context.textBaseline] = ["center", "bottom"];
  context.fillStyle = colours.faint;
  const snic = marks.some(({ kind }) => kind === "SNIC");
  const named = marks.filter(({ kind }) => !(snic && kind === "saddle-node")).toSorted((a, b) => a.current - b.current);
  const free = [-Infinity, -Infinity];
  for (const { kind, current } of named) {
    const half = context.measureText(kind).width / 2;
    const x = Math.min(box.right - half, Math.max(box.left + half - 20, toX(box, current)));
    const row = free.findIndex((end) => x - half > end);
    if (row < 0) continue;
    free[row] = x + half + 5;
    context.fillText(kind, x, box.top - 4 - 14 * row);
  }
}

function nameBranches(context: Context, box: Box, scene: Scene, colours: Colours): void {
  let best: BranchPoint | undefined;
  for (const branch of scene.branches) {
    for (const point of branch ?? []) {
      const middle = Math.abs(point.current - 0.55 * (scene.from + scene.to));
      if (point.stable && (!best || middle < Math.abs(best.current - 0.55 * (scene.from + scene.to)))) best = point;
    }
  }
  if (!best) return;
  context.font = label;
  [context.textAlign, context.textBaseline] = ["center", "bottom"];
  haloed(context, "firing: extrema of V", toX(box, best.current), toY(box, best.high) - 6, colours.series[1]!, colours);
}

function vertical(context: Context, box: Box, current: number, colour: string, width: number, dash: number[]): void {
  const x = toX(box, current);
  stroke(context, colour, width, dash, () => {
    context.moveTo(x, box.top);
    context.lineTo(x, box.bottom);
  });
}

function stroke(context: Context, colour: string, width: number, dash: number[], lines: () => void): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.beginPath();
  lines();
  context.stroke();
  context.setLineDash([]);
}

function dot(context: Context, x: number, y: number, colours: Colours): void {
  for (const [radius, colour] of [
    [6.5, colours.surface],
    [5, colours.series[1]!],
  ] as const) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }
}
