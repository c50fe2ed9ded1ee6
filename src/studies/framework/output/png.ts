import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { paper } from "../theme.js";

/** Pixels of a PNG per unit of the drawing: sharp in print and on fine screens. */
const pngScale = 2;

/** An SVG as PNG on white, its text in the fonts of the package, so that every machine gives the same pixels. */
export function drawPng(svg: string): Uint8Array {
  const image = new Resvg(svg, {
    background: paper,
    fitTo: { mode: "zoom", value: pngScale },
    font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: "DejaVu Sans Condensed" },
  });
  return image.render().asPng();
}

function fontFiles(): string[] {
  const fonts = join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");
  return ["DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf", "DejaVuSansCondensed-Oblique.ttf"].map((file) =>
    join(fonts, file),
  );
}
