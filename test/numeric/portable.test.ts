import { createHash } from "node:crypto";
import fc from "fast-check";
import { all, type BigNumber, create } from "mathjs";
import { describe, expect, it } from "vitest";
import * as portable from "../../src/numeric/portable/index.js";

const math = create(all!, { number: "BigNumber", precision: 60 });
type Big = BigNumber;

/** The number itself, not its shortest decimal text. */
function big(x: number): Big {
  const scale = x === 0 ? 0 : Math.max(-1074, Math.floor(Math.log2(Math.abs(x))) - 53);
  return math.bignumber(x / 2 ** scale).mul(math.bignumber(2).pow(scale));
}

/** |value - exact| in units of the last place of `value`. */
function unitsOff(value: number, exact: Big): number {
  const magnitude = Math.max(Math.abs(value), 2 ** -1022);
  const unit = 2 ** (Math.floor(Math.log2(magnitude)) - 52);
  return Math.abs(Number(exact.minus(big(value)).div(big(unit)).toString()));
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true });

describe("elementary functions in plain arithmetic", () => {
  const cases: [string, (x: number) => number, (x: Big) => Big, fc.Arbitrary<number>, number][] = [
    ["exp", portable.exp, (x) => x.exp(), between(-700, 709), 1],
    ["log", portable.log, (x) => x.ln(), between(1e-300, 1e300), 1],
    ["log near 1", portable.log, (x) => x.ln(), between(0.5, 2), 1],
    ["log2", portable.log2, (x) => x.log(2), between(1e-300, 1e300), 2],
    ["log10", portable.log10, (x) => x.log(10), between(1e-300, 1e300), 2],
    ["sin", portable.sin, (x) => x.sin(), between(-1000, 1000), 1],
    ["cos", portable.cos, (x) => x.cos(), between(-1000, 1000), 1],
    ["asin", portable.asin, (x) => x.asin(), between(-0.9, 0.9), 4],
    ["cosh", portable.cosh, (x) => x.cosh(), between(-700, 700), 2],
  ];
  it.each(cases)("%s is right to its last places", (_, function_, exact, arguments_, units) => {
    fc.assert(
      fc.property(arguments_, (x) => {
        expect(unitsOff(function_(x), exact(big(x)))).toBeLessThanOrEqual(units);
      }),
      { numRuns: 300 },
    );
  });

  it("atan2 gives the angle in every quadrant", () => {
    fc.assert(
      fc.property(between(-3.14, 3.14), between(1e-3, 1e3), (angle, radius) => {
        const [x, y] = [radius * portable.cos(angle), radius * portable.sin(angle)];
        // Rounding of x and y turns the point by up to 2 units of the angle's order.
        expect(Math.abs(portable.atan2(y, x) - angle)).toBeLessThan(8e-16);
      }),
      { numRuns: 500 },
    );
    const edges = [
      [0, 1],
      [1, 0],
      [-1, 0],
      [0, -1],
      [1, 1],
      [-1, -1],
    ] as const;
    for (const [y, x] of edges) expect(portable.atan2(y, x)).toBeCloseTo(Math.atan2(y, x), 15);
  });

  it("tanh is right to its absolute accuracy", () => {
    fc.assert(
      fc.property(between(-30, 30), (x) => {
        expect(
          Math.abs(
            Number(
              big(x)
                .tanh()
                .minus(big(portable.tanh(x)))
                .toString(),
            ),
          ),
        ).toBeLessThan(3e-16);
      }),
      { numRuns: 300 },
    );
  });

  it("powers are exact where they are numbers", () => {
    for (let n = -300; n <= 300; n += 7) {
      expect(portable.powerOfTen(n)).toBe(Number(`1e${n}`));
      expect(portable.log10(Number(`1e${n}`))).toBe(n);
      expect(portable.log2(2 ** n)).toBe(n);
    }
    expect(portable.power(3, 5)).toBe(243);
    expect(portable.power(-0.5, 3)).toBe(-0.125);
    expect(portable.power(4, -1)).toBe(0.25);
    expect(unitsOff(portable.power(7.3, 0.3), big(7.3).pow(big(0.3)))).toBeLessThanOrEqual(2);
    expect(portable.hypot(3, -4, 12)).toBe(13);
  });

  it("have the limits of the functions", () => {
    expect([710, -746, 0].map(portable.exp)).toEqual([Number.POSITIVE_INFINITY, 0, 1]);
    expect([0, -1, 1, Number.POSITIVE_INFINITY].map(portable.log)).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0,
      Number.POSITIVE_INFINITY,
    ]);
    expect([Number.NaN].map(portable.exp)).toEqual([Number.NaN]);
    expect(portable.exp(-740)).toBeCloseTo(0, 300);
    expect(portable.log(5e-324)).toBeCloseTo(-744.4400719213812, 12); // ln of the least number
    expect([1e7, Number.NaN, Number.POSITIVE_INFINITY].map(portable.sin)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("have these bits, in whatever engine", () => {
    const values: number[] = [];
    for (let i = 1; i <= 2000; i++) {
      const x = (i * 0.6180339887498949) % 1;
      const { exp, log, log10, sin, cos, atan2, asin, power, tanh, cosh } = portable;
      values.push(exp(40 * x - 20), log(x), log10(x), sin(60 * x - 30), cos(60 * x - 30), atan2(x - 0.3, 0.6 - x), asin(x));
      values.push(power(x, 2.7), tanh(x), cosh(x));
    }
    const hash = createHash("sha256")
      .update(new Uint8Array(Float64Array.from(values).buffer))
      .digest("hex");
    expect(hash).toBe("6052a3156db5f0c88657afabfce46137d8a0df08355fbe53a1c48f9be165b045");
  });
});
