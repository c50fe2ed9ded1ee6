import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";
import { type Browser, chromium as playwright } from "playwright-core";

/** Chromium's path, or undefined, with a notice, where it is not installed. */
export const chromium: string | undefined = ["chromium", "chromium-browser", "google-chrome"]
  .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout?.trim())
  .find((path) => path);
if (!chromium) console.warn("NOTICE: browser tests are skipped, Chromium is not installed (Debian: apt-get install chromium).");

const contentTypes: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `directory` on a free port of this machine, with `extra` (path to content) on top of its files. */
export async function serve(directory: string, extra: { readonly [path: string]: string } = {}): Promise<Site> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const content = extra[path];
    const type = (name: string) => contentTypes[extname(name) || ".html"] ?? "application/octet-stream";
    if (content !== undefined) return response.writeHead(200, { "content-type": type(path) }).end(content);
    const file = normalize(join(directory, path.endsWith("/") ? `${path}index.html` : path));
    try {
      if (!file.startsWith(directory + sep)) throw new Error("outside of the site");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": type(file) }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Chromium without a window. `args`: more of its switches. */
export function launchChromium(args: readonly string[] = []): Promise<Browser> {
  return playwright.launch({
    executablePath: chromium as string,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });
}

/**
 * Opens `url` in Chromium and returns the value of the `expression` there (promises are awaited). Fails on any error the page
 * throws or logs and on any file that does not load.
 */
export async function evaluateInPage<T>(url: string, expression: string): Promise<T> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico")) complaints.push(message.text());
    });
    page.on("requestfailed", (request) => complaints.push(`${request.url()} did not load`));
    await page.goto(url);
    const value = await page.evaluate(expression).catch((error) => {
      throw new Error([String(error), ...complaints].join("\n"));
    });
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
    return value as T;
  } finally {
    await browser.close();
  }
}

/** A page whose modules find the package (`dist` under `packagePath`) and the loader without a bundler. */
export function plainPage(packagePath: string, script = ""): string {
  const imports = {
    microcircuit: `${packagePath}/dist/src/index.js`,
    "microcircuit/parallel": `${packagePath}/dist/src/parallel/index.js`,
    workerpool: "/node_modules/workerpool/dist/workerpool.js",
    "@assemblyscript/loader": "/node_modules/@assemblyscript/loader/index.js",
  };
  return `<!doctype html>
<meta charset="utf-8">
<title>microcircuit</title>
<link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">${script}</script>
`;
}
