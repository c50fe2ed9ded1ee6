import type { Colours } from "../../ui/theme.js";
import { type Box, boxIn, drawAxes, haloed, inside, label, small, strong, toX, toY } from "./axes.js";
import type { Plane, Rest } from "./plane.js";
import type { Scene } from "./scene.js";

type Context = CanvasRenderingContext2D;

export function planeBox(scene: Scene, width: number, height: number): Box {
  return boxIn(width, height, scene.window.voltages, scene.window.recoveries);
}

/** Rest states in words. */
export function restName({ stable, kind }: Pick<Rest, "stable" | "kind">): string {
  return kind === "saddle" ? "saddle" : `${stable ? "stable" : "unstable"} ${kind}`;
}

/** What stands still while the cell moves: vector field, nullclines, manifolds, cycles, rest states. */
export function drawPlane(scene: Scene, context: Context, width: number, height: number, colours: Colours): void {
  const box = planeBox(scene, width, height);
  drawAxes(context, box, colours, { x: "Membrane potential V (mV)", y: "Recovery w" });
  const { plane } = scene;
  if (!plane) return;
  inside(context, box, () => {
    drawArrows(context, box, plane.arrows, colours);
    drawManifolds(context, box, plane, colours);
    drawCycles(context, box, scene, colours);
    path(context, box, plane.recoveryNullcline, colours.series[2]!, 2.5);
    path(context, box, plane.voltageNullcline, colours.series[0]!, 2.5);
  });
  nameCurves(context, box, scene, plane, colours);
  nameCycles(context, box, scene, colours);
  for (const rest of plane.rests) drawRest(context, box, rest, colours);
}

/** The cell: the way it came, fading, and where it is; the keyboard's cursor. */
export function drawMotion(scene: Scene, context: Context, width: number, height: number, colours: Colours): void {
  const box = planeBox(scene, width, height);
  inside(context, box, () => {
    drawTail(context, box, scene, colours);
    if (Number.isFinite(scene.voltage)) {
      const [x, y] = [toX(box, scene.voltage), toY(box, scene.recovery)];
      disc(context, x, y, 7, colours.surface);
      disc(context, x, y, 5.5, colours.series[1]!);
    }
    if (scene.cursor) drawCursor(context, box, scene.cursor, colours);
  });
}

/** Chunks of the tail, each fainter than the next. */
const SHADES = 24;

