import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { MicrocircuitError } from "../../../core/errors.js";
import type { Figure } from "../result.js";
import { darkTheme, inDark, theme } from "../theme.js";
import { textWidth } from "./text-width.js";

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

export interface DrawOptions {
  /** The ground that the drawing will stand on; it is transparent itself. Default "light": what the files of a run have. */
  readonly scheme?: "light" | "dark";
}

/**
 * Draws a figure as SVG on a transparent ground. The same figure gives the same text, in Node and in a page or its workers.
 *
 * @throws MicrocircuitError naming the figure, where the specification cannot be drawn
 */
export function drawSvg(name: string, figure: Figure, options: DrawOptions = {}): Promise<string> {
  return drawn(name, figure, options, (view) => view.toSVG());
}

/** Context of a canvas, also of one in a worker (OffscreenCanvas). */
export type DrawingContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/**
 * Draws a figure on a canvas, `scale` pixels for each of its units: for drawings of so many marks that a page would take long to read their SVG. Lines and
 * places are those of {@link drawSvg}; letters are those of the canvas.
 *
 * @throws MicrocircuitError naming the figure, where the specification cannot be drawn
 */
export async function drawOnCanvas(
  name: string,
  figure: Figure,
  context: DrawingContext,
  { scale = 1, ...options }: DrawOptions & { readonly scale?: number } = {},
): Promise<void> {
  await drawn(name, figure, options, (view) => view.toCanvas(scale, { externalContext: context }));
}

async function drawn<T>(name: string, figure: Figure, options: DrawOptions, draw: (view: vega.View) => Promise<T>): Promise<T> {
  const problems: string[] = [];
  const logger = quietLogger((message) => problems.push(message));
  const isDark = options.scheme === "dark";
  const { config, ...spec } = (isDark ? inDark(figure) : figure) as Figure & { config?: object };
  const look = isDark ? darkTheme : theme;
  try {
    const compiled = compile({ ...spec, config: vega.mergeConfig(look, config ?? {}) } as unknown as TopLevelSpec, { logger });
    resetSVGDefIds();
    return await draw(new vega.View(vega.parse(compiled.spec), { renderer: "none", logger }));
  } catch (error) {
    const reason = [error instanceof Error ? error.message : String(error), ...problems].join(" ");
    throw new MicrocircuitError("figure", `Figure "${name}" cannot be drawn: ${reason}`, { cause: error });
  }
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
