import type { Colours } from "../../ui/theme.js";
import { type Box, boxIn, drawAxes, inside, toX, toY } from "./axes.js";
import type { Scene } from "./scene.js";

/** Membrane potential against time, the present at the right edge; rest states as lines. */
export function drawVoltage(
  scene: Scene,
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: Colours,
): void {
  const { trace, time, span } = scene;
  const box = boxIn(width, height, [time - span, time], scene.window.voltages, { right: 16 });
  drawAxes(context, box, colours, { x: "Time (ms)", y: "V (mV)" });
  inside(context, box, () => {
    for (const { voltage, stable } of scene.plane?.rests ?? []) {
      const y = Math.round(toY(box, voltage)) + 0.5;
      context.strokeStyle = colours.ink;
      context.globalAlpha = 0.6;
      context.lineWidth = 1;
      context.setLineDash(stable ? [] : [4, 4]);
      context.beginPath();
      context.moveTo(box.left, y);
      context.lineTo(box.right, y);
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
    context.strokeStyle = colours.series[1]!;
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.beginPath();
    line(context, box, scene);
    context.stroke();
  });
  if (!Number.isFinite(scene.voltage) || trace.length === 0) return;
  context.beginPath();
  context.arc(box.right, Math.min(box.bottom, Math.max(box.top, toY(box, scene.voltage))), 5, 0, 2 * Math.PI);
  context.fillStyle = colours.series[1]!;
  context.fill();
}

/** The line; where states lie closer than half a pixel only some of them. */
function line(context: CanvasRenderingContext2D, box: Box, { trace, time, span, voltage }: Scene): void {
  const first = Math.max(0, trace.since(time - span) - 1);
  const count = trace.length - first;
  const stride = Math.max(1, Math.floor(count / (2.5 * (box.right - box.left))));
  let drawing = false;
  for (let i = first; i < trace.length; i += 1) {
    const k = trace.at(i);
    const V = trace.voltages[k]!;
    if (Number.isNaN(V)) {
      drawing = false;
      continue;
    }
    if (i % stride !== 0 && drawing) continue;
    const [x, y] = [toX(box, trace.times[k]!), toY(box, V)];
    if (drawing) context.lineTo(x, y);
    else context.moveTo(x, y);
    drawing = true;
  }
  if (drawing) context.lineTo(box.right, toY(box, voltage));
}