function drawTail(context: Context, box: Box, scene: Scene, colours: Colours): void {
  const { trace } = scene;
  const first = trace.since(scene.time - scene.span);
  const count = trace.length - first;
  if (count < 2) return;
  context.strokeStyle = colours.series[1]!;
  context.lineJoin = "round";
  for (let shade = 0; shade < SHADES; shade++) {
    const a = first + Math.floor((shade * count) / SHADES);
    const b = first + Math.min(count - 1, Math.floor(((shade + 1) * count) / SHADES));
    const age = (shade + 1) / SHADES;
    context.globalAlpha = 0.06 + 0.94 * age * age;
    context.lineWidth = 1 + 2 * age;
    context.beginPath();
    let drawing = false;
    for (let i = a; i <= b; i++) {
      const k = trace.at(i);
      const V = trace.voltages[k]!;
      if (Number.isNaN(V)) {
        drawing = false;
        continue;
      }
      const [x, y] = [toX(box, V), toY(box, trace.recoveries[k]!)];
      if (drawing) context.lineTo(x, y);
      else context.moveTo(x, y);
      drawing = true;
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Arrows of one length, fainter where the flow is slow. */
function drawArrows(context: Context, box: Box, arrows: Float64Array, colours: Colours): void {
  const perVolt = (box.right - box.left) / (box.x[1] - box.x[0]);
  const perRecovery = (box.bottom - box.top) / (box.y[1] - box.y[0]);
  const length = Math.min(11, (box.right - box.left) / 36);
  context.strokeStyle = colours.faint;
  context.lineWidth = 1;
  for (const fast of [false, true]) {
    context.globalAlpha = fast ? 0.62 : 0.34;
    context.beginPath();
    for (let i = 0; i < arrows.length; i += 4) {
      const [dx, dy] = [arrows[i + 2]! * perVolt, -arrows[i + 3]! * perRecovery];
      const speed = Math.sqrt(dx * dx + dy * dy);
      if (speed === 0 || speed > 4 !== fast) continue; // px/ms
      const [ux, uy] = [(dx / speed) * length, (dy / speed) * length];
      const [x, y] = [toX(box, arrows[i]!) + ux / 2, toY(box, arrows[i + 1]!) + uy / 2];
      context.moveTo(x - ux, y - uy);
      context.lineTo(x, y);
      context.moveTo(x - 0.36 * ux - 0.22 * uy, y - 0.36 * uy + 0.22 * ux);
      context.lineTo(x, y);
      context.lineTo(x - 0.36 * ux + 0.22 * uy, y - 0.36 * uy - 0.22 * ux);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

function drawManifolds(context: Context, box: Box, plane: Plane, colours: Colours): void {
  for (const { kind, path: states } of plane.manifolds) {
    if (kind === "stable") path(context, box, states, colours.series[4]!, 2);
    else path(context, box, states, colours.series[6]!, 1.5, [2, 4]);
  }
}

function drawCycles(context: Context, box: Box, scene: Scene, colours: Colours): void {
  for (const { stable, path: states } of scene.cycles) {
    if (stable) {
      context.globalAlpha = 0.28;
      path(context, box, states, colours.series[1]!, 9);
      context.globalAlpha = 1;
    } else path(context, box, states, colours.series[3]!, 2.5, [7, 5]);
  }
}

/** Unstable ones above their largest w; stable ones, which the cell draws itself, at their upper left. */
function nameCycles(context: Context, box: Box, { cycles }: Scene, colours: Colours): void {
  context.font = small;
  context.textBaseline = "bottom";
  for (const { stable, path: states } of cycles) {
    // the state furthest up, or furthest up and to the left
    let [furthest, best] = [-Infinity, 0];
    for (let i = 0; i < states.length; i += 2) {
      const [x, y] = [toX(box, states[i]!), toY(box, states[i + 1]!)];
      const far = stable ? -x - y : -y;
      if (far > furthest) [furthest, best] = [far, i];
    }
    const [x, y] = [toX(box, states[best]!), toY(box, states[best + 1]!)];
    context.textAlign = stable ? "right" : "center";
    const name = stable ? "stable cycle" : "unstable cycle";
    haloed(context, name, stable ? x - 7 : x, y - 5, colours.series[stable ? 1 : 3]!, colours);
  }
}

/** A line through V, w, V, w, ...; gaps where a nullcline leaves the window. */
function path(context: Context, box: Box, states: Float64Array, colour: string, width: number, dash: number[] = []): void {
  const jump = (box.right - box.left) / 8;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.beginPath();
  let last = Number.NaN;
  for (let i = 0; i < states.length; i += 2) {
    const [x, y] = [toX(box, states[i]!), toY(box, states[i + 1]!)];
    if (Math.abs(x - last) < jump) context.lineTo(x, y);
    else context.moveTo(x, y);
    last = x;
  }
  context.stroke();
  context.setLineDash([]);
}

/** Names on the curves themselves. */
function nameCurves(context: Context, box: Box, scene: Scene, plane: Plane, colours: Colours): void {
  context.font = strong;
  context.textBaseline = "middle";
  const name = (text: string, V: number, w: number, colour: string, align: CanvasTextAlign, dx: number, dy: number) => {
    context.textAlign = align;
    const y = Math.min(box.bottom - 10, Math.max(box.top + 10, toY(box, w) + dy));
    haloed(context, text, toX(box, V) + dx, y, colour, colours);
  };
  const { voltageNullcline: v, recoveryNullcline: r } = plane;
  const top = box.y[0] + 0.93 * (box.y[1] - box.y[0]);
  for (let i = 0; i < v.length; i += 2) {
    if (v[i + 1]! > top) continue;
    name("V′ = 0", v[i]!, v[i + 1]!, colours.series[0]!, "left", 9, 0);
    break;
  }
  for (let i = r.length - 2; i >= 0; i -= 2) {
    if (r[i + 1]! > top || r[i]! > box.x[1] - 4) continue;
    name("w′ = 0", r[i]!, r[i + 1]!, colours.series[2]!, "right", -9, -8);
    break;
  }
  nameSeparatrix(context, box, plane, scene, colours);
}

/** Where the stable manifold of the saddle reaches furthest to the right in the window. */
function nameSeparatrix(context: Context, box: Box, { rests, manifolds }: Plane, { cycles }: Scene, colours: Colours): void {
  const attractors = [...rests, ...cycles].filter(({ stable }) => stable).length;
  let [V, w] = [-Infinity, Number.NaN];
  for (const { kind, path: states } of manifolds) {
    for (let i = 0; kind === "stable" && i < states.length; i += 2) {
      const inWindow = states[i]! < box.x[1] && states[i + 1]! > box.y[0] && states[i + 1]! < box.y[1];
      if (inWindow && states[i]! > V) [V, w] = [states[i]!, states[i + 1]!];
    }
  }
  if (attractors < 2 || Number.isNaN(w) || toX(box, V) > box.right - 100) return;
  context.font = label;
  [context.textAlign, context.textBaseline] = ["left", "middle"];
  haloed(context, "parts the basins", toX(box, V) + 8, toY(box, w), colours.series[4]!, colours);
}

/** Stable ones are filled, unstable ones hollow, saddles are diamonds. */
function drawRest(context: Context, box: Box, rest: Rest, colours: Colours): void {
  const [x, y] = [toX(box, rest.voltage), toY(box, rest.recovery)];
  if (x < box.left || x > box.right || y < box.top || y > box.bottom) return;
  const size = 6;
  context.beginPath();
  if (rest.kind === "saddle") {
    context.moveTo(x - size - 1, y);
    context.lineTo(x, y - size - 1);
    context.lineTo(x + size + 1, y);
    context.lineTo(x, y + size + 1);
    context.closePath();
  } else context.arc(x, y, size, 0, 2 * Math.PI);
  context.fillStyle = rest.stable ? colours.ink : colours.surface;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = colours.ink;
  context.stroke();
  context.font = small;
  context.textBaseline = "middle";
  // names keep out of the way of the saddle's, and inside the plot
  const left = x > box.right - 100 || (rest.kind === "node" && rest.stable);
  const above = y > box.bottom - 26;
  context.textAlign = left ? "right" : "left";
  haloed(context, restName(rest), x + (left ? -10 : 10), y + (above ? -14 : 13), colours.ink, colours);
}

function drawCursor(context: Context, box: Box, [V, w]: readonly [number, number], colours: Colours): void {
  const [x, y] = [toX(box, V), toY(box, w)];
  context.strokeStyle = colours.ink;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 9, 0, 2 * Math.PI);
  context.moveTo(x - 15, y);
  context.lineTo(x + 15, y);
  context.moveTo(x, y - 15);
  context.lineTo(x, y + 15);
  context.stroke();
}

function disc(context: Context, x: number, y: number, radius: number, colour: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}
