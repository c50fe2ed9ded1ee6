import { describe, expect, it } from "vitest";
import { type FunctionOptions, type RightHandSide, SolverError, solve, testProblems } from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const method = "radau";
/** Newton's iteration is solved to a fraction of these. */
const tight = { relativeTolerance: 1e-13, absoluteTolerance: 1e-13 } as const;

/** Spirals out from radius 1/2 to a limit cycle. */
const spiral: RightHandSide = (_t, y, out) => {
  const pull = 1 - (y[0]! * y[0]! + y[1]! * y[1]!);
  out[0] = -y[1]! + y[0]! * pull;
  out[1] = y[0]! + y[1]! * pull;
};
const spiralJacobian: FunctionOptions["jacobian"] = (_t, y, out) => {
  const [a, b] = [y[0]!, y[1]!];
  out[0] = 1 - 3 * a * a - b * b;
  out[1] = -1 - 2 * a * b;
  out[2] = 1 - 2 * a * b;
  out[3] = 1 - a * a - 3 * b * b;
};
const onSpiral = (t: number) => [Math.cos(t), Math.sin(t)].map((x) => x / Math.sqrt(1 + 3 * Math.exp(-2 * t)));
const distance = (state: ArrayLike<number>, exact: readonly number[]) => Math.hypot(...exact.map((x, i) => state[i]! - x));

/** Powers of the step with which errors shrink, from halving to halving. */
function orders(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, i) => Math.log2(errors[i]! / error));
}

/** One step of size 1 of y' = z y: the stability function. */
function stability(z: number): number {
  const linear: RightHandSide = (_t, y, out) => {
    out[0] = z * y[0]!;
  };
  const jacobian: FunctionOptions["jacobian"] = (_t, _y, out) => {
    out[0] = z;
  };
  return solve(core, linear, { method, initial: [1], end: 1, stepSize: 1, jacobian, ...tight }).state[0]!;
}

