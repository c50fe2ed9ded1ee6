// How the playgrounds run on this machine: pictures per second, the longest task of the page's thread, and memory of page and workers.
// npm run lab:measure [-- SECONDS [NAME ...]]; ten minutes each: npm run lab:measure -- 600
import { readFileSync } from "node:fs";
import type { CDPSession, Page } from "playwright-core";
import { type LabSite, labSite, openLab } from "../test/support/lab.js";

/** Not measured: the view loads, compiles and settles, s. */
const WARM_UP = 10;
const SAMPLES = 20;
/** At the memory, after that at the beginning. */
const LOOKS = 4;
const PAGE_BYTES = 4096;
const MIB = 1024 ** 2;

const [seconds = "20", ...only] = process.argv.slice(2);
const duration = Number(seconds);
if (!(duration > 0)) throw new Error(`SECONDS is "${seconds}"; it must be a number above 0.`);
const views: Readonly<Record<string, string>> = {
  neurons: "#/play/neurons",
  "one neuron": "#/play/neurons?mode=neuron",
  "phase-plane": "#/play/phase-plane",
  whitening: "#/play/whitening",
  "training, cell": "#/play/training?task=cell",
  "training, function": "#/play/training?task=function",
  "training, spiral": "#/play/training?task=spiral",
  "training, network": "#/play/training?task=network",
};

const site = await labSite(["--js-flags=--expose-gc"]); // so that the workers' garbage can be collected before their memory is measured
try {
  for (const [name, fragment] of Object.entries(views)) {
    if (only.length === 0 || only.includes(name)) console.log(`${name}: ${await measure(site, fragment)}`);
  }
} finally {
  await site.close();
}

async function measure(site: LabSite, fragment: string): Promise<string> {
  const lab = await openLab(site, "blank");
  const { page } = lab;
  const devtools = await page.context().newCDPSession(page);
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: "longtask" });
  });
  await page.goto(`${site.url}${fragment}`);
  await page.waitForTimeout(1000 * WARM_UP);
  await page.evaluate(() => {
    (globalThis as unknown as { longTasks: number[] }).longTasks.length = 0;
  });
  const rates: number[] = [];
  const memories = [await memoryOf(devtools, page)];
  for (let i = 0; i < SAMPLES; i++) {
    const run = page.getByRole("button", { name: "Run", exact: true });
    if (await run.isVisible()) await run.click(); // a training that has ended begins anew
    await page.waitForTimeout((1000 * duration) / SAMPLES);
    rates.push(Number(await page.getAttribute("[data-frames-per-second]", "data-frames-per-second")));
    if ((i + 1) % (SAMPLES / LOOKS) === 0) memories.push(await memoryOf(devtools, page));
  }
  const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  await lab.close();
  rates.sort((a, b) => a - b);
  const memory = (key: keyof Memory) => `${memories.map((one) => one[key].toFixed(1)).join(", ")} MiB`;
  return (
    `${rates[SAMPLES / 2]!.toFixed(1)} pictures per second (least ${rates[0]!.toFixed(1)}); ${tasks.length} tasks above 50 ms` +
    `${tasks.length > 0 ? ` (longest ${Math.max(...tasks).toFixed(0)} ms)` : ""}; heap ${memory("heap")}, process ${memory("process")}`
  );
}

interface Memory {
  /** Of the page's JavaScript after a collection, MiB. */
  readonly heap: number;
  /** Resident memory of the process that page and workers share, MiB. */
  readonly process: number;
}

async function memoryOf(devtools: CDPSession, page: Page): Promise<Memory> {
  await devtools.send("HeapProfiler.collectGarbage");
  for (const worker of page.workers()) await worker.evaluate(() => (globalThis as unknown as { gc(): void }).gc());
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const browser = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  await browser.detach();
  const resident = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(readFileSync(`/proc/${id}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES);
  return { heap: usedSize / MIB, process: Math.max(...resident) / MIB };
}
