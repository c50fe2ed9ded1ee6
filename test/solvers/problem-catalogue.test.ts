import { describe, expect, it } from "vitest";
import { InputError, type TestProblemName, testProblems } from "../../src/index.js";

const names = Object.keys(testProblems) as TestProblemName[];
const problems = names.map((name) => testProblems[name]());
const known = problems.filter((problem) => problem.reference.length > 0);

describe("reference states", () => {
  it("are there for every problem that has them, with all their times", () => {
    expect(Object.fromEntries(known.map((problem) => [problem.name, problem.reference.map(({ time }) => time)]))).toEqual({
      ROBER: [0.4, 4, 40, 400, 4e4, 1e5, 4e5, 1e7, 1e10, 1e11],
      HIRES: [321.8122],
      VDPOL: [1, 2, 3],
      "Van der Pol": [1, 1e3, 2e3, 3e3],
      OREGO: [360],
      POLLU: [60],
      E5: [10, 1e3, 1e7, 1e11, 1e13],
      "E5 reduced": [10, 1e3, 1e7, 1e11, 1e13],
      Pleiades: [3],
      Lorenz: [1, 10, 20],
      Brusselator: [20],
      "Lotka-Volterra": [10],
      "Cubic spiral": [1, 5, 25],
      "DETEST A1": [20],
      "DETEST A2": [20],
      "DETEST A3": [20],
      "DETEST A4": [20],
      "DETEST B2": [20],
      "DETEST B3": [20],
      "DETEST B5": [20],
      "DETEST D1": [20],
      "DETEST D5": [20],
      "DETEST E1": [20],
      "DETEST E3": [20],
      "DETEST E4": [20],
    });
  });

  it("hold as many finite numbers as the state; Pleiades its positions", () => {
    for (const { name, reference, length } of known) {
      for (const { values } of reference) {
        expect(values).toHaveLength(name === "Pleiades" ? 14 : length);
        expect(values.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it("agree with the closed forms to the rounding of the forms", () => {
    const both = known.filter((problem) => problem.solution !== undefined);
    expect(both.map(({ name }) => name)).toEqual(
      ["A1", "A2", "A3", "A4", "B2", "B5", "D1", "D5", "E1", "E4"].map((name) => `DETEST ${name}`),
    );
    for (const { name, reference, solution } of both) {
      const state = solution!(20);
      // 1e-15 from the host's functions; phases of some 20 radians and E1's start, given to 16 digits, make 30 times that
      reference[0]!.values.forEach((value, i) => {
        expect(Math.abs(state[i]! - value), `${name}, y${i + 1}`).toBeLessThan(3e-14 * Math.max(Math.abs(value), 1e-2));
      });
    }
  });

  it("keep the invariants from the start on", () => {
    const kept = known.filter(({ name, invariants }) => invariants.length > 0 && name !== "Pleiades");
    expect(kept.length).toBeGreaterThanOrEqual(8);
    for (const { name, initial, reference, invariants } of kept) {
      for (const invariant of invariants) {
        for (const { time, values } of reference) {
          // references of 17 digits; D5's energy is the small difference of terms that amplify their rounding 20 times
          const scale = Math.max(Math.abs(invariant.value(initial, 0)), ...(name === "E5" ? [values[1]!] : []));
          const apart = Math.abs(invariant.value(values, time) - invariant.value(initial, 0));
          expect(apart, `${invariant.name} of ${name} at ${time}`).toBeLessThanOrEqual(2e-14 * scale);
        }
      }
    }
  });

  it("hold for the published parameters only", () => {
    expect(testProblems.rober({ k1: 0.05 }).reference).toEqual([]);
    expect(testProblems.rober({ k1: 0.04 }).reference).toHaveLength(10);
    expect(testProblems.vanDerPol({ mu: 1 }).reference).toEqual([]);
    expect(testProblems.pollu({ k25: 3 }).reference).toEqual([]);
  });
});

describe("closed forms", () => {
  const exact = problems.filter((problem) => problem.solution !== undefined);

  it("begin at the start", () => {
    for (const { name, initial, solution } of exact) {
      solution!(0).forEach((value, i) => {
        expect(Math.abs(value - initial[i]!), name).toBeLessThan(1e-15 * Math.max(1, Math.abs(initial[i]!)));
      });
    }
  });

  it("keep the invariants", () => {
    for (const { name, initial, solution, invariants } of exact) {
      for (const { value } of invariants) {
        for (const t of [0.3, 3, 11, 19.9]) {
          // rounding; energy of the orbit of eccentricity 0.9: terms 20 times its value
          expect(Math.abs(value(solution!(t), t) - value(initial, 0)), name).toBeLessThan(2e-14);
        }
      }
    }
  });

  it("come back after a revolution, for every eccentricity", () => {
    for (const eccentricity of [0, 0.1, 0.5, 0.9, 0.99]) {
      const { solution, initial } = testProblems.orbit({ eccentricity });
      // the time of a revolution is rounded to 4e-16, times the greatest acceleration
      const acceleration = 1 / (1 - eccentricity) ** 2;
      solution!(2 * Math.PI).forEach((value, i) => {
        expect(Math.abs(value - initial[i]!)).toBeLessThan(1e-14 * acceleration);
      });
      // half a revolution later it is as far away as it gets
      const [x, y] = solution!(Math.PI) as [number, number];
      expect(Math.abs(x + 1 + eccentricity)).toBeLessThan(1e-14);
      expect(Math.abs(y)).toBeLessThan(1e-14);
    }
  });
});

describe("parameters", () => {
  it("are refused by name when misspelt or out of range", () => {
    expect(() => testProblems.rober({ k4: 1 } as never)).toThrow(InputError);
    expect(() => testProblems.rober({ k1: -1 })).toThrow(/parameters\.k1/);
    expect(() => testProblems.vdpol({ epsilon: 0 })).toThrow(/parameters\.epsilon/);
    expect(() => testProblems.orbit({ eccentricity: 1 })).toThrow(/eccentricity/);
    expect(() => testProblems.pollu({ k26: 1 })).toThrow(/k26/);
    expect(() => testProblems.lorenz({ s: Number.NaN })).toThrow(/parameters\.s/);
  });
});
