import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { coreHash } from "../../src/core/generated/module.js";
import { studies } from "../../src/studies/index.js";
import { chromium } from "../support/browser.js";
import { builtLab, expectAccessible, type LabSite, labSite, openLab, scrollsSideways } from "../support/lab.js";

/** For what takes as long as the machine is busy. */
const soon = { timeout: 20_000 };
const gzipped = (bytes: Buffer) => gzipSync(bytes).length / 1000;
const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const schemes = [
  { name: "light", dark: false },
  { name: "dark", dark: true },
];

describe.skipIf(!chromium)("the shell of the lab", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it.each(schemes)("shows the first view, $name: accessible, fits a telephone", async ({ dark }) => {
    const lab = await openLab(site, "", { dark, width: 360, height: 740 });
    await heading(lab.page).waitFor();
    await expectAccessible(lab.page);
    expect(await scrollsSideways(lab.page)).toBe(false);
    expect(await lab.page.evaluate(() => document.documentElement.dataset.theme)).toBe(dark ? "dark" : "light");
    await lab.close();
  });

  it("shows a card with a link, a sentence and a paper for every study", async () => {
    const lab = await openLab(site, "");
    for (const { name, title, summary, paper } of studies) {
      const card = lab.page.getByRole("listitem").filter({ has: lab.page.getByRole("link", { name: title, exact: true }) });
      expect(await card.getByRole("link", { name: title, exact: true }).getAttribute("href")).toBe(`#/study/${name}`);
      expect(await card.getByRole("link", { name: paper.citation, exact: true }).getAttribute("href")).toBe(paper.link);
      const lead = await card.locator("p").first().innerText();
      expect(summary.startsWith(lead)).toBe(true);
      expect(lead).toMatch(/[.?]$/);
    }
    expect(await lab.page.getByRole("contentinfo").innerText()).toContain(coreHash.slice(0, 12));
    await lab.close();
  });

  it("loads little at first: 40 kB of scripts, compressed, and neither core nor studies", async () => {
    const lab = await openLab(site, "blank");
    const bodies = new Map<string, Promise<Buffer>>();
    lab.page.on("response", (response) => bodies.set(new URL(response.url()).pathname, response.body()));
    await lab.page.goto(site.url);
    await heading(lab.page).waitFor();
    const ready = await lab.page.evaluate(() => performance.now());
    await lab.page.waitForLoadState("networkidle");
    const scripts = [...bodies.keys()].filter((path) => path.endsWith(".js"));
    let transferred = 0;
    for (const path of scripts) transferred += gzipped(await bodies.get(path)!);
    console.info(`first view: ${transferred.toFixed(1)} kB of scripts, compressed; there ${ready.toFixed(0)} ms after its start`);
    expect(transferred).toBeGreaterThan(1);
    expect(transferred).toBeLessThan(40);
    expect([...bodies.keys()].filter((path) => path.endsWith(".wasm"))).toEqual([]);
    // The same from what was built: the scripts that the page names.
    const page = readFileSync(join(builtLab, "index.html"), "utf8");
    const named = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, path]) => `/${path}`);
    expect(named.sort()).toEqual(scripts.sort());
    await lab.close();
  });

  it.each(["study/lif-rate", "play/neurons"])("loads less than 300 kB of scripts into the page for %s", async (path) => {
    const lab = await openLab(site, `#/${path}`);
    await lab.page
      .getByRole("button", { name: /^(Run|Pause)$/ })
      .first()
      .waitFor();
    await lab.page.waitForLoadState("networkidle");
    // What the page itself fetched: its workers keep lists of their own, but for the script that each begins with.
    const fetched = await lab.page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
    const workers = new Set(lab.page.workers().map((worker) => worker.url()));
    let total = 0;
    for (const url of new Set(fetched.filter((name) => name.endsWith(".js") && !workers.has(name)))) {
      total += gzipped(Buffer.from(await (await fetch(url)).arrayBuffer()));
    }
    console.info(`${path}: ${total.toFixed(1)} kB of scripts in the page, compressed`);
    expect(total).toBeGreaterThan(1);
    expect(total).toBeLessThan(300);
    await lab.close();
  });

  it("names each view in its title, and moves the focus to its content", async () => {
    const lab = await openLab(site, "");
    await heading(lab.page).waitFor();
    expect(await lab.page.title()).toBe("microcircuit lab");
    await lab.page.mouse.wheel(0, 600);
    await expect.poll(() => lab.page.evaluate(() => scrollY), soon).toBeGreaterThan(100);
    const left = await lab.page.evaluate(() => scrollY);
    const { title } = studies[2]!;
    await lab.page.getByRole("link", { name: title, exact: true }).evaluate((link) => (link as HTMLElement).click());
    await expect.poll(() => lab.page.title(), soon).toBe(`${title} · microcircuit lab`);
    expect(await lab.page.evaluate(() => [document.activeElement?.tagName, scrollY])).toEqual(["MAIN", 0]);
    await lab.page.goBack();
    await expect.poll(() => lab.page.title(), soon).toBe("microcircuit lab");
    await expect.poll(() => lab.page.evaluate(() => scrollY), soon).toBe(left);
    await lab.close();
  });

  it("can be used by keyboard", async () => {
    const lab = await openLab(site, "");
    await heading(lab.page).waitFor();
    await lab.page.keyboard.press("Tab");
    const skip = lab.page.getByRole("button", { name: "Skip to the content" });
    expect(await skip.evaluate((button) => button === document.activeElement && button.getBoundingClientRect().top >= 0)).toBe(
      true,
    );
    await lab.page.keyboard.press("Enter");
    await lab.page.keyboard.press("Tab");
    expect(await lab.page.evaluate(() => document.activeElement?.textContent)).toBe("Spiking neurons");
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => lab.page.title(), soon).toContain("Spiking neurons");
    await lab.close();
  });

  it("says when there is no such view", async () => {
    const lab = await openLab(site, "#/study/no-such");
    await lab.page.getByRole("heading", { name: "There is no such view" }).waitFor();
    expect(await lab.page.title()).toBe("No such view · microcircuit lab");
    await expectAccessible(lab.page);
    await lab.page.getByRole("main").getByRole("link", { name: studies[1]!.title }).click();
    await expect.poll(() => lab.page.title(), soon).toContain(studies[1]!.title);
    await lab.close();
  });

  it("keeps the colours that were chosen", async () => {
    const lab = await openLab(site, "");
    await lab.page.getByLabel("Colours").selectOption("dark");
    const theme = () => lab.page.evaluate(() => [document.documentElement.dataset.theme, getComputedStyle(document.body).color]);
    const [chosen] = await theme();
    expect(chosen).toBe("dark");
    await lab.page.reload();
    await heading(lab.page).waitFor();
    expect(await theme()).toEqual(["dark", "rgb(236, 236, 241)"]);
    await lab.page.getByLabel("Colours").selectOption("system");
    expect((await theme())[0]).toBe("light");
    await lab.close();
  });

  it("says in words that files need a server", async () => {
    const page = await (await site.browser()).newPage();
    await page.goto(`file://${builtLab}/index.html`);
    await page.getByRole("heading", { name: "The lab needs a server" }).waitFor();
    expect(await page.getByRole("main").innerText()).toContain("npx microcircuit lab");
    await page.close();
  });
});
