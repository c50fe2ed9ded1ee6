import { beforeAll, describe, expect, it } from "vitest";
import { applyFunction, type Core, type FunctionName, functionNames } from "../../src/index.js";
import { testCore } from "../support/core.js";
import { fixture, type Lane, ulpError } from "./support.js";

const references = fixture("elementary");
let core: Core;
beforeAll(async () => {
  core = await testCore();
});

/** Largest errors, in units of the last place, as documented: what a search of millions of arguments found, rounded up. */
const allowed: Record<FunctionName, Record<Lane, number>> = {
  exp: { f64: 0.8, f32: 1.1 },
  expm1: { f64: 1.8, f32: 1.5 },
  phi1: { f64: 2.6, f32: 2.6 },
  log: { f64: 0.9, f32: 0.9 },
  log1p: { f64: 0.9, f32: 0.9 },
  tanh: { f64: 1.4, f32: 1.4 },
  logistic: { f64: 1.8, f32: 1.9 },
  cosh: { f64: 1.1, f32: 1.5 },
  sinTwoPi: { f64: 1.9, f32: 1.8 },
  cosTwoPi: { f64: 1.9, f32: 1.8 },
};

function evaluate(name: FunctionName, lane: Lane, x: ArrayLike<number>): ArrayLike<number> {
  return applyFunction(core, name, lane === "f64" ? Float64Array.from(x) : Float32Array.from(x));
}

describe.each(functionNames)("%s", (name) => {
  it.each(["f64", "f32"] as const)("is within its error bound of 100-bit references, %s", (lane) => {
    const { x, high, low } = references[`${name} ${lane}`] as Record<"x" | "high" | "low", Float64Array>;
    expect(x.length).toBeGreaterThan(900);
    const y = evaluate(name, lane, x);
    let worst = { error: -1, x: Number.NaN, y: Number.NaN };
    for (let i = 0; i < x.length; i++) {
      const error = ulpError(y[i]!, high[i]!, low[i]!, lane);
      if (!(error <= worst.error)) worst = { error, x: x[i]!, y: y[i]! };
    }
    expect(worst.error, `f(${worst.x}) = ${worst.y}`).toBeLessThan(allowed[name][lane]);
  });
});

// [argument, result] from the definitions and IEEE 754; compared with Object.is, so signs of zeros count.
const special: Record<FunctionName, readonly (readonly [number, number])[]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [NaN, NaN],
    [1e300, Infinity],
    [-1e300, 0],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [Infinity, Infinity],
    [-Infinity, -1],
    [NaN, NaN],
    [1e30, Infinity],
    [-1e30, -1],
  ],
  phi1: [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [NaN, NaN],
    [1e-40, 1],
    [-1e-40, 1],
  ],
  log: [
    [1, 0],
    [0, -Infinity],
    [-0, -Infinity],
    [Infinity, Infinity],
    [-Infinity, NaN],
    [-1, NaN],
    [-1e-42, NaN],
    [NaN, NaN],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -Infinity],
    [-2, NaN],
    [Infinity, Infinity],
    [-Infinity, NaN],
    [NaN, NaN],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [30, 1],
    [-30, -1],
    [NaN, NaN],
  ],
  logistic: [
    [0, 0.5],
    [-0, 0.5],
    [Infinity, 1],
    [-Infinity, 0],
    [50, 1],
    [-1000, 0],
    [NaN, NaN],
  ],
  cosh: [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, Infinity],
    [1e30, Infinity],
    [NaN, NaN],
  ],
  sinTwoPi: [
    [0, 0],
    [0.25, 1],
    [0.75, -1],
    [Infinity, NaN],
    [NaN, NaN],
  ],
  cosTwoPi: [
    [0, 1],
    [0.5, -1],
    [1, 1],
    [-Infinity, NaN],
    [NaN, NaN],
  ],
};

describe("special values", () => {
  it.each(functionNames)("%s", (name) => {
    for (const lane of ["f64", "f32"] as const) {
      const y = evaluate(
        name,
        lane,
        special[name].map(([x]) => x),
      );
      expect(Array.from(y), lane).toEqual(special[name].map(([, result]) => result));
    }
  });

  it("gives subnormal results and takes subnormal arguments", () => {
    expect(core.exports.exp(-745)).toBe(5e-324);
    expect(core.exports.exp(-746)).toBe(0);
    expect(core.exports.logistic(-745)).toBe(5e-324);
    for (const x of [5e-324, -5e-324, 1e-310]) {
      expect(core.exports.expm1(x)).toBe(x);
      expect(core.exports.log1p(x)).toBe(x);
      expect(core.exports.tanh(x)).toBe(x);
    }
    const least = Math.fround(1.4e-45);
    expect(Array.from(evaluate("expm1", "f32", [least, -least]))).toEqual([least, -least]);
    expect(Array.from(evaluate("tanh", "f32", [least, -least]))).toEqual([least, -least]);
  });
});
