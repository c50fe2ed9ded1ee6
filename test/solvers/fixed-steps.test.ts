import { describe, expect, it } from "vitest";
import { type RightHandSide, solve } from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();

describe("fixed steps", () => {
  const decay: RightHandSide = (_, y, out) => {
    out[0] = -1e-3 * y[0]!;
  };

  it.each([
    ["rk4", 0, 1000],
    ["rk4", 3, -900],
    ["dop853", 0.7, 500],
    ["ros34pw2", 0, 300],
  ] as const)("of 0.1 by %s from %d to %d end where they should, not where rounding errors add up to", (method, start, end) => {
    const { times } = solve(core, decay, { initial: [1], start, end, method, stepSize: 0.1, autonomous: true });
    const step = end < start ? -0.1 : 0.1;
    expect(times).toHaveLength(Math.round((end - start) / step) + 1);
    for (let i = 0; i < times.length - 1; i++) expect(times[i]).toBe(start + i * step);
    expect(times.at(-1)).toBe(end);
  });
});
