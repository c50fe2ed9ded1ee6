import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "./browser.js";
import { type LabSite, labSite } from "./lab.js";
import { longTasks, openStudy, PATIENCE, runToEnd, watchLongTasks } from "./study-view.js";

/** The test of a study in the page: its quick preset, by two workers, to all claims. A file for each study, so that they run side by side. */
export function testQuickStudy(name: string): void {
  describe.skipIf(!chromium)(`the study ${name} in the page`, () => {
    let site: LabSite;
    beforeAll(async () => {
      site = await labSite();
    });
    afterAll(() => site?.close());

    it("runs its quick preset, and all claims hold", { timeout: PATIENCE }, async () => {
      const { page, close } = await openStudy(site, name);
      await page.getByLabel("Workers", { exact: true }).fill("2");
      await watchLongTasks(page);
      await runToEnd(page);
      const failed = await page
        .locator("#claims ~ .claims tbody tr")
        .filter({ hasText: /^fails/ })
        .allTextContents();
      expect(failed).toEqual([]);
      const results = page.locator(".results");
      expect(Number(await results.getAttribute("data-claims"))).toBeGreaterThan(10);
      expect(await results.getAttribute("data-failed")).toBe("0");
      // Whatever its live plots are, each has got points.
      const legends = page.locator(".live .legend");
      expect(await legends.count()).toBeGreaterThan(0);
      for (const legend of await legends.all()) expect(await legend.locator("li").count()).toBeGreaterThan(0);
      // Each figure is a picture that the browser could read.
      const widths = await page.locator(".figures img").evaluateAll((images) =>
        Promise.all(
          images.map(async (image) => {
            const picture = image as HTMLImageElement;
            await picture.decode();
            return picture.naturalWidth;
          }),
        ),
      );
      expect(widths.length).toBeGreaterThan(2);
      expect(Math.min(...widths)).toBeGreaterThan(100);
      const tasks = await longTasks(page);
      console.info(
        `${name}: ${tasks.length} tasks over 50 ms on the page's thread, the longest ${Math.round(Math.max(0, ...tasks))} ms; ` +
          `${await page.locator(".run-bar .status").textContent()}`,
      );
      await close();
    });
  });
}
