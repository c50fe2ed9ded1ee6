import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";
import { repository } from "./core-hash.js";

/**
 * Writes what the built page needs when all of it is there: `sw.js`, which keeps it for use without a network, and `lab.json`, by which
 * `microcircuit lab --out` knows its own files.
 */
export function delivery(): Plugin {
  return {
    name: "delivery",
    apply: "build",
    writeBundle: {
      order: "post",
      sequential: true,
      handler({ dir }) {
        const directory = dir as string;
        const files = filesOf(directory);
        const hash = createHash("sha256");
        for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(directory, file)));
        const build = hash.digest("hex").slice(0, 16);
        const kept = ["./", ...files.filter((file) => file !== "index.html")];
        const worker = readFileSync(join(repository, "lab/service-worker.js"), "utf8");
        const filled = worker.replace("__VERSION__", build).replace("__FILES__", JSON.stringify(kept));
        writeFileSync(join(directory, "sw.js"), filled);
        const listing = { page: "microcircuit lab", build, files: [...files, "lab.json", "sw.js"].sort() };
        writeFileSync(join(directory, "lab.json"), `${JSON.stringify(listing, null, 1)}\n`);
      },
    },
  };
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name !== "sw.js" && entry.name !== "lab.json")
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
