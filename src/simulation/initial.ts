import type { Core } from "../core/core.js";
import { blockBytes } from "../core/memory.js";
import type { InitialValue } from "./parameters.js";
import { parameterAt } from "./parameters.js";

/** Writes initial values for `size` neurons into `view`, drawing from random stream `stream` where they are distributions. */
export function writeInitial(
  core: Core,
  view: () => Float64Array | Float32Array,
  initial: InitialValue,
  size: number,
  seed: bigint,
  stream: bigint,
): void {
  if (typeof initial === "object" && "distribution" in initial) {
    const arena = core.arena(blockBytes("f64", size + 2), "Drawing initial values");
    try {
      const draws = arena.block("f64", size + 2);
      if (initial.distribution === "normal") core.call((e) => e.fillNormalsF64(draws.address, size, seed, stream, 0n));
      else core.call((e) => e.fillUniformsF64(draws.address, size, seed, stream, 0n));
      const [offset, scale] =
        initial.distribution === "normal" ? [initial.mean, initial.standardDeviation] : [initial.low, initial.high - initial.low];
      const target = view();
      const drawn = draws.view;
      for (let i = 0; i < size; i++) target[i] = offset + scale * (drawn[i] as number);
    } finally {
      core.heap.release(arena.region);
    }
    return;
  }
  const target = view();
  for (let i = 0; i < size; i++) target[i] = parameterAt(initial, i);
}
