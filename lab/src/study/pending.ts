import { type AnyStudy, type Figure, resultJson, type StudyResult, tableToCsv } from "microcircuit/studies";
import * as vega from "vega";
import { compile } from "vega-lite";
import { toNpz } from "../../../src/export/npz.js";
import { reportHtml } from "../../../src/studies/framework/output/report.js";
import { theme } from "../../../src/studies/framework/theme.js";

export { reportHtml };
export function resultFiles(_: AnyStudy, result: StudyResult): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  for (const [name, table] of Object.entries(result.tables)) files.set(`${name}.csv`, tableToCsv(table));
  files.set("result.json", resultJson(result));
  return files;
}
export function resultNpz(_: StudyResult): Uint8Array {
  return toNpz({ a: Float64Array.of(1, 2) });
}
export async function drawSvg(_name: string, figure: Figure, _options: { scheme: string }): Promise<string> {
  const { config, ...spec } = figure as Figure & { config?: object };
  const compiled = compile({ ...spec, config: vega.mergeConfig(theme, config ?? {}) } as never);
  return await new vega.View(vega.parse(compiled.spec), { renderer: "none" }).toSVG();
}
