import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import * as microcircuit from "../../src/index.js";
import { chromium, evaluateInPage, plainPage, type Site, serve } from "../support/browser.js";
import { type InstalledPackage, installPacked, root, run } from "../support/package.js";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const program = `import { load } from "microcircuit";
const core = await load();
const result = JSON.stringify([core.hash, core.exports.exp(1)]);
`;

/** Keeps the bundler from leaving anything of the library out. */
const everything = `import * as microcircuit from "microcircuit";\nglobalThis.microcircuit = microcircuit;\n`;

let installed: InstalledPackage;
let expected: string;

beforeAll(async () => {
  installed = installPacked();
  const core = await microcircuit.load();
  expected = JSON.stringify([core.hash, core.exports.exp(1)]);
  return () => installed.remove();
});

describe("the packed package", () => {
  it("runs in a fresh Node project", () => {
    writeFileSync(join(installed.directory, "program.js"), `${program}console.log(result);`);
    expect(run("node", ["program.js"], installed.directory).trim()).toBe(expected);
  });

  it("delivers every entry point and the bare module", () => {
    const script = `import { readFile } from "node:fs/promises";
      import { load } from "microcircuit";
      import { morrisLecarField, restStates } from "microcircuit/analysis";
      import { toNpz } from "microcircuit/export";
      import { loadNaturalImage } from "microcircuit/inputs";
      import { createWorkerPool } from "microcircuit/parallel";
      import * as studies from "microcircuit/studies";
      import { drawSvg } from "microcircuit/studies/drawing";
      import { writeResult } from "microcircuit/studies/output";
      import manifest from "microcircuit/package.json" with { type: "json" };
      const core = await load({ module: await readFile(new URL(import.meta.resolve("microcircuit/core.wasm"))) });
      const pool = await createWorkerPool({ threads: 1 });
      const [rest] = restStates(morrisLecarField(core, "snlc"), 0);
      const cells = await pool.runMorrisLecarEnsemble({ cells: 2, current: 40, dt: 0.1, duration: 1 });
      await pool.terminate();
      console.log(JSON.stringify([core.exports.exp(0), cells.finalVoltages.length, toNpz({ a: new Uint8Array(1) }).length > 100, "studies" in studies, typeof writeResult, typeof drawSvg, Math.round(rest.state[0]), (await loadNaturalImage("leaves")).width, manifest.version]));`;
    writeFileSync(join(installed.directory, "entries.js"), script);
    const answer = run("node", ["--disable-warning=ExperimentalWarning", "entries.js"], installed.directory);
    expect(JSON.parse(answer)).toEqual([1, 2, true, true, "function", "function", -59, 256, manifest.version]);
  });

  it("brings its command", () => {
    expect(run("npx", ["--no-install", "microcircuit", "--help"], installed.directory)).toContain("Usage: microcircuit");
  });

  it("brings the lab, with the core", async () => {
    // The program that npx would start, without npx between it and the signal.
    const server = spawn("node_modules/.bin/microcircuit", ["lab", "--port", "0"], { cwd: installed.directory });
    let text = "";
    const url = await new Promise<string>((found, failed) => {
      const look = (chunk: Buffer) => {
        text += chunk;
        const address = /http:\S+\//.exec(text)?.[0];
        if (address) found(address);
      };
      server.stdout.on("data", look);
      server.stderr.on("data", look);
      server.on("close", () => failed(new Error(text)));
    });
    const page = await fetch(url);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(await page.text()).toContain("<title>microcircuit lab</title>");
    const { files } = (await (await fetch(`${url}lab.json`)).json()) as { files: string[] };
    const [core, ...more] = files.filter((file) => file.endsWith(".wasm"));
    expect(more).toEqual([]);
    const response = await fetch(url + core);
    expect(response.headers.get("content-type")).toBe("application/wasm");
    const hash = createHash("sha256")
      .update(Buffer.from(await response.arrayBuffer()))
      .digest("hex");
    expect(hash).toBe((await microcircuit.load()).hash);
    server.kill("SIGINT");
    expect(await new Promise((ended) => server.on("close", ended))).toBe(0);
  });

  it("type-checks in a strict project, its declarations included", () => {
    const source = `import { type Core, InputError, load } from "microcircuit";
      import { type MorrisLecarField, morrisLecarField, restStates } from "microcircuit/analysis";
      import { toCsv } from "microcircuit/export";
      const core: Core = await load();
      const field: MorrisLecarField = morrisLecarField(core, "snlc");
      export const stable: boolean[] = restStates(field, 40).map((rest) => rest.stable);
      // @ts-expect-error: there is no such set of parameters
      morrisLecarField(core, "snip");
      const bytes: number = core.memory.buffer.byteLength;
      export const text: string = toCsv({ bytes: [bytes] });
      // @ts-expect-error: memory is a number
      await load({ maximumMemory: "much" });
      export const refused = (error: InputError): string => error.field;`;
    writeFileSync(join(installed.directory, "typed.ts"), source);
    const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "ES2022", "--lib", "ES2023,DOM"];
    const modules = ["--module", "NodeNext", "--moduleResolution", "NodeNext"];
    run(join(root, "node_modules/.bin/tsc"), [...options, ...modules, "typed.ts"], installed.directory);
  });

  it("keeps test, build and private files to itself", () => {
    const files = run("tar", ["-tzf", installed.tarball], installed.directory).trim().split("\n");
    expect(files).toContain("package/README.md");
    expect(files).toContain("package/LICENSE");
    const allowed =
      /^package\/(dist|assembly|docs|data)\/|^package\/(build\/release\.wasm|bench\/RESULTS\.md|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  });

  it("passes publint and arethetypeswrong", () => {
    const bin = (name: string) => join(root, "node_modules/.bin", name);
    run(bin("publint"), [installed.tarball, "--strict"], installed.directory);
    run(bin("attw"), [installed.tarball, "--profile", "esm-only", "--exclude-entrypoints", "core.wasm"], installed.directory);
  });
});

