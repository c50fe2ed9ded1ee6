import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readable } from "../../lab/src/playgrounds/training/names.js";
import { settingsOf, taskNames } from "../../lab/src/playgrounds/training/settings.js";
import { Side } from "../../lab/src/playgrounds/training/side.js";
import { chromium } from "../support/browser.js";
import { testCore } from "../support/core.js";
import { expectAccessible, type LabSite, labSite, openLab, scrollsSideways } from "../support/lab.js";
import { expectNoGrowth } from "../support/page-memory.js";

describe.skipIf(!chromium)("the training playground in a page", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  const path = "#/play/training";

  /** A reading of both sides, as the table has it: evolution's, the gradient's. */
  const reading = (page: Page, name: string) => page.locator(`tr[data-reading="${name}"] td`).allInnerTexts();
  /** Waits until the numbers of a reading are such. */
  const until = (page: Page, name: string, holds: string) =>
    page.waitForFunction(
      ([row, condition]) => {
        const cells = [...document.querySelectorAll(`tr[data-reading="${row}"] td`)].map((cell) =>
          Number(cell.textContent!.replaceAll(",", "")),
        );
        return new Function("a", "b", `return ${condition}`)(...cells);
      },
      [name, holds] as const,
      { timeout: 60_000 },
    );
  const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

  it("trains at once, and ends with the numbers of the same training in Node", async () => {
    const lab = await openLab(site, `${path}?task=function&seed=4&speed=3000&budget=600`);
    const { page } = lab;
    await page.getByRole("button", { name: "Run", exact: true }).waitFor({ timeout: 60_000 }); // both have ended
    const core = await testCore();
    const expected = (["evolution", "gradient"] as const).map((name) => {
      const side = new Side(core, name, { ...settingsOf("function", { seed: 4 }), budget: 600 });
      while (!side.finished) side.advance(100, Number.POSITIVE_INFINITY);
      const { loss, evaluations, best, bestAt } = side.snapshot(0);
      side.dispose();
      return { loss: readable(loss), evaluations: readable(evaluations), best: `${readable(best)} at ${readable(bestAt)}` };
    });
    expect(await reading(page, "loss")).toEqual(expected.map(({ loss }) => loss));
    expect(await reading(page, "evaluations")).toEqual(expected.map(({ evaluations }) => evaluations));
    expect(await reading(page, "best so far")).toEqual(expected.map(({ best }) => best));
    expect(await page.getByRole("status").innerText()).toContain("has ended after");
    await lab.close();
  });

  it("a change of one side starts that side anew and is in the link; the other keeps what it has", async () => {
    const lab = await openLab(site, `${path}?task=function&function=ellipsoid&strategy=openai-es&speed=300&budget=20000`);
    const { page } = lab;
    await until(page, "evaluations", "a >= 90 && b >= 90");
    await page.getByRole("button", { name: "Pause" }).click();
    const [before, gradientBefore] = await reading(page, "evaluations");
    expect(Number(before)).toBeGreaterThan(0);
    await field(page, "Population").fill("32");
    await until(page, "iterations", "a === 0");
    expect((await reading(page, "evaluations"))[1]).toBe(gradientBefore);
    await page.waitForFunction(() => location.hash.includes("population=32"));
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await until(page, "evaluations", "a >= 64");
    await page.getByRole("button", { name: "Pause" }).click();
    const evaluations = Number((await reading(page, "evaluations"))[0]!.replaceAll(",", ""));
    const iterations = Number((await reading(page, "iterations"))[0]!.replaceAll(",", ""));
    expect(evaluations).toBe(32 * iterations);
    await lab.close();
  });

  it("a link restores what was set", async () => {
    const link = `${path}?task=spiral&seed=9&budget=2000&pace=evaluations&speed=400&strategy=snes&population=24&sigma=0.05&optimiser=rmsprop&rate=0.002`;
    const lab = await openLab(site, link, { reducedMotion: true });
    const { page } = lab;
    await until(page, "evaluations", "a === 0 && b === 0");
    const values: Record<string, string> = {
      Task: "spiral",
      Strategy: "snes",
      Population: "24",
      Optimiser: "rmsprop",
      Seed: "9",
    };
    Object.assign(values, {
      "Sigma of the candidates": "0.05",
      "Rate of the gradient": "0.002",
      "Evaluations of each side": "2000",
      Pace: "evaluations",
    });
    for (const [label, value] of Object.entries(values)) expect(await field(page, label).inputValue(), label).toBe(value);
    expect(await page.locator(".training-notices").count()).toBe(0);
    await lab.close();
  });

  it("refuses nonsense in a link in words, and runs with what is usual", async () => {
    const lab = await openLab(site, `${path}?task=function&sigma=-3&strategy=%3Cscript%3E&seed=1e99`);
    const { page } = lab;
    await page.getByText("The link’s sigma “-3” is not a number from 0.01 to 2; 0.4 is used instead.").waitFor();
    await page.getByText("The link’s strategy “<script>” is not one of").waitFor();
    await until(page, "evaluations", "a > 0 && b > 0");
    await lab.close();
  });

  it("says why nothing runs, and recovers when started anew", async () => {
    const context = await (await site.browser()).newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    let broken = true;
    await page.route("**/*.wasm", (route) => (broken ? route.fulfill({ status: 500 }) : route.continue()));
    await page.goto(`${site.url}${path}?task=function`);
    await page.getByText("the server answered 500").waitFor();
    broken = false;
    await page.getByRole("button", { name: "Start anew" }).click();
    await until(page, "evaluations", "a > 0 && b > 0");
    expect(await page.getByText("the server answered 500").count()).toBe(0);
    await context.close();
  });

  it("follows another link while it is open", async () => {
    const lab = await openLab(site, `${path}?task=function&seed=3`, { reducedMotion: true });
    const { page } = lab;
    await until(page, "evaluations", "a === 0 && b === 0");
    await page.evaluate(() => {
      location.hash = "#/play/training?task=spiral&seed=5";
    });
    await page.waitForFunction(() => document.querySelectorAll("canvas[role=img]").length === 2);
    expect(await field(page, "Seed").inputValue()).toBe("5");
    await until(page, "evaluations", "a === 0 && b === 0");
    await lab.close();
  });

  it("follows a link that comes while the address is about to be kept", async () => {
    const lab = await openLab(site, "blank", { reducedMotion: true });
    const { page } = lab;
    await page.addInitScript(() => {
      const real = globalThis.setTimeout;
      const noting = (callback: () => void, delay?: number) => {
        if (delay === 250) Object.assign(globalThis, { keepAddress: callback });
        return real(callback, delay);
      };
      Object.assign(globalThis, { setTimeout: noting });
    });
    await page.goto(`${site.url}${path}?task=function&seed=3`);
    await until(page, "evaluations", "a === 0 && b === 0");
    await field(page, "Seed").fill("4");
    await expect.poll(() => page.evaluate(() => location.hash)).toContain("seed=4");
    await page.evaluate(() => {
      location.hash = "#/play/training?task=spiral&seed=5";
      (globalThis as unknown as { keepAddress(): void }).keepAddress(); // before the event of the new link
    });
    await expect.poll(() => field(page, "Seed").inputValue()).toBe("5");
    await expect.poll(() => page.evaluate(() => location.hash)).toContain("seed=5");
    await lab.close();
  });

  it("does not start by itself where motion is unwelcome", async () => {
    const lab = await openLab(site, path, { reducedMotion: true });
    const { page } = lab;
    await until(page, "evaluations", "a === 0 && b === 0");
    await page.getByText("Neither side has moved yet").waitFor();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await until(page, "evaluations", "a > 0 && b > 0");
    await lab.close();
  });

  it.each(taskNames)("%s: draws, fits a telephone, is accessible", async (task) => {
    const lab = await openLab(site, `${path}?task=${task}`, {
      width: 360,
      height: 740,
      dark: task === "network" || task === "cell",
    });
    const { page } = lab;
    await until(page, "evaluations", "a > 0 && b > 0");
    await page.waitForFunction(() => Number(document.querySelector("article")!.dataset.framesPerSecond) > 0);
    console.info(`${task}: ${await page.locator("article").getAttribute("data-frames-per-second")} pictures per second`);
    await page.getByRole("button", { name: "Pause" }).click();
    // The others are made of the same parts.
    if (task === "function" || task === "network") await expectAccessible(page);
    expect(await scrollsSideways(page)).toBe(false);
    // Every picture has something on it.
    const drawn = await page.locator("canvas[role=img]").evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const { data } = (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
        return data.some((value) => value > 0);
      }),
    );
    expect(drawn).toEqual(task === "spiral" || task === "network" ? [true, true] : [true]);
    await lab.close();
  });

  it("keeps its memory as long as it runs, and leaves no worker behind", async () => {
    const lab = await openLab(site, `${path}?task=function&function=rastrigin&pace=machine&budget=6000&strategy=openai-es`);
    const { page } = lab;
    const run = async () => {
      await page.getByRole("button", { name: "Start anew" }).click();
      await page.getByRole("button", { name: "Run", exact: true }).waitFor({ timeout: 60_000 });
    };
    for (let i = 0; i < 3; i++) await run(); // until the engine has compiled what it will
    // Each training that was kept would take 600 points of five numbers, contours of 460 kB and 300 places of each trail: more than this together.
    await expectNoGrowth(page, 300_000, async () => {
      for (let i = 0; i < 5; i++) await run();
    });
    expect(page.workers()).toHaveLength(3);
    await page.goto(`${site.url}#/`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await expect.poll(() => page.workers().length).toBe(0);
    await lab.close();
  });
});
