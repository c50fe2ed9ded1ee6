import { type Zippable, zipSync } from "fflate";
import { type AnyStudy, resultFiles, resultNpz, type StudyResult } from "microcircuit/studies";

const types: Readonly<Record<string, string>> = {
  json: "application/json",
  csv: "text/csv",
  svg: "image/svg+xml",
  html: "text/html",
  npz: "application/octet-stream",
};

/** Numeric columns of all tables, for NumPy: the one file that the command line does not write. */
export const npzName = (study: string): string => `${study}.npz`;

/** One file of a result. `drawings` gives its figures, drawn for a light ground, by name. */
export async function fileOf(
  study: AnyStudy,
  result: StudyResult,
  name: string,
  drawings: () => Promise<Readonly<Record<string, Blob>>>,
): Promise<Blob> {
  const [, stem = "", extension = ""] = /^(.*)\.(\w+)$/.exec(name) ?? [];
  const blob = (content: BlobPart) => new Blob([content], { type: types[extension] ?? "application/octet-stream" });
  if (extension === "svg") {
    const drawing = (await drawings())[stem];
    if (drawing) return drawing;
  }
  if (name === npzName(study.name)) return blob(resultNpz(result) as BlobPart);
  const content = resultFiles(result).get(name);
  if (content === undefined) throw new Error(`The result of ${study.name} has no file "${name}".`);
  return blob(content as BlobPart);
}

/** Everything the command line writes, and the arrays for NumPy, as one .zip. `pictures`: PNG files by name. */
export async function archiveOf(
  study: AnyStudy,
  result: StudyResult,
  drawings: Readonly<Record<string, Blob>>,
  pictures: Readonly<Record<string, Blob>>,
): Promise<Blob> {
  const encoder = new TextEncoder();
  const entries: Zippable = {};
  const texts: Record<string, string> = {};
  for (const [name, drawing] of Object.entries(drawings)) {
    texts[name] = await drawing.text();
    entries[`${name}.svg`] = encoder.encode(texts[name]);
  }
  for (const [name, content] of resultFiles(result)) {
    entries[name] = typeof content === "string" ? encoder.encode(content) : content;
  }
  for (const [name, picture] of Object.entries(pictures)) {
    entries[name] = [new Uint8Array(await picture.arrayBuffer()), { level: 0 }]; // compressed already
  }
  entries[npzName(study.name)] = new Uint8Array(resultNpz(result));
  const { reportHtml } = await import("microcircuit/studies/drawing");
  entries["report.html"] = encoder.encode(reportHtml(study, result, texts));
  return new Blob([zipSync(entries, { level: 6 }) as Uint8Array<ArrayBuffer>], { type: "application/zip" });
}
