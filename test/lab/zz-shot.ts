import { writeFileSync } from "node:fs";
const [, , fragment, out, opts = "{}", wait = "15000"] = process.argv;
const { labSite, openLab } = await import("/work/wt-studyview/test/support/lab.ts");
const site = await labSite();
const o = JSON.parse(opts);
const lab = await openLab(site, fragment, o);
const page = lab.page;
try {
  await page.waitForSelector(".run-bar button.primary:not(:disabled)");
  console.log("workers", page.workers().length);
  if (o.run) {
    await page.evaluate(() => { (window as any).tasks = []; new PerformanceObserver((l) => { for (const e of l.getEntries()) (window as any).tasks.push([Math.round(e.startTime), Math.round(e.duration)]); }).observe({ type: "longtask" }); let c=0; new PerformanceObserver((l)=>{for (const e of l.getEntries() as any) if(!e.hadRecentInput) {c+=e.value; (window as any).cls=c;}}).observe({type:"layout-shift", buffered:true}); });
    await page.click(".run-bar button.primary");
    await new Promise(r => setTimeout(r, 2500));
    console.log("workers", page.workers().length, await page.textContent(".run-bar .status"));
    await page.screenshot({ path: `${out}-running.png` });
    await page.waitForSelector(".results", { timeout: Number(wait) }).catch(e => console.log(String(e).slice(0, 200)));
    console.log(await page.textContent(".run-bar .status"), JSON.stringify(await page.evaluate(() => [(window as any).tasks, (window as any).cls])));
    await new Promise(r => setTimeout(r, 1500));
  }
  await page.screenshot({ path: `${out}.png`, fullPage: o.full ?? false });
  console.log(page.workers().length, lab.complaints);
} finally { await lab.close().catch(e => console.log(String(e).slice(0,600))); await site.close(); }
process.exit(0);
