import type { Figure } from "microcircuit/studies";
import { drawSvg } from "microcircuit/studies/drawing";
import type { Drawing, Scheme } from "./protocol.js";

/** Draws figures as the command line does, in a worker of its own. */
export class Drawings {
  async draw(name: string, figure: Figure, scheme: Scheme): Promise<Drawing> {
    const svg = await drawSvg(name, figure, { scheme });
    const { width, height } = sizeOf(svg);
    return { svg: new Blob([svg], { type: "image/svg+xml" }), width, height };
  }
}

/** Size of a drawing, from the attributes of its first element. */
export function sizeOf(svg: string): { readonly width: number; readonly height: number } {
  const head = svg.slice(0, svg.indexOf(">"));
  const read = (name: string) => Number(new RegExp(`\\s${name}="([\\d.]+)"`).exec(head)?.[1]);
  const [width, height] = [read("width"), read("height")];
  if (!(width > 0 && height > 0)) throw new Error(`A drawing begins with "${head.slice(0, 200)}", which says no size.`);
  return { width, height };
}
