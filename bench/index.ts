import { type Core, load } from "../src/index.js";
import { type KernelBenchmark, type MeasureOptions, measure } from "./harness.js";
import { benchmarks as coba } from "./kernels/coba.js";
import { benchmarks as delivery } from "./kernels/delivery.js";
import { benchmarks as ensembles } from "./kernels/ensembles.js";
import { benchmarks as evolution } from "./kernels/evolution.js";
import { benchmarks as gainWhitening } from "./kernels/gain-whitening.js";
import { benchmarks as lif } from "./kernels/lif.js";
import { benchmarks as linear } from "./kernels/linear.js";
import { benchmarks as mlTraining } from "./kernels/ml-training.js";
import { benchmarks as morrisLecar } from "./kernels/morris-lecar.js";
import { benchmarks as morrisLecarNetwork } from "./kernels/morris-lecar-network.js";
import { benchmarks as random } from "./kernels/random.js";
import { benchmarks as rateNetwork } from "./kernels/rate-network.js";
import { benchmarks as shaping } from "./kernels/shaping.js";
import { benchmarks as solvers } from "./kernels/solvers.js";
import { benchmarks as vectorMath } from "./kernels/vector-math.js";
import { benchmarks as whitening } from "./kernels/whitening.js";
import { benchmarks as windowFit } from "./kernels/window-fit.js";
import { type Outcome, Table } from "./report.js";

/** Every kernel benchmark, in the order of the table: one line per file of bench/kernels/. */
export const benchmarks: readonly KernelBenchmark[] = [
  ...vectorMath,
  ...linear,
  ...lif,
  ...morrisLecar,
  ...morrisLecarNetwork,
  ...mlTraining,
  ...random,
  ...delivery,
  ...coba,
  ...whitening,
  ...gainWhitening,
  ...shaping,
  ...solvers,
  ...ensembles,
  ...rateNetwork,
  ...evolution,
  ...windowFit,
];

export interface RunOptions {
  /** Part of a benchmark's name, in either case. Default: all. */
  readonly filter?: string | undefined;
  /** One JSON document instead of the table. */
  readonly json?: boolean;
  /** Takes the output, line by line. */
  readonly write: (line: string) => void;
  /** Takes each outcome as it is measured. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Benchmarks to choose from. Default: {@link benchmarks}. */
  readonly from?: readonly KernelBenchmark[];
  readonly measure?: MeasureOptions;
}

/**
 * Checks each kernel against its plain-JavaScript twin, then times the two.
 * @returns the exit status: 0, 1 if a check fails, 2 if `filter` matches nothing
 */
export async function runBenchmarks(options: RunOptions): Promise<number> {
  const { filter = "", json = false, write, from = benchmarks } = options;
  const chosen = from.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
  if (chosen.length === 0) {
    const names = from.map(({ name }) => name);
    const message = `No benchmark has "${filter}" in its name. There are: ${names.join(", ")}.`;
    write(json ? JSON.stringify({ error: message, names }, null, 2) : message);
    return 2;
  }
  const table = new Table(chosen);
  if (!json) for (const line of table.header()) write(line);
  const outcomes: Outcome[] = [];
  for (const benchmark of chosen) {
    const outcome = runOne(benchmark, await load(), options.measure);
    outcomes.push(outcome);
    options.onOutcome?.(outcome);
    if (!json) write(table.row(outcome));
  }
  if (json) write(JSON.stringify({ benchmarks: outcomes }, null, 2));
  return outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

function runOne(benchmark: KernelBenchmark, core: Core, options?: MeasureOptions): Outcome {
  const { name, description, unit } = benchmark;
  try {
    const prepared = benchmark.prepare(core);
    prepared.check();
    return { name, description, unit, operations: prepared.operations, ...measure(prepared, options) };
  } catch (error) {
    return { name, description, unit, failure: error instanceof Error ? error.message : String(error) };
  }
}
