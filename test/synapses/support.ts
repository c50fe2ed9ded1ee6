import type { Core } from "../../src/index.js";
import {
  type BuildOptions,
  type BuiltProjection,
  buildProjection,
  type SynapseLists,
} from "../../src/simulation/connectivity/index.js";

/** Options of a small projection; tests replace what they are about. */
export const base = {
  sourceCount: 10,
  targetCount: 10,
  weight: 0.5,
  delay: 1.5,
  dt: 0.1,
  seed: 11n,
  stream: 2n,
} satisfies Partial<BuildOptions>;

/** Builds, hands the projection to `use`, and gives its memory back. */
export function withProjection<R>(
  core: Core,
  options: Partial<BuildOptions> & Pick<BuildOptions, "connectivity">,
  use: (built: BuiltProjection) => R,
): R {
  const built = buildProjection(core, { ...base, ...options });
  try {
    return use(built);
  } finally {
    built.dispose();
  }
}

export function listsOf(core: Core, options: Partial<BuildOptions> & Pick<BuildOptions, "connectivity">): SynapseLists {
  return withProjection(core, options, (built) => built.toLists());
}

/** How often each of `count` indices occurs. */
export function histogram(indices: Uint32Array, count: number): Uint32Array {
  const counts = new Uint32Array(count);
  for (const index of indices) counts[index]!++;
  return counts;
}

/** Whether pairs ascend by source, then target; `strictly`: without repeats. */
export function ascend({ sources, targets }: SynapseLists, strictly: boolean): boolean {
  for (let i = 1; i < sources.length; i++) {
    const step = sources[i]! - sources[i - 1]! || targets[i]! - targets[i - 1]!;
    if (strictly ? step <= 0 : step < 0) return false;
  }
  return true;
}

/** Whether two arrays hold the same bytes (an order of magnitude faster than a deep comparison of long ones). */
export function sameBytes(a: NodeJS.TypedArray, b: NodeJS.TypedArray): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
}
