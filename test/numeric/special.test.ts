import { beforeAll, describe, expect, it } from "vitest";
import {
  type Core,
  dawson,
  erf,
  erfc,
  erfcx,
  gammaP,
  gammaQ,
  gaussLegendre,
  InputError,
  logGamma,
  logGammaP,
  logGammaQ,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import { fixture } from "./support.js";

const references = fixture("special");
let core: Core;
beforeAll(async () => {
  core = await testCore();
});

type Pair = Record<"x" | "high" | "low", Float64Array>;

function relativeError(value: number, high: number, low: number): number {
  if (value === high) return Math.abs(low / (high || 1));
  // Below the normal numbers a relative bound means nothing: compare with the smallest normal number there.
  return Math.abs(value - high - low) / Math.max(Math.abs(high), 2 ** -1022);
}

describe("functions of one argument, against 30 digits", () => {
  // The bound is the documented one; measured errors are below 6e-16.
  it.each([
    ["erf", erf],
    ["erfc", erfc],
    ["erfcx", erfcx],
    ["dawson", dawson],
    ["logGamma", logGamma],
  ] as const)("%s has a relative error below 1e-14", (name, f) => {
    const { x, high, low } = references[name] as Pair;
    expect(x.length).toBeGreaterThan(400);
    let worst = { error: -1, x: Number.NaN };
    for (let i = 0; i < x.length; i++) {
      const error = relativeError(f(core, x[i]!), high[i]!, low[i]!);
      if (!(error <= worst.error)) worst = { error, x: x[i]! };
    }
    expect(worst.error, `at ${worst.x}`).toBeLessThan(1e-14);
  });

  it("meets the values at the ends", () => {
    expect(erf(core, 0)).toBe(0);
    expect(Object.is(erf(core, -0), -0)).toBe(true);
    expect(erf(core, 10)).toBe(1);
    expect(erfc(core, 0)).toBe(1);
    expect(erfc(core, -10)).toBe(2);
    expect(erfc(core, 30)).toBe(0);
    expect(erfcx(core, 0)).toBeCloseTo(1, 15);
    expect(Object.is(dawson(core, -0), -0)).toBe(true);
    expect(logGamma(core, 1)).toBe(0);
    expect(logGamma(core, 2)).toBe(0);
    for (const name of ["erf", "erfc", "erfcx", "dawson", "logGamma"] as const) expect(core.exports[name](NaN)).toBeNaN();
    expect(core.exports.logGamma(0)).toBe(Infinity);
    expect(core.exports.logGamma(-1)).toBeNaN();
    expect(core.exports.erfcx(-30)).toBe(Infinity);
    expect(core.exports.erfcx(Infinity)).toBe(0);
    expect(core.exports.dawson(Infinity)).toBe(0);
    expect(core.exports.logGamma(Infinity)).toBe(Infinity);
  });
});

describe("incomplete gamma functions", () => {
  it.each([
    ["logGammaP", logGammaP],
    ["logGammaQ", logGammaQ],
  ] as const)("%s has a relative error below 1e-12 for a up to 1e6, tails of 1e-1000000 included", (name, f) => {
    const { a, x, high, low } = references[name] as Pair & { a: Float64Array };
    expect(x.length).toBeGreaterThan(900);
    let worst = { error: -1, a: Number.NaN, x: Number.NaN };
    for (let i = 0; i < x.length; i++) {
      const error = relativeError(f(core, a[i]!, x[i]!), high[i]!, low[i]!);
      if (!(error <= worst.error)) worst = { error, a: a[i]!, x: x[i]! };
    }
    expect(worst.error, `at a = ${worst.a}, x = ${worst.x}`).toBeLessThan(1e-12);
  });

  it("P and Q are the exponentials, and their sum is 1", () => {
    for (const a of [1e-3, 0.5, 1, 3, 12, 400, 1e5]) {
      for (const ratio of [0.01, 0.5, 0.99, 1, 1.01, 2]) {
        const p = gammaP(core, a, a * ratio);
        const q = gammaQ(core, a, a * ratio);
        expect(p).toBe(core.exports.exp(logGammaP(core, a, a * ratio)));
        expect(Math.abs(p + q - 1)).toBeLessThan(1e-15); // one is computed from the logarithm of the other: 4 roundings at most
      }
    }
  });

  it("P(1, x) = 1 - exp(-x) and P(1/2, x) = erf(sqrt(x))", () => {
    for (const x of [1e-10, 0.1, 0.9, 1.5, 3, 20]) {
      // 1e-14: the documented errors of both sides
      expect(Math.abs(gammaP(core, 1, x) / -Math.expm1(-x) - 1)).toBeLessThan(1e-14);
      expect(Math.abs(gammaP(core, 0.5, x) / erf(core, Math.sqrt(x)) - 1)).toBeLessThan(1e-14);
    }
  });

  it("meets the ends of the domain", () => {
    expect(logGammaP(core, 3, 0)).toBe(-Infinity);
    expect(logGammaQ(core, 3, 0)).toBe(0);
    expect(core.exports.logGammaP(3, Infinity)).toBe(0);
    expect(core.exports.logGammaQ(3, Infinity)).toBe(-Infinity);
    for (const [a, x] of [
      [0, 1],
      [-1, 1],
      [Infinity, 1],
      [NaN, 1],
      [1, -1],
      [1, NaN],
    ] as const) {
      expect(core.exports.logGammaP(a, x)).toBeNaN();
      expect(core.exports.logGammaQ(a, x)).toBeNaN();
    }
  });
});

describe("gaussLegendre", () => {
  it.each([1, 2, 5, 10, 16, 32, 64])("gives the rule of %i nodes", (count) => {
    const reference = references[`legendre ${count}`] as Record<"nodes" | "weights", Float64Array>;
    const rule = gaussLegendre(core, count);
    for (let i = 0; i < count; i++) {
      expect(Math.abs(rule.nodes[i]! - reference.nodes![i]!)).toBeLessThan(1e-15);
      expect(Math.abs(rule.weights[i]! / reference.weights![i]! - 1)).toBeLessThan(1e-13);
    }
  });

  it("integrates x^(2 n - 2) exactly", () => {
    for (const count of [3, 10, 33, 200]) {
      const { nodes, weights } = gaussLegendre(core, count);
      const power = 2 * count - 2;
      const sum = nodes.reduce((total, node, i) => total + weights[i]! * node ** power, 0);
      expect(Math.abs((sum * (power + 1)) / 2 - 1)).toBeLessThan(1e-11); // power * 1e-15 from the nodes, and the weights' 1e-13 and growing
    }
  });
});

describe("input", () => {
  it("is refused by name, value and range", () => {
    expect(() => logGamma(core, 0)).toThrow("x is 0; it must be a finite number > 0 and <= 2.5e+305.");
    expect(() => logGammaP(core, -1, 2)).toThrow(InputError);
    expect(() => logGammaP(core, 1, -2)).toThrow(/^x is -2/);
    expect(() => erfcx(core, -27)).toThrow(InputError);
    expect(() => dawson(core, NaN)).toThrow(InputError);
    expect(() => gaussLegendre(core, 0)).toThrow(InputError);
    expect(() => gaussLegendre(core, 2.5)).toThrow(InputError);
  });
});
