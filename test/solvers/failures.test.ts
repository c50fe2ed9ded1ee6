import { describe, expect, it } from "vitest";
import {
  AbortError,
  createIntegrator,
  type FunctionOptions,
  functionModel,
  InputError,
  type MethodName,
  type RightHandSide,
  type RunControl,
  SolverError,
  solve,
  solveAsync,
  testProblems,
} from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();

function failure(f: RightHandSide | Parameters<typeof solve>[1], options: FunctionOptions): SolverError {
  try {
    solve(core, f, options);
  } catch (error) {
    expect(error).toBeInstanceOf(SolverError);
    return error as SolverError;
  }
  throw new Error("no failure");
}

/** y' = g(t, y), number by number. */
const rates =
  (...g: ((t: number, y: Float64Array) => number)[]): RightHandSide =>
  (t, y, out) => {
    for (const [i, rate] of g.entries()) out[i] = rate(t, y);
  };
const decay = rates((_, y) => -y[0]!);

/** Every failure says when, with which step, after how many steps, and what to do. */
function expectDetails(error: SolverError, remedy: RegExp): void {
  expect(Number.isFinite(error.time)).toBe(true);
  expect(error.stepSize).toBeGreaterThanOrEqual(0);
  expect(error.statistics.evaluations).toBeGreaterThan(0);
  expect(error.remedy).toMatch(remedy);
  expect(error.message.endsWith(error.remedy)).toBe(true);
  expect(error.message.split(error.remedy)).toHaveLength(2); // once
}

