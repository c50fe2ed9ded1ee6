import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { MicrocircuitError } from "../../../core/errors.js";
import type { Figure } from "../result.js";
import { theme } from "../theme.js";
import { textWidth } from "./text-width.js";

/** Pixels of a PNG per unit of the drawing: sharp in print and on fine screens. */
const pngScale = 2;

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

// The typings leave out the table of text measures, which exists to be replaced where there is no canvas.
const { textMetrics, resetSVGDefIds } = vega as unknown as {
  textMetrics: { width: (item: TextItem, text: unknown) => number };
  resetSVGDefIds: () => void;
};
textMetrics.width = (item, text) => {
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
  return textWidth(String(text ?? "").trim(), item.fontSize ?? 11, bold);
};

/** Draws a figure as SVG on a transparent ground. The same figure gives the same text. */
export async function drawSvg(name: string, figure: Figure): Promise<string> {
  const problems: string[] = [];
  const logger = quietLogger((message) => problems.push(message));
  const { config, ...spec } = figure as Figure & { config?: object };
  try {
    const compiled = compile({ ...spec, config: vega.mergeConfig(theme, config ?? {}) } as unknown as TopLevelSpec, { logger });
    resetSVGDefIds();
    return await new vega.View(vega.parse(compiled.spec), { renderer: "none", logger }).toSVG();
  } catch (error) {
    const reason = [error instanceof Error ? error.message : String(error), ...problems].join(" ");
    throw new MicrocircuitError("figure", `Figure "${name}" cannot be drawn: ${reason}`, { cause: error });
  }
}

/** An SVG as PNG on white, its text in the fonts of the package, so that every machine gives the same pixels. */
export function drawPng(svg: string): Uint8Array {
  const image = new Resvg(svg, {
    background: "#ffffff",
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

function quietLogger(keep: (message: string) => void): vega.LoggerInterface {
  const logger: vega.LoggerInterface = {
    level: ((level?: number) => (level === undefined ? vega.Warn : logger)) as vega.LoggerInterface["level"],
    error: (...parts) => log(parts),
    warn: (...parts) => log(parts),
    info: () => logger,
    debug: () => logger,
  };
  const log = (parts: readonly unknown[]) => {
    keep(parts.map(String).join(" "));
    return logger;
  };
  return logger;
}
