import { describe, expect, it } from "vitest";
import { type FunctionOptions, type MethodName, type RightHandSide, solve, testProblems } from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const tight = { relativeTolerance: 1e-12, absoluteTolerance: 1e-12 } as const;

/** y1' = y1 cos t - (y2 - e^-t), y2' = -y2^2 e^t: y = (e^(sin t), e^-t). */
const forced: RightHandSide = (t, y, out) => {
  out[0] = y[0]! * Math.cos(t) - (y[1]! - Math.exp(-t));
  out[1] = -y[1]! * y[1]! * Math.exp(t);
};
const solution = (t: number) => [Math.exp(Math.sin(t)), Math.exp(-t)];
const distance = (state: ArrayLike<number>, exact: readonly number[]) => Math.hypot(...exact.map((x, i) => state[i]! - x));

/** Powers of the step with which errors shrink, from halving to halving. */
function orders(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, i) => Math.log2(errors[i]! / error));
}

/** One step of size 1 of y' = z y: the stability function. */
function stability(method: MethodName, z: number): number {
  const linear: RightHandSide = (_t, y, out) => {
    out[0] = z * y[0]!;
  };
  const jacobian: FunctionOptions["jacobian"] = (_t, _y, out) => {
    out[0] = z;
  };
  return solve(core, linear, { method, initial: [1], end: 1, stepSize: 1, jacobian, ...tight }).state[0]!;
}

const d = 1 - Math.SQRT2 / 2;
const methods = [
  {
    method: "trbdf2",
    order: 2,
    dense: 3,
    // R of the two stages: trapezoid to gamma = 2 d, then the backward formula
    stability: (z: number) => (1 + (Math.SQRT2 / 4) * z * (1 + (1 + d * z) / (1 - d * z))) / (1 - d * z),
    infinity: 0,
  },
  { method: "implicit-euler", order: 1, dense: 2, stability: (z: number) => 1 / (1 - z), infinity: 0 },
  { method: "implicit-midpoint", order: 2, dense: 3, stability: (z: number) => (1 + z / 2) / (1 - z / 2), infinity: -1 },
  { method: "trapezoid", order: 2, dense: 3, stability: (z: number) => (1 + z / 2) / (1 - z / 2), infinity: -1 },
] as const;

describe.each(methods)("$method", ({ method, order, dense, stability: exact, infinity }) => {
  it("has its order, on a problem that depends on time, with a Jacobian by differences", () => {
    const errors = [32, 64, 128, 256].map((steps) => {
      const options = { method, initial: solution(0), end: 3, stepSize: 1 / steps, ...tight } as const;
      return distance(solve(core, forced, options).state, solution(3));
    });
    for (const measured of orders(errors)) expect(Math.abs(measured - order)).toBeLessThan(0.1); // the next term of the error
  });

  it("has dense output of its local order, exact where steps meet", () => {
    const errors = [0.1, 0.05, 0.025, 0.0125].map((h) => {
      const times = [0.1, 0.3, 0.5, 0.7, 0.9].map((theta) => theta * h);
      const { states } = solve(core, forced, { method, initial: solution(0), times: [...times, h], stepSize: h, ...tight });
      return Math.hypot(...times.map((t, i) => distance(states[i]!, solution(t))));
    });
    expect(Math.abs(orders(errors).at(-1)! - dense)).toBeLessThan(0.1); // as above
    const steps = solve(core, forced, { method, initial: solution(0), end: 1, stepSize: 0.1, dense: true });
    for (const [i, t] of steps.times.entries()) expect(steps.at(t)).toEqual(Float64Array.from(steps.states[i]!));
  });

  it("has its stability function", () => {
    for (const z of [-0.2, -1, -8, -60, 0.4]) expect(Math.abs(stability(method, z) - exact(z))).toBeLessThan(1e-11); // Newton's tolerance
    expect(Math.abs(stability(method, -1e8) - infinity)).toBeLessThan(1e-6);
  });
});

