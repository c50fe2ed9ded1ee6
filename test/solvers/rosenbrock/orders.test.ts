import { describe, expect, it } from "vitest";
import { functionModel, RandomStream, rosenbrock23Tableau, rosenbrockTableau, solve, testProblems } from "../../../src/index.js";
import { classicalStep, type PlainProblem } from "./classical.js";
import { core, distance, fixed, forcedVanDerPol, mean, orders, rosenbrockMethods, wMethods } from "./support.js";

const start = [2, 0];
const end = 2;
const reference = fixed(forcedVanDerPol(), "rodas5p", start, end, 4000); // error about 1e-13 (order 5 from 2e-10 at 80 steps)
/** Errors at the end for these numbers of steps. */
const errors = (method: (typeof rosenbrockMethods)[number], steps: readonly number[], model = forcedVanDerPol()) =>
  steps.map((count) => distance(fixed(model, method, start, end, count), reference));

describe("order on a smooth problem", () => {
  it.each([
    ["ros2", 2, 0.1],
    ["ros3p", 3, 0.1],
    ["ros34pw2", 3, 0.1],
    ["rodas3", 3, 0.1],
    ["rosenbrock23", 2, 0.1],
  ] as const)("%s: %i", (method, order, tolerance) => {
    for (const slope of orders(errors(method, [80, 160, 320, 640]))) expect(Math.abs(slope - order)).toBeLessThan(tolerance);
  });

  it("rodas4: 4, rodas4p: 4, rodas5p: 5", () => {
    // RODAS4's error changes sign between the components here: its mean over the halvings is what the order says
    expect(Math.abs(mean(orders(errors("rodas4", [40, 80, 160, 320]))) - 4)).toBeLessThan(0.25);
    for (const slope of orders(errors("rodas4p", [20, 40, 80, 160]))) expect(Math.abs(slope - 4)).toBeLessThan(0.2);
    for (const slope of orders(errors("rodas5p", [20, 40, 80]))) expect(Math.abs(slope - 5)).toBeLessThan(0.15);
  });
});

describe("any matrix in place of the Jacobian", () => {
  const matrices = {
    exact: undefined,
    zero: () => {},
    diagonal: (_t: number, y: Float64Array, out: Float64Array) => {
      out[3] = 1 - y[0]! ** 2;
    },
    "not its own": (_t: number, _y: Float64Array, out: Float64Array) => out.set([-1, 0.5, 2, -0.7]),
  };
  for (const method of wMethods) {
    it.each(Object.keys(matrices) as (keyof typeof matrices)[])(`${method} keeps its order with the matrix: %s`, (name) => {
      const order = method === "ros34pw2" ? 3 : 2;
      for (const slope of orders(errors(method, [160, 320, 640], forcedVanDerPol(matrices[name])))) {
        expect(Math.abs(slope - order)).toBeLessThan(0.15);
      }
    });
  }

  it("the others lose it, and the block-diagonal part of the Jacobian is used where asked for", () => {
    expect(
      mean(
        orders(
          errors(
            "rodas4p",
            [80, 160, 320],
            forcedVanDerPol(() => {}),
          ),
        ),
      ),
    ).toBeLessThan(3);
    for (const method of wMethods) {
      const byBlocks = fixed(forcedVanDerPol(), method, start, end, 50, { jacobianBlock: 1 });
      const byMatrix = fixed(forcedVanDerPol(matrices.diagonal), method, start, end, 50);
      expect(distance(byBlocks, byMatrix)).toBeLessThan(1e-13); // rounding of 50 steps
      const oneBlock = fixed(forcedVanDerPol(), method, start, end, 50, { jacobianBlock: 2 });
      expect(distance(oneBlock, fixed(forcedVanDerPol(), method, start, end, 50))).toBeLessThan(1e-13);
    }
    const refused = () => fixed(forcedVanDerPol(), "rodas5p", start, end, 50, { jacobianBlock: 1 });
    expect(refused).toThrow("only ros2, ros34pw2 and rosenbrock23");
    expect(() => solve(core, testProblems.rober(), { end: 1, method: "ros2", jacobianBlock: 2 })).toThrow("a divisor of");
  });
});

