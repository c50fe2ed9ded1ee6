import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { applyFunction, type Core, type FunctionName, functionNames } from "../../src/index.js";
import { testCore } from "../support/core.js";
import { spacing } from "./support.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});

const lists = {
  f64: fc.array(fc.oneof(fc.double(), fc.double({ min: -20, max: 20 })), { maxLength: 19 }),
  f32: fc.array(fc.oneof(fc.float(), fc.float({ min: -20, max: 20 })), { maxLength: 19 }),
};

const bits = (x: number): bigint => new BigUint64Array(Float64Array.of(x).buffer)[0]!;
/** Equal bits, where any two NaN count as equal. */
const same = (a: number, b: number): boolean => (Number.isNaN(a) && Number.isNaN(b)) || bits(a) === bits(b);

describe.each(functionNames)("%s", (name) => {
  it("gives each element the bits of the scalar function, for any count and whatever its neighbours are", () => {
    fc.assert(
      fc.property(lists.f64, (list) => {
        const y = applyFunction(core, name, Float64Array.from(list));
        return y.length === list.length && list.every((x, i) => same(y[i]!, core.exports[name](x)));
      }),
    );
  });

  it("gives each f32 element the bits it has alone", () => {
    fc.assert(
      fc.property(lists.f32, (list) => {
        const y = applyFunction(core, name, Float32Array.from(list));
        return list.every((x, i) => same(y[i]!, applyFunction(core, name, Float32Array.of(x))[0]!));
      }),
    );
  });

  it("neither reads nor writes past the end, and may work in place", () => {
    const kernelName = `map${name[0]!.toUpperCase()}${name.slice(1)}` as "mapExp";
    const region = core.heap.take(512);
    try {
      for (let count = 0; count <= 11; count++) {
        const f64 = new Float64Array(core.memory.buffer, region.address, 16).fill(0.375);
        core.exports[`${kernelName}F64`](f64.byteOffset, f64.byteOffset, count);
        const f32 = new Float32Array(core.memory.buffer, region.address + 256, 16).fill(0.375);
        core.exports[`${kernelName}F32`](f32.byteOffset, f32.byteOffset, count);
        for (const values of [f64, f32]) {
          const changed = values.subarray(0, count);
          const result =
            values instanceof Float64Array ? core.exports[name](0.375) : applyFunction(core, name, values.slice(15))[0];
          expect(Array.from(changed)).toEqual(Array.from(changed, () => result));
          expect(Array.from(values.subarray(count))).toEqual(Array.from(values.subarray(count), () => 0.375));
        }
      }
    } finally {
      core.heap.release(region);
    }
  });
});

describe("paths", () => {
  // One lane outside the range of the fast path takes the whole vector to the slow one: its neighbours must not notice.
  it.each(functionNames)("%s has the same bits beside NaN, infinity and zero as beside an ordinary number", (name) => {
    const count = 20011;
    const value = (i: number): number => {
      const spread = ((i * 7919) % count) / count;
      const sign = i % 2 === 0 ? 1 : -1;
      if (name === "log") return 2 ** (spread * 2096 - 1073);
      if (i % 3 === 0) return sign * spread * 745;
      if (i % 3 === 1) return sign * 2 ** (spread * 70 - 60);
      return i % 2 === 0 ? -690 - spread * 20 : -85 - spread * 4; // where exp becomes subnormal in f64 and in f32
    };
    for (const [Numbers, lanes] of [
      [Float64Array, 2],
      [Float32Array, 4],
    ] as const) {
      const plain = new Numbers(count * lanes).fill(0.7);
      const mixed = new Numbers(count * lanes).fill(NaN);
      for (let i = 0; i < count; i++) {
        plain[i * lanes] = value(i);
        mixed[i * lanes] = value(i);
        mixed[i * lanes + 1] = [NaN, Infinity, -Infinity, 0][i % 4]!;
      }
      const fromPlain = applyFunction(core, name, plain);
      const fromMixed = applyFunction(core, name, mixed);
      for (let i = 0; i < count; i++) {
        if (!same(fromPlain[i * lanes]!, fromMixed[i * lanes]!)) {
          expect.fail(`${name}(${value(i)}) is ${fromPlain[i * lanes]} or ${fromMixed[i * lanes]}`);
        }
      }
    }
  });
});

/** Rising functions, with the part of the line on which they rise. */
const rising: readonly [FunctionName, number, number][] = [
  ["exp", -746, 710],
  ["expm1", -50, 710],
  ["log", 0, Number.MAX_VALUE],
  ["log1p", -1, Number.MAX_VALUE],
  ["tanh", -25, 25],
  ["logistic", -746, 50],
  ["phi1", -700, 700],
  ["cosh", 0, 711],
];

describe("shape", () => {
  // An error of e ulp can swap results closer than 2 e steps, e < 2.5: out of order by more than 5 steps is impossible.
  it.each(rising)("%s rises", (name, min, max) => {
    fc.assert(
      fc.property(fc.double({ min, max, noNaN: true }), fc.double({ min, max, noNaN: true }), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const yLow = core.exports[name](low);
        const yHigh = core.exports[name](high);
        return yLow <= yHigh || yLow - yHigh <= 5 * spacing(yHigh, "f64");
      }),
      { numRuns: 2000 },
    );
  });

  it("tanh is odd and cosh even, bit for bit", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        return same(core.exports.tanh(-x), -core.exports.tanh(x)) && same(core.exports.cosh(-x), core.exports.cosh(x));
      }),
    );
  });

  it("logistic(x) + logistic(-x) is 1 within the errors of both", () => {
    fc.assert(
      fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
        // Each of the two is at most 1, with an error below 2 ulp of itself: one is below 1/2, so 2 * 2^-53 + 2 * 2^-54, rounded up.
        return Math.abs(core.exports.logistic(x) + core.exports.logistic(-x) - 1) <= 2 ** -51;
      }),
    );
  });

  it("tanh and logistic stay within their ranges", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        const l = core.exports.logistic(x);
        return Math.abs(core.exports.tanh(x)) <= 1 && l >= 0 && l <= 1;
      }),
    );
  });

  it("sine and cosine of turns repeat after whole turns, bit for bit, and are odd and even", () => {
    const fraction = fc.integer({ min: 1, max: 2 ** 20 - 1 }).map((k) => k / 2 ** 20); // exact beside any turns
    fc.assert(
      fc.property(fraction, fc.integer({ min: 0, max: 2 ** 20 - 1 }), (x, turns) => {
        const { sinTwoPi, cosTwoPi } = core.exports;
        return (
          sinTwoPi(x + turns) === sinTwoPi(x) &&
          cosTwoPi(x + turns) === cosTwoPi(x) &&
          sinTwoPi(-x - turns) === -sinTwoPi(x) &&
          cosTwoPi(-x - turns) === cosTwoPi(x)
        );
      }),
    );
  });

  it("sin^2 + cos^2 of a turn is 1 within the errors of both", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
        const s = core.exports.sinTwoPi(x);
        const c = core.exports.cosTwoPi(x);
        // 2 |s| ds + 2 |c| dc with ds, dc below 2 * 2^-53, and |s| + |c| <= 1.42: below 5.7 * 2^-53, and three roundings
        return Math.abs(s * s + c * c - 1) < 2 ** -50;
      }),
    );
  });
});