describe("TR-BDF2", () => {
  it("has a tableau that meets the conditions of order: b to order 2, bhat, seen in the error estimate, to order 3", () => {
    const w = Math.SQRT2 / 4;
    const c = 2 - Math.SQRT2;
    // y' = t^k and (y1' = t, y2' = y1), with what the step and the estimate of its error are from b and the conditions on bhat
    const power = (k: number): RightHandSide => {
      return (t, _y, out) => {
        out[0] = t ** k;
      };
    };
    const nested: RightHandSide = (t, y, out) => {
      out[0] = t;
      out[1] = y[0]!;
    };
    const sumOfSquares = w * c * c + d; // sum b_i c_i^2
    const sumOfProducts = w * (d * c) + d * (w * c + d); // b^T A c
    for (const [f, initial, value, estimate] of [
      [power(0), [0], 1, 0],
      [power(1), [0], 1 / 2, 0],
      [power(2), [0], sumOfSquares, Math.abs(sumOfSquares - 1 / 3)],
      [nested, [0, 0], sumOfProducts, Math.abs(sumOfProducts - 1 / 6) / Math.SQRT2],
    ] as const) {
      const { state } = solve(core, f, { method: "trbdf2", initial, end: 1, stepSize: 1, ...tight });
      expect(Math.abs(state.at(-1)! - value)).toBeLessThan(1e-15);
      let [low, high] = [-16, 2];
      for (let i = 0; i < 50; i++) {
        const absoluteTolerance = 10 ** ((low + high) / 2);
        const options = { method: "trbdf2", initial, end: 1, firstStep: 1, absoluteTolerance, relativeTolerance: 1e-14 } as const;
        if (solve(core, f, options).statistics.rejected) low = (low + high) / 2;
        else high = (low + high) / 2;
      }
      expect(Math.abs(10 ** high - estimate)).toBeLessThan(3e-14); // the relative tolerance adds to the absolute one
    }
  });

  it("hands the slope of its last stage to the next step", () => {
    // with y' = f(t) the stages' times are the calls: 0, then gamma h and h of each step, and never h again for the next one
    const times: number[] = [];
    const clock: RightHandSide = (t, _y, out) => {
      times.push(t);
      out[0] = 1;
    };
    const jacobian: FunctionOptions["jacobian"] = () => {};
    const solution = solve(core, clock, { method: "trbdf2", initial: [0], end: 1, stepSize: 0.25, jacobian, ...tight });
    expect(solution.statistics.evaluations).toBe(times.length);
    // the predictions are exact for y' = 1, and one iteration says so: two calls a step
    expect(times.length).toBeLessThanOrEqual(1 + 2 * 2 * 4);
    expect(Math.abs(solution.state[0]! - 1)).toBeLessThan(1e-15);
  });
});

describe("BDF", () => {
  const method = "bdf";

  it("raises its order to 5: errors shrink with the tolerance, and so does the work", () => {
    const options = { method, initial: solution(0), end: 10 } as const;
    const runs = [1e-4, 1e-6, 1e-8, 1e-10].map((relativeTolerance) => {
      const { state, statistics } = solve(core, forced, { ...options, relativeTolerance, absoluteTolerance: relativeTolerance });
      const error = distance(state, solution(10));
      expect(error).toBeLessThan(300 * relativeTolerance); // as SciPy's on such problems; a few hundred steps of one sign
      return { error, steps: statistics.accepted };
    });
    // at order 5 two digits cost a factor 100^(1/6) = 2.2 in steps, at order 2 it would be 4.6
    for (const [i, { steps }] of runs.entries()) if (i > 0) expect(steps / runs[i - 1]!.steps).toBeLessThan(3);
  });

  it("solves y' = t^k exactly up to the order it has reached", () => {
    const cubic: RightHandSide = (t, _y, out) => {
      out[0] = 3 * t * t;
    };
    const { state } = solve(core, cubic, { method, initial: [0], end: 2, ...tight });
    expect(Math.abs(state[0]! - 8)).toBeLessThan(1e-10); // hundreds of tolerances of the low orders at the start
  });

  it("has dense output between its steps as good as the steps", () => {
    const options = { method, initial: solution(0), relativeTolerance: 1e-8, absoluteTolerance: 1e-8, dense: true } as const;
    const steps = solve(core, forced, { ...options, end: 6 });
    for (let t = 0.01; t < 6; t += 0.0371) expect(distance(steps.at(t), solution(t))).toBeLessThan(3e-6); // 300 tolerances, as above
    for (const [i, t] of steps.times.entries()) expect(steps.at(t)).toEqual(Float64Array.from(steps.states[i]!));
  });

  it("needs few Jacobians and matrices", () => {
    const problem = testProblems.pollu();
    const { statistics } = solve(core, problem, { method, end: 60, relativeTolerance: 1e-8, absoluteTolerance: 1e-16 });
    expect(statistics.jacobians).toBeLessThan(0.05 * statistics.accepted);
    expect(statistics.factorizations).toBeLessThan(0.25 * statistics.accepted);
    expect(statistics.iterations).toBeLessThan(2.5 * statistics.accepted);
  });
});

describe.each([
  // error allowed against the tolerance: of the order of the number of steps, which errors of one sign add up over
  ["bdf", "rober", 1e11, 1e-8, [1e-17, 1e-22, 1e-17], 1e-5],
  ["bdf", "hires", 321.8122, 1e-8, 1e-12, 1e-5],
  ["bdf", "vdpol", 2, 1e-8, 1e-10, 1e-5],
  ["bdf", "pollu", 60, 1e-8, 1e-16, 1e-6],
  ["trbdf2", "rober", 1e11, 1e-6, [1e-15, 1e-20, 1e-15], 1e-3],
  ["trbdf2", "hires", 321.8122, 1e-6, 1e-10, 1e-3],
  ["trbdf2", "vdpol", 2, 1e-6, 1e-8, 1e-3],
  ["trbdf2", "pollu", 60, 1e-6, 1e-14, 1e-4],
] as const)("%s on %s", (method, name, end, relativeTolerance, absoluteTolerance, allowed) => {
  it("ends where the reference does", () => {
    const problem = testProblems[name]();
    const { values } = problem.reference.find(({ time }) => Math.abs(time / end - 1) < 1e-9)!;
    const options = { method, end, relativeTolerance, absoluteTolerance, record: "end" } as FunctionOptions;
    const { state } = solve(core, problem, options);
    values.forEach((value, i) => {
      expect(Math.abs(state[i]! / value - 1)).toBeLessThan(allowed);
    });
  });
});
