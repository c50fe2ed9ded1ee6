import { studies } from "microcircuit/studies";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { expectAccessible, type LabSite, labSite, openLab, scrollsSideways } from "../support/lab.js";

interface TextPage {
  readonly ids: readonly string[];
  readonly links: readonly string[];
  readonly pictures: readonly number[];
}

const readPage = (page: Page): Promise<TextPage> =>
  page.evaluate(() => ({
    ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
    links: [...document.querySelectorAll("a")].map(({ href }) => href),
    pictures: [...document.querySelectorAll("img")].map(({ naturalWidth }) => naturalWidth),
  }));

describe.skipIf(!chromium)("the texts", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it("are linked from the first view and from the studies, and lead to each other: every link, every heading, every picture", async () => {
    const lab = await openLab(site, "");
    const { page } = lab;
    await page.getByRole("heading", { level: 1 }).waitFor();
    const first = (await readPage(page)).links.filter((link) => link.includes("/texts/"));
    expect(first).toHaveLength(3);
    const pages = new Map<string, TextPage>();
    const asked = [...first, ...studies.map(({ name }) => `${site.url}texts/study-${name}.html`)];
    while (asked.length > 0) {
      const [address] = asked.pop()!.split("#");
      if (pages.has(address!)) continue;
      const response = await page.goto(address!);
      expect(response?.status(), address).toBe(200);
      const text = await readPage(page);
      pages.set(address!, text);
      asked.push(...text.links.filter((link) => link.startsWith(`${site.url}texts/`)));
    }
    expect(pages.size).toBeGreaterThan(30);
    for (const [address, { links, pictures }] of pages) {
      for (const width of pictures) expect(width, `a picture of ${address}`).toBeGreaterThan(100);
      for (const link of links) {
        const [target, id] = link.split("#");
        if (id) expect(pages.get(target!)?.ids, `${link}, from ${address}`).toContain(id);
      }
    }
    await page.goto(`${site.url}#/study/stiff`);
    const link = page.getByRole("link", { name: "What is done" });
    expect(await link.getAttribute("href")).toBe("./texts/study-stiff.html");
    await lab.close();
  });

  it.each([false, true])("fit a telephone and can be used by all (dark: %s)", async (dark) => {
    const lab = await openLab(site, "texts/study-evolution.html", { width: 360, height: 740, dark });
    const { page } = lab;
    expect(await page.title()).toBe("Evolution against gradients – microcircuit");
    expect(await scrollsSideways(page)).toBe(false);
    expect(await page.getAttribute("html", "data-theme")).toBe(dark ? "dark" : "light");
    await expectAccessible(page);
    await lab.close();
  });
});
