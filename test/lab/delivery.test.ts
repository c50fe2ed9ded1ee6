import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromium, serve } from "../support/browser.js";
import { builtLab, type LabSite, labSite, openLab, siteAround } from "../support/lab.js";

const root = mkdtempSync(join(tmpdir(), "microcircuit-lab-"));
afterAll(() => rmSync(root, { recursive: true }));

/** For what takes as long as the machine is busy. */
const soon = { timeout: 20_000 };

/** Opens a study and a playground in the page as it is: their workers start and get the core, and the playground runs. */
async function lookAround(page: Page): Promise<void> {
  const open = (hash: string) =>
    page.evaluate((next) => {
      location.hash = next;
    }, hash);
  await open("#/study/lif-rate");
  await expect.poll(() => page.getByRole("heading", { level: 1 }).innerText(), soon).toContain("Firing rate");
  await expect.poll(() => page.getByRole("button", { name: "Run" }).isEnabled(), soon).toBe(true);
  await open("#/play/neurons");
  await expect.poll(() => page.getByRole("heading", { level: 1 }).innerText(), soon).toContain("neurons");
  await expect.poll(() => page.workers().length, soon).toBe(1);
  await expect.poll(() => page.locator("article").getAttribute("data-frames-per-second"), soon).toMatch(/^[1-9]|^0\.[1-9]/);
  expect(await page.getByRole("alert").count()).toBe(0);
}

/** Until the service worker has kept all files and serves this page. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((changed) => navigator.serviceWorker.addEventListener("controllerchange", changed, { once: true }));
  });

describe.skipIf(!chromium)("the built page", () => {
  let site: LabSite;
  beforeAll(async () => {
    site = await labSite();
  });
  afterAll(() => site?.close());

  it("works under any path", async () => {
    mkdirSync(join(root, "host/some/deep"), { recursive: true });
    symlinkSync(builtLab, join(root, "host/some/deep/path"));
    const deep = siteAround(await serve(join(root, "host")), "/some/deep/path/");
    const lab = await openLab(deep, "");
    await lookAround(lab.page);
    await lab.close();
    await deep.close();
  });

  it("works without a network once it was opened", async () => {
    const lab = await openLab(site, "", { serviceWorker: true });
    await kept(lab.page);
    await lab.page.context().setOffline(true);
    await lab.page.reload();
    await lookAround(lab.page);
    // What the browser itself says of the request that found no network is no complaint of the page's.
    expect(lab.complaints.filter((complaint) => !complaint.includes("net::ERR_INTERNET_DISCONNECTED"))).toEqual([]);
    await lab.page.context().close();
    site.open.delete(lab);
  });

  it("never shows an old page once there is a new one, and keeps the new one", async () => {
    const place = join(root, "published");
    cpSync(builtLab, place, { recursive: true });
    const host = siteAround(await serve(place));
    const lab = await openLab(host, "", { serviceWorker: true });
    await kept(lab.page);

    const change = (file: string, from: string | RegExp, to: string) => {
      const text = readFileSync(join(place, file), "utf8");
      expect(text.replace(from, to)).not.toBe(text);
      writeFileSync(join(place, file), text.replace(from, to));
    };
    change("index.html", '<html lang="en">', '<html lang="en" data-build="new">');
    change("sw.js", /version = "\w+"/, 'version = "new"');
    const build = () => lab.page.evaluate(() => document.documentElement.dataset.build);
    await lab.page.reload();
    expect(await build()).toBe("new");
    const caches = () => lab.page.evaluate(() => caches.keys());
    await expect.poll(caches, soon).toEqual([`microcircuit-lab ${host.url} new`]);
    await lab.page.context().setOffline(true);
    await lab.page.reload();
    expect(await build()).toBe("new");
    host.open.delete(lab);
    await lab.page.context().close();
    await host.close();
  });
});
