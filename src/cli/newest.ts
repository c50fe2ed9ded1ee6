import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** When a file, or the youngest file of a folder, was written: ms since 1970. */
export function newestIn(path: string): number {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const files = readdirSync(path, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
