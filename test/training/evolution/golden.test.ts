import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { testCore } from "../../support/core.js";
import { goldenEvolution, goldenEvolutionHashes } from "../../support/golden-evolution.js";

test("evolution strategies give the golden bits", async () => {
  const computed = Object.entries(goldenEvolution(await testCore()));
  for (const [name, numbers] of computed) expect(numbers.every(Number.isFinite), name).toBe(true);
  const hashes = Object.fromEntries(
    computed.map(([name, numbers]) => [name, createHash("sha256").update(numbers).digest("hex")]),
  );
  expect(hashes).toEqual(goldenEvolutionHashes);
});
