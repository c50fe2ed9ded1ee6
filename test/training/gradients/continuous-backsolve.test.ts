import { describe, expect, test } from "vitest";
import { InputError, SolverError } from "../../../src/core/errors.js";
import { hodgkinHuxleyModel } from "../../../src/neurons/hodgkin-huxley.js";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import { functionModel } from "../../../src/solvers/function-model.js";
import { testProblems } from "../../../src/solvers/problems/index.js";
import {
  backsolveDeviation,
  differentiateBacksolve,
  differentiateForward,
  differentiateInterpolating,
} from "../../../src/training/gradients/continuous.js";
import type { StateLoss } from "../../../src/training/gradients/index.js";
import { testCore } from "../../support/core.js";
import { threeCells } from "./support.js";

const core = await testCore();
const first: StateLoss = (states) => ({ loss: states[0]!, gradient: Float64Array.from(states, (_, i) => (i === 0 ? 1 : 0)) });

describe("item 16: what the backsolve adjoint deviates", () => {
  test("Lotka-Volterra, which keeps volume: no more than the tolerances", () => {
    const options = { times: [10], method: "dop853", relativeTolerance: 1e-10, absoluteTolerance: 1e-10 } as const;
    const deviation = backsolveDeviation(core, testProblems.lotkaVolterra(), options, first);
    expect(deviation.failure).toBeUndefined();
    // 1e-10 in each of some hundred steps
    for (const part of ["gradient", "initialGradient", "initialState"] as const) {
      expect(deviation[part]).toBeGreaterThan(0);
      expect(deviation[part]).toBeLessThan(1e-7);
    }
  });

  test("three cells: loses six digits over 100 ms, and misses 1e-6 at a tolerance of 1e-11", () => {
    const model = morrisLecarNetworkModel({ ...threeCells, integrals: true });
    const deviation = (end: number, relativeTolerance = 1e-11) =>
      backsolveDeviation(
        core,
        model,
        { times: [end], method: "dop853", relativeTolerance, absoluteTolerance: 0.1 * relativeTolerance },
        first,
      );
    const [short, long] = [deviation(5), deviation(100)];
    expect(short.failure).toBeUndefined();
    expect(short.gradient).toBeLessThan(1e-6);
    // What decays forward grows backward: 3e-5 when this was written.
    expect(long.gradient).toBeGreaterThan(1e-6);
    expect(long.gradient).toBeLessThan(1e-3);
    expect(deviation(100, 1e-6).gradient).toBeGreaterThan(0.1); // at a usual tolerance nothing is left
    expect(long.reference.gradient[0]! / 85.38370283345454).toBeCloseTo(1, 6);
  });

  test.each([
    ["ROBER", testProblems.rober(), 0.4],
    ["The Hodgkin-Huxley cell", hodgkinHuxleyModel({ current: 10 }), 20],
  ] as const)("%s: fails, with a reason of its own", (name, model, end) => {
    const options = {
      times: [end],
      method: "rodas5p",
      relativeTolerance: 1e-8,
      absoluteTolerance: 1e-12,
      maximumSteps: 20_000,
    } as const;
    const { failure, gradient, initialGradient, initialState, reference } = backsolveDeviation(core, model, options, first);
    expect([gradient, initialGradient, initialState]).toEqual([Infinity, Infinity, Infinity]);
    expect(failure).toBeInstanceOf(SolverError);
    expect(failure!.message).toContain(`The backsolve adjoint of ${name}`);
    expect(reference.gradient.every(Number.isFinite)).toBe(true);
    expect(() => differentiateBacksolve(core, model, options, first)).toThrow(SolverError);
  });
});