describe("the packed package in a Vite project", () => {
  let modules: string[];
  let everythingBytes: number;
  beforeAll(async () => {
    writeFileSync(
      join(installed.directory, "index.html"),
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    );
    writeFileSync(join(installed.directory, "page.js"), `${everything}${program}document.title = result;`);
    ({ modules, bytes: everythingBytes } = await viteBundle(installed.directory));
  });

  it("needs nothing but the loader", () => {
    const packages = new Set(modules.map((module) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1]).filter(Boolean));
    expect([...packages].sort()).toEqual(["@assemblyscript/loader", "microcircuit"]);
  });

  it("does not pull in what has an entry point of its own", () => {
    const own = modules.filter((module) => module.startsWith("node_modules/microcircuit/"));
    expect(own).toContain("node_modules/microcircuit/dist/src/core/core.js");
    expect(
      own.filter((module) => /\/dist\/(bench|src\/(analysis|cli|studies|export|parallel|inputs\/images))\//.test(module)),
    ).toEqual([]);
  });

  it("brings no more of training than is used", async () => {
    const own = "node_modules/microcircuit/dist/src/training/";
    expect(modules).toContain(`${own}trainer/trainer.js`);
    const folder = join(installed.directory, "minimize");
    mkdirSync(folder);
    writeFileSync(join(folder, "index.html"), '<script type="module" src="/page.js"></script>');
    writeFileSync(
      join(folder, "page.js"),
      'import { load, minimize } from "microcircuit";\nconst core = await load();\nconsole.log(minimize(core, ([x]) => x * x, [1], { seed: 1, stepSize: 1, stop: { evaluations: 100 } }));',
    );
    const { modules: few, bytes } = await viteBundle(folder);
    expect(few).toContain(`../${own}evolution/minimize.js`);
    expect(few.filter((name) => /\/training\/(?!evolution\/)/.test(name))).toEqual([]);
    expect(bytes).toBeLessThan(0.2 * everythingBytes);
  });

  it.skipIf(!chromium)("runs in Chromium", async () => {
    await expectTitle(join(installed.directory, "dist"));
  });
});

describe.skipIf(!chromium)("the packed package in a plain page", () => {
  it("runs with an import map and no bundler", async () => {
    const page = plainPage("/node_modules/microcircuit", `${program}document.title = result;`);
    await expectTitle(installed.directory, { "/plain.html": page }, "/plain.html");
  });
});

async function expectTitle(directory: string, pages = {}, path = "/"): Promise<void> {
  const site: Site = await serve(directory, pages);
  const settled = `new Promise((resolve) => {
    const look = () => (document.title.startsWith("[") ? resolve(document.title) : requestAnimationFrame(look));
    look();
  })`;
  try {
    expect(await evaluateInPage(`${site.url}${path}`, settled)).toBe(expected);
  } finally {
    await site.close();
  }
}

/** Builds a Vite project; returns the modules of which code is in its bundle, relative to the project, and their size beside that of the core's WebAssembly. */
async function viteBundle(directory: string): Promise<{ modules: string[]; bytes: number }> {
  const result = await build({
    root: directory,
    configFile: false,
    logLevel: "silent",
    build: { outDir: join(directory, "dist") },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((bundle) => ("output" in bundle ? bundle.output : []));
  const chunks = outputs.filter((chunk) => chunk.type === "chunk");
  const used = chunks.flatMap(({ modules }) => Object.entries(modules).filter(([, module]) => module.renderedLength > 0));
  return {
    modules: used.map(([id]) => relative(directory, id)),
    bytes: used.reduce((sum, [id, { renderedLength }]) => sum + (id.endsWith("/generated/module.js") ? 0 : renderedLength), 0),
  };
}
