import type { Figure } from "microcircuit/studies";
import { drawOnCanvas, drawSvg } from "microcircuit/studies/drawing";
import type { Drawing, Scheme } from "./protocol.js";

/** Elements of an SVG that the page's thread can read in a frame or two; drawings of more are shown as pixels. */
const MOST_ELEMENTS = 2000;
/** Pixels per unit of such a drawing. */
const SCALE = 2;

/** Draws figures as the command line does, in a worker of its own. */
export class Drawings {
  async draw(name: string, figure: Figure, scheme: Scheme): Promise<Drawing> {
    const svg = await drawSvg(name, figure, { scheme });
    const { width, height } = sizeOf(svg);
    const file = new Blob([svg], { type: "image/svg+xml" });
    if (svg.split("</").length + svg.split("/>").length < MOST_ELEMENTS) return { svg: file, shown: file, width, height };
    const canvas = new OffscreenCanvas(Math.ceil(SCALE * width), Math.ceil(SCALE * height));
    await drawOnCanvas(name, figure, canvas.getContext("2d")!, { scheme, scale: SCALE });
    return { svg: file, shown: await canvas.convertToBlob(), width, height };
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
