import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, ConsoleMessage, Page } from "playwright-core";
import { expect } from "vitest";
import { newestIn } from "../../src/cli/newest.js";
import { launchChromium, type Site, serve } from "./browser.js";
import { root } from "./package.js";

export const builtLab = join(root, "dist/lab");

/** The built page, served, and the Chromium that looks at it. */
export interface LabSite {
  /** Of the page, with a slash at its end. */
  readonly url: string;
  browser(): Promise<Browser>;
  /** Ends the server and the browser. Pages that are open still are closed as `OpenLab.close` does, with its checks. */
  close(): Promise<void>;
  /** Open pages. */
  readonly open: Set<OpenLab>;
}

export interface LabOptions {
  /** px; default 1280 by 900. */
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly reducedMotion?: boolean;
  /** Whether the page may install its service worker. Default false: it would fetch all views beside what a test measures. */
  readonly serviceWorker?: boolean;
}

export interface OpenLab {
  readonly page: Page;
  /** Errors and warnings of the console, errors nobody caught, failed requests, requests to elsewhere, so far. */
  readonly complaints: readonly string[];
  /** Closes the page, and fails if there were complaints. */
  close(): Promise<void>;
}

/** Serves the built page, once for each test file: in `beforeAll`, and `await site?.close()` in `afterAll`. `switches`: Chromium's. */
export async function labSite(switches: readonly string[] = []): Promise<LabSite> {
  refuseStaleLab();
  return siteAround(await serve(builtLab), "/", switches);
}

/** A site served by other means, under `path`, "/some/where/" say. */
export function siteAround(server: Site, path = "/", switches: readonly string[] = []): LabSite {
  let browser: Promise<Browser> | undefined;
  const open = new Set<OpenLab>();
  return {
    url: `${server.url}${path}`,
    open,
    browser() {
      browser ??= launchChromium(switches);
      return browser;
    },
    async close() {
      const complaints: unknown[] = [];
      for (const lab of open) await lab.close().catch((error) => complaints.push(error));
      await (await browser)?.close();
      await server.close();
      if (complaints.length > 0) throw complaints[0];
    },
  };
}

/**
 * Opens the page at a fragment ("#/play/neurons?drive=2"; "" is the first view) in a context of its own. "blank" leaves the page empty, so that the
 * test can listen before it opens the lab.
 */
export async function openLab(site: LabSite, fragment: string, options: LabOptions = {}): Promise<OpenLab> {
  const { width = 1280, height = 900, dark = false, reducedMotion = false, serviceWorker = false } = options;
  const context = await (await site.browser()).newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: reducedMotion ? "reduce" : "no-preference",
    serviceWorkers: serviceWorker ? "allow" : "block",
  });
  const complaints: string[] = [];
  listen(context, site, complaints);
  const page = await context.newPage();
  const lab: OpenLab = {
    page,
    complaints,
    async close() {
      site.open.delete(lab);
      await context.close();
      expect(complaints, `complaints of the page at ${fragment || "/"}`).toEqual([]);
    },
  };
  site.open.add(lab);
  if (fragment !== "blank") await page.goto(`${site.url}${fragment}`);
  return lab;
}

function listen(context: BrowserContext, site: LabSite, complaints: string[]): void {
  const origin = new URL(site.url).origin;
  context.on("console", (message) => {
    if (complains(message)) complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => complaints.push(String(error.error().stack ?? error.error())));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== origin) complaints.push(`${url} was asked for`);
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") complaints.push(`${request.url()} did not load: ${reason}`);
  });
}

function complains(message: ConsoleMessage): boolean {
  if (message.text().startsWith("Service Worker registration blocked")) return false; // by the driver, as was asked for
  return message.type() === "error" || message.type() === "warning" || message.type() === "assert";
}

/** No violation of the rules of axe (WCAG 2.2 A and AA, and its best practices) in what the page shows now. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`),
  }));
  expect(found).toEqual([]);
}

/** Whether the page can be scrolled sideways, which it must not on small screens. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** These tests are about what ships: an old build would make them lie. */
export function refuseStaleLab(): void {
  const built = join(builtLab, "lab.json");
  const sources = ["src", "lab", "build/release.wasm"].map((folder) => newestIn(join(root, folder)));
  if (!existsSync(built) || statSync(built).mtimeMs < Math.max(...sources)) {
    throw new Error("dist/lab is older than its sources: run `npm run build:lab` first (`npm test` does).");
  }
}
