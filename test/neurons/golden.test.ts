import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { testCore } from "../support/core.js";
import { goldenNeurons, goldenNeuronsHashes } from "../support/golden-neurons.js";

const sha256 = (array: Float64Array) => createHash("sha256").update(array).digest("hex");

test("biophysical neurons and single solves give the golden bits", async () => {
  const computed = goldenNeurons(await testCore());
  for (const [name, numbers] of Object.entries(computed)) {
    expect(numbers.length, name).toBeGreaterThan(0);
    expect(numbers.every(Number.isFinite), name).toBe(true); // the bits of a NaN are left open
  }
  const hashes = Object.fromEntries(Object.entries(computed).map(([name, numbers]) => [name, sha256(numbers)]));
  expect(hashes).toEqual(goldenNeuronsHashes);
});
