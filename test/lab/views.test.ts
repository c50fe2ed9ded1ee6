import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { expectAccessible, type LabSite, labSite, openLab, scrollsSideways } from "../support/lab.js";

const views = ["study/morris-lecar", "play/neurons", "play/phase-plane", "play/whitening", "play/training"];
const looks = [
  { look: "light, on a screen", dark: false, width: 1280, height: 900 },
  { look: "dark, on a telephone", dark: true, width: 360, height: 740 },
];

describe.skipIf(!chromium)("every view", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  describe.each(looks)("$look", ({ dark, width, height }) => {
    it.each(views)("%s can be read and used by all, and keeps its width", async (path) => {
      // Still: what is tested is what is there, not when.
      const lab = await openLab(site, `#/${path}`, { dark, width, height, reducedMotion: true });
      await lab.page.getByText("Loading…").waitFor({ state: "detached" });
      await expect.poll(() => lab.page.workers().length, { timeout: 20_000 }).toBeGreaterThan(0);
      await lab.page.waitForLoadState("networkidle");
      await expectAccessible(lab.page);
      expect(await scrollsSideways(lab.page)).toBe(false);
      expect(await lab.page.getByRole("heading", { level: 1 }).count()).toBe(1);
      await lab.close();
    });
  });
});
