import { useMemo, useRef, useState } from "preact/hooks";
import { Canvas, type Draw, type Redraw } from "../../ui/canvas.js";
import { drawMotion, drawPlane, planeBox } from "./draw-plane.js";
import type { Scene } from "./scene.js";

export interface PlanePictureOptions {
  readonly scene: Scene;
  readonly label: string;
  readonly still: { current: Redraw | null };
  readonly moving: { current: Redraw | null };
  onPlace(voltage: number, recovery: number): void;
}

/** Parts of the window by which an arrow key moves the cursor; with Shift, ten times as far. */
const NUDGE = 0.01;

/** The phase plane: what stands still below, what moves above. Clicked, dragged in, or steered with the arrow keys, it sets the cell's state. */
export function PlanePicture({ scene, label, still, moving, onPlace }: PlanePictureOptions) {
  const [told, setTold] = useState("");
  const size = useRef<readonly [number, number]>([1, 1]);
  const draw = useMemo<{ still: Draw; moving: Draw }>(
    () => ({
      still: (...args) => drawPlane(scene, ...args),
      moving: (context, width, height, colours) => {
        size.current = [width, height];
        drawMotion(scene, context, width, height, colours);
      },
    }),
    [scene],
  );
  const point = (x: number, y: number) => {
    const [width, height] = size.current;
    const box = planeBox(scene, width, height);
    const along = (at: number, low: number, high: number) => Math.min(1, Math.max(0, (at - low) / (high - low)));
    const [V0, V1] = box.x;
    const [w0, w1] = box.y;
    scene.cursor = undefined;
    onPlace(V0 + (V1 - V0) * along(x * width, box.left, box.right), w0 + (w1 - w0) * along(y * height, box.bottom, box.top));
  };
  const steer = (event: KeyboardEvent) => {
    const [V0, V1] = scene.window.voltages;
    const [w0, w1] = scene.window.recoveries;
    let [V, w] = scene.cursor ?? [scene.voltage, scene.recovery];
    const far = event.shiftKey ? 10 * NUDGE : NUDGE;
    if (event.key === "ArrowLeft") V -= far * (V1 - V0);
    else if (event.key === "ArrowRight") V += far * (V1 - V0);
    else if (event.key === "ArrowUp") w += far * (w1 - w0);
    else if (event.key === "ArrowDown") w -= far * (w1 - w0);
    else if (event.key === "Escape") {
      scene.cursor = undefined;
      moving.current?.now();
      return;
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onPlace(V, w);
      setTold(`State set to V = ${V.toFixed(1)} mV, w = ${w.toFixed(3)}.`);
      return;
    } else return;
    event.preventDefault();
    scene.cursor = [Math.min(V1, Math.max(V0, V)), Math.min(w1, Math.max(w0, w))];
    moving.current?.now();
    setTold(`Cursor at V = ${scene.cursor[0].toFixed(1)} mV, w = ${scene.cursor[1].toFixed(3)}.`);
  };
  return (
    <figure class="picture panel phase-picture">
      {/* biome-ignore lint/a11y/useSemanticElements: no element stands for a plane to steer in */}
      <div
        class="phase-layers"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys steer a cursor in it
        tabIndex={0}
        role="group"
        aria-roledescription="phase plane"
        aria-label={`${label} Arrow keys move a cursor, Enter sets the cell's state there, Escape takes the cursor away.`}
        onKeyDown={steer}
      >
        <Canvas label={label} aspect={1.32} draw={draw.still} redraw={still} />
        <div class="phase-layer" aria-hidden="true">
          <Canvas label="" aspect={1.32} draw={draw.moving} redraw={moving} onPoint={point} />
        </div>
      </div>
      <span class="visually-hidden" aria-live="polite">
        {told}
      </span>
    </figure>
  );
}
