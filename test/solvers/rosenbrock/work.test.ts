import { describe, expect, it } from "vitest";
import { functionModel, type Model, SolverError, solve, testProblems } from "../../../src/index.js";
import { core, forcedVanDerPol, rosenbrockMethods } from "./support.js";

/** Stages, and evaluations of f in an attempt: stages that have an argument of their own but the first. */
const work = {
  ros2: [2, 1],
  ros3p: [3, 1], // the third stage takes the second's f
  ros34pw2: [4, 3],
  rodas3: [4, 2], // the second stage takes the first's f
  rodas4: [6, 5],
  rodas4p: [6, 5],
  rodas5p: [8, 7],
  rosenbrock23: [3, 2],
} as const;

describe("work", () => {
  it.each(rosenbrockMethods)("%s: one factorization an attempt, one Jacobian a state, a solution a stage", (method) => {
    const options = { method, end: 2, record: "end", relativeTolerance: 1e-3, absoluteTolerance: 1e-6 } as const;
    const { statistics } = solve(core, testProblems.vdpol(), options);
    const { accepted, rejected, evaluations, jacobians, factorizations, solves } = statistics;
    expect(rejected).toBeGreaterThan(0); // so that a Jacobian can be met twice
    expect(factorizations).toBe(accepted + rejected);
    expect(jacobians).toBe(accepted);
    expect(solves).toBe(work[method][0] * factorizations);
    // f at the start, one for the first step, and after each accepted step, where Rosenbrock23 has it from its estimate
    const after = method === "rosenbrock23" ? 0 : accepted;
    expect(evaluations).toBe(2 + work[method][1] * factorizations + after);
    expect(statistics.stiffness).toBeGreaterThan(10);
  });

  it.each(rosenbrockMethods)("%s: the cubic's slope at the end of a step is the next step's first", (method) => {
    const end = 5;
    const plain = solve(core, forcedVanDerPol(), { method, initial: [2, 0], end, record: "end" }).statistics;
    const dense = solve(core, forcedVanDerPol(), { method, initial: [2, 0], end, dense: true }).statistics;
    expect(dense).toEqual(plain);
  });
});

describe("stiff problems", () => {
  // Kaps: y1 = e^-2t, y2 = e^-t for every epsilon, and invariants of ROBER and HIRES
  it.each(["rodas3", "rodas4", "rodas4p", "rodas5p", "ros34pw2"] as const)(
    "%s solves the problem of Kaps for every epsilon",
    (method) => {
      for (const epsilon of [1, 1e-3, 1e-8]) {
        const tolerance = { relativeTolerance: 1e-10, absoluteTolerance: 1e-12 };
        const { state } = solve(core, testProblems.kaps({ epsilon }), { method, end: 1, record: "end", ...tolerance });
        expect(Math.abs(state[0]! / Math.exp(-2) - 1)).toBeLessThan(1e-9);
        expect(Math.abs(state[1]! / Math.exp(-1) - 1)).toBeLessThan(1e-9);
      }
    },
  );

  it.each(["rodas4", "rodas4p", "rodas5p"] as const)("%s reaches ROBER's published state at 1e11", (method) => {
    const problem = testProblems.rober();
    const end = 1e11;
    const tolerances = { relativeTolerance: 1e-10, absoluteTolerance: [1e-20, 1e-24, 1e-14] };
    const { state, statistics } = solve(core, problem, { method, end, record: "end", ...tolerances });
    const { values } = problem.reference.find(({ time }) => time === end)!;
    for (const [i, value] of values.entries()) expect(Math.abs(state[i]! / value - 1)).toBeLessThan(1e-8);
    // half a unit in the last place of y3, which ends near 1, in each step at most
    expect(Math.abs(state[0]! + state[1]! + state[2]! - 1)).toBeLessThan(statistics.accepted * 2 ** -53);
  });
});

describe("an attempt that cannot be made", () => {
  const growth = (rate: number): Model =>
    functionModel(
      (_t, y, out) => {
        out[0] = rate * y[0]!;
      },
      {
        length: 1,
        autonomous: true,
        jacobian: (_t, _y, out) => {
          out[0] = rate;
        },
      },
    );

  it("with a singular matrix is tried again with a shorter step, or reported where steps are fixed", () => {
    // RODAS3: I/(h gamma) - J = 2 / 0.5 - 4 = 0
    const fixed = () => solve(core, growth(4), { method: "rodas3", initial: [1], end: 2, stepSize: 0.5 });
    expect(fixed).toThrow(SolverError);
    try {
      fixed();
    } catch (error) {
      expect((error as SolverError).code).toBe("singular-matrix");
      expect((error as SolverError).time).toBe(0);
    }
    const options = { method: "rodas3", initial: [1], end: 2, firstStep: 0.5, relativeTolerance: 1e-8 } as const;
    const { state, statistics } = solve(core, growth(4), { ...options, record: "end" });
    expect(statistics.rejected).toBeGreaterThan(0);
    expect(Math.abs(state[0]! / Math.exp(8) - 1)).toBeLessThan(1e-5); // tolerances of some 1000 steps add up
  });

  it.each(rosenbrockMethods)("out of the model's domain is tried again, shorter: %s", (method) => {
    // y' = -sqrt(y) reaches 0 at t = 2 sqrt(y0); f is not defined below
    const model = functionModel(
      (_t, y, out) => {
        if (y[0]! < 0) return false;
        out[0] = -Math.sqrt(y[0]!);
        return true;
      },
      { length: 1, autonomous: true },
    );
    const early = solve(core, model, { method, initial: [1], end: 1.9, firstStep: 3, record: "end", relativeTolerance: 1e-8 });
    expect(Math.abs(early.state[0]! - 0.0025)).toBeLessThan(1e-6); // (1 - 0.95)^2
    expect(early.statistics.rejected).toBeGreaterThan(0);
    try {
      solve(core, model, { method, initial: [1], end: 4, record: "end", relativeTolerance: 1e-8 });
      throw new Error("nothing was thrown");
    } catch (error) {
      expect(error).toBeInstanceOf(SolverError);
      expect(Math.abs((error as SolverError).time - 2)).toBeLessThan(1e-2);
    }
  });

  it("because f is not finite there is reported as that", () => {
    const model = functionModel(
      (t, _y, out) => {
        out[0] = t > 0.5 ? Number.NaN : 1;
      },
      { length: 1 },
    );
    expect(() => solve(core, model, { method: "rodas5p", initial: [1], end: 1 })).toThrow(SolverError);
  });
});
