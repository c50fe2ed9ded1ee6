import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const generated = fileURLToPath(new URL("../../src/core/generated/module.ts", import.meta.url));

/**
 * Leaves the compiled core out of scripts: the page fetches it once, as a file of its own, and hands it to its workers. Its hash stays, which tells
 * results apart.
 */
export function withoutCore(): Plugin {
  return {
    name: "without-core",
    enforce: "pre",
    resolveId: (id) => (id.endsWith("/generated/module.js") ? "\0core" : undefined),
    load(id) {
      if (id !== "\0core") return undefined;
      const hash = /coreHash\b[^"]*"([0-9a-f]+)"/.exec(readFileSync(generated, "utf8"))?.[1];
      if (!hash) throw new Error(`${generated} has no hash of the core: build it first (npm run build:core).`);
      return `export const coreBase64 = "", coreHash = "${hash}";`;
    },
  };
}
