import { describe, it } from "vitest";
import { testCore } from "../../support/core.js";
import { expectCounts, expectedCountsOf } from "./support.js";

// Those that take a second or two; `npm run bench:evaluation-counts` has all.
const quick = { "CMA-ES, active: false": ["sphere"], "CMA-ES": ["sphere", "tablet"] } as const;

describe("evaluation counts of CMA-ES with 40 parameters", () => {
  it.each(
    (["CMA-ES, active: false", "CMA-ES"] as const).flatMap((column) =>
      expectedCountsOf(column, 40)
        .filter(([n, name]) => n === 40 && (quick[column] as readonly string[]).includes(name))
        .map(([n, name, expected]) => [column, n, name, expected] as const),
    ),
  )("%s, %i parameters, %s, %i", async (column, n, name, expected) => {
    expectCounts(await testCore(), column, n, name, expected);
  });
});
