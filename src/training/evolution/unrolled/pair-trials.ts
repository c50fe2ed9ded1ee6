import type { Block } from "../../../core/memory.js";
import type { UnrolledOptions } from "./options.js";

/**
 * Numbers kept per pair: the update at which its trial began, the number of the trial, truncations done, how it ends; and of each side whether it
 * finished, and its total loss.
 */
export const PAIR_NUMBERS = 8;
const [BEGUN, TRIAL, DONE, END, FINISHED, TOTAL] = [0, 1, 2, 3, 4, 6];

/** How a pair's trial ends: it goes on; it is complete; its first trial is cut, or it told a loss that is not finite. */
const [GOES_ON, COMPLETE, INCOMPLETE] = [0, 1, 2];

/** Where the trials of the pairs are. Members 2 p and 2 p + 1 are the sides of pair p. */
export class PairTrials {
  readonly #block: Block<"f64">;
  readonly #options: UnrolledOptions;

  constructor(block: Block<"f64">, options: UnrolledOptions) {
    this.#block = block;
    this.#options = options;
  }

  /** When the pair's trial began, its number, and the truncations done. */
  trial(pair: number): { begun: number; number: number; truncation: number } {
    const at = this.#at(pair);
    return { begun: at[BEGUN]!, number: at[TRIAL]!, truncation: at[DONE]! };
  }

  /** Whether `member` has finished the trial. */
  waits(member: number): boolean {
    return this.#at(member >> 1)[FINISHED + (member % 2)] !== 0;
  }

  /** Adds the loss of a truncation. */
  add(member: number, loss: number, finished: boolean): void {
    const at = this.#at(member >> 1);
    at[TOTAL + (member % 2)]! += loss;
    at[FINISHED + (member % 2)] = finished ? 1 : 0;
  }

  /** Counts a truncation, and decides how the trial goes on. `told`: whether both losses were finite. */
  moveOn(pair: number, told: boolean): void {
    const at = this.#at(pair);
    const done = at[DONE]! + 1;
    at[DONE] = done;
    const { trialTruncations = Number.POSITIVE_INFINITY, starts } = this.#options;
    const pairs = this.#block.length / PAIR_NUMBERS;
    const complete = (at[FINISHED] !== 0 && at[FINISHED + 1] !== 0) || done >= trialTruncations;
    const cut = starts === "staggered" && at[TRIAL] === 0 && done > (pair * trialTruncations) / pairs;
    if (!told) at[END] = INCOMPLETE;
    else if (complete) at[END] = COMPLETE;
    else at[END] = cut ? INCOMPLETE : GOES_ON;
  }

  ended(pair: number): boolean {
    return this.#at(pair)[END] !== GOES_ON;
  }

  /** Begins the pair's next trial at `update`. Returns the total losses of the one before, if that was complete. */
  begin(pair: number, update: number): number[] {
    const at = this.#at(pair);
    const totals = at[END] === COMPLETE ? [at[TOTAL]!, at[TOTAL + 1]!] : [];
    at.set([update, at[TRIAL]! + 1, 0, GOES_ON, 0, 0, 0, 0]);
    return totals;
  }

  #at(pair: number): Float64Array {
    return this.#block.view.subarray(PAIR_NUMBERS * pair, PAIR_NUMBERS * (pair + 1));
  }
}

export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