describe("an integration that cannot go on says why", () => {
  it("the right-hand side is not finite at the start", () => {
    const error = failure(
      rates(
        (_, y) => y[0]!,
        (t) => 1 / t,
      ),
      {
        initial: [1, 2],
        end: 5,
        components: ["V", "w"],
      },
    );
    expect(error.code).toBe("not-finite-at-start");
    expect([error.time, error.index]).toEqual([0, 1]);
    expect(error.message).toContain("the derivative of w");
    expectDetails(error, /initial state/);
  });

  it.each(["tsit5", "dopri5", "dop853", "bs3"] as const)(
    "a stiff problem given to the explicit method %s (spec item 22)",
    (method) => {
      const error = failure(testProblems.rober(), {
        end: 1e5,
        method,
        maximumSteps: 100_000,
        absoluteTolerance: [1e-8, 1e-12, 1e-8],
      });
      expect(error.code).toBe("stiff");
      expect(error.time).toBeGreaterThan(1);
      expect(error.time).toBeLessThan(1e5);
      expect(error.statistics.accepted + error.statistics.rejected).toBe(100_000);
      expect(error.message).toContain(`${method} is an explicit method`);
      expectDetails(error, /rodas5p/);
    },
  );

  it("a tolerance below rounding", () => {
    const error = failure(decay, { initial: [1], end: 5, relativeTolerance: 1e-17, absoluteTolerance: 1e-30 });
    expect(error.code).toBe("tolerance-below-rounding");
    expectDetails(error, /relativeTolerance of at least 1e-15/);
  });

  it.each(["rodas5p", "rosenbrock23", "radau", "trbdf2", "bdf"] as const)("a singular Jacobian matrix: %s", (method) => {
    const singular = (_: number, _y: Float64Array, out: Float64Array) => void out.fill(Infinity);
    const error = failure(
      rates(
        (_, y) => -y[0]!,
        (_, y) => -y[1]!,
      ),
      {
        initial: [1, 2],
        end: 5,
        method,
        jacobian: singular,
      },
    );
    expect(error.code).toBe("singular-matrix");
    expectDetails(error, /Jacobian/);
  });

  it.each(["tsit5", "dop853", "auto", "rodas5p", "radau", "bdf"] as const)(
    "a solution that blows up in finite time: y' = y^2, %s",
    (method) => {
      const error = failure(
        rates((_, y) => y[0]! ** 2),
        { initial: [1], end: 5, method },
      );
      expect(error.code).toBe("blow-up");
      expect(Math.abs(error.time - 1)).toBeLessThan(1e-4); // tolerance 1e-6 in y moves the pole by about as much
      expectDetails(error, /End the integration earlier/);
    },
  );

  it("a discontinuity that no step gets over", () => {
    const error = failure(
      rates((t) => (t < 1 ? 1 : Number.NaN)),
      { initial: [1], end: 2 },
    );
    expect(error.code).toBe("solver-not-finite");
    expect(Math.abs(error.time - 1)).toBeLessThan(1e-9);
    expectDetails(error, /right-hand side is defined/);
  });

  it("a domain that is left", () => {
    const error = failure(
      (_, y, out) => {
        out[0] = -1;
        return y[0]! >= 0;
      },
      { initial: [1], end: 2 },
    );
    expect(error.code).toBe("outside-domain");
    expect(Math.abs(error.time - 1)).toBeLessThan(1e-9);
    expectDetails(error, /tighter tolerances|farther inside/);
  });

  it("an event that does not happen", () => {
    const event = { component: 0, threshold: 2, crossing: "rising", required: true, name: "a spike" } as const;
    const error = failure(decay, { initial: [1], end: 5, events: [event] });
    expect(error.code).toBe("event-missing");
    expect(error.message).toContain('"a spike" of The model did not happen until time 5');
    expectDetails(error, /Integrate longer/);
    const twice = { component: 0, threshold: 0.5, stopAfter: 2, required: true } as const;
    expect(failure(decay, { initial: [1], end: 5, events: [twice] }).message).toContain("happened 1 times, not 2");
  });

  it("too many steps", () => {
    const error = failure(decay, { initial: [1], end: 5, maximumSteps: 3 });
    expect(error.code).toBe("too-many-steps");
    expect(error.statistics.accepted + error.statistics.rejected).toBe(3);
    expectDetails(error, /maximumSteps/);
  });

  it("an implicit method out of steps is not told to become one", () => {
    const error = failure(testProblems.rober(), { end: 1e5, method: "rodas5p", maximumSteps: 40 });
    expect(error.code).toBe("too-many-steps");
  });

  it("an aborted run", async () => {
    const controller = new AbortController();
    const onProgress: RunControl["onProgress"] = () => controller.abort(new Error("enough"));
    const slow = rates((t, y) => Math.cos(40 * t) - y[0]!);
    const run = solveAsync(core, slow, { initial: [1], end: 1e5, signal: controller.signal, onProgress, record: "end" });
    const error = (await run.catch((caught) => caught)) as AbortError;
    expect(error).toBeInstanceOf(AbortError);
    expect(error.time).toBeGreaterThan(0);
    expect(error.stepSize).toBeGreaterThan(0);
    expect(error.statistics?.accepted).toBeGreaterThan(0);
    expect((error.cause as Error).message).toBe("enough");
  });

  it("what a right-hand side throws comes out unchanged, and the core goes on", () => {
    const mine = new RangeError("mine");
    const run = () =>
      solve(
        core,
        () => {
          throw mine;
        },
        { initial: [1], end: 1 },
      );
    expect(run).toThrow(mine);
    expect(solve(core, decay, { initial: [1], end: 1 }).time).toBe(1);
  });

  it("a right-hand side that returns the wrong thing", () => {
    const run = (f: unknown) => () => solve(core, f as RightHandSide, { initial: [1, 2], end: 1 });
    expect(run(() => [1])).toThrow(
      "returned an array of length 1; it must write to its third argument, or return an array of length 2",
    );
    expect(run(() => "x")).toThrow("returned string");
  });
});

