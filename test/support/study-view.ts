import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { type LabOptions, type LabSite, type OpenLab, openLab } from "./lab.js";

/** As long as a study may take on a machine that does much else, ms. */
export const PATIENCE = 900_000;

/** Opens a study's view, and waits until it can run. */
export async function openStudy(
  site: LabSite,
  name: string,
  query: Readonly<Record<string, string>> = {},
  options?: LabOptions,
): Promise<OpenLab> {
  const lab = await openLab(site, `#/study/${name}?${new URLSearchParams(query)}`, options);
  await lab.page.locator(".run-bar button.primary:enabled").waitFor();
  return lab;
}

/** Presses Run and waits for another result, or for why there is none. */
export async function runToEnd(page: Page): Promise<void> {
  const results = page.locator(".results");
  const before = (await results.count()) > 0 ? await results.getAttribute("data-made") : "none";
  await page.locator(".run-bar button.primary").click();
  await finished(page, before ?? "none");
}

/** Waits for a result that is not the one made `before`. */
export async function finished(page: Page, before = "none"): Promise<void> {
  const end = page.locator(`.results[data-complete="true"]:not([data-made="${before}"]), .study > .error`);
  await end.first().waitFor({ timeout: PATIENCE });
  const error = page.locator(".study > .error");
  if ((await error.count()) > 0) throw new Error((await error.textContent()) ?? "");
}

/** The bytes of a file that the view offers. */
export async function download(page: Page, name: string): Promise<Buffer> {
  const button = page.locator(`[data-file="${name}"]`);
  const [file] = await Promise.all([page.waitForEvent("download", { timeout: PATIENCE }), button.click()]);
  if (file.suggestedFilename() !== name) throw new Error(`The file is called ${file.suggestedFilename()}, not ${name}.`);
  return readFile(await file.path());
}

/** A result without what may differ from run to run. */
export function bare(resultJson: string): unknown {
  const { environment: _, durationSeconds: __, ...result } = JSON.parse(resultJson);
  return result;
}

/** Begins to note tasks of the page's thread that took more than 50 ms. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const noted: number[] = [];
    Object.assign(globalThis, { longTasks: noted });
    new PerformanceObserver((list) => noted.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
  });
}

export function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
}
