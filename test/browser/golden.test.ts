import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import * as microcircuit from "../../src/index.js";
import { chromium, evaluateInPage, plainPage, type Site, serve } from "../support/browser.js";
import { fingerprint } from "../support/fingerprint.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

describe.skipIf(!chromium)("the core in Chromium", () => {
  let site: Site;
  beforeAll(async () => {
    site = await serve(root, { "/": plainPage("") });
    return () => site.close();
  });

  it("gives the same bits as in Node", async () => {
    const script = `Promise.all([import("/test/support/fingerprint.mjs"), import("microcircuit")])
      .then(([{ fingerprint }, microcircuit]) => fingerprint(microcircuit))`;
    expect(await evaluateInPage(site.url, script)).toEqual(await fingerprint(microcircuit));
  });

  it("gives the same bits in a worker as in the page", async () => {
    // Workers have no import map: the worker gets the module itself and drives it without the bindings.
    const worker = `onmessage = async ({ data: bytes }) => {
      const memory = new WebAssembly.Memory({ initial: 2, maximum: 65536 });
      const env = { memory, abort() { throw new Error("aborted"); } };
      const { instance } = await WebAssembly.instantiate(bytes, { env });
      postMessage(Array.from({ length: 1000 }, (_, i) => instance.exports.exp((i - 500) / 8)));
    };`;
    const script = `fetch("/build/release.wasm").then((response) => response.arrayBuffer()).then((bytes) => new Promise((resolve, reject) => {
      const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(worker)}], { type: "text/javascript" })));
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(bytes);
    }))`;
    const core = await microcircuit.load();
    const here = Array.from({ length: 1000 }, (_, i) => core.exports.exp((i - 500) / 8));
    expect(await evaluateInPage<number[]>(site.url, script)).toEqual(here);
  });

  it("streams the module from a response", async () => {
    const script = `import("microcircuit").then(async ({ load }) => {
      const [packaged, streamed] = await Promise.all([load(), load({ module: fetch("/build/release.wasm") })]);
      return [packaged, streamed].map((core) => core.exports.exp(1));
    })`;
    const [packaged, streamed] = await evaluateInPage<[number, number]>(site.url, script);
    expect(streamed).toBe(packaged);
    expect(streamed).toBeCloseTo(Math.E, 14);
  });
});
