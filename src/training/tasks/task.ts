import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { checkSeed, RandomStream, type Seed } from "../../random/stream.js";
import { childStream } from "../../random/substream.js";
import type { InputSequence, ReadoutWindow } from "../models/sequence-model.js";
import type { TrialSet } from "../problem.js";

/** Address of trials in a row: each is a function of its set, the seed and its number alone, however trials are grouped. */
export interface TrialRange {
  readonly set: TrialSet;
  readonly seed: Seed;
  /** Number of the first trial. */
  readonly first: number;
  readonly count: number;
}

export interface TaskTrials {
  readonly input: InputSequence;
  /** Right answer in each window of each trial: windows x trials, from 0 to classes - 1. */
  readonly labels: Uint8Array;
}

/** A task: trials with inputs, windows in which the answer is read, and the right answers. */
export interface Task {
  /** Components of an input vector. */
  readonly inputs: number;
  readonly classes: number;
  /** Steps of a trial. */
  readonly steps: number;
  /** Steps whose mean outputs are read out. */
  readonly windows: readonly ReadoutWindow[];
  trials(range: TrialRange): TaskTrials;
}

/** Trials of one set of one seed: more than any run asks for, and few enough for each to have thousands of draws of its own. */
export const MAXIMUM_TRIALS = 2 ** 34;

/**
 * Random numbers of a range of trials. Sets have streams of their own, so that no trial of one is ever met in another; within a stream,
 * `perTrial` draws belong to each trial. `purpose` tells streams of the same set apart. Errors: InputError.
 */
export function trialStream(core: Core, range: TrialRange, purpose: string, perTrial: number): RandomStream {
  const { set, seed, first, count } = range;
  checkNumber("trials.first", first, { min: 0, max: MAXIMUM_TRIALS - count, integer: true });
  return new RandomStream(core, { seed, stream: setStream(core, seed, set, purpose), position: first * perTrial });
}

/** Number of a stream of random numbers that belongs to one set of trials. */
export function setStream(core: Core, seed: Seed, set: TrialSet, purpose: string): bigint {
  return childStream(core, checkSeed("seed", seed), 0n, `${set} trials: ${purpose}`);
}
