import { describe, expect, test } from "vitest";
import { InputError, MicrocircuitError, SolverError } from "../../../src/core/errors.js";
import { morrisLecarModel } from "../../../src/neurons/morris-lecar-model.js";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import { functionModel } from "../../../src/solvers/function-model.js";
import { createGradient, differentiate, type GradientOptions } from "../../../src/training/gradients/index.js";
import { testCore } from "../../support/core.js";
import { fourCells, lotkaVolterra, threeCells } from "./support.js";

const core = await testCore();
const cell = morrisLecarModel({ current: 45 });
const loss = (states: Float64Array) => ({ loss: states[0]!, gradient: states.map(() => 1) });
const good: GradientOptions = { times: [1, 2], stepSize: 0.1, method: "rk4" };

function message(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("options are refused, naming field, value and range", () => {
  test.each<[object, string]>([
    [{ window: 0 }, "window is 0; it must be an integer >= 1 and <= 2147483647."],
    [{ window: 2.5 }, "window is 2.5; it must be an integer >= 1 and <= 2147483647."],
    [{ checkpoints: { snapshots: 0 } }, "checkpoints.snapshots is 0; it must be an integer >= 1 and <= 2147483647."],
    [{ checkpoints: "some" }, 'checkpoints is "some"; it must be "all", "uniform", or { snapshots: how many at most }.'],
    [{ times: [] }, "times is an array of length 0; it must be an array of at least one time."],
    [{ times: [2, 1] }, "times[1] is 1; it must be greater than times[0], 2."],
    [{ times: [1, 1] }, "times[1] is 1; it must be greater than times[0], 1."],
    [{ times: [-1] }, "times[0] is -1; it must be at least start, 0."],
    [{ times: [1, 2.05] }, "times[1] is 2.05; it must be a whole number of steps of 0.1 after times[0], 1."],
    [{ times: [1e-9] }, "times[0] is 1e-9; it must be a whole number of steps of 0.1 after start, 0."],
    [
      { stepSize: undefined },
      "stepSize is undefined; it must be given: rk4 does not estimate its error, so its steps are fixed.",
    ],
    [{ maximumSteps: 19 }, "stepSize is 0.1; it must be so long that 19 steps (maximumSteps) are enough."],
    [{ initial: [1] }, "initial is an array of length 1; it must be an array of 2 numbers."],
    [{ windows: 3 }, "options.windows is 3; it must be left out: the known fields are initial,"],
  ])("%o", (options, sentence) => {
    expect(message(() => differentiate(core, cell, { ...good, ...options } as GradientOptions, loss))).toContain(sentence);
  });

  test("methods without an adjoint, by name", () => {
    for (const method of ["bdf", "auto", "leapfrog"]) {
      const sentence = message(() => createGradient(core, cell, { times: [1], method: method as "rk4" }));
      expect(sentence).toMatch(new RegExp(`^method is "${method}"; it must be one of "euler", "heun", "rk4"`));
    }
  });

  test("Rosenbrock methods for models without second derivatives, or with the time", () => {
    const options = { initial: [1, 1, 1], times: [1], method: "rodas4" } as const;
    const refusal = message(() => createGradient(core, lotkaVolterra(), options));
    expect(refusal).toContain(
      'method is "rodas4"; it must be an explicit or implicit method for this model, which depends on the time;',
    );
    const own = functionModel((_, y) => [-y[0]!], {
      length: 1,
      autonomous: true,
      vectorJacobian: (_, __, a, out) => out.set([-a[0]!]),
    });
    const other = message(() => createGradient(core, own, { ...options, initial: [1] }));
    expect(other).toContain("this model, which has no second derivatives;");
  });

  test("models without a gradient", () => {
    const sentence = "it must be one with a gradient: a function model needs vectorJacobian.";
    const models = [
      functionModel((_, y) => [-y[0]!], { length: 1 }),
      morrisLecarModel({ current: 45, sensitivity: true }),
      morrisLecarNetworkModel({ ...threeCells, sensitivities: [{ current: 0 }] }),
    ];
    for (const model of models)
      expect(message(() => createGradient(core, model, good))).toBe(`model is "${model.name}"; ${sentence}`);
    expect(message(() => functionModel(() => true, { length: 1, vectorJacobian: 3 as never }))).toBe(
      "vectorJacobian is 3; it must be a function (t, y, a, out, gradientAdd).",
    );
  });

  test("parameters of the wrong number or outside their range, and a run without a start", () => {
    const run = (model: typeof cell, parameters: number[]) =>
      message(() => differentiate(core, model, { ...good, parameters }, loss));
    expect(run(cell, [1])).toBe("parameters is an array of length 1; it must be an array of 13 numbers.");
    const negative = [20, -2, 8, 4, -60, -84, 120, -1.2, 18, 12, 17.4, 0.067, 45];
    expect(run(cell, negative)).toContain("parameters[1] (leakConductance) is -2; it must be a finite number >= 0");
    expect(run(morrisLecarNetworkModel(fourCells), [1])).toContain("an array of 20 numbers");
    expect(run(lotkaVolterra(), [1])).toContain("an array of 3 numbers");
    expect(message(() => differentiate(core, lotkaVolterra(), good, loss))).toBe(
      "initial is undefined; it must be an array of 3 numbers.",
    );
    const gradient = createGradient(core, cell, good);
    gradient.dispose();
    gradient.dispose();
    expect(message(() => gradient.run(loss))).toBe('gradient is "disposed"; it must be one that has not been disposed of.');
  });
});

describe("failures", () => {
  test("of steps say when and what", () => {
    const blowUp = functionModel((_, y) => [y[0]! ** 2], {
      length: 1,
      vectorJacobian: (_, y, a, out) => out.set([2 * y[0]! * a[0]!]),
    });
    const run = (options: GradientOptions) => differentiate(core, blowUp, { initial: [1], ...options }, loss);
    const caught = (options: GradientOptions) => {
      try {
        run(options);
      } catch (error) {
        expect(error).toBeInstanceOf(SolverError);
        return (error as SolverError).code;
      }
      throw new Error("nothing failed");
    };
    // y = 1 / (1 - t)
    expect(caught({ times: [20], method: "euler", stepSize: 0.5 })).toBe("solver-not-finite");
    expect(caught({ times: [4], method: "implicit-euler", stepSize: 2 })).toBe("newton-failed");
    expect(caught({ times: [2], relativeTolerance: 1e-6 })).toBe("blow-up");
    expect(run({ times: [0.5], stepSize: 0.01, method: "rk4" }).notFinite).toBe(0);
  });

  test("of a user's functions come out as they were thrown, and the core goes on", () => {
    const broken = functionModel((_, y) => [-y[0]!], {
      length: 1,
      vectorJacobian: () => {
        throw new RangeError("mine");
      },
    });
    expect(() => differentiate(core, broken, { ...good, initial: [1] }, loss)).toThrow(new RangeError("mine"));
    const short = () => differentiate(core, cell, good, () => ({ loss: 0, gradient: [1] }));
    expect(short).toThrow(MicrocircuitError);
    expect(short).toThrow("The loss returned a gradient of 1 numbers; it must return { loss, gradient } with the 4 derivatives");
    expect(differentiate(core, cell, good, loss).notFinite).toBe(0);
  });

  test("of gradients alone are counted", () => {
    // y' = 0 with a derivative by theta that is infinite: sqrt(theta) at theta = 0.
    const model = functionModel((_, __, ___, [theta]) => [Math.sqrt(theta!)], {
      length: 1,
      parameters: { theta: 0 },
      vectorJacobian: (_, __, a, out, gradientAdd, [theta]) => {
        out[0] = 0;
        gradientAdd[0]! += a[0]! / (2 * Math.sqrt(theta!));
      },
    });
    const result = differentiate(core, model, { ...good, initial: [1] }, loss);
    expect([result.loss, result.notFinite, result.gradient[0]]).toEqual([1, 1, Infinity]);
  });
});

test("memory is given back", () => {
  const free = () => core.heap.take(1 << 16);
  const region = free();
  core.heap.release(region);
  for (let i = 0; i < 20; i++) {
    differentiate(core, cell, { times: [5], relativeTolerance: 1e-6, checkpoints: "uniform" }, loss);
    message(() =>
      createGradient(
        core,
        functionModel(() => true, { length: 2 }),
        good,
      ),
    );
  }
  const again = free();
  core.heap.release(again);
  expect(again.address).toBe(region.address);
});
