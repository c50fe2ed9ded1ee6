import type { Core } from "../src/index.js";

export interface KernelBenchmark {
  readonly name: string;
  readonly description: string;
  /** What one operation is. */
  readonly unit: string;
  prepare(core: Core): {
    /** Operations in one call of `kernel`, and of `twin`. */
    readonly operations: number;
    kernel(): void;
    twin(): void;
    /** Throws if the two answers differ beyond the stated tolerance. */
    check(): void;
  };
}
