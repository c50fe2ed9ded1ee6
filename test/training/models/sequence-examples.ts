import type { Core } from "../../../src/index.js";
import { RandomStream } from "../../../src/random/stream.js";
import type { MorrisLecarSequenceOptions } from "../../../src/training/models/morris-lecar-options.js";
import type { SequenceRun } from "../../../src/training/models/sequence-model.js";

interface Sizes {
  readonly rows: number;
  readonly stepsPerRow: number;
  readonly inputs: number;
  readonly trials: number;
  readonly patterned?: boolean;
}

/** Inputs of fixed numbers, and two windows of which one is at the end. */
export function exampleRun({ rows, stepsPerRow, inputs, trials, patterned = false }: Sizes): SequenceRun {
  const steps = rows * stepsPerRow;
  const windows = [
    { from: Math.floor(steps / 3), to: Math.floor(steps / 3) + 1 },
    { from: Math.floor(steps / 3) + 1, to: steps },
  ];
  const size = { rows, stepsPerRow, inputs, trials };
  const input = patterned
    ? {
        ...size,
        patterns: Float64Array.from({ length: 3 * inputs }, (_, at) => Math.cos(2.3 * at)),
        choices: Uint16Array.from({ length: rows * trials }, (_, at) => (7 * at + (at >> 2)) % 3),
      }
    : { ...size, values: Float64Array.from({ length: rows * inputs * trials }, (_, at) => Math.sin(1.7 * at)) };
  return { input, windows, seed: 11, firstTrial: 5 };
}

/** A linear loss: its gradient by the features. */
export function coefficientsFor({ input, windows }: SequenceRun, cells: number): Float64Array {
  return Float64Array.from({ length: windows.length * cells * input.trials }, (_, at) => Math.cos(0.9 * at + 0.2));
}

/** Largest difference, relative to the largest number that is expected. */
export function largestDifference(actual: Float64Array, expected: Float64Array): number {
  const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (!(size > 0)) throw new Error("All expected numbers are 0, or one is NaN.");
  return actual.reduce((largest, value, at) => Math.max(largest, Math.abs(value - expected[at]!)), 0) / size;
}

/** V at the start, cells x trials, as documented: trial by trial of the seed's normal draws. */
export function startsOf(
  core: Core,
  { cells }: MorrisLecarSequenceOptions,
  { input, seed, firstTrial }: SequenceRun,
): Float64Array {
  const stream = new RandomStream(core, { seed }).substream("starts of trials");
  const draws = stream.skip(firstTrial * cells).normals(cells * input.trials);
  const starts = new Float64Array(cells * input.trials);
  for (let i = 0; i < cells; i++) {
    for (let trial = 0; trial < input.trials; trial++) starts[i * input.trials + trial] = -20 + 5 * draws[trial * cells + i]!;
  }
  return starts;
}