describe("options that are refused", () => {
  const cases: [string, object][] = [
    ["end", {}],
    ["end", { end: 1, times: [1] }],
    ["end", { end: Number.NaN }],
    ["times", { times: [] }],
    ["times[1]", { times: [2, 1] }],
    ["method", { end: 1, method: "euler5" }],
    ["stepSize", { end: 1, method: "rk4" }],
    ["stepSize", { end: 1, stepSize: -1 }],
    ["relativeTolerance", { end: 1, relativeTolerance: -1e-3 }],
    ["absoluteTolerance", { end: 1, absoluteTolerance: 0 }],
    ["absoluteTolerance", { end: 1, absoluteTolerance: [1e-3, 1e-3] }],
    ["maximumSteps", { end: 1, maximumSteps: 0 }],
    ["firstStep", { end: 1, firstStep: 0 }],
    ["record", { end: 1, record: "all" }],
    ["dense", { times: [1], dense: true }],
    ["control.gain", { end: 1, control: { gain: 1 } }],
    ["control.safety", { end: 1, control: { safety: 2 } }],
    ["events[0].component", { end: 1, events: [{ component: 1 }] }],
    ["events[0].component", { end: 1, events: [{}] }],
    ["events[0].function", { end: 1, events: [{ function: 0 }] }],
    ["events[0].crossing", { end: 1, events: [{ component: 0, crossing: "up" }] }],
    ["jacobianBlock", { end: 1, method: "ros34pw2", jacobianBlock: 7 }],
    ["jacobian", { end: 1, jacobian: 3 }],
    ["initial", { end: 1, initial: "1" }],
    ["initial[0]", { end: 1, initial: [Number.NaN] }],
    ["options.tolerance", { end: 1, tolerance: 1 }],
  ];
  it.each(cases)("%s in %j", (field, change) => {
    const run = () => solve(core, decay, { initial: [1], ...change } as FunctionOptions);
    expect(run).toThrow(InputError);
    try {
      run();
    } catch (error) {
      expect((error as InputError).field).toBe(field);
    }
  });

  it("a disposed integrator", () => {
    const integrator = createIntegrator(core, functionModel(decay, { length: 1 }), { initial: [1], end: 1 });
    integrator.dispose();
    integrator.dispose();
    expect(() => integrator.run()).toThrow("integrator is");
  });
});

describe("automatic choice of the method", () => {
  const solved = (name: "rober" | "vdpol" | "lotkaVolterra", end: number, method: MethodName) =>
    solve(core, testProblems[name](), {
      end,
      method,
      record: "end",
      absoluteTolerance: name === "rober" ? [1e-6, 1e-11, 1e-6] : 1e-9,
    });

  it("goes over to the implicit method where the problem is stiff, with no more steps than that and a few", () => {
    const automatic = solved("rober", 1e5, "auto").statistics;
    const stiff = solved("rober", 1e5, "rodas5p").statistics;
    expect(automatic.switches).toBe(1);
    expect(automatic.accepted).toBeLessThan(stiff.accepted + 80); // the explicit steps before stiffness shows
  });

  it.each([1e-6, 1e-9])(
    "sees stiffness at a relative tolerance of %s too, where the fast number is far below the rounding errors of the others",
    (tolerance) => {
      for (const problem of [testProblems.rober(), testProblems.pollu()]) {
        const [reference] = problem.reference.filter(({ time }) => time === (problem.name === "ROBER" ? 1e5 : 60));
        const absoluteTolerance = reference!.values.map((value) => tolerance * Math.abs(value));
        const options = { end: reference!.time, relativeTolerance: tolerance, absoluteTolerance, record: "end" } as const;
        const automatic = solve(core, problem, { ...options, method: "auto" }).statistics;
        const stiff = solve(core, problem, { ...options, method: "rodas5p" }).statistics;
        expect(automatic.accepted).toBeLessThan(1.1 * stiff.accepted + 40); // the explicit steps until stiffness shows
      }
    },
  );

  it("goes there and back on relaxation oscillations", () => {
    const { switches, accepted } = solved("vdpol", 2, "auto").statistics;
    expect(switches).toBeGreaterThanOrEqual(3);
    expect(accepted).toBeLessThan(2 * solved("vdpol", 2, "rodas5p").statistics.accepted);
  });

  it("evaluates no Jacobian where nothing is stiff", () => {
    expect(solved("lotkaVolterra", 10, "auto").statistics).toMatchObject({ jacobians: 0, switches: 0 });
  });

  it("has dense output from either method", () => {
    const dense = solve(core, testProblems.vdpol(), { end: 1, dense: true, relativeTolerance: 1e-8, absoluteTolerance: 1e-10 });
    for (const [i, time] of dense.times.entries()) {
      if (i % 50 !== 0 || i === 0) continue;
      const between = 0.5 * (time + dense.times[i - 1]!);
      const [low, high] = [dense.states[i - 1]![0]!, dense.states[i]![0]!];
      const state = dense.at(between)[0]!;
      // monotone within one of these steps up to the error of the tolerances
      expect(state).toBeGreaterThan(Math.min(low, high) - 1e-6);
      expect(state).toBeLessThan(Math.max(low, high) + 1e-6);
      expect(dense.at(time)[0]!).toBeCloseTo(high, 12);
    }
  });
});
