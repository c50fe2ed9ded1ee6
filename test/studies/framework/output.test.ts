import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromNpz } from "../../../src/export/index.js";
import { reproduceCommand } from "../../../src/studies/framework/output/command.js";
import { duration, readable, readableWithin } from "../../../src/studies/framework/output/numbers.js";
import { drawPng } from "../../../src/studies/framework/output/png.js";
import { resultFiles, resultNpz } from "../../../src/studies/framework/output/result-files.js";
import { drawSvg } from "../../../src/studies/framework/output/svg.js";
import { writeResult } from "../../../src/studies/framework/output/write.js";
import { barFill, darkColours, faintInk, gridInk, inDark, ink, mutedInk, paper } from "../../../src/studies/framework/theme.js";
import { version } from "../../../src/studies/framework/version.js";
import type { StudyResult } from "../../../src/studies/index.js";
import { checkStudy } from "../../support/check-study.js";

const directory = mkdtempSync(join(tmpdir(), "microcircuit-"));
const read = (name: string) => readFileSync(join(directory, name), "utf8");
let result: StudyResult;
beforeAll(async () => {
  result = await checkStudy.run({ set: { spread: 0.2 } });
  await writeResult(directory, checkStudy, result);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("written results", () => {
  it("are one CSV per table, one SVG and PNG per figure, the report and result.json, and no temporary file", () => {
    expect(readdirSync(directory).sort()).toEqual(
      ["fixed_points.csv", "fixed_points.png", "fixed_points.svg", "raster.csv", "report.html", "result.json"].sort(),
    );
    expect(read("raster.csv").split("\n").length).toBe(502);
    expect(JSON.parse(read("result.json"))).toMatchObject({ study: "check", version, parameters: { spread: 0.2 } });
  });

  it("leave files of others alone when they replace an earlier result, and take away what that had more", async () => {
    const other = mkdtempSync(join(tmpdir(), "microcircuit-"));
    try {
      await writeResult(other, checkStudy, result);
      writeFileSync(join(other, "mine.csv"), "a\n1\n");
      const { raster: _, ...tables } = result.tables;
      await writeResult(other, checkStudy, { ...result, tables });
      expect(existsSync(join(other, "raster.csv"))).toBe(false);
      expect(readFileSync(join(other, "mine.csv"), "utf8")).toBe("a\n1\n");
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});

describe("drawings", () => {
  it("are the same text each time, with the axis titles in it", async () => {
    const svg = await drawSvg("fixed_points", result.figures.fixed_points!);
    expect(svg).toBe(read("fixed_points.svg"));
    expect(svg).toContain(">Growth rate r</text>");
    expect(svg).toContain(">Fixed point x (mV)</text>");
  });

  it("for a dark ground differ in colours alone, each the dark counterpart of a light one", async () => {
    const { fixed_points: figure } = result.figures;
    const dark = await drawSvg("fixed_points", figure!, { scheme: "dark" });
    const light = read("fixed_points.svg");
    expect(dark).not.toBe(light);
    const recoloured = Object.entries(darkColours).reduce((svg, [from, to]) => svg.replaceAll(`"${from}"`, `"${to}"`), light);
    expect(dark).toBe(recoloured);
  });

  it("for a dark ground replace what a specification says itself: colours, and schemes that run to white, but no data", () => {
    const spec = {
      datasets: { a: [{ x: ink }] },
      config: { rule: { color: ink } },
      encoding: { color: { scale: { scheme: "blues", domain: [0, 1] } }, fill: { value: "#123456" }, y: null },
    };
    const { datasets, config, encoding } = inDark(spec);
    expect(datasets).toEqual(spec.datasets);
    expect(config.rule.color).toBe(darkColours[ink]);
    expect(encoding.color.scale).toEqual({
      range: expect.arrayContaining([expect.any(String)]),
      interpolate: "rgb",
      domain: [0, 1],
    });
    expect(encoding.fill).toEqual({ value: "#123456" });
  });

  it.each(Object.entries(darkColours).filter(([light]) => ![gridInk, mutedInk, barFill, paper].includes(light)))(
    "have %s or, on a dark ground, %s, which stand out from it",
    (light, dark) => {
      // WCAG 2: 3 for marks, 4.5 for text; the palette's light ones were chosen for colour-blind readers, with 2 at least.
      const isText = light === ink || light === faintInk;
      expect(contrast(light, paper)).toBeGreaterThan(isText ? 4.5 : 2);
      expect(contrast(dark, darkColours[paper]!)).toBeGreaterThan(isText ? 4.5 : 3);
    },
  );

  it("become PNG files of twice the drawing's size, text included", async () => {
    const svg = read("fixed_points.svg");
    const png = readFileSync(join(directory, "fixed_points.png"));
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const [, width, height] = svg.match(/width="(\d+)" height="(\d+)"/)!.map(Number);
    expect(png.readUInt32BE(16)).toBe(2 * width!);
    expect(png.readUInt32BE(20)).toBe(2 * height!);
    // Where no font is found text vanishes without an error: the picture would equal the one without its text.
    const title = svg.replace(">Fixed point x (mV)<", "><");
    expect(Buffer.from(drawPng(title)).equals(png)).toBe(false);
    expect(Buffer.from(drawPng(svg.replace(">Fixed point x (mV)<", ">Fixed point x (nV)<"))).equals(png)).toBe(false);
    // Greek letters have glyphs of their own, not the box that stands for a missing one.
    const letter = (text: string) => Buffer.from(drawPng(svg.replace(">Fixed point x (mV)<", `>${text}<`)));
    expect(letter("τ").equals(letter("σ"))).toBe(false);
  });

  it("refuse a specification that cannot be drawn, by the figure's name", async () => {
    const figure = { description: "", usermeta: { title: "", caption: "" }, mark: "nothing", encoding: {} };
    await expect(drawSvg("broken", figure)).rejects.toThrow('Figure "broken" cannot be drawn');
  });
});

/** Contrast of two colours by WCAG 2: (L1 + 0.05)/(L2 + 0.05) of the relative luminances. */
function contrast(a: string, b: string): number {
  const [low, high] = [a, b].map(luminance).sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("the files of a result that need no drawing", () => {
  it("are what a directory has, result.json last", () => {
    const files = resultFiles(result);
    expect([...files.keys()]).toEqual(["fixed_points.csv", "raster.csv", "result.json"]);
    for (const [name, text] of files) expect(text).toBe(read(name));
  });

  it("hold the numbers as a NumPy archive: columns of numbers alone, missing ones as NaN", () => {
    const { fixed_points: table } = result.tables;
    const rows = table!.rows.map((row, i) => (i === 1 ? [null, ...row.slice(1)] : row));
    const columns = [{ name: "growth/rate" }, ...table!.columns.slice(1)];
    const bytes = resultNpz({ ...result, tables: { ...result.tables, fixed_points: { ...table!, columns, rows } } });
    const arrays = fromNpz(bytes);
    expect(Object.keys(arrays)).toEqual(["fixed_points.growth_rate", "fixed_points.x", "fixed_points.start", "raster.i"]);
    expect(arrays["fixed_points.growth_rate"]!.data).toEqual(Float64Array.of(1.5, Number.NaN, 2, 2.3, 2.5));
    expect(arrays["fixed_points.x"]!.data).toEqual(Float64Array.from(table!.rows, (row) => Number(row[1])));
    expect(arrays["raster.i"]!.shape).toEqual([500]);
  });
});

describe("the report", () => {
  it("stands alone: every figure, claim, table and parameter, nothing from elsewhere", () => {
    const html = read("report.html");
    expect(html).not.toMatch(/<(script|link|img|iframe)\b|@import|url\((?!#)/i);
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual(['href="https://doi.org/10.1038/261459a0"']);
    for (const name of Object.keys(result.figures)) expect(html).toContain(`<figure id="figure-${name}">`);
    expect(html.match(/<svg/g)).toHaveLength(1);
    for (const claim of result.claims) {
      expect(html).toContain(`id="claim-${claim.id}"`);
      expect(html).toContain(claim.source);
    }
    for (const name of Object.keys(result.tables)) expect(html).toContain(`<details id="table-${name}">`);
    for (const name of Object.keys(result.parameters)) expect(html).toContain(`<td>${name}</td>`);
    expect(html).toContain("0.2 <span");
    expect(html).toContain("2 of 2 claims hold");
    expect(html).toContain("--seed 1 --set spread=0.2");
  });

  it("escapes what a study says", () => {
    const html = read("report.html");
    expect(html).toContain("<h1>Exponential and logistic map &lt;checked&gt;</h1>");
    expect(html).toContain("Value after the last step &amp; the rate.");
    expect(html).not.toContain("<checked>");
  });

  it("draws with colours the dark page can change", () => {
    const drawing = read("report.html").match(/<svg[\s\S]*<\/svg>/)![0];
    expect(drawing).toContain("var(--series-0)");
    expect(drawing).not.toMatch(/#[0-9a-f]{6}\b/i);
  });

  it("marks a claim that fails", async () => {
    const other = mkdtempSync(join(tmpdir(), "microcircuit-"));
    try {
      await writeResult(other, checkStudy, await checkStudy.run({ set: { strict: true } }));
      const html = readFileSync(join(other, "report.html"), "utf8");
      expect(html).toContain("1 of 2 claims fail");
      expect(html.match(/✗ fails/g)).toHaveLength(1);
      expect(html.match(/✓ holds/g)).toHaveLength(1);
    } finally {
      rmSync(other, { recursive: true });
    }
  });
});

describe("numbers for readers", () => {
  it.each([
    [0, "0"],
    [8.5, "8.5"],
    [-1234567, "-1234570"],
    [1 / 3, "0.333333"],
    [1e-9, "1e-9"],
    [12345678, "1.2346e7"],
    [100, "100"],
  ])("%s is %s", (value, text) => expect(readable(value)).toBe(text));

  it("show the digits a tolerance can see", () => {
    expect(readableWithin(9.849932825, 1e-8)).toBe("9.849932825");
    expect(readableWithin(9.849932825, 0.5)).toBe("9.85");
  });

  it.each([
    [3.21, "3.2 s"],
    [59.6, "1 min"],
    [250, "4 min 10 s"],
    [7500, "2 h 5 min"],
  ])("%s seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe("the command that repeats a run", () => {
  it("sets what differs from the preset, quoted for a shell", () => {
    const parameters = { ...result.parameters, rates: [1.5, 2], spread: 0.1 };
    const run = { preset: "quick", seed: 4, parameters } as const;
    expect(reproduceCommand(checkStudy, run, "./my study.js")).toBe(
      "npx microcircuit run './my study.js' --preset quick --seed 4 --set rates=1.5,2",
    );
  });
});

it("the version is that of the package", () => {
  expect(version).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
});
