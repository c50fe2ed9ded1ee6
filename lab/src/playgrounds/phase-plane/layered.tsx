import { useMemo } from "preact/hooks";
import { Canvas, type Draw, type Redraw } from "../../ui/canvas.js";

export interface LayeredOptions {
  readonly label: string;
  readonly aspect: number;
  /** Below: drawn when what it shows has changed. */
  readonly still: Draw;
  readonly stillRedraw: { current: Redraw | null };
  /** Above: drawn at every picture of the display. */
  readonly moving: Draw;
  readonly movingRedraw: { current: Redraw | null };
  onPoint?(x: number, y: number): void;
}

/** A picture of two layers, so that what stands still is not drawn anew with what moves. */
export function Layered({ label, aspect, still, stillRedraw, moving, movingRedraw, onPoint }: LayeredOptions) {
  const draw = useMemo(() => ({ still, moving }), [still, moving]);
  return (
    <div class="phase-layers">
      <Canvas label={label} aspect={aspect} draw={draw.still} redraw={stillRedraw} />
      <div class="phase-layer" aria-hidden="true">
        <Canvas label="" aspect={aspect} draw={draw.moving} redraw={movingRedraw} {...(onPoint && { onPoint })} />
      </div>
    </div>
  );
}
