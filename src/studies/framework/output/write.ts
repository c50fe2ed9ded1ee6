import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { StudyResult } from "../result.js";
import type { AnyStudy } from "../study.js";
import { contentsOf } from "./directory.js";
import { writeWhole } from "./files.js";
import { reportHtml } from "./report.js";
import { resultFiles } from "./result-files.js";

/**
 * Writes a result into a directory: one CSV per table, one SVG and one PNG per figure, report.html, and last result.json, so that a
 * directory with a result.json is complete. Files of an earlier result that this one does not have are removed. `calledAs` is what the command line
 * names the study by. Returns the names.
 */
export async function writeResult(
  directory: string,
  study: AnyStudy,
  result: StudyResult,
  calledAs = study.name,
): Promise<string[]> {
  const [{ drawSvg }, { drawPng }] = await Promise.all([import("./svg.js"), import("./png.js")]);
  const files = new Map<string, string | Uint8Array>();
  const drawings: Record<string, string> = {};
  for (const [name, figure] of Object.entries(result.figures)) {
    const svg = await drawSvg(name, figure);
    drawings[name] = svg;
    files.set(`${name}.svg`, svg);
    files.set(`${name}.png`, drawPng(svg));
  }
  files.set("report.html", reportHtml(study, result, drawings, calledAs));
  for (const [name, text] of resultFiles(result)) files.set(name, text);
  removeStale(directory, files);
  for (const [name, content] of files) writeWhole(join(directory, name), content);
  return [...files.keys()];
}

/** Takes away what the earlier result in this directory lists and this one does not; files of anybody else stay. */
function removeStale(directory: string, files: ReadonlyMap<string, unknown>): void {
  const found = contentsOf(directory);
  if (found.state !== "finished") return;
  // First of all, so that an interruption from here on leaves no result.json beside files of another run.
  rmSync(join(directory, "result.json"));
  const tables = Object.keys(found.result.tables ?? {}).map((name) => `${name}.csv`);
  const figures = Object.keys(found.result.figures ?? {}).flatMap((name) => [`${name}.svg`, `${name}.png`]);
  for (const file of [...tables, ...figures]) if (!files.has(file)) rmSync(join(directory, basename(file)), { force: true });
}
