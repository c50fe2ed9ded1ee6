import type { CheckpointScheme } from "../problem.js";

/** What a walk back over blocks 0 ... n - 1 does. Checkpoints have places 0, 1, ...; place 0 holds the start. */
export interface ReverseActions {
  /** Runs blocks [from, to) from the current state, keeping nothing. */
  advance(from: number, to: number): void;
  /** Runs blocks [from, to) from the current state, keeps what the way back needs, and goes back over them. */
  reverse(from: number, to: number): void;
  save(place: number): void;
  restore(place: number): void;
}

/** Blocks kept at a time, and places for checkpoints, that a scheme takes. */
export function reverseMemory(scheme: CheckpointScheme, blocks: number): { kept: number; places: number } {
  if (scheme === "all") return { kept: blocks, places: 1 };
  if (scheme === "uniform") {
    const kept = Math.max(1, Math.round(Math.sqrt(blocks)));
    return { kept, places: Math.ceil(blocks / kept) };
  }
  return { kept: 1, places: Math.max(1, Math.min(scheme.snapshots, blocks)) };
}

/** Checkpoints that the run forward takes: the block before which a state is saved, for each place. */
export function forwardSaves(scheme: CheckpointScheme, blocks: number): number[] {
  const { kept, places } = reverseMemory(scheme, blocks);
  if (typeof scheme === "string") return Array.from({ length: places }, (_, place) => place * kept);
  const saves = [0];
  for (let from = 0; saves.length < places && blocks - from > 1; saves.push(from)) {
    from += leftPart(blocks - from, places - saves.length + 1);
  }
  return saves;
}

/** Goes back over `blocks` blocks from the last to the first, after a run forward that took {@link forwardSaves}. */
export function walkBack(scheme: CheckpointScheme, blocks: number, actions: ReverseActions): void {
  const { kept, places } = reverseMemory(scheme, blocks);
  if (typeof scheme !== "string") {
    binomial(0, blocks, 0, places, true, actions);
    return;
  }
  for (let place = places - 1; place >= 0; place--) {
    actions.restore(place);
    actions.reverse(place * kept, Math.min(blocks, (place + 1) * kept));
  }
}

/**
 * Blocks [from, to), whose start is at `place`, with `places` places from there on; `isSaved`: so are the next checkpoints. With s places every block is run
 * forward at most r times where their number is at most C(s + r, s) (A. Griewank and A. Walther, ACM Trans. Math. Softw. 26, 2000).
 */
function binomial(from: number, to: number, place: number, places: number, isSaved: boolean, actions: ReverseActions): void {
  let end = to;
  let saved = isSaved;
  for (; end - from > 1; saved = false) {
    const left = places === 1 ? end - from - 1 : leftPart(end - from, places);
    if (places === 1 || !saved) {
      actions.restore(place);
      actions.advance(from, from + left);
    }
    if (places === 1) actions.reverse(from + left, end);
    else {
      if (!saved) actions.save(place + 1);
      binomial(from + left, end, place + 1, places - 1, saved, actions);
    }
    end = from + left;
  }
  actions.restore(place);
  actions.reverse(from, end);
}

/** Blocks before the next checkpoint: with the fewest r, the right part must be feasible with s - 1 places, the left with r - 1 runs. */
function leftPart(length: number, places: number): number {
  let runs = 1;
  while (binomialCoefficient(places + runs, places) < length) runs++;
  const right = binomialCoefficient(places + runs - 1, places - 1);
  const least = runs === 1 ? 1 : binomialCoefficient(places + runs - 2, places);
  return Math.min(length - 1, Math.max(1, least, length - right));
}

function binomialCoefficient(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i;
  return Math.round(value);
}
