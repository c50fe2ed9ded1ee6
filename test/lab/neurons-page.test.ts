import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { expectAccessible, type LabSite, labSite, openLab, scrollsSideways } from "../support/lab.js";
import { expectNoGrowth } from "../support/page-memory.js";

const PATH = "#/play/neurons";
const PATIENCE = { timeout: 30_000, interval: 100 }; // for a machine that does other things as well

const textOf = (page: Page, name: string) =>
  page.locator("dl.readings > div").filter({ hasText: name }).locator("dd").innerText();
const reading = async (page: Page, name: string) => Number.parseFloat((await textOf(page, name)).replaceAll(",", ""));
const slider = (page: Page, label: string) => page.getByLabel(`${label}, slider`);
const field = (page: Page, label: string) => page.getByRole("spinbutton", { name: label });
const pause = (page: Page) => page.getByRole("button", { name: "Pause" }).click();

/** Hz, from the comparison of simulation and theory. */
const rateOf = async (page: Page, row: string) =>
  Number.parseFloat(await page.getByRole("row", { name: row }).locator("td").first().innerText());

describe.skipIf(!chromium)("the spiking neurons in Chromium", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it("a slider changes what the network does, and the link restores it", async () => {
    const lab = await openLab(site, PATH);
    const { page } = lab;
    await expect.poll(() => reading(page, "Excitatory rate"), PATIENCE).toBeGreaterThan(5);
    const before = await reading(page, "Excitatory rate");
    await slider(page, "Strength of inhibition g").press("Home");
    await expect.poll(() => reading(page, "Excitatory rate"), PATIENCE).toBeGreaterThan(3 * before);
    await expect.poll(() => page.evaluate(() => location.hash), PATIENCE).toContain("inhibition=0");
    const link = await page.evaluate(() => location.hash);
    await lab.close();
    const again = await openLab(site, link);
    expect(await field(again.page, "Strength of inhibition g").inputValue()).toBe("0");
    await expect.poll(() => reading(again.page, "Excitatory rate"), PATIENCE).toBeGreaterThan(3 * before);
    await again.close();
  });

  it("a click in the raster chooses the cell; another size makes the network anew", async () => {
    const lab = await openLab(site, `${PATH}?size=1000&probability=0.08`);
    const { page } = lab;
    await expect.poll(() => reading(page, "Synapses"), PATIENCE).toBeGreaterThan(70_000);
    const canvas = page.locator("canvas").first();
    const box = (await canvas.boundingBox())!;
    await canvas.click({ position: { x: box.width / 2, y: 24 } });
    await expect.poll(() => field(page, "Cell to look at").inputValue(), PATIENCE).not.toBe("12");
    await field(page, "Cells").fill("500");
    await expect.poll(() => reading(page, "Synapses"), PATIENCE).toBeLessThan(25_000);
    await page.getByRole("button", { name: "Kick all" }).click();
    await lab.close();
  });

  it("one neuron: theory and simulation move together, and the link restores the input", async () => {
    const lab = await openLab(site, `${PATH}?mode=neuron&excitatoryRate=8`);
    const { page } = lab;
    await expect.poll(() => rateOf(page, "Simulation"), PATIENCE).toBeGreaterThan(55);
    expect(await rateOf(page, "Theory, first correction")).toBeGreaterThan(55);
    await field(page, "Rate of excitatory input").fill("5.5");
    await expect.poll(() => rateOf(page, "Theory, first correction"), PATIENCE).toBeLessThan(20);
    await expect.poll(() => rateOf(page, "Simulation"), PATIENCE).toBeLessThan(20);
    await expect.poll(() => page.evaluate(() => location.hash), PATIENCE).toContain("excitatoryRate=5.5");
    expect(await page.evaluate(() => location.hash)).toContain("mode=neuron");
    await pause(page);
    await expectAccessible(page);
    await lab.close();
  });

  it("what a link cannot have is refused in words, and the default stays", async () => {
    const lab = await openLab(site, `${PATH}?drive=%3Cb%3Elots%3C/b%3E&size=1e9&mode=brain`);
    const { page } = lab;
    const alerts = page.getByRole("alert");
    await expect.poll(() => alerts.allInnerTexts(), PATIENCE).toHaveLength(2);
    const said = (await alerts.allInnerTexts()).join(" ");
    for (const part of ["“brain”", "<b>lots</b>", "from 0 to 30", "from 500 to 4000"]) expect(said).toContain(part);
    expect(await field(page, "External drive").inputValue()).toBe("11");
    await expect.poll(() => reading(page, "Excitatory rate"), PATIENCE).toBeGreaterThan(0);
    await lab.close();
  });

  it("on a phone, in the dark, for those who want no motion: nothing starts, nothing is too wide, all is named", async () => {
    const lab = await openLab(site, PATH, { width: 360, height: 740, dark: true, reducedMotion: true });
    const { page } = lab;
    await expect.poll(() => page.getByRole("button", { name: "Kick all" }).isEnabled(), PATIENCE).toBe(true); // drawn once
    const time = await textOf(page, "Simulated time");
    expect(await scrollsSideways(page)).toBe(false);
    await expectAccessible(page);
    await field(page, "Cells").focus();
    const [picture, cells] = await Promise.all([
      page.locator("canvas").first().boundingBox(),
      field(page, "Cells").boundingBox(),
    ]);
    expect(picture!.y).toBeGreaterThanOrEqual(0); // stays in sight
    expect(cells!.y).toBeGreaterThan(picture!.y + picture!.height); // and hides no field
    await page.getByRole("tab", { name: "A network" }).press("ArrowRight");
    await expect.poll(() => rateOf(page, "Theory, white noise"), PATIENCE).toBeGreaterThan(0);
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole("tab", { name: "One neuron" }).press("ArrowLeft");
    await expect.poll(() => textOf(page, "Simulated time"), PATIENCE).toBe(time); // the same again: it did not run on
    await page.getByRole("button", { name: "Run" }).click();
    await expect.poll(() => reading(page, "Simulated time"), PATIENCE).toBeGreaterThan(Number.parseFloat(time) + 0.05);
    await lab.close();
  });

  it("a core that does not load is told, and “Start anew” tries again", async () => {
    const lab = await openLab(site, "");
    const { page } = lab;
    await page.route("**/*.wasm", (route) =>
      route.fulfill({ status: 200, contentType: "application/octet-stream", body: "no core" }),
    );
    await page.evaluate((path) => {
      location.hash = path;
    }, PATH);
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("WebAssembly");
    await page.unroute("**/*.wasm");
    await page.getByRole("button", { name: "Start anew" }).click();
    await expect.poll(() => reading(page, "Simulated time"), PATIENCE).toBeGreaterThan(0);
    expect(await page.getByRole("alert").count()).toBe(0);
    await lab.close();
  });

  it("memory of the page stays flat while it runs", async () => {
    const lab = await openLab(site, `${PATH}?speed=0.05`);
    const { page } = lab;
    await expect.poll(() => reading(page, "Excitatory rate"), PATIENCE).toBeGreaterThan(0);
    const time = () => reading(page, "Simulated time");
    // 240 pictures: one array of numbers kept for each would be more than a megabyte
    await expectNoGrowth(page, 500_000, async () => {
      const start = await time();
      await expect.poll(time, PATIENCE).toBeGreaterThan(start + 0.05 * 4 - 0.005);
    });
    await lab.close();
  });
});
