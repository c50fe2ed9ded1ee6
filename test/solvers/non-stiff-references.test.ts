import { describe, expect, it } from "vitest";
import { loadSync, type MethodName, solve, type TestProblem, testProblems } from "../../src/index.js";

// Methods on the non-stiff problems, against states computed in quadruple precision and closed forms. Bounds on errors are those that the
// collection of these states asks of a solver at these tolerances, unless said otherwise.

const core = loadSync();

function endState(problem: TestProblem, method: MethodName, end: number, relative: number, absolute = 1e-3 * relative) {
  const tolerances = { relativeTolerance: relative, absoluteTolerance: absolute };
  return solve(core, problem, { method, end, record: "end", ...tolerances }).state;
}

function largestError(state: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(state[i]! / value - 1)));
}

const explicit = ["dopri5", "tsit5", "dop853"] as const;
const all = [...explicit, "rodas5p", "radau"] as const;
const { detestA1, detestA2, detestA3, detestA4, detestB2, detestB3, detestB5 } = testProblems;
const { detestD1, detestD2, detestD3, detestD4, detestD5, detestE1, detestE3, detestE4, detestE5 } = testProblems;

describe.each(all)("%s at relative tolerance 1e-12", (method) => {
  it.each(
    [detestA1, detestA2, detestA3, detestA4, detestB2, detestB3, detestB5, detestE1, detestE3, detestE4, detestE5].map((make) => {
      const problem = make();
      return [problem.name, problem] as const;
    }),
  )("%s: to 1e-9", (_, problem) => {
    const state = endState(problem, method, 20, 1e-12, 1e-24); // A1 and B3 end at 2e-9
    const references = [problem.reference[0]?.values, problem.solution?.(20)].filter((values) => values !== undefined);
    expect(references.length).toBeGreaterThan(0);
    for (const expected of references) expect(largestError(state, expected)).toBeLessThan(1e-9);
  });

  it("A5 and B1 keep their invariants to 1e-10", () => {
    for (const problem of [testProblems.detestA5(), testProblems.detestB1()]) {
      const state = endState(problem, method, 20, 1e-12);
      const [{ value }] = problem.invariants as [TestProblem["invariants"][0]];
      // some thousand steps of error 1e-12 each in the same direction would make 1e-9
      expect(Math.abs(value(state, 20) - value(problem.initial, 0))).toBeLessThan(1e-10);
    }
  });

  it("D1 to D5: to 1e-9 of the solution of Kepler's equation", () => {
    for (const problem of [detestD1(), detestD2(), detestD3(), detestD4(), detestD5()]) {
      const state = endState(problem, method, 20, 1e-12);
      const exact = problem.solution!(20);
      exact.forEach((value, i) => {
        expect(Math.abs(state[i]! - value), problem.name).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
      });
      for (const { values } of problem.reference) expect(largestError(state, values)).toBeLessThan(1e-9);
    }
  });

  it.each([
    ["Brusselator", testProblems.brusselator()],
    ["Lotka-Volterra", testProblems.lotkaVolterra()],
    ["Cubic spiral", testProblems.cubicSpiral()],
  ] as const)("%s: to 1e-9", (_, problem) => {
    for (const { time, values } of problem.reference) {
      expect(largestError(endState(problem, method, time, 1e-12), values)).toBeLessThan(1e-9);
    }
  });
});

describe.each(explicit)("%s", (method) => {
  it("Arenstorf's orbit closes to 1e-6 at relative tolerance 1e-13", () => {
    const problem = testProblems.arenstorf();
    const state = endState(problem, method, problem.defaultEnd, 1e-13);
    problem.initial.forEach((value, i) => {
      expect(Math.abs(state[i]! - value)).toBeLessThan(1e-6);
    });
  });

  it("Pleiades: positions to 1e-8 at relative tolerance 1e-12, momentum and angular momentum", () => {
    const problem = testProblems.pleiades();
    const state = endState(problem, method, 3, 1e-12);
    expect(largestError(state, problem.reference[0]!.values)).toBeLessThan(1e-8);
    for (const { name, value } of problem.invariants) {
      // energy in encounters and angular momentum: errors of the positions, 1e-10, times forces of some 100
      const allowed = name.startsWith("momentum") ? 1e-11 : 1e-8;
      expect(Math.abs(value(state, 3) - value(problem.initial, 0)), name).toBeLessThan(allowed);
    }
  });

  it("energy and angular momentum of orbits stay to 1e-11 at relative tolerance 1e-13", () => {
    for (const problem of [detestD1(), detestD3(), detestD5()]) {
      const state = endState(problem, method, 20, 1e-13);
      const e = problem.parameters.eccentricity!;
      const [energy, momentum] = problem.invariants.map(({ value }) => value(state, 20)) as [number, number];
      expect(Math.abs(energy + 0.5), problem.name).toBeLessThan(1e-11);
      expect(Math.abs(momentum - Math.sqrt(1 - e * e)), problem.name).toBeLessThan(1e-11);
    }
  });

  it("Lorenz: 1e-10 at 1, 1e-7 at 10 and 1e-3 at 20 at relative tolerance 1e-13", () => {
    const problem = testProblems.lorenz();
    const allowed = [1e-10, 1e-7, 1e-3];
    problem.reference.forEach(({ time, values }, i) => {
      expect(largestError(endState(problem, method, time, 1e-13), values), `t = ${time}`).toBeLessThan(allowed[i]!);
    });
  });

  it("invariants of Lotka and Volterra, and Henon and Heiles, stay to 1e-11", () => {
    for (const problem of [testProblems.lotkaVolterra(), testProblems.henonHeiles()]) {
      const [{ value }] = problem.invariants as [TestProblem["invariants"][0]];
      const state = endState(problem, method, problem.defaultEnd, 1e-12);
      expect(Math.abs(value(state, problem.defaultEnd) - value(problem.initial, 0)), problem.name).toBeLessThan(1e-11);
    }
  });

  it("the cubic spiral loses y1^4 + y2^4 at the rate 0.4 (y1^6 + y2^6)", () => {
    const problem = testProblems.cubicSpiral();
    const times = Array.from({ length: 401 }, (_, i) => i / 400);
    const { states } = solve(core, problem, { method, times, relativeTolerance: 1e-12, absoluteTolerance: 1e-15 });
    const quartic = ([y1, y2]: ArrayLike<number> & Iterable<number>) => y1! ** 4 + y2! ** 4;
    const loss = states.map(([y1, y2]) => 0.4 * (y1! ** 6 + y2! ** 6));
    // Simpson's rule on steps of 1/400: error h^4 / 180 f'''' with f'''' about 1e5 (y' about 16): 3e-8 of the integral, 14
    const integral = loss.reduce((sum, value, i) => sum + value * (i === 0 || i === 400 ? 1 : i % 2 === 1 ? 4 : 2), 0) / 1200;
    expect(Math.abs(quartic(states[0]!) - quartic(states[400]!) - integral)).toBeLessThan(1e-6);
  });
});
