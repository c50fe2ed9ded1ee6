import { expect } from "vitest";
import type { EnsembleSolution } from "../../src/index.js";

/** Everything in a solution: each array as text of its bytes, and what its failures say. */
export function bitsOf({ times, states, records, recorded, events, statistics, failures }: EnsembleSolution) {
  const text = (array: ArrayBufferView) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
  const texts = (arrays: object) => Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, text(array)]));
  const errors = failures.map(({ member, error }) => [member, error.code, error.message, error.time, error.statistics]);
  return {
    ...texts({ times, states, records, recorded }),
    ...texts(events),
    ...texts(statistics),
    errors: JSON.stringify(errors),
  };
}

export function expectSameBits(solution: EnsembleSolution, expected: EnsembleSolution): void {
  expect(bitsOf(solution)).toEqual(bitsOf(expected));
}
