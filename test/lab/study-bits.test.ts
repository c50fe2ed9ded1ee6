import { resultJson, runStudy, studies } from "microcircuit/studies";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { type LabSite, labSite } from "../support/lab.js";
import { smallStudies } from "../support/small-studies.js";
import { bare, download, openStudy, PATIENCE, runToEnd } from "../support/study-view.js";

describe.skipIf(!chromium)("a study in the page", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  // Neurons, whitening, solvers, training.
  it.each(Object.entries(smallStudies))("gives the bits that Node gives: %s", { timeout: PATIENCE }, async (name, set) => {
    const study = studies.find((candidate) => candidate.name === name)!;
    const { page, close } = await openStudy(site, name, { seed: "5", ...set });
    await runToEnd(page);
    const there = (await download(page, "result.json")).toString();
    await close();
    const here = resultJson(await runStudy(study, { seed: 5, set }));
    expect(bare(there)).toEqual(bare(here));
    expect(there.length).toBeGreaterThan(10_000);
  });
});
