import { describe, expect, it } from "vitest";
import {
  directConvergenceTime,
  directTime,
  directWeight,
  InputError,
  interneuronConvergenceTime,
  interneuronTime,
  interneuronWeight,
  smallStartSlope,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { relative } from "./support.js";

const core = await testCore();
const direct = (start: number, c = 1, tolerance = 0.1) => directConvergenceTime(core, [c], start, { tolerance });
const interneurons = (start: number, c = 1, leak = 0, tolerance = 0.1) =>
  interneuronConvergenceTime(core, [c], start, { leak, tolerance });

describe("convergence times of one mode", () => {
  it("c = 1, eps = .1: the printed values", () => {
    // as many digits as are printed
    expect(Math.abs(direct(10) - 10.3219)).toBeLessThan(5e-5);
    expect(Math.abs(direct(100) - 100.4123)).toBeLessThan(5e-5);
    expect(Math.abs(interneurons(10) - 1.53894)).toBeLessThan(5e-6);
    expect(Math.abs(interneurons(100) - 2.69272)).toBeLessThan(5e-6);
    expect(Math.abs(direct(0) - 0.57222)).toBeLessThan(5e-6);
    expect(Math.abs(interneurons(0) - 0.41518)).toBeLessThan(5e-6);
  });

  it("are the formulas", () => {
    const [c, eps] = [1.7, 0.05];
    const above = (m: number) => m - c * (1 + eps) + (c / 2) * Math.log((((2 + eps) / eps) * (m - c)) / (m + c));
    expect(relative(direct(12, c, eps), above(12))).toBeLessThan(1e-14);
    expect(relative(direct(0, c, eps), c * (Math.atanh(1 - eps) - (1 - eps)))).toBeLessThan(1e-14);
    const fromAbove = (p: number) => Math.log(((p / c) ** 2 - 1) / ((1 + eps) ** 2 - 1)) / 4;
    expect(relative(interneurons(12, c, 0, eps), fromAbove(12))).toBeLessThan(1e-14);
    expect(relative(interneurons(0, c, 0, eps), Math.log(1 / (1 - (1 - eps) ** 2)) / 4)).toBeLessThan(1e-14);
  });

  it("are when the weight comes within the tolerance", () => {
    for (const start of [0.01, 0.4, 3, 200]) {
      const goal = start > 1 ? 1.1 : 0.9;
      expect(relative(directWeight(core, 1, start, direct(start)), goal)).toBeLessThan(1e-12); // rounding of 200 - t
      expect(relative(interneuronWeight(core, 1, start, interneurons(start)), goal)).toBeLessThan(1e-13);
      const p = interneuronWeight(core, 1, start, interneurons(start, 1, 0.3), { leak: 0.3 });
      expect(relative(0.3 + p, start > 0.7 ? 1.1 : 0.9)).toBeLessThan(1e-13);
    }
    const white = directConvergenceTime(core, [2], 9, { metric: "whitening" });
    expect(Math.abs((2 / directWeight(core, 2, 9, white)) ** 2 - 0.9)).toBeLessThan(1e-13);
  });

  it("are 0 inside the tolerance, infinite where a mode never gets there", () => {
    expect(direct(1.05)).toBe(0);
    expect(interneurons(0.95)).toBe(0);
    expect(interneurons(1, 1, 1.2)).toBe(Infinity);
    expect(interneurons(0, 1, 0.5)).toBe(Infinity);
    expect(interneurons(1, 1, 1.05)).toBeLessThan(10); // a leak inside the tolerance
  });

  it("of several modes are those of the slowest", () => {
    const c = [0.5, 1, 3];
    const starts = [20, 10, 5];
    expect(directConvergenceTime(core, c, starts)).toBe(Math.max(...c.map((x, i) => direct(starts[i]!, x))));
    expect(interneuronConvergenceTime(core, c, starts)).toBe(Math.max(...c.map((x, i) => interneurons(starts[i]!, x))));
    expect(directConvergenceTime(core, c, 7)).toBe(Math.max(...c.map((x) => direct(7, x))));
  });
});

describe("linear against logarithmic", () => {
  it("d tau/d m_0 = 1", () => {
    // The slope is m_0^2/(m_0^2 - c^2).
    expect(relative((direct(1e4) - direct(1e3)) / 9e3, 1)).toBeLessThan(1e-6);
  });

  it.each([0, 0.1, 0.5, 0.9])("d tau/d ln p_0 = 1/2 for alpha = %f", (leak) => {
    const slope = (interneurons(1e6, 1, leak) - interneurons(1e4, 1, leak)) / Math.log(100);
    expect(Math.abs(slope - 0.5)).toBeLessThan(1e-4); // alpha/p_0
  });

  it("small start with leak: alpha^2/(2(c^2 - alpha^2)) per ln(1/p_0)", () => {
    for (const [c, leak] of [
      [0.7, 0.5],
      [1, 0.2],
      [2, 1.5],
    ] as const) {
      const slope = (interneurons(1e-8, c, leak) - interneurons(1e-6, c, leak)) / Math.log(100);
      expect(relative(slope, smallStartSlope(c, leak))).toBeLessThan(1e-4); // p_0/alpha
    }
    expect(relative(smallStartSlope(0.7, 0.5), 0.52083)).toBeLessThan(1e-5);
    expect(smallStartSlope(0.7, 0)).toBe(0);
  });

  it("E3: c = (.7 ... 1.2), alpha = .5, operator norm", () => {
    const tau = (start: number) =>
      interneuronConvergenceTime(core, [0.7, 0.8, 1, 1.1, 1.2], start, { leak: 0.5, metric: "whitening" });
    expect(Math.abs(tau(1e-2) - 2.99285)).toBeLessThan(5e-6);
    expect(Math.abs(tau(1e-8) - 10.2321)).toBeLessThan(5e-6);
  });

  it("without leak a small start costs nothing", () => {
    expect(Math.abs(interneurons(1e-6) - interneurons(1e-2))).toBeLessThan(1e-3);
    expect(Math.abs(interneurons(1e-6, 5) - interneurons(1e-6, 0.2))).toBeLessThan(1e-9); // nor does the scale of the input matter
  });
});

describe("overshoot and times in the limits of the formulas", () => {
  it("direct and interneuron times add up along the way", () => {
    expect(relative(directTime(core, 1, 9, 4) + directTime(core, 1, 4, 2), directTime(core, 1, 9, 2))).toBeLessThan(1e-14);
    const part = (from: number, to: number) => interneuronTime(core, 1, from, to, { leak: 0.4 });
    expect(relative(part(9, 4) + part(4, 2), part(9, 2))).toBeLessThan(1e-14);
  });
});

describe("bad input", () => {
  it.each([
    ["tolerance", () => direct(1, 1, 0)],
    ["tolerance", () => direct(1, 1, 1)],
    ["deviations", () => directConvergenceTime(core, [], 1)],
    ["deviations\\[1\\]", () => directConvergenceTime(core, [1, -1], 1)],
    ["initial", () => directConvergenceTime(core, [1, 1], [1])],
    ["metric", () => directConvergenceTime(core, [1], 1, { metric: "operator" as "filter" })],
    ["options.leek", () => interneuronConvergenceTime(core, [1], 1, { leek: 1 } as object)],
    ["leak", () => smallStartSlope(1, 1)],
  ])("%s", (field, call) => {
    expect(call).toThrow(InputError);
    expect(call).toThrow(new RegExp(`^${field} `));
  });
});
