import { workerpool } from "./workerpool.js";

type Pool = ReturnType<typeof workerpool.pool>;

/** Where code runs that is not in a page. */
interface NodeProcess {
  readonly versions?: { readonly node?: string };
  getBuiltinModule?(name: string): unknown;
}

const { process: host } = globalThis as { process?: NodeProcess };
const isNode = host?.versions?.node !== undefined && typeof document === "undefined";

/** Processors of this machine. */
export function processors(): number {
  if (!isNode) return globalThis.navigator?.hardwareConcurrency ?? 1;
  return (host!.getBuiltinModule!("node:os") as { availableParallelism(): number }).availableParallelism();
}

/** Workers that run worker.ts: from its file in Node, from a Blob in a page. */
export async function startWorkers(threads: number): Promise<{ pool: Pool; release(): void }> {
  const size = { minWorkers: threads, maxWorkers: threads } as const;
  if (isNode) {
    const here = import.meta.url;
    // From TypeScript sources (tests, development) a worker has to register the TypeScript loader first.
    const file = here.endsWith(".ts") ? "./worker-development.mjs" : "./worker.js";
    const { fileURLToPath } = host!.getBuiltinModule!("node:url") as { fileURLToPath(url: URL): string };
    const pool = workerpool.pool(fileURLToPath(new URL(file, here)), { workerType: "thread", ...size });
    return { pool, release: () => {} };
  }
  const { workerSource } = await import("./generated/worker-source.js");
  const url = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  return { pool: workerpool.pool(url, { workerType: "web", ...size }), release: () => URL.revokeObjectURL(url) };
}
