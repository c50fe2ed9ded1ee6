import { MicrocircuitError } from "../core/errors.js";

interface BenchModule {
  runBenchmarks(options: { filter: string | undefined; json: boolean; write: (line: string) => void }): Promise<number>;
}

/** Runs the benchmarks that ship beside the sources, and returns their exit status. */
export async function bench(filter: string | undefined, options: { readonly json: boolean }): Promise<number> {
  // A variable keeps the compiler from asking for the module, which a reduced installation may lack.
  const address = new URL("../../bench/index.js", import.meta.url).href;
  let benchmarks: BenchModule;
  try {
    benchmarks = await import(address);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new MicrocircuitError("usage", `The benchmarks are not part of this installation: ${(error as Error).message}`);
  }
  return benchmarks.runBenchmarks({ filter, json: options.json, write: (line) => process.stdout.write(`${line}\n`) });
}
