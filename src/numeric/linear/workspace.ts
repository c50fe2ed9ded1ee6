import type { Core } from "../../core/core.js";
import { type Block, blockBytes } from "../../core/memory.js";

/** Runs `work` with blocks of the given numbers of f64, and gives their memory back. */
export function withBlocks<R>(core: Core, lengths: readonly number[], work: (...blocks: Block<"f64">[]) => R): R {
  const bytes = lengths.reduce((sum, length) => sum + blockBytes("f64", length), 0);
  const arena = core.arena(bytes, "A matrix computation");
  try {
    return work(...lengths.map((length) => arena.block("f64", length)));
  } finally {
    core.heap.release(arena.region);
  }
}
