import type { Core } from "../src/index.js";

/** A kernel beside its twin in typed-array JavaScript. */
export interface KernelBenchmark {
  readonly name: string;
  readonly description: string;
  /** What one operation is: "synaptic event", "step of one neuron". */
  readonly unit: string;
  /** Allocates and fills both sides. `check` throws if their answers differ. */
  prepare(core: Core): { operations: number; kernel(): void; twin(): void; check(): void };
}
