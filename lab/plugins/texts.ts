import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { repository } from "./core-hash.js";

/** Browsers take a text without it, from a host that names no character set, for Latin-1. */
const byteOrderMark = "\uFEFF";

/** Texts of the documentation that the page links to, as texts/NAME.md: what it is, the page, and the studies. */
export function texts(): Plugin {
  return {
    name: "texts",
    generateBundle() {
      for (const [name, file] of files()) this.emitFile({ type: "asset", fileName: `texts/${name}`, source: read(file) });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = /^\/texts\/([\w-]+\.md)$/.exec(request.url ?? "")?.[1];
        const file = name && files().get(name);
        if (!file) return next();
        response.setHeader("content-type", "text/markdown; charset=utf-8").end(read(file));
      });
    },
  };
}

function files(): Map<string, string> {
  const docs = join(repository, "docs");
  const wanted = existsSync(docs) ? readdirSync(docs).filter((name) => /^(lab|studies|study-.+)\.md$/.test(name)) : [];
  return new Map([["README.md", join(repository, "README.md")], ...wanted.map((name) => [name, join(docs, name)] as const)]);
}

function read(file: string): string {
  return byteOrderMark + readFileSync(file, "utf8");
}
