import { describe, it } from "vitest";
import { testCore } from "../../support/core.js";
import { expectCounts, expectedCountsOf } from "./support.js";

describe("evaluation counts of SNES", () => {
  it.each(expectedCountsOf("SNES", 40))("%i parameters, %s, %i", async (n, name, expected) => {
    expectCounts(await testCore(), "SNES", n, name, expected);
  });
});
