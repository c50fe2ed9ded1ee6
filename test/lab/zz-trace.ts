const [, , fragment, wait = "100000"] = process.argv;
const { labSite, openLab } = await import("../support/lab.ts");
const site = await labSite();
const lab = await openLab(site, fragment!, {});
const page = lab.page;
const browser = await site.browser();
await page.waitForSelector(".run-bar button.primary:not(:disabled)");
await browser.startTracing(page, {
  categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"],
} as never);
await page.click(".run-bar button.primary");
await page.waitForSelector(".results[data-complete=true]", { timeout: Number(wait) });
await new Promise((r) => setTimeout(r, 1000));
const trace = JSON.parse((await browser.stopTracing()).toString());
const mains = trace.traceEvents
  .filter((e: any) => e.name === "thread_name" && e.args.name === "CrRendererMain")
  .map((e: any) => `${e.pid}/${e.tid}`);
const ev = trace.traceEvents.filter((e: any) => e.ph === "X" && mains.includes(`${e.pid}/${e.tid}`) && e.tdur !== undefined);
const t0 = Math.min(...ev.map((e: any) => e.ts));
const tasks = ev
  .filter((e: any) => e.name === "RunTask" || e.name === "ThreadControllerImpl::RunTask")
  .sort((a: any, b: any) => b.tdur - a.tdur)
  .slice(0, 12);
for (const t of tasks) {
  const inner = ev
    .filter(
      (e: any) =>
        e !== t &&
        e.tid === t.tid &&
        e.pid === t.pid &&
        e.ts >= t.ts &&
        e.ts + e.dur <= t.ts + t.dur &&
        e.tdur > t.tdur * 0.15 &&
        e.name !== t.name,
    )
    .sort((a: any, b: any) => b.tdur - a.tdur)
    .slice(0, 7);
  console.log(
    `${((t.ts - t0) / 1e6).toFixed(2)} s: wall ${(t.dur / 1000).toFixed(0)} cpu ${(t.tdur / 1000).toFixed(0)} ms: ${inner.map((e: any) => `${e.name} ${(e.tdur / 1000).toFixed(0)}`).join(", ")}`,
  );
}
await lab.close().catch((e) => console.log(String(e).slice(0, 500)));
await site.close();
process.exit(0);
