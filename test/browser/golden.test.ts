import { fileURLToPath } from "node:url";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import { chromium, evaluateInPage, plainPage, type Site, serve } from "../support/browser.js";
import { root } from "../support/package.js";
import { fingerprint } from "./golden-entry.js";

describe.skipIf(!chromium)("the core in Chromium", () => {
  let site: Site;
  beforeAll(async () => {
    const bundle = await bundled(fileURLToPath(new URL("golden-entry.ts", import.meta.url)));
    site = await serve(root, { "/": plainPage(""), "/golden.js": bundle });
    return () => site.close();
  });

  it("gives the same bits in a page, in a worker and in Node", async () => {
    const script = `Promise.all([
      import("/golden.js").then(({ fingerprint }) => fingerprint()),
      new Promise((resolve, reject) => {
        const worker = new Worker("/golden.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
    ])`;
    const here = await fingerprint();
    expect(await evaluateInPage(site.url, script)).toEqual([here, here]);
  });

  it("streams the bare module from a response", async () => {
    const script = `import("microcircuit").then(async ({ load }) => {
      const [packaged, streamed] = await Promise.all([load(), load({ module: fetch("/build/release.wasm") })]);
      return [packaged, streamed].map((core) => core.exports.exp(1));
    })`;
    const [packaged, streamed] = await evaluateInPage<[number, number]>(site.url, script);
    expect(streamed).toBe(packaged);
    expect(streamed).toBeCloseTo(Math.E, 14); // a difference of 5e-15: a few ulp
  });
});

/** One self-contained module. */
async function bundled(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, minify: false, target: "es2022", lib: { entry, formats: ["es"], fileName: "golden" } },
  });
  const [chunk] = (Array.isArray(result) ? result : [result]).flatMap((bundle) => ("output" in bundle ? bundle.output : []));
  if (chunk?.type !== "chunk") throw new Error("Vite made no module of the golden network.");
  return chunk.code;
}
