import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { expectAccessible, type LabSite, labSite, openLab, scrollsSideways } from "../support/lab.js";
import { expectNoGrowth } from "../support/page-memory.js";

const cell = (page: Page, lane: string, what: "measured" | "predicted"): Locator =>
  page.locator(`tr[data-lane="${lane}"] [data-${what}]`);
const numberOf = async (locator: Locator): Promise<number> =>
  Number.parseFloat((await locator.innerText()).split("\n")[0]!.replaceAll(",", ""));
const field = (page: Page, label: string): Locator => page.getByRole("spinbutton", { name: label, exact: true });

/** Slow machines take their time: nothing here is about how much. */
const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 30_000 });

/** Waits until a lane has finished, and returns its samples. */
async function finished(page: Page, lane: string): Promise<number> {
  const measured = cell(page, lane, "measured");
  await eventually(() => measured.innerText()).toMatch(/^[\d,]+$/);
  return numberOf(measured);
}

describe.skipIf(!chromium)("the whitening race", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it("runs, finishes as predicted, and another start changes both", async () => {
    const lab = await openLab(site, "#/play/whitening?after=stay&pace=400");
    const { page } = lab;
    // The noise of the default learning rate blurs times by some tenths of 1/eta, of 1.7 and 10
    for (const [lane, blur] of [
      ["interneurons", 0.4],
      ["direct", 0.15],
    ] as const) {
      const measured = await finished(page, lane);
      expect(Math.abs(measured / (await numberOf(cell(page, lane, "predicted"))) - 1)).toBeLessThan(blur);
    }
    const before = await numberOf(cell(page, "direct", "predicted"));
    // The slider goes one notch for a key, half a percent of five decades each
    const slider = page.getByRole("slider", { name: "Start σ, slider" });
    await slider.focus();
    for (let i = 0; i < 10; i++) await slider.press("ArrowRight");
    await eventually(() => numberOf(cell(page, "direct", "predicted"))).toBeGreaterThan(1.5 * before);
    expect(await finished(page, "direct")).toBeGreaterThan(1.3 * before);
    expect(await page.locator("table caption").first().innerText()).toMatch(/: start 17\.8 × I$/);
    await eventually(() => page.url()).toContain("start=17.8");
    console.info(`whitening race: ${await page.getAttribute("article", "data-frames-per-second")} frames per second`);
    await lab.close();
  });

  it("a link restores what it was set to; what is not allowed is refused in words", async () => {
    const lab = await openLab(site, "#/play/whitening?start=30&lanes=3&seed=7&after=stay&direct=fast&angle=1e9", {
      reducedMotion: true,
    });
    const { page } = lab;
    await eventually(() => numberOf(cell(page, "gains", "predicted"))).toBeGreaterThan(1000);
    expect(await field(page, "Start σ").inputValue()).toBe("30");
    expect(await field(page, "Seed").inputValue()).toBe("7");
    expect(await field(page, "Learning rate η, direct").inputValue()).toBe("0.001");
    const notices = await page.locator(".race-notices").innerText();
    expect(notices).toContain("direct = “fast”; it must be a number from 0.0001 to 0.5");
    expect(notices).toContain("angle = “1e9”");
    // Nothing starts by itself for those who asked for less motion
    expect(await page.getByRole("button", { name: "Run" }).isVisible()).toBe(true);
    expect(await cell(page, "interneurons", "measured").innerText()).toBe("–");
    await expectAccessible(page);
    await lab.close();
  });

  it("contexts: by a click, by a key, by dragging the ellipse", async () => {
    const lab = await openLab(site, "#/play/whitening?after=stay&start=1&pace=400");
    const { page } = lab;
    const caption = page.locator("table caption").first();
    await finished(page, "direct");
    await page.locator(".race-context").nth(3).click();
    await eventually(() => caption.innerText()).toMatch(/: context 4$/);
    expect(await finished(page, "interneurons")).toBeGreaterThan(0);
    await page.keyboard.press("ArrowRight");
    await eventually(() => caption.innerText()).toMatch(/: context 5$/);
    expect(await field(page, "Angle (°)").inputValue()).toBe("90");
    // The long axis of context 5 ends at two standard deviations, 2 sqrt 5 of 8.5 above the middle; it goes to 45 degrees
    const box = (await page.getByRole("img", { name: /^Cloud of the input/ }).boundingBox())!;
    const at = (x: number, y: number) => [box.x + box.width * (0.5 + x / 17), box.y + box.height * (0.5 - y / 17)] as const;
    await page.mouse.move(...at(0, 4.47));
    await page.mouse.down();
    await page.mouse.move(...at(2, 3));
    await page.mouse.move(...at(4, 4));
    await page.mouse.up();
    await eventually(() => caption.innerText()).toMatch(/: own input$/);
    expect(Math.abs(Number(await field(page, "Angle (°)").inputValue()) - 45)).toBeLessThanOrEqual(1);
    // 32 / 4 = 8 within a pixel
    expect(Math.abs(Number(await field(page, "Largest eigenvalue").inputValue()) - 8)).toBeLessThan(0.4);
    expect(await field(page, "Smallest eigenvalue").inputValue()).toBe("0.5");
    await eventually(() => page.url()).toMatch(/angle=4[456]/);
    await lab.close();
  });

  it("an unstable circuit says so, the other one goes on, a smaller rate lets it run again", async () => {
    const lab = await openLab(site, "#/play/whitening?after=stay&start=0.6&direct=0.5");
    const { page } = lab;
    const row = page.locator('tr[data-lane="direct"]');
    await eventually(() => row.innerText()).toContain("unstable: learning rate too large");
    expect(await finished(page, "interneurons")).toBeGreaterThan(0);
    await field(page, "Learning rate η, direct").fill("0.01");
    expect(await finished(page, "direct")).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Start anew" }).click();
    await eventually(() => page.locator("table caption").first().innerText()).toMatch(/^Race 1: start/);
    await lab.close();
  });

  it("fits a telephone, in the dark as well; the next context comes by itself", async () => {
    const lab = await openLab(site, "#/play/whitening?start=1&pace=500&lanes=3", { width: 360, height: 740, dark: true });
    const { page } = lab;
    await eventually(() => page.locator("table caption").first().innerText()).toMatch(/^Race 2: context 4$/);
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole("button", { name: "Pause" }).click();
    await expectAccessible(page);
    await lab.close();
  });

  it("keeps its memory", async () => {
    // A race each 1.5 s, with curves of its own
    const lab = await openLab(site, "#/play/whitening?start=1&pace=2000&lanes=3&finish=0.9");
    const { page } = lab;
    await finished(page, "gains");
    const core = () => page.locator("[data-core-bytes]").getAttribute("data-core-bytes");
    const before = await core();
    // The engine's own tables; the arrays of each picture (19 KB), if they were kept, would be 2.3 MB at 30 pictures per second
    await expectNoGrowth(page, 1e6, () => page.waitForTimeout(4000));
    expect(await core()).toBe(before);
    await lab.close();
  });
});