describe("Radau IIA 5", () => {
  it("has order 5, with a Jacobian given or by differences", () => {
    for (const given of [{ jacobian: spiralJacobian }, {}]) {
      const errors = [6, 12, 24, 48].map((steps) => {
        const options = { method, initial: onSpiral(0), end: 10, stepSize: 1 / steps, ...given, ...tight } as FunctionOptions;
        return distance(solve(core, spiral, options).state, onSpiral(10));
      });
      for (const order of orders(errors)) expect(Math.abs(order - 5)).toBeLessThan(0.1); // the next term of the error
    }
  });

  it("has the collocation polynomial as dense output, of local order 4, exact where steps meet", () => {
    const errors = [0.1, 0.05, 0.025, 0.0125].map((h) => {
      const times = [0.1, 0.3, 0.5, 0.7, 0.9].map((theta) => theta * h);
      const { states } = solve(core, spiral, { method, initial: onSpiral(0), times: [...times, h], stepSize: h, ...tight });
      return Math.hypot(...times.map((t, i) => distance(states[i]!, onSpiral(t))));
    });
    for (const order of orders(errors)) expect(Math.abs(order - 4)).toBeLessThan(0.1); // the next term of the error
    const steps = solve(core, spiral, { method, initial: onSpiral(0), end: 3, dense: true });
    for (const [i, t] of steps.times.entries()) expect(steps.at(t)).toEqual(Float64Array.from(steps.states[i]!));
  });

  it("has the tableau: sum_j a_ij c_j^k = c_i^(k + 1) / (k + 1) for k = 0, 1, 2, and up to k = 4 for the step", () => {
    const nodes = [(4 - Math.sqrt(6)) / 10, (4 + Math.sqrt(6)) / 10, 1];
    for (let k = 0; k <= 4; k++) {
      const monomial: RightHandSide = (t, _y, out) => {
        out[0] = (k + 1) * t ** k;
      };
      const { states } = solve(core, monomial, { method, initial: [0], times: nodes, stepSize: 1, ...tight });
      states.forEach((state, i) => {
        if (k <= 2 || i === 2) expect(Math.abs(state[0]! - nodes[i]! ** (k + 1))).toBeLessThan(1e-15);
      });
    }
  });

  it("has the stability function of the subdiagonal Pade approximation, 0 at infinity", () => {
    for (const z of [-0.3, -1, -5, -40, 0.7]) {
      const pade = (1 + (2 * z) / 5 + (z * z) / 20) / (1 - (3 * z) / 5 + (3 * z * z) / 20 - z ** 3 / 60);
      expect(Math.abs(stability(z) - pade)).toBeLessThan(1e-14 * (1 + Math.abs(z))); // conditioning of I - z A
    }
    expect(Math.abs(stability(-1e8))).toBeLessThan(1e-6);
  });

  it("estimates errors to order 3: they shrink with the fourth power of the step", () => {
    const estimate = (h: number) => {
      let [low, high] = [-14, 2];
      for (let i = 0; i < 30; i++) {
        const absoluteTolerance = 10 ** ((low + high) / 2);
        const options = {
          method,
          initial: onSpiral(0),
          end: h,
          firstStep: h,
          absoluteTolerance,
          relativeTolerance: 1e-14,
        } as const;
        if (solve(core, spiral, options).statistics.rejected) low = (low + high) / 2;
        else high = (low + high) / 2;
      }
      return 10 ** high;
    };
    const measured = orders([0.1, 0.05, 0.025, 0.0125].map(estimate));
    // the filter (I - h gamma J)^-1 adds a factor 1 + O(h)
    expect(Math.abs(measured.at(-1)! - 4)).toBeLessThan(0.1);
  });

  it.each([
    ["rober", 1e11, 1e-10, [1e-13, 1e-18, 1e-13], 1e-8],
    ["hires", 321.8122, 1e-10, 1e-14, 1e-10],
    ["vdpol", 2, 1e-11, 1e-11, 1e-8],
    ["orego", 360, 1e-10, 1e-10, 1e-9],
    ["pollu", 60, 1e-10, 1e-24, 1e-9],
  ] as const)("solves %s to t = %d", (name, end, relativeTolerance, absoluteTolerance, allowed) => {
    const problem = testProblems[name]();
    const { values } = problem.reference.find(({ time }) => Math.abs(time / end - 1) < 1e-9)!;
    const { state } = solve(core, problem, {
      method,
      end,
      relativeTolerance,
      absoluteTolerance,
      record: "end",
    } as FunctionOptions);
    // the specification's bounds
    values.forEach((value, i) => {
      expect(Math.abs(state[i]! / value - 1)).toBeLessThan(allowed);
    });
  });

  it("keeps the linear invariant of ROBER to rounding", () => {
    const { states } = solve(core, testProblems.rober(), {
      method,
      end: 1e11,
      relativeTolerance: 1e-6,
      absoluteTolerance: 1e-12,
    });
    // a few hundred steps, each with rounding errors of the three numbers
    for (const state of states) expect(Math.abs(state[0]! + state[1]! + state[2]! - 1)).toBeLessThan(1e-13);
  });

  it("keeps Jacobians and factors over steps", () => {
    const { statistics } = solve(core, testProblems.rober(), {
      method,
      end: 1e11,
      relativeTolerance: 1e-8,
      absoluteTolerance: 1e-14,
    });
    expect(statistics.jacobians).toBeLessThan(0.6 * statistics.accepted);
    expect(statistics.factorizations).toBeLessThan(1.2 * statistics.accepted); // two matrices
    expect(statistics.iterations).toBeLessThan(3 * statistics.accepted);
  });

  it("integrates backward", () => {
    const options = {
      method,
      initial: onSpiral(2),
      start: 2,
      end: 0,
      relativeTolerance: 1e-10,
      absoluteTolerance: 1e-10,
    } as const;
    // backward the limit cycle repels: errors grow by e^4
    expect(distance(solve(core, spiral, options).state, onSpiral(0))).toBeLessThan(1e-8);
  });

  it("says where a right-hand side stops being finite", () => {
    const leaves: RightHandSide = (t, _y, out) => {
      out[0] = t < 1 ? 1 : NaN;
    };
    expect(() => solve(core, leaves, { method, initial: [0], end: 2 })).toThrow(SolverError);
  });
});
