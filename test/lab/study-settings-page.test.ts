import { planRun, studies } from "microcircuit/studies";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium } from "../support/browser.js";
import { expectAccessible, type LabSite, labSite, scrollsSideways } from "../support/lab.js";
import { smallStudies } from "../support/small-studies.js";
import { bare, download, finished, openStudy, PATIENCE, runToEnd } from "../support/study-view.js";

/** What the command line says of these settings. */
function refusalOf(name: string, set: Record<string, string>, seed: unknown = 1): string {
  try {
    planRun(studies.find((study) => study.name === name)!, { set, seed: seed as number });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was not refused.");
}

describe.skipIf(!chromium)("settings of a study in the page", { timeout: PATIENCE }, () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it("that are bad are refused with the command line's sentence, at the form and at the field", async () => {
    const { page, close } = await openStudy(site, "lif-rate");
    const problem = page.locator("[data-problem]");
    const field = page.locator('[data-parameter="reset"]');
    await field.locator("input[type=text]").fill("-10");
    await problem.waitFor();
    const sentence = refusalOf("lif-rate", { reset: "-10" });
    expect(await problem.textContent()).toBe(sentence);
    expect(await field.locator(".refusal").textContent()).toBe(sentence);
    expect(await field.locator("input[type=text]").getAttribute("aria-invalid")).toBe("true");
    // Nothing runs.
    await page.locator(".run-bar button.primary").click();
    await page.locator('.study[data-phase="failed"]').waitFor();
    expect(page.workers()).toHaveLength(1);
    await field.locator("input[type=text]").fill("no number");
    await expect.poll(() => problem.textContent()).toBe(refusalOf("lif-rate", { reset: "no number" }));
    await field.getByRole("button", { name: /Set Reset back/ }).click();
    await problem.waitFor({ state: "detached" });
    await page.getByLabel("Seed", { exact: true }).fill("1.5");
    await expect.poll(() => problem.textContent()).toBe(refusalOf("lif-rate", {}, "1.5"));
    await page.getByLabel("Seed", { exact: true }).fill("2");
    await problem.waitFor({ state: "detached" });
    await page.getByLabel("Workers", { exact: true }).fill("1000");
    await expect.poll(() => problem.textContent()).toMatch(/^workers is 1000; it must be an integer >= 1 and <= 64/);
    await close();
  });

  it("are marked where they differ from the preset, and set back one by one or all", async () => {
    const { page, close } = await openStudy(site, "stiff");
    const preset = page.locator("[data-parameter=methods] input[type=checkbox]");
    const before = await preset.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked));
    await preset.first().setChecked(!before[0]);
    const tolerance = page.locator("[data-parameter=relativeTolerance]");
    await page.locator("summary", { hasText: "End values" }).click();
    await tolerance.locator("input[type=range]").press("ArrowRight");
    expect(await page.locator(".changed").count()).toBe(2);
    expect(page.url()).toMatch(/relativeTolerance=.*|methods=/);
    await tolerance.getByRole("button").click();
    expect(await page.locator(".changed").count()).toBe(1);
    await page.getByRole("button", { name: "Reset all" }).click();
    expect(await page.locator(".changed").count()).toBe(0);
    expect(await preset.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked))).toEqual(before);
    await page.getByLabel("Preset").selectOption("full");
    expect(page.url()).toContain("preset=full");
    expect(await page.locator(".changed").count()).toBe(0);
    expect(await preset.evaluateAll((boxes) => boxes.every((box) => (box as HTMLInputElement).checked))).toBe(true);
    await close();
  });

  it("of a link that cannot be are left out, and it says so", async () => {
    const { page, close } = await openStudy(site, "lif-rate", {
      preset: "enormous",
      seed: "x",
      reset: "-1000",
      threshold: "-51",
      nonsense: "<script>",
      version: "0.0.1",
    });
    const notices = page.locator(".notice");
    await expect.poll(() => notices.count()).toBe(5);
    const words = (await notices.allTextContents()).join("\n");
    expect(words).toContain(refusalOf("lif-rate", { reset: "-1000" }));
    expect(words).toMatch(/“enormous”/);
    expect(words).toMatch(/“nonsense”/);
    expect(words).toMatch(/version 0\.0\.1.*may differ/);
    expect(await page.locator("[data-parameter=reset] input[type=text]").inputValue()).toBe("-60");
    expect(await page.locator("[data-parameter=threshold] input[type=text]").inputValue()).toBe("-51");
    await expect.poll(() => page.locator(".run-bar .status").textContent()).toMatch(/^\d+ jobs$/);
    await expectAccessible(page);
    await close();
  });

  it("change the result by a slider, and a link restores that run to the bit", async () => {
    const { page, close } = await openStudy(site, "whitening", smallStudies.whitening);
    await page.evaluate(() => {
      Object.assign(navigator.clipboard, { writeText: async (text: string) => Object.assign(globalThis, { copied: text }) });
    });
    await runToEnd(page);
    const first = (await download(page, "result.json")).toString();
    const slider = page.locator("[data-parameter=leastDeviation] input[type=range]");
    for (let i = 0; i < 3; i++) await slider.press("ArrowRight");
    const moved = await page.locator("[data-parameter=leastDeviation] input[type=text]").inputValue();
    await runToEnd(page);
    const second = (await download(page, "result.json")).toString();
    expect(JSON.parse(second).parameters.leastDeviation).toBe(Number(moved));
    expect(JSON.parse(second).tables).not.toEqual(JSON.parse(first).tables);
    await page.getByRole("button", { name: "Copy a link to these settings" }).click();
    const link = await page.evaluate(() => (globalThis as unknown as { copied: string }).copied);
    expect(link).toContain(`core=${JSON.parse(second).environment.core.slice(0, 12)}`);
    await close();

    const query = Object.fromEntries(new URLSearchParams(link.slice(link.indexOf("?"))));
    const restored = await openStudy(site, "whitening", { ...query, run: "1" });
    await finished(restored.page); // nobody pressed Run
    expect(await restored.page.locator(".notice").count()).toBe(0);
    expect(bare((await download(restored.page, "result.json")).toString())).toEqual(bare(second));
    await restored.close();
  });

  it("of a link do not start a run where less motion is asked for", async () => {
    const { page, close } = await openStudy(site, "whitening", { ...smallStudies.whitening, run: "1" }, { reducedMotion: true });
    await expect.poll(() => page.locator(".run-bar .status").textContent()).toMatch(/^\d+ jobs$/);
    expect(await page.locator(".study").getAttribute("data-phase")).toBe("idle");
    await close();
  });

  it.each([false, true])("and results are accessible, dark: %s, on a small screen too", async (dark) => {
    const { page, close } = await openStudy(site, "whitening", smallStudies.whitening, { dark, width: 360, height: 800 });
    for (const fold of await page.locator(".settings summary").all()) {
      if (!(await fold.evaluate((summary) => (summary.parentElement as HTMLDetailsElement).open))) await fold.click();
    }
    await expectAccessible(page);
    await runToEnd(page);
    await page.locator("#tables ~ details summary").first().click();
    await expectAccessible(page);
    expect(await scrollsSideways(page)).toBe(false);
    // Some of these claims cannot hold at this size: it says so in words.
    expect(await page.locator(".verdict.fails").first().textContent()).toBe("fails");
    await close();
  });
});
