// The quick presets in the page on this machine: claims, the longest tasks of the page's thread, and whether the result has Node's bits.
// npm run lab:studies [-- NAME ...]
import { resultJson, runStudy, studies } from "microcircuit/studies";
import { type LabSite, labSite, openLab } from "../test/support/lab.js";
import { bare, download, runToEnd } from "../test/support/study-view.js";
import { type Task, tasksDuring } from "./page-tasks.js";

/** A page that answers later than this is felt to hang, ms. */
const LONG = 50;

const names = process.argv.slice(2);
for (const name of names) {
  if (studies.some((study) => study.name === name)) continue;
  throw new Error(`There is no study "${name}"; there are: ${studies.map((study) => study.name).join(", ")}.`);
}

const site = await labSite();
try {
  for (const study of studies) {
    if (names.length > 0 && !names.includes(study.name)) continue;
    const { status, opening, running, result } = await runInPage(site, study.name);
    const here = resultJson(await runStudy(study, { preset: "quick", seed: 1 }));
    const same = JSON.stringify(bare(result)) === JSON.stringify(bare(here));
    console.log(`${study.name}: ${status}; result ${same ? "the same" : "NOT the same"} as in Node`);
    console.log(`  opening: ${inWords(opening)}`);
    console.log(`  running: ${inWords(running)}`);
    if (!same) process.exitCode = 1;
  }
} finally {
  await site.close();
}

async function runInPage(site: LabSite, name: string) {
  const { page, close } = await openLab(site, "");
  const opening = await tasksDuring(site, page, async () => {
    await page.locator(`a[href="#/study/${name}"]`).click();
    await page.locator(".run-bar button.primary:enabled").waitFor();
  });
  const running = await tasksDuring(site, page, () => runToEnd(page));
  const status = await page.locator(".run-bar .status").textContent();
  const result = (await download(page, "result.json")).toString();
  await close();
  return { status, opening, running, result };
}

function inWords(tasks: readonly Task[]): string {
  const most = (of: keyof Task) => `the longest ${Math.max(0, ...tasks.map((task) => task[of])).toFixed(0)} ms`;
  const long = (of: keyof Task) => tasks.filter((task) => task[of] > LONG).length;
  return (
    `tasks above ${LONG} ms: ${long("processor")} by processor time, ${most("processor")}; ` +
    `${long("clock")} by the clock, ${most("clock")}`
  );
}
