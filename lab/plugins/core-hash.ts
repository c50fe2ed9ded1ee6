import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** SHA-256 of the compiled core, as its build wrote it down. */
export function coreHash(): string {
  const file = join(repository, "src/core/generated/module.ts");
  const hash = existsSync(file) && /coreHash\b[^"]*"([0-9a-f]+)"/.exec(readFileSync(file, "utf8"))?.[1];
  if (!hash) throw new Error(`${file} has no hash of the core: build it first (npm run build:core).`);
  return hash;
}
