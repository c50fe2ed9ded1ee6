import { unzipSync } from "fflate";
import { fromNpz } from "microcircuit/export";
import { tableToCsv } from "microcircuit/studies";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { type LabSite, labSite, type OpenLab } from "../support/lab.js";
import { smallStudies } from "../support/small-studies.js";
import { download, openStudy, PATIENCE, runToEnd } from "../support/study-view.js";

interface Written {
  readonly tables: Readonly<Record<string, Parameters<typeof tableToCsv>[0] & { readonly file?: string }>>;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Width and height that a PNG says it has, in its first chunk. */
function sizeOfPng(bytes: Uint8Array): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

/** Size of a drawing, and whether it is well-formed, as the browser reads it. */
function sizeOfSvg(page: Page, text: string): Promise<[number, number]> {
  return page.evaluate((source) => {
    const { documentElement } = new DOMParser().parseFromString(source, "image/svg+xml");
    if (documentElement.tagName !== "svg") throw new Error(documentElement.textContent ?? "");
    return [Number(documentElement.getAttribute("width")), Number(documentElement.getAttribute("height"))];
  }, text);
}

describe.skipIf(!chromium)("files of a run in the page", { timeout: PATIENCE }, () => {
  let site: LabSite;
  let lab: OpenLab;
  let result: Written;
  beforeAll(async () => {
    site = await labSite();
    // On a dark ground, which the files must not have.
    lab = await openStudy(site, "whitening", smallStudies.whitening, { dark: true });
    await runToEnd(lab.page);
    result = JSON.parse((await download(lab.page, "result.json")).toString());
  }, PATIENCE);
  afterAll(() => site?.close());

  it("are all in one archive, under the names that the command line writes", async () => {
    const [tables, figures] = [Object.keys(result.tables), Object.keys(result.figures)];
    const entries = unzipSync(await download(lab.page, "whitening-quick-seed-1.zip"));
    const names = [
      ...tables.map((name) => `${name}.csv`),
      ...figures.flatMap((name) => [`${name}.svg`, `${name}.png`]),
      "report.html",
      "result.json",
      "whitening.npz",
    ];
    expect(Object.keys(entries).sort()).toEqual(names.sort());
    const text = (name: string) => new TextDecoder().decode(entries[name]);
    expect(JSON.parse(text("result.json"))).toEqual(result);
    for (const name of tables) {
      const table = result.tables[name]!;
      if (table.file === undefined) expect(text(`${name}.csv`)).toBe(tableToCsv(table));
      expect(text(`${name}.csv`).trimEnd().split("\n")).toHaveLength(table.rowCount + 1);
    }
    for (const name of figures) {
      const [width, height] = await sizeOfSvg(lab.page, text(`${name}.svg`));
      expect([...entries[`${name}.png`]!.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
      expect(sizeOfPng(entries[`${name}.png`]!)).toEqual([Math.round(2 * width), Math.round(2 * height)]);
    }
    expect(text("report.html")).toContain("<svg");
  });

  it("come one by one as well, drawn for a light ground", async () => {
    const name = Object.keys(result.figures)[0]!;
    const svg = (await download(lab.page, `${name}.svg`)).toString();
    expect((await sizeOfSvg(lab.page, svg))[0]).toBeGreaterThan(100);
    const shown = await lab.page
      .locator(`[data-figure="${name}"] img`)
      .evaluate(async (image) => (await fetch((image as HTMLImageElement).src)).text());
    expect(shown).not.toBe(svg);
    const png = await download(lab.page, `${name}.png`);
    // Its corner is white, whatever the page is.
    const corner = await lab.page.evaluate(async (data) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const context = new OffscreenCanvas(1, 1).getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      return [...context.getImageData(0, 0, 1, 1).data];
    }, png.toString("base64"));
    expect(corner).toEqual([255, 255, 255, 255]);
  });

  it("hold each table, folded in the page", async () => {
    const [name, table] = Object.entries(result.tables).find(([, { file }]) => file === undefined)!;
    const fold = lab.page.locator("#tables ~ details").nth(Object.keys(result.tables).indexOf(name));
    await fold.locator("summary").click();
    await expect.poll(() => fold.locator("tbody tr").count()).toBe(Math.min(50, table.rowCount));
    expect((await download(lab.page, `${name}.csv`)).toString()).toBe(tableToCsv(table));
  });

  it("hold the numbers of the tables as arrays", async () => {
    const arrays = fromNpz(await download(lab.page, "whitening.npz"));
    expect(Object.keys(arrays).length).toBeGreaterThan(Object.keys(result.tables).length);
    for (const [tableName, table] of Object.entries(result.tables)) {
      table.columns.forEach((column, c) => {
        const array = arrays[`${tableName}.${column.name}`];
        const cells = table.rows.map((row) => row[c]);
        if (!array || !cells.every((cell) => typeof cell === "number")) return;
        expect([...array.data].map(Number), `${tableName}.${column.name}`).toEqual(cells);
      });
    }
  });

  it("say how to repeat the run on a command line", async () => {
    const command = await lab.page.locator(".command").textContent();
    expect(command).toMatch(/^npx microcircuit run whitening --preset quick --seed 1 --set neurons=3 .*--set scales=0\.1,30,100/);
  });
});
