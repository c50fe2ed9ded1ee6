import { readFileSync } from "node:fs";
import { arch, cpus, type as osType, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where figures were measured. */
export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly os: string;
  readonly node: string;
  readonly v8: string;
  readonly version: string;
  readonly date: string;
}

export function environment(): Environment {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() || "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    os: `${osType()} ${release()} ${arch()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    version: (JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")) as { version: string }).version,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** The package's folder, from this file's place in bench/ or dist/bench/. */
export function projectRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith(join("dist", "bench")) ? join(here, "../..") : join(here, "..");
}
