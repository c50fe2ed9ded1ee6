import { coreHash } from "../../core/generated/module.js";

/** Where a run took place. Nothing in it changes a result; it says what `durationSeconds` belongs to. */
export interface Environment {
  readonly runtime: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly workers: number;
  /** SHA-256 of the compiled core. */
  readonly core: string;
}

export function environmentOf(workers: number): Environment {
  const common = { workers, core: coreHash };
  // Asked for at run time, so that bundlers for pages have nothing to resolve.
  const os = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:os");
  if (!os) {
    const { userAgent = "unknown", hardwareConcurrency = 1 } = globalThis.navigator ?? {};
    return { runtime: userAgent, platform: "web", processor: "unknown", cores: hardwareConcurrency, ...common };
  }
  return {
    runtime: `Node.js ${process.versions.node} (V8 ${process.versions.v8})`,
    platform: `${process.platform} ${process.arch}`,
    processor: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    ...common,
  };
}
