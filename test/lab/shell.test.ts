import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { expectAccessible, type LabSite, labSite, openLab, scrollsSideways } from "../support/lab.js";

describe.skipIf(!chromium)("the shell of the lab", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it.each([
    { name: "light", dark: false },
    { name: "dark", dark: true },
  ])("first view, $name: accessible, fits a telephone", async ({ dark }) => {
    const lab = await openLab(site, "", { dark, width: 360, height: 740 });
    await lab.page.getByRole("heading", { level: 1 }).waitFor();
    await expectAccessible(lab.page);
    expect(await scrollsSideways(lab.page)).toBe(false);
    await lab.close();
  });
});
