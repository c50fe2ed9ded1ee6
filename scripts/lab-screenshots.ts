// Pictures of every view of the lab, taken from the running page: npm run lab:screenshots [NAME ...]
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type LabOptions, type LabSite, labSite, openLab } from "../test/support/lab.js";
import { root } from "../test/support/package.js";

interface Shot {
  readonly name: string;
  /** Of the address. */
  readonly fragment: string;
  readonly options?: LabOptions;
  /** Until the page shows what the picture is of. */
  ready(page: Page): Promise<unknown>;
}

/** Long enough for the longest quick preset on a busy machine, ms. */
const PATIENCE = 600_000;
/** How long a playground has run when its picture is taken, ms. */
const RUNNING = 8000;

const finished = async (page: Page) => {
  await page.waitForSelector("[data-complete=true]", { timeout: PATIENCE });
  await page.getByRole("heading", { level: 2, name: "Figures" }).scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector("#figures")?.scrollIntoView());
};
const running = (page: Page) => page.waitForTimeout(RUNNING);
const phone = { width: 390, height: 844 } as const;

/** What the first view leads to. */
async function namesOf(site: LabSite, kind: "study" | "play"): Promise<readonly string[]> {
  const lab = await openLab(site, "");
  const links = lab.page.locator(`main a[href^="#/${kind}/"]`);
  await links.first().waitFor();
  const targets = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
  await lab.close();
  return [...new Set(targets.map((target) => target.replace(`#/${kind}/`, "").replace(/\?.*/, "")))];
}

const shotsOf = (studies: readonly string[], playgrounds: readonly string[]): readonly Shot[] => [
  { name: "first-view", fragment: "", ready: (page) => page.waitForLoadState("networkidle") },
  { name: "first-view-dark", fragment: "", options: { dark: true }, ready: (page) => page.waitForLoadState("networkidle") },
  ...studies.map((name) => ({ name: `study-${name}`, fragment: `#/study/${name}?preset=quick&run=1`, ready: finished })),
  {
    name: "study-running",
    fragment: "#/study/lif-rate?preset=quick&run=1",
    ready: async (page) => {
      await page.waitForFunction(
        () => Number(document.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")) > 85,
        null,
        {
          timeout: PATIENCE,
        },
      );
    },
  },
  ...playgrounds.map((name) => ({ name: `play-${name}`, fragment: `#/play/${name}`, ready: running })),
  ...playgrounds.map((name) => ({
    name: `play-${name}-dark`,
    fragment: `#/play/${name}`,
    options: { dark: true },
    ready: running,
  })),
  { name: "play-phase-plane-phone", fragment: "#/play/phase-plane", options: phone, ready: running },
];

const folder = join(root, "docs/images/lab");
mkdirSync(folder, { recursive: true });
const site = await labSite();
try {
  const shots = shotsOf(await namesOf(site, "study"), await namesOf(site, "play"));
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !shots.some((shot) => shot.name === name));
  if (unknown.length > 0)
    throw new Error(`There is no picture ${unknown.join(", ")}: ${shots.map(({ name }) => name).join(", ")}.`);
  for (const shot of shots) {
    if (wanted.length > 0 && !wanted.includes(shot.name)) continue;
    const lab = await openLab(site, shot.fragment, { width: 1280, height: 900, ...shot.options });
    await shot.ready(lab.page);
    await lab.page.screenshot({ path: join(folder, `${shot.name}.png`) });
    await lab.close();
    console.log(`docs/images/lab/${shot.name}.png`);
  }
} finally {
  await site.close();
}
