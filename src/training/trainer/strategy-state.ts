import type { Core } from "../../core/core.js";
import { SnapshotError } from "../../core/errors.js";
import { readVector, STATE_FORMAT, STATE_VERSION, type StrategyState, storeVector } from "../evolution/state.js";

// States of strategies in checkpoints, which hold vectors as they are. Vectors with a slash in their names belong to what the strategy drives.

type Vectors = Readonly<Record<string, Float64Array>>;

/** The vectors of a saved strategy. Errors: SnapshotError. */
export function unpackVectors(stored: StrategyState["vectors"], prefix = ""): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, text]) => {
      const bytes = atob(text).length;
      if (bytes % 8 !== 0) throw new SnapshotError(`The vector ${name} of a strategy is damaged.`);
      const values = new Float64Array(bytes / 8);
      readVector(stored, name, values);
      return [prefix + name, values];
    }),
  );
}

/** Those of the vectors that begin with `prefix`, or for none, that have no slash in their names. */
export function packVectors(vectors: Vectors, prefix = ""): StrategyState["vectors"] {
  const own = Object.entries(vectors).filter(([name]) => (prefix ? name.startsWith(prefix) : !name.includes("/")));
  return Object.fromEntries(own.map(([name, values]) => [name.slice(prefix.length), storeVector(values)]));
}

export function strategyState(
  core: Core,
  strategy: string,
  state: Pick<StrategyState, "options" | "numbers" | "vectors">,
): StrategyState {
  return { format: STATE_FORMAT, version: STATE_VERSION, core: core.hash, strategy, ...state };
}
