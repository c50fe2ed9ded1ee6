import { describe, it } from "vitest";
import { testCore } from "../../support/core.js";
import { expectCounts, expectedCountsOf } from "./support.js";

describe("evaluation counts of separable CMA-ES", () => {
  it.each(expectedCountsOf("separable CMA-ES", 40))("%i parameters, %s, %i", async (n, name, expected) => {
    expectCounts(await testCore(), "separable CMA-ES", n, name, expected);
  });
});
