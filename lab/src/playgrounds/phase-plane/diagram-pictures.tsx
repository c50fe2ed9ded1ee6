import { useMemo, useRef } from "preact/hooks";
import type { Draw, Redraw } from "../../ui/canvas.js";
import { diagramBox, drawDiagram, drawDiagramNow, drawRateNow, drawRates } from "./draw-diagrams.js";
import { Layered } from "./layered.js";
import type { Scene } from "./scene.js";

type Handle = { current: Redraw | null };

export interface DiagramPicturesOptions {
  readonly scene: Scene;
  readonly from: number;
  readonly to: number;
  readonly redraw: Readonly<Record<"diagram" | "diagramNow" | "rates" | "rateNow", Handle>>;
  onCurrent(current: number): void;
}

/** Attractors and firing rates over the current, one above the other. */
export function DiagramPictures({ scene, from, to, redraw, onCurrent }: DiagramPicturesOptions) {
  const width = useRef(1);
  const draw = useMemo<Record<"diagram" | "diagramNow" | "rates" | "rateNow", Draw>>(
    () => ({
      diagram: (...to) => drawDiagram(scene, ...to),
      diagramNow: (...to) => {
        width.current = to[1];
        drawDiagramNow(scene, ...to);
      },
      rates: (...to) => drawRates(scene, ...to),
      rateNow: (...to) => drawRateNow(scene, ...to),
    }),
    [scene],
  );
  const point = (x: number) => {
    const box = diagramBox(scene, width.current, 100);
    const part = Math.min(1, Math.max(0, (x * width.current - box.left) / (box.right - box.left)));
    const steps = to - from > 40 ? 20 : 100;
    onCurrent(Math.min(to, Math.max(from, Math.round(steps * (from + (to - from) * part)) / steps)));
  };
  return (
    <div class="phase-column">
      <figure class="picture panel phase-picture">
        <Layered
          label={`Bifurcation diagram: V of the rest states, and extrema of V on the cycles, for currents from ${from} to ${to}.`}
          aspect={1.25}
          still={draw.diagram}
          stillRedraw={redraw.diagram}
          moving={draw.diagramNow}
          movingRedraw={redraw.diagramNow}
          onPoint={point}
        />
      </figure>
      <figure class="picture panel phase-picture">
        <Layered
          label={`Firing rate of the cycles for currents from ${from} to ${to}, and the rate of the cell.`}
          aspect={1.95}
          still={draw.rates}
          stillRedraw={redraw.rates}
          moving={draw.rateNow}
          movingRedraw={redraw.rateNow}
          onPoint={point}
        />
        <figcaption>Click or drag to set the current. Dashed: unstable.</figcaption>
      </figure>
    </div>
  );
}