describe("the classical form", () => {
  const problem: PlainProblem = {
    f: (t, [y0, y1]) => [y1!, (1 - y0! ** 2) * y1! - y0! + 0.8 * Math.sin(1.3 * t)],
    jacobian: (_t, [y0, y1]) => [0, 1, -2 * y0! * y1! - 1, 1 - y0! ** 2],
    timeDerivative: (t) => [0, 0.8 * 1.3 * Math.cos(1.3 * t)],
  };
  const from = [1.2, -0.8];

  it.each(rosenbrockMethods)("%s takes the step of its definition", (method) => {
    const tableau = method === "rosenbrock23" ? rosenbrock23Tableau : rosenbrockTableau(core, method);
    for (const h of [0.3, 0.05]) {
      const expected = classicalStep(tableau, tableau.weights, problem, 0.4, from, h);
      const options = { method, initial: from, start: 0.4, end: 0.4 + h, stepSize: h, record: "end" } as const;
      // both round: coefficients up to 150 of changes below 1
      expect(distance(solve(core, forcedVanDerPol(), options).state, expected)).toBeLessThan(5e-14);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 12])("is met by systems of %i equations whose matrices need row exchanges", (n) => {
    const random = new RandomStream(core, { seed: n });
    for (let trial = 0; trial < 12; trial++) {
      // large elements beside the diagonal: pivots of I/(h gamma) - J are seldom on it
      const a = random.normals(n * n);
      for (let i = 0; i < n; i++) a[i * n + ((i + 1 + trial) % n)]! += 40;
      const apply = (t: number, y: ArrayLike<number>) =>
        Array.from({ length: n }, (_, i) => {
          let sum = Math.sin(t + i);
          for (let j = 0; j < n; j++) sum += a[i * n + j]! * y[j]!;
          return sum;
        });
      const plain: PlainProblem = {
        f: apply,
        jacobian: () => Array.from(a),
        timeDerivative: (t) => Array.from({ length: n }, (_, i) => Math.cos(t + i)),
      };
      const model = functionModel(apply, {
        length: n,
        jacobian: (_t, _y, out) => out.set(a),
        timeDerivative: (t, _y, out) => out.set(plain.timeDerivative(t, [])),
      });
      const initial = Array.from(random.normals(n));
      for (const method of ["rodas5p", "rosenbrock23"] as const) {
        const tableau = method === "rosenbrock23" ? rosenbrock23Tableau : rosenbrockTableau(core, method);
        const h = 0.3;
        const expected = classicalStep(tableau, tableau.weights, plain, 0.4, initial, h);
        const { state } = solve(core, model, { method, initial, start: 0.4, end: 0.4 + h, stepSize: h, record: "end" });
        // h |J| = 12 to the power of the stages, at a rounding error of 1e-16 each, leaves this with room
        expect(distance(state, expected)).toBeLessThan(1e-9 * Math.hypot(1, ...expected));
      }
    }
  });

  it.each([
    ["ros2", 1],
    ["ros3p", 2],
    ["ros34pw2", 2],
    ["rodas3", 2],
    ["rodas4", 3],
    ["rodas4p", 3],
    ["rodas5p", 4],
  ] as const)("the embedded solution of %s is of order %i", (method, order) => {
    const tableau = rosenbrockTableau(core, method);
    const embedded = [16, 32, 64, 128].map((steps) => {
      let y = start;
      for (let i = 0; i < steps; i++) y = classicalStep(tableau, tableau.embedded, problem, (i * end) / steps, y, end / steps);
      return distance(y, reference);
    });
    // the next term of the error still moves the slope
    expect(Math.abs(mean(orders(embedded).slice(1)) - order)).toBeLessThan(0.3);
  });

  it.each([
    ["ros2", 2],
    ["ros3p", 3],
    ["ros34pw2", 3],
    ["rodas3", 3],
    ["rodas4", 4],
    ["rodas4p", 4],
    ["rodas5p", 5],
    ["rosenbrock23", 3],
  ] as const)("%s chooses its steps by an estimate that falls as step^%i", (method, power) => {
    const steps = [1e-5, 1e-7, 1e-9].map((tolerance) => {
      const options = { method, end: 8, record: "end", relativeTolerance: tolerance, absoluteTolerance: tolerance } as const;
      return solve(core, forcedVanDerPol(), { initial: start, ...options }).statistics.accepted;
    });
    // steps ~ tolerance^(-1/power); the first and last steps and the next term of the error move the exponent
    const exponent = Math.log10(steps[2]! / steps[1]!) / 2;
    expect(Math.abs(1 / exponent - power)).toBeLessThan(0.12 * power);
  });
});

describe("order reduction on the problem of Prothero and Robinson, lambda = -1e6", () => {
  const problem = testProblems.protheroRobinson({ lambda: -1e6 });
  const slopes = (method: (typeof rosenbrockMethods)[number]) =>
    orders([20, 40, 80].map((steps) => Math.abs(fixed(problem, method, [0], 1, steps)[0]! - Math.sin(1))));

  it.each([
    ["rodas3", 1, 0.2],
    ["rodas4", 1, 0.2],
    ["rodas4p", 3, 0.4],
    ["rodas5p", 3, 0.3],
    ["ros34pw2", 2, 0.2],
    ["ros2", 2, 0.2],
  ] as const)("%s has order %i", (method, order, tolerance) => {
    for (const slope of slopes(method)) expect(Math.abs(slope - order)).toBeLessThan(tolerance);
  });
});
