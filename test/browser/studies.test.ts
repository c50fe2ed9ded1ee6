import { fileURLToPath } from "node:url";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import { studies } from "../../src/studies/index.js";
import { chromium, evaluateInPage, plainPage, type Site, serve } from "../support/browser.js";
import { root } from "../support/package.js";
import { fingerprint } from "./studies-entry.js";

describe.skipIf(!chromium)("studies in Chromium", () => {
  let site: Site;
  beforeAll(async () => {
    site = await serve(root, { "/": plainPage(""), "/studies.js": await bundled() });
    return () => site.close();
  });

  it.each(studies.map(({ name, live }) => [name, Object.keys(live ?? {})] as const))(
    "%s gives the same tables, figures and claims as in Node, and fills its live plots",
    async (name, plots) => {
      const script = `new Promise((resolve, reject) => {
        const worker = new Worker("/studies.js", { type: "module" });
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data }) => data.error ? reject(new Error(data.error)) : resolve(data.found);
        worker.postMessage(${JSON.stringify(name)});
      })`;
      const here = await fingerprint(name);
      expect(await evaluateInPage(site.url, script)).toEqual(here);
      expect(plots.length).toBeGreaterThan(0);
      expect(plots).toEqual(expect.arrayContaining([...here.plots]));
      expect(here.plots.length).toBeGreaterThan(0);
    },
    300_000, // a dozen seconds on an idle machine
  );
});

/** The studies and what runs them as one module, the images of one inside. */
async function bundled(): Promise<string> {
  const entry = fileURLToPath(new URL("studies-entry.ts", import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry, formats: ["es"], fileName: "studies" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [chunk] = (Array.isArray(result) ? result : [result]).flatMap((bundle) => ("output" in bundle ? bundle.output : []));
  if (chunk?.type !== "chunk") throw new Error("Vite made no module of the studies.");
  return chunk.code;
}
