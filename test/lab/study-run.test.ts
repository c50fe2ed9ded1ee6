import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { type LabSite, labSite } from "../support/lab.js";
import { expectNoGrowth } from "../support/page-memory.js";
import { smallStudies } from "../support/small-studies.js";
import { download, finished, openStudy, PATIENCE, runToEnd } from "../support/study-view.js";

const status = (page: Page) => page.locator(".run-bar .status");
const phase = (page: Page, name: string) => page.locator(`.study[data-phase="${name}"]`).waitFor({ timeout: PATIENCE });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const finishedJobs = async (page: Page) => Number(/(\d+) of \d+ jobs/.exec((await status(page).textContent()) ?? "")?.[1] ?? 0);
const patiently = { timeout: 300_000, interval: 20 };

describe.skipIf(!chromium)("a run in the page", { timeout: PATIENCE }, () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it("stops at once: its workers end, finished jobs are kept, and it goes on from there", async () => {
    const { page, close } = await openStudy(site, "whitening");
    await page.getByLabel("Workers", { exact: true }).fill("2");
    await press(page, "Run");
    await expect.poll(() => page.workers().length, patiently).toBe(3);
    await expect.poll(() => finishedJobs(page), patiently).toBeGreaterThan(0);
    await press(page, "Stop");
    await phase(page, "stopped");
    await expect.poll(() => page.workers().length, patiently).toBe(1); // the conductor, which keeps the finished jobs
    const kept = await finishedJobs(page);
    await press(page, "Go on");
    await expect.poll(() => finishedJobs(page), patiently).toBeGreaterThanOrEqual(kept);
    await phase(page, "running");
    // Leaving the view ends everything.
    await page.evaluate(() => {
      location.hash = "#/";
    });
    await expect.poll(() => page.workers().length, patiently).toBe(0);
    await close();
  });

  it("pauses after the jobs under way, holds, and goes on to the same result", async () => {
    const set = { ...smallStudies.whitening, noiseSamples: "3000000" };
    const { page, close } = await openStudy(site, "whitening", set);
    await page.getByLabel("Workers", { exact: true }).fill("2");
    await press(page, "Run");
    await expect.poll(() => finishedJobs(page), patiently).toBeGreaterThan(0);
    await press(page, "Pause");
    await phase(page, "paused");
    expect(page.workers()).toHaveLength(1);
    const held = await finishedJobs(page);
    expect(held).toBeGreaterThan(0);
    expect(await status(page).textContent()).toMatch(/^Paused: \d+ of \d+ jobs are done and kept$/);
    await press(page, "Go on");
    await finished(page);
    const paused = JSON.parse((await download(page, "result.json")).toString());
    await runToEnd(page);
    const straight = JSON.parse((await download(page, "result.json")).toString());
    for (const result of [paused, straight]) Object.assign(result, { durationSeconds: 0 });
    expect(paused).toEqual(straight);
    await close();
  });

  it.each([
    [
      "throws",
      "setTimeout(() => { throw new Error('broken on purpose') })",
      /^Job \S+ of whitening failed: Its worker failed: .*broken on purpose/,
    ],
    ["ends", "self.close()", /^Job \S+ of whitening failed: Its worker came to an end\./],
  ])("whose worker %s says so, and goes on from there when run again", async (_, how, words) => {
    const { page, close } = await openStudy(site, "whitening", smallStudies.whitening);
    await page.getByLabel("Workers", { exact: true }).fill("1");
    await press(page, "Run");
    await expect.poll(() => finishedJobs(page), patiently).toBeGreaterThan(0);
    const jobs = page.workers().at(-1)!;
    await jobs.evaluate(how).catch(() => {}); // a worker that ends does not answer
    const error = page.locator(".study > .error");
    await error.waitFor({ timeout: PATIENCE });
    expect(await error.locator("p").first().textContent()).toMatch(words);
    await press(page, "Go on");
    await error.waitFor({ state: "detached" });
    await phase(page, "finished");
    await close();
  });

  it("whose conductor dies says so, and starts anew", async () => {
    const { page, close } = await openStudy(site, "whitening", smallStudies.whitening);
    await page.workers()[0]!.evaluate("setTimeout(() => { throw new Error('broken on purpose') })");
    await page.locator(".study > .error", { hasText: "broken on purpose" }).waitFor();
    await press(page, "Start anew");
    await runToEnd(page);
    await close();
  });

  it("is started, paused and stopped by keyboard alone", async () => {
    const { page, close } = await openStudy(site, "whitening", { ...smallStudies.whitening, noiseSamples: "3000000" });
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    const tabTo = async (name: string) => {
      for (let i = 0; i < 60 && (await focused()) !== name; i++) await page.keyboard.press("Tab");
      expect(await focused()).toBe(name);
    };
    await tabTo("Run");
    await page.keyboard.press("Enter");
    await phase(page, "running");
    await tabTo("Stop");
    await page.keyboard.press("Space");
    await phase(page, "stopped");
    expect(await focused()).toMatch(/^(Run|Go on)$/); // the focus is not lost with the button that went dead
    await page.keyboard.press("Enter");
    await finished(page);
    expect(await page.locator("[role=progressbar]").getAttribute("aria-valuenow")).toBe("100");
    expect(await page.locator(".run-bar [role=status]").textContent()).toMatch(/^Finished: /);
    await close();
  });

  it("leaves the page's memory as it was, however often it runs", async () => {
    const { page, close } = await openStudy(site, "whitening", smallStudies.whitening);
    let seed = 0;
    const run = async () => {
      seed += 1;
      await page.getByLabel("Seed", { exact: true }).fill(String(seed));
      await runToEnd(page);
      await phase(page, "finished");
    };
    await run();
    // The last result replaces the one before: what is left after each run differs by less than a megabyte.
    await expectNoGrowth(page, 1e6, run);
    await close();
  });
});
