// The quick presets in the page on this machine: claims, tasks of the page's thread that took more than 50 ms, and whether the result has Node's bits.
// npm run lab:studies [-- NAME ...]
import { resultJson, runStudy, studies } from "microcircuit/studies";
import { type LabSite, labSite } from "../test/support/lab.js";
import { bare, download, longTasks, openStudy, runToEnd, watchLongTasks } from "../test/support/study-view.js";

const names = process.argv.slice(2);
for (const name of names) {
  if (studies.some((study) => study.name === name)) continue;
  throw new Error(`There is no study "${name}"; there are: ${studies.map((study) => study.name).join(", ")}.`);
}

const site = await labSite();
try {
  for (const study of studies) {
    if (names.length > 0 && !names.includes(study.name)) continue;
    const { status, tasks, result } = await runInPage(site, study.name);
    const here = resultJson(await runStudy(study, { preset: "quick", seed: 1 }));
    const same = JSON.stringify(bare(result)) === JSON.stringify(bare(here));
    console.log(`${study.name}: ${status}; ${inWords(tasks)}; result ${same ? "the same" : "NOT the same"} as in Node`);
    if (!same) process.exitCode = 1;
  }
} finally {
  await site.close();
}

async function runInPage(site: LabSite, name: string) {
  const { page, close } = await openStudy(site, name);
  await watchLongTasks(page);
  await runToEnd(page);
  const status = await page.locator(".run-bar .status").textContent();
  const tasks = await longTasks(page);
  const result = (await download(page, "result.json")).toString();
  await close();
  return { status, tasks, result };
}

function inWords(tasks: readonly number[]): string {
  if (tasks.length === 0) return "no task above 50 ms";
  return `tasks above 50 ms: ${tasks.map((task) => Math.round(task)).join(", ")} ms`;
}
