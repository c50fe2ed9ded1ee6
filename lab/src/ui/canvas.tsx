import { useEffect, useRef } from "preact/hooks";
import { type Colours, useColours } from "./theme.js";

/** Draws a picture `width` by `height` CSS pixels large on a canvas that was cleared. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number, colours: Colours) => void;

/** Asks for a picture anew, at once. */
export interface Redraw {
  now(): void;
}

export interface CanvasOptions {
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  /** Width over height; the place is kept before anything is drawn. */
  readonly aspect: number;
  readonly draw: Draw;
  /** Filled with a handle by which the owner redraws at its own pace; a change of `draw`, size or colours redraws anyway. */
  readonly redraw?: { current: Redraw | null };
  /** Place in the picture, 0 to 1 from the left and the top. */
  onPoint?(x: number, y: number, kind: "press" | "drag"): void;
  /**
   * What points: dragging (default; a finger on the picture then does not scroll the page), dragging sideways (it scrolls up and down), or a
   * click (it scrolls).
   */
  readonly gesture?: "drag" | "sideways" | "click";
  /** Height that it has at least, whatever the aspect: a CSS length. */
  readonly least?: string;
}

/** A canvas as sharp as the screen, as wide as its place. */
export function Canvas({ label, aspect, draw, redraw, onPoint, gesture = "drag", least }: CanvasOptions) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  const latest = useRef({ draw, colours });
  latest.current = { draw, colours };
  const paint = useRef<(() => void) | undefined>(undefined);

  useEffect(() => {
    const element = canvas.current!;
    const context = element.getContext("2d")!;
    const now = () => {
      const scale = devicePixelRatio;
      const { clientWidth, clientHeight } = element;
      if (clientWidth === 0 || clientHeight === 0) return;
      const [width, height] = [Math.round(clientWidth * scale), Math.round(clientHeight * scale)];
      if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, clientWidth, clientHeight);
      latest.current.draw(context, clientWidth, clientHeight, latest.current.colours);
    };
    paint.current = now;
    if (redraw) redraw.current = { now };
    const observer = new ResizeObserver(now);
    observer.observe(element);
    return () => {
      observer.disconnect();
      paint.current = undefined;
      if (redraw) redraw.current = null;
      // Its memory is given back at once, not when the collector comes by.
      Object.assign(element, { width: 0, height: 0 });
    };
  }, [redraw]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new function or other colours are what asks for a new picture
  useEffect(() => paint.current?.(), [draw, colours]);

  const drags = onPoint !== undefined && gesture !== "click";
  const touchAction = { drag: "none", sideways: "pan-y", click: "auto" }[gesture];
  const point = (event: MouseEvent, kind: "press" | "drag") => {
    const box = canvas.current!.getBoundingClientRect();
    onPoint?.((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height, kind);
  };
  return (
    <div class="canvas" style={{ aspectRatio: String(aspect), ...(least ? { "--least": least } : {}) }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        style={onPoint ? { cursor: "crosshair", touchAction } : undefined}
        onClick={onPoint && !drags ? (event) => point(event, "press") : undefined}
        onPointerDown={
          drags
            ? (event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                point(event, "press");
              }
            : undefined
        }
        onPointerMove={drags ? (event) => event.buttons > 0 && point(event, "drag") : undefined}
      />
    </div>
  );
}
