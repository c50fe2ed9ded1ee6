import type { Colours } from "../../../ui/theme.js";
import { EventRing } from "../shared/ring.js";
import type { Span, Strip } from "../shared/strip.js";
import { EXCITATORY_ROWS, ROWS } from "./frame.js";

/** Spikes kept for the case that the picture must be painted anew: five seconds of all rows at 150 Hz. */
const KEPT = 1 << 17;

/**
 * A raster that scrolls: spikes are painted once, into the newest columns of a surface that is used in a circle, and the surface is copied into each
 * picture in two pieces.
 */
export class Raster {
  readonly #events = new EventRing(KEPT);
  readonly #surface = document.createElement("canvas");
  #context: CanvasRenderingContext2D | null = null;
  #painted = ""; // size, span and colours of the surface
  #column = 0; // the newest, counted from time 0
  #fresh = 0; // newest events that are not on the surface

  push(time: number, row: number): void {
    this.#events.push(time, row);
    this.#fresh++;
  }

  clear(): void {
    this.#events.clear();
    this.#fresh = 0;
    this.#painted = "";
  }

  draw(context: CanvasRenderingContext2D, strip: Strip, span: Span, colours: Colours): void {
    const scale = devicePixelRatio;
    const [width, height] = [Math.max(1, Math.round(strip.width * scale)), Math.max(1, Math.round(strip.height * scale))];
    const perColumn = span.window / width; // ms
    const column = Math.floor(span.now / perColumn);
    const look = `${width} ${height} ${span.window} ${colours.series[0]} ${colours.series[1]}`;
    if (look !== this.#painted || column - this.#column >= width) {
      Object.assign(this.#surface, { width, height }); // clears it
      this.#context ??= this.#surface.getContext("2d");
      this.#painted = look;
      this.#fresh = this.#events.length;
    } else this.#clearColumns(column, width, height);
    this.#column = column;
    this.#paintFresh(perColumn, width, height, scale, colours);
    const seam = (((column + 1) % width) + width) % width;
    const piece = (from: number, to: number, at: number) => {
      if (to <= from) return;
      const [x, w] = [strip.left + at / scale, (to - from) / scale];
      context.drawImage(this.#surface, from, 0, to - from, height, x, strip.top, w, strip.height);
    };
    piece(seam, width, 0);
    piece(0, seam, width - seam);
  }

  /** Gives the surface's memory back. */
  dispose(): void {
    Object.assign(this.#surface, { width: 0, height: 0 });
    this.clear();
  }

  #clearColumns(column: number, width: number, height: number): void {
    for (let c = this.#column + 1; c <= column; ) {
      const at = c % width;
      const count = Math.min(column - c + 1, width - at);
      this.#context?.clearRect(at, 0, count, height);
      c += count;
    }
  }

  #paintFresh(perColumn: number, width: number, height: number, scale: number, colours: Colours): void {
    const context = this.#context;
    if (!context) return;
    const rowHeight = height / ROWS;
    const mark = Math.max(1, Math.round(1.6 * scale));
    const tall = Math.max(1, Math.round(rowHeight));
    let excitatory: boolean | undefined;
    for (let age = Math.min(this.#fresh, this.#events.length) - 1; age >= 0; age--) {
      const column = Math.floor(this.#events.time(age) / perColumn);
      if (column <= this.#column - width) continue;
      const row = this.#events.row(age);
      if (excitatory !== row < EXCITATORY_ROWS) {
        excitatory = row < EXCITATORY_ROWS;
        context.fillStyle = colours.series[excitatory ? 0 : 1]!;
      }
      context.fillRect((column % width) - mark + 1, Math.round(row * rowHeight), mark, tall);
    }
    this.#fresh = 0;
  }
}
