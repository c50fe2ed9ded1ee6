import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyLab } from "../../src/cli/lab-copy.js";
import { serveLab } from "../../src/cli/lab-server.js";
import { here, start } from "../support/command-line.js";
import { builtLab } from "../support/lab.js";

const root = mkdtempSync(join(tmpdir(), "microcircuit-lab-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A page of two files, as a build leaves it. */
const page = join(root, "page");
function writePage(build: string, more: readonly string[] = []): void {
  rmSync(page, { recursive: true, force: true });
  mkdirSync(join(page, "assets"), { recursive: true });
  const files = ["assets/core.wasm", "index.html", "lab.json", ...more];
  writeFileSync(join(page, "index.html"), `<!doctype html><title>${build}</title>`);
  writeFileSync(join(page, "assets/core.wasm"), "\0asm");
  for (const file of more) writeFileSync(join(page, file), "");
  writeFileSync(join(page, "lab.json"), JSON.stringify({ page: "microcircuit lab", build, files }));
}
beforeAll(() => writePage("one"));

const listing = (directory: string) => readdirSync(directory, { recursive: true }).map(String).sort();
const serve = (port: number, exactly = false) =>
  serveLab({ directory: page, changes: false }, { host: "127.0.0.1", port, exactly });

describe("the server of the lab", () => {
  it("gives each file its type, and nothing from elsewhere", async () => {
    writeFileSync(join(root, "secret"), "secret");
    const server = await serve(0);
    expect(server).toMatchObject({ open: false, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/) });
    const get = async (path: string, method = "GET") => {
      const response = await fetch(server.url + path, { method });
      return [response.status, response.headers.get("content-type")?.replace(/;.*/, ""), await response.text()];
    };
    expect(await get("")).toEqual([200, "text/html", "<!doctype html><title>one</title>"]);
    expect(await get("index.html?a=b")).toEqual([200, "text/html", "<!doctype html><title>one</title>"]);
    expect(await get("assets/core.wasm")).toEqual([200, "application/wasm", "\0asm"]);
    expect((await get("lab.json")).slice(0, 2)).toEqual([200, "application/json"]);
    expect(await get("none")).toEqual([404, "text/plain", "There is no such file in the lab.\n"]);
    expect((await get("%2e%2e/secret"))[0]).toBe(404);
    expect((await get("..%2fsecret"))[0]).toBe(404);
    expect((await get("", "POST"))[0]).toBe(405);
    await server.close();
  });

  it("takes the next free port where it may, and says so where it may not", async () => {
    const first = await serve(0);
    const port = Number(new URL(first.url).port);
    const next = await serve(port);
    expect(Number(new URL(next.url).port)).not.toBe(port);
    await expect(serve(port, true)).rejects.toThrow(`Port ${port} of 127.0.0.1 is taken. Without --port, a free one is found.`);
    await first.close();
    await next.close();
  });
});

describe("lab --out", () => {
  const target = join(root, "public/lab");
  it("writes the page, and replaces it by a later one", () => {
    expect(copyLab(page, target)).toBe(3);
    expect(listing(target)).toEqual(listing(page));
    writePage("two", ["assets/more.js"]);
    expect(copyLab(page, target)).toBe(4);
    writePage("three");
    expect(copyLab(page, target)).toBe(3);
    expect(readFileSync(join(target, "index.html"), "utf8")).toContain("three");
    expect(listing(target)).toEqual(listing(page));
    expect(listing(join(root, "public"))).not.toContain(".lab.");
    expect(readdirSync(join(root, "public"))).toEqual(["lab"]);
  });

  it("writes into an empty directory", () => {
    const empty = join(root, "empty");
    mkdirSync(empty);
    expect(copyLab(page, empty)).toBe(3);
  });

  it("refuses a directory that holds anything else, and leaves it as it is", () => {
    writeFileSync(join(target, "CNAME"), "example.org");
    const before = listing(target);
    expect(() => copyLab(page, target)).toThrow(/holds CNAME, which is not part of a lab\. Give a new or empty directory/);
    expect(listing(target)).toEqual(before);
    const other = join(root, "other");
    mkdirSync(other);
    writeFileSync(join(other, "index.html"), "mine");
    expect(() => copyLab(page, other)).toThrow("holds index.html, which is not part of a lab");
    expect(readFileSync(join(other, "index.html"), "utf8")).toBe("mine");
  });

  it("refuses files, what lies below files, and the page's own place", () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    expect(() => copyLab(page, file)).toThrow("is not a directory");
    expect(() => copyLab(page, join(file, "lab"))).toThrow("cannot be written");
    expect(() => copyLab(page, page)).toThrow("is where the page itself is kept");
    expect(() => copyLab(page, join(page, "inner"))).toThrow("is where the page itself is kept");
    expect(listing(page)).toHaveLength(4);
  });
});

describe("the command", () => {
  it("serves the page until it is interrupted, and ends with 0", async () => {
    const { child, outcome } = start(["lab"]);
    const url = await new Promise<string>((found) => {
      child.stdout?.on("data", (text) => {
        const address = /http:\S+\//.exec(String(text))?.[0];
        if (address) found(address);
      });
    });
    expect(await (await fetch(url)).text()).toBe(readFileSync(join(builtLab, "index.html"), "utf8"));
    const wasm = readdirSync(join(builtLab, "assets")).find((name) => name.endsWith(".wasm"));
    if (wasm) expect((await fetch(`${url}assets/${wasm}`)).headers.get("content-type")).toBe("application/wasm");
    child.kill("SIGINT");
    expect(await outcome).toEqual({ status: 0, out: `The lab is at ${url} (Ctrl-C ends it).\n`, err: "" });
  });

  it("writes the page", async () => {
    const target = join(root, "written");
    const { status, out } = await here("lab", "--out", target);
    expect(status).toBe(0);
    expect(out).toContain(`The lab is in ${target} (`);
    expect(listing(target)).toEqual(listing(builtLab));
    expect(existsSync(join(target, "index.html"))).toBe(true);
  });

  let taken: Server;
  beforeAll(async () => {
    taken = createServer();
    await new Promise<void>((listening) => taken.listen(0, "127.0.0.1", listening));
  });
  afterAll(() => taken.close());
  const port = () => String((taken.address() as AddressInfo).port);

  it.each([
    {
      words: () => ["--port", port()],
      message: () => `Port ${port()} of 127.0.0.1 is taken. Without --port, a free one is found.`,
    },
    {
      words: () => ["--port", "70000"],
      message: () => '--port is "70000"; it must be an integer from 0 (any free port) to 65535.',
    },
    { words: () => ["--port", "http"], message: () => '--port is "http"; it must be an integer' },
    {
      words: () => ["--host", "192.0.2.1"],
      message: () => '--host is "192.0.2.1"; it must be an address or a name of this machine',
    },
    { words: () => ["--port", "0", "--out", root], message: () => "--port has no meaning beside --out" },
    { words: () => ["--out", root], message: () => "which is not part of a lab" },
    { words: () => ["--outt", root], message: () => "Did you mean --out?" },
  ])("has the status 2 for bad input", async ({ words, message }) => {
    const { status, out, err } = await here("lab", ...words());
    expect(err).toContain(message());
    expect(status).toBe(2);
    expect(out).toBe("");
  });
});
