import type { CheckpointScheme } from "../problem.js";

// Which states of a run are kept for the way back. A plan is a list of actions; steps go in blocks, the grain of the weights' gradient, so that no bit of
// it depends on the plan. States inside the block that is gone back through are always kept.

export type Action =
  /** Takes the steps [from, to) from the present state. */
  | { readonly do: "run"; readonly from: number; readonly to: number }
  /** The same, with all states kept. */
  | { readonly do: "keep"; readonly from: number; readonly to: number }
  | { readonly do: "save" | "restore"; readonly slot: number }
  /** Goes back through a block of kept states. */
  | { readonly do: "reverse"; readonly from: number; readonly to: number };

export interface CheckpointPlan {
  readonly actions: readonly Action[];
  /** Snapshots held at the same time. */
  readonly slots: number;
  /** States kept at the same time. */
  readonly records: number;
}

/** Goes over the steps [0, end), and back to the block that holds `first`, in blocks of `block` steps. */
export function planCheckpoints(end: number, first: number, block: number, scheme: CheckpointScheme): CheckpointPlan {
  const lowest = Math.floor(first / block);
  const blocks = Math.ceil(end / block);
  const step = (b: number) => Math.min(b * block, end);
  const actions: Action[] = [];
  if (lowest > 0) actions.push({ do: "run", from: 0, to: step(lowest) });
  let records = 0;
  const keepAndReverse = (from: number, to: number) => {
    actions.push({ do: "keep", from: step(from), to: step(to) });
    records = Math.max(records, step(to) - step(from) + 1);
    for (let b = to - 1; b >= from; b--) actions.push({ do: "reverse", from: step(b), to: step(b + 1) });
  };
  if (scheme === "all") {
    keepAndReverse(lowest, blocks);
    return { actions, slots: 0, records };
  }
  let slots = 0;
  const save = (slot: number) => {
    actions.push({ do: "save", slot });
    slots = Math.max(slots, slot + 1);
  };
  if (scheme === "uniform") {
    // n blocks in segments of m: n / m snapshots and m blocks of states are fewest where m^2 block = n
    const size = Math.max(1, Math.round(Math.sqrt((blocks - lowest) / block)));
    const starts: number[] = [];
    for (let b = lowest; b < blocks; b += size) starts.push(b);
    for (const [slot, b] of starts.slice(0, -1).entries()) {
      save(slot);
      actions.push({ do: "run", from: step(b), to: step(b + size) });
    }
    keepAndReverse(starts.at(-1)!, blocks);
    for (let slot = starts.length - 2; slot >= 0; slot--) {
      actions.push({ do: "restore", slot });
      keepAndReverse(starts[slot]!, starts[slot + 1]!);
    }
    return { actions, slots, records };
  }
  /** Goes back through the blocks [a, b), from the present state, that of a; `free` more snapshots may be taken. */
  const revolve = (a: number, b: number, slot: number, free: number): void => {
    if (b - a === 1) {
      keepAndReverse(a, b);
      return;
    }
    save(slot);
    if (free === 1) {
      for (let last = b - 1; last >= a; last--) {
        if (last < b - 1) actions.push({ do: "restore", slot });
        if (last > a) actions.push({ do: "run", from: step(a), to: step(last) });
        keepAndReverse(last, last + 1);
      }
      return;
    }
    const middle = a + leftPart(b - a, free);
    actions.push({ do: "run", from: step(a), to: step(middle) });
    revolve(middle, b, slot + 1, free - 1);
    actions.push({ do: "restore", slot });
    revolve(a, middle, slot, free);
  };
  revolve(lowest, blocks, 0, scheme.snapshots);
  return { actions, slots, records };
}

/**
 * With s snapshots and r repetitions, C(s + r, s) = C(s + r - 1, s) + C(s + r - 1, s - 1) blocks can be gone back through (Griewank and Walther, ACM
 * Trans. Math. Softw. 26, 2000): how many of n blocks go to the left of the next snapshot.
 */
function leftPart(n: number, snapshots: number): number {
  let left = 1; // C(s + r - 1, s) of r = 1
  let total = snapshots + 1; // C(s + r, s)
  for (let r = 1; total < n; r++) {
    left = total;
    total = (total * (snapshots + r + 1)) / (r + 1);
  }
  return Math.min(left, n - 1);
}
