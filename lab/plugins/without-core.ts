import type { Plugin } from "vite";
import { coreHash } from "./core-hash.js";

/**
 * Leaves the compiled core out of scripts: the page fetches it once, as a file of its own, and hands it to its workers. Its hash stays, which tells
 * results apart.
 */
export function withoutCore(): Plugin {
  return {
    name: "without-core",
    enforce: "pre",
    resolveId: (id) => (id.endsWith("/generated/module.js") ? "\0core" : undefined),
    load: (id) => (id === "\0core" ? `export const coreBase64 = "", coreHash = "${coreHash()}";` : undefined),
  };
}