describe("a function of the user's", () => {
  // y' = -k y (1 - y), without second derivatives: Jacobians of the gradient problems come from differences.
  const logistic = functionModel(
    (_t, y, out, theta) => {
      out[0] = -theta[0]! * y[0]! * (1 - y[0]!);
    },
    {
      length: 1,
      parameters: { k: 0.3 },
      vectorJacobian(_t, y, a, out, gradientAdd, theta) {
        out[0] = -theta[0]! * (1 - 2 * y[0]!) * a[0]!;
        gradientAdd[0]! += -y[0]! * (1 - y[0]!) * a[0]!;
      },
    },
  );
  const [y0, t, k] = [0.3, 2, 0.7];
  const growth = Math.exp(-k * t);
  const y = (y0 * growth) / (1 - y0 + y0 * growth);
  const expected = [-t * y * (1 - y), (y * (1 - y)) / (y0 * (1 - y0))];

  test.each([differentiateBacksolve, differentiateInterpolating, differentiateForward])(
    "%o: the closed form, explicit and implicit",
    (way) => {
      for (const method of ["dop853", "rodas5p", "radau"] as const) {
        const options = {
          initial: [y0],
          parameters: [k],
          times: [t],
          method,
          relativeTolerance: 1e-10,
          absoluteTolerance: 1e-10,
        };
        const { gradient, initialGradient } = way(core, logistic, options, first);
        // 1e-10 in each of some tens of steps
        expect(Math.abs(gradient[0]! - expected[0]!)).toBeLessThan(1e-8);
        expect(Math.abs(initialGradient[0]! - expected[1]!)).toBeLessThan(1e-8);
      }
    },
  );
});

describe("what is refused", () => {
  const model = testProblems.rober();
  const bytesInUse = () => {
    const region = core.heap.take(1);
    core.heap.release(region);
    return region.address;
  };
  const wrong: [string, object][] = [
    ["options.tims", { times: [1], tims: [1] }],
    ["times", { times: [] }],
    ["times[0]", { times: [-1] }],
    ["times[1]", { times: [1, 1] }],
    ["times[0]", { times: [Number.NaN] }],
    ["initial", { times: [1], initial: [1, 2] }],
    ["parameters", { times: [1], parameters: [1] }],
    ["parameters[1]", { times: [1], parameters: [1, Infinity, 1] }],
    ["method", { times: [1], method: "newton" }],
    ["absoluteTolerance", { times: [1], absoluteTolerance: 0 }],
    ["absoluteTolerance", { times: [1], absoluteTolerance: [1e-6] }],
    ["adjointAbsoluteTolerance", { times: [1], adjointAbsoluteTolerance: -1 }],
    ["relativeTolerance", { times: [1], relativeTolerance: 1 }],
    ["stepSize", { times: [1], method: "rk4" }],
  ];
  const ways = { differentiateBacksolve, differentiateInterpolating, differentiateForward };

  for (const [name, way] of Object.entries(ways)) {
    test.each(wrong)(`${name}: %s of %o`, (field, options) => {
      const before = bytesInUse();
      let error: unknown;
      try {
        way(core, model, options as never, first);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).field).toBe(field);
      expect(bytesInUse()).toBe(before);
    });

    test(`${name}: a model without a gradient, and a loss whose gradient is not one`, () => {
      const before = bytesInUse();
      expect(() => way(core, testProblems.orego(), { times: [1] }, first)).toThrow(/one with a gradient/);
      const of = (gradient: unknown) => () =>
        way(core, testProblems.lotkaVolterra(), { times: [1] }, () => ({ loss: 0, gradient }) as never);
      expect(of([1])).toThrow(/a gradient of 1 numbers; it must return/);
      expect(of(undefined)).toThrow(/a gradient of undefined numbers/);
      expect(of([1, Number.NaN])).toThrow(/number 1 is NaN/);
      expect(() =>
        way(core, testProblems.lotkaVolterra(), { times: [1] }, () => {
          throw new RangeError("mine");
        }),
      ).toThrow(RangeError);
      expect(bytesInUse()).toBe(before);
    });
  }

  test("stepsKept", () => {
    expect(() => differentiateInterpolating(core, model, { times: [1], stepsKept: 0 }, first)).toThrow(InputError);
  });

  test("adjointMethod where there is no adjoint", () => {
    expect(() => differentiateForward(core, model, { times: [1], adjointMethod: "radau" } as never, first)).toThrow(InputError);
  });
});
