import type { Core } from "../src/index.js";

/** A kernel of the core beside its twin in plain JavaScript. */
export interface KernelBenchmark {
  readonly name: string;
  readonly description: string;
  /** What is counted, singular: "element". */
  readonly unit: string;
  /** Allocates inputs and outputs; `operations` counts the units one call of `kernel` or `twin` handles. */
  prepare(core: Core): {
    readonly operations: number;
    kernel(): void;
    twin(): void;
    /** Throws an Error if the last answers of both differ beyond the stated tolerance. */
    check(): void;
  };
}
