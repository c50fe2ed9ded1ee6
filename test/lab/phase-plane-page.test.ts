import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { expectAccessible, type LabSite, labSite, openLab, scrollsSideways } from "../support/lab.js";
import { expectNoGrowth } from "../support/page-memory.js";

/** What the page tells under a name, once it is `as` expected. */
async function reading(page: Page, name: string, as: (text: string) => boolean): Promise<string> {
  const place = page.locator(".readings div", { has: page.getByText(name, { exact: true }) }).locator("dd");
  let text = "";
  await expect
    .poll(
      async () => {
        text = await place.innerText();
        return as(text) || text;
      },
      { timeout: 110_000 },
    )
    .toBe(true);
  return text;
}

const near = (value: number, tolerance: number) => (text: string) => Math.abs(Number(text.replace("−", "-")) - value) < tolerance;

/** Moves the slider of the current as a drag would. */
async function drag(page: Page, value: number): Promise<void> {
  await page.getByLabel("Input current I, slider").evaluate((slider, next) => {
    (slider as HTMLInputElement).value = String(next);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, value);
}

describe.skipIf(!chromium)("the phase plane in a page", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it("fires at the rate of its cycle, and at another when the current is dragged; the address follows", async () => {
    const lab = await openLab(site, "#/play/phase-plane?set=snlc&I=80&speed=500");
    // 46.7814442 ms, docs/analysis.md and the tables there; two digits are shown
    await reading(lab.page, "Rate of the stable cycle (Hz)", near(1000 / 46.7814442, 0.006));
    await reading(lab.page, "Firing rate, measured (Hz)", near(1000 / 46.7814442, 0.006));
    await drag(lab.page, 50);
    await reading(lab.page, "Firing rate, measured (Hz)", near(1000 / 75.4174129, 0.006));
    await reading(lab.page, "Rate of the stable cycle (Hz)", near(1000 / 75.4174129, 0.006));
    await expect.poll(() => lab.page.url()).toContain("I=50");
    await lab.page.getByRole("button", { name: /^Rest below 39.96/ }).click();
    await reading(lab.page, "Attractors here", (text) => text === "rest");
    await reading(lab.page, "Firing rate, measured (Hz)", near(0, 0.006));
    console.info(`frames per second: ${await lab.page.locator("article").getAttribute("data-frames-per-second")}`);
    await lab.close();
  });

  it("a click inside the unstable cycle brings it to rest; the keyboard sets it firing again", async () => {
    const lab = await openLab(site, "#/play/phase-plane?set=hopf&I=90&speed=1000");
    await reading(lab.page, "Firing rate, measured (Hz)", near(1000 / 102.7271653, 0.006));
    const plane = lab.page.getByRole("group", { name: /^Phase plane/ });
    const box = (await plane.boundingBox())!;
    // the rest state (-26.6 mV, 0.129) on axes from -75 to 55 mV and -0.03 to 0.8 inside margins of 48, 12, 10 and 38 px
    const x = 48 + ((75 - 26.6) / 130) * (box.width - 60);
    const y = box.height - 38 - ((0.129 + 0.03) / 0.83) * (box.height - 48);
    await plane.click({ position: { x, y } });
    await reading(lab.page, "Firing rate, measured (Hz)", near(0, 0.006));
    await reading(lab.page, "V (mV)", near(-26.6, 0.3));
    await plane.focus();
    for (let i = 0; i < 5; i++) await plane.press("Shift+ArrowRight");
    await plane.press("Enter");
    expect(await lab.page.locator("[aria-live=polite]").innerText()).toMatch(/^State set to V = /);
    await reading(lab.page, "Firing rate, measured (Hz)", near(1000 / 102.7271653, 0.006));
    await lab.close();
  });

  it("a link restores what it was set to, and says what it cannot use", async () => {
    const link = "#/play/phase-plane?set=homoclinic&I=36.5&speed=120&phi=0.25&V=10&gCa=many";
    const lab = await openLab(site, link, { reducedMotion: true });
    expect(await lab.page.getByLabel("Input current I (µA/cm²)").inputValue()).toBe("36.5");
    expect(await lab.page.getByLabel("Speed (ms of the cell per second)").inputValue()).toBe("120");
    expect(await lab.page.getByLabel("Rate of recovery, φ (1/ms)").inputValue()).toBe("0.25");
    expect(await lab.page.getByLabel("Parameter set").inputValue()).toBe("homoclinic");
    expect(await lab.page.getByRole("status").innerText()).toMatch(/gCa=many\) must be a number from 0 to 12; it is 4 here/);
    // nothing moves by itself for those who asked for that
    await lab.page.getByRole("button", { name: "Run" }).waitFor();
    expect(await reading(lab.page, "V (mV)", near(10, 1e-9))).toBe("10.0");
    await lab.close();
  });

  it.each([
    { name: "light", dark: false },
    { name: "dark", dark: true },
  ])("accessible, and fits a telephone: $name", async ({ dark }) => {
    const lab = await openLab(site, "#/play/phase-plane?set=homoclinic&phi=0.231", {
      dark,
      width: 360,
      height: 740,
      reducedMotion: true,
    });
    await reading(lab.page, "Attractors here", (text) => text !== "…");
    await expectAccessible(lab.page);
    expect(await scrollsSideways(lab.page)).toBe(false);
    await lab.close();
  });

  it("tells in words why nothing runs, and recovers", async () => {
    const lab = await openLab(site, "");
    const core = "**/*.wasm";
    await lab.page.route(core, (route) => route.fulfill({ status: 404 }));
    await lab.page.evaluate(() => {
      location.hash = "#/play/phase-plane";
    });
    expect(await lab.page.getByRole("alert").innerText()).toMatch(/^The core .* did not load: the server answered 404\.$/);
    await lab.page.unroute(core);
    const complaints = lab.complaints as string[];
    expect(complaints.filter((complaint) => !complaint.includes("404")).length).toBe(0);
    complaints.length = 0; // that it was missing was meant
    await lab.page.getByRole("button", { name: "Start anew" }).click();
    await reading(lab.page, "Attractors here", (text) => text === "rest or firing");
    await lab.close();
  });

  it("keeps its memory, and ends its workers when it is left", async () => {
    const lab = await openLab(site, "#/play/phase-plane?set=snlc&I=60&speed=2000");
    const { page } = lab;
    await reading(page, "Attractors here", (text) => text === "firing");
    expect(page.workers().length).toBe(2);
    const time = async () => Number(await reading(page, "Time (ms)", () => true));
    // Collected garbage varies by some 10 kB; states that were kept, closures and messages of some hundred pictures would be more than this
    await expectNoGrowth(page, 300_000, async () => {
      const start = await time();
      await reading(page, "Time (ms)", (text) => Number(text) > start + 6000);
    });
    await page.evaluate(() => {
      location.hash = "#/";
    });
    await expect.poll(() => page.workers().length).toBe(0);
    await lab.close();
  });
});
