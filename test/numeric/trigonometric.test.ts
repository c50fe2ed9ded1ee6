import { beforeAll, describe, expect, it } from "vitest";
import type { Core } from "../../src/index.js";
import { testCore } from "../support/core.js";
import { fixture, ulpError } from "./support.js";

const references = fixture("trigonometric");
let core: Core;
beforeAll(async () => {
  core = await testCore();
});

describe.each(["sin", "cos"] as const)("%s of radians", (name) => {
  it("is within 0.8 units in the last place of 106-bit references, nearest to multiples of pi/2 too", () => {
    const { x, high, low } = references[name] as Record<"x" | "high" | "low", Float64Array>;
    expect(x.length).toBeGreaterThan(1200);
    let worst = { error: -1, x: Number.NaN };
    for (let i = 0; i < x.length; i++) {
      const error = ulpError(core.exports[name](x[i]!), high[i]!, low[i]!, "f64");
      if (!(error <= worst.error)) worst = { error, x: x[i]! };
    }
    expect(worst.error, `${name}(${worst.x})`).toBeLessThan(0.8); // what the file documents
  });

  it("is not a number where the reduction has no digits left, and for no number", () => {
    for (const x of [1.7e6, -1e300, Infinity, -Infinity, NaN]) expect(core.exports[name](x)).toBeNaN();
  });
});

it("keeps zeros and their signs", () => {
  expect(core.exports.sin(0)).toBe(0);
  expect(core.exports.sin(-0)).toBe(-0);
  expect(core.exports.cos(0)).toBe(1);
  expect(core.exports.cos(-0)).toBe(1);
});
