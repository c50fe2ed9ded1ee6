import { describe, expect, it } from "vitest";
import { flowDirect, flowInterneurons, flowProduct, InputError, type IntegrationOptions, SolverError } from "../../src/index.js";
import { core, slope } from "../whitening/flow-support.js";

// A nonlinear problem with a known solution: p' = 2 (c^2 / p - p), p(t)^2 = c^2 + (p_0^2 - c^2) exp(-4 t).
const [c, p0] = [1.3, 3];
const solution = (t: number) => Math.sqrt(c * c + (p0 * p0 - c * c) * Math.exp(-4 * t));
const scalar = (options: IntegrationOptions) => flowProduct(core, { covariance: [[c * c]], initial: [[p0]], ...options });
const errorAt = (t: number, options: IntegrationOptions) =>
  Math.abs(scalar({ times: [t], ...options }).states[0]![0]! - solution(t));

/** Powers of the step with which an error shrinks, from halving to halving. */
function orders(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, i) => Math.log2(errors[i]! / error));
}

describe("Dormand-Prince 5(4)", () => {
  it("is of order 5 with fixed steps", () => {
    const errors = [8, 16, 32, 64].map((steps) => errorAt(1, { stepSize: 1 / steps }));
    // the next term of the error is one power of h smaller: at h = 1/32 it still moves the measured order by about 0.2
    for (const order of orders(errors).slice(1)) expect(Math.abs(order - 5)).toBeLessThan(0.3);
  });

  it("has a continuous extension of order 4: within one step its error falls as h^5, where the step's own falls as h^6", () => {
    const steps = [1 / 8, 1 / 16, 1 / 32, 1 / 64];
    const ends = orders(steps.map((stepSize) => errorAt(stepSize, { stepSize })));
    expect(Math.abs(ends.at(-1)! - 6)).toBeLessThan(0.3); // next term of the error, as above
    for (const theta of [0.2, 0.5, 0.85]) {
      const errors = steps.map((stepSize) => {
        const { states } = scalar({ times: [theta * stepSize, stepSize], stepSize });
        return Math.abs(states[0]![0]! - solution(theta * stepSize));
      });
      expect(Math.abs(orders(errors).at(-1)! - 5)).toBeLessThan(0.3);
    }
  });

  it("meets its nodes: dense output at the ends of steps is the step itself, bit for bit", () => {
    const steps = scalar({ until: 2, relativeTolerance: 1e-7 });
    const dense = scalar({ times: steps.times, relativeTolerance: 1e-7 });
    expect(dense.states).toEqual(steps.states);
  });

  it("keeps its error proportional to the tolerance", () => {
    const exponents = [-4, -5, -6, -7, -8, -9, -10];
    const times = Array.from({ length: 50 }, (_, i) => 0.05 * (i + 1));
    const errors = exponents.map((exponent) => {
      const { states } = scalar({ times, relativeTolerance: 10 ** exponent, absoluteTolerance: 10 ** (exponent - 3) });
      return Math.max(...states.map((state, i) => Math.abs(state[0]! / solution(times[i]!) - 1)));
    });
    // one decade of error for one of tolerance (error per step, local extrapolation: the exponent of theory is 1)
    expect(Math.abs(slope(exponents, errors.map(Math.log10)) - 1)).toBeLessThan(0.15);
    // errors of single steps are damped by a flow that contracts, so their sum stays near one tolerance
    errors.forEach((error, i) => {
      expect(error).toBeLessThan(10 * 10 ** exponents[i]!);
    });
  });

  it("finds an event where the solution has it, to the tolerance", () => {
    for (const bound of [2.5, 1.6, 1.301]) {
      const exact = Math.log((p0 * p0 - c * c) / (bound * bound - c * c)) / 4;
      const { eventTime, eventState, times } = scalar({
        until: 10,
        relativeTolerance: 1e-11,
        event: { metric: "largest-eigenvalue", below: bound },
      } as IntegrationOptions);
      // dt = dp / |p'|: the relative error of 1e-11 in p over the slope there, ten times for the steps before
      const speed = Math.abs(2 * ((c * c) / bound - bound));
      expect(Math.abs(eventTime! - exact)).toBeLessThan((1e-10 * bound) / speed);
      expect(eventState![0]! <= bound).toBe(true);
      expect(Math.abs(eventState![0]! - bound)).toBeLessThan(1e-13); // the root of the continuous extension, to rounding
      expect(times.at(-1)).toBe(eventTime);
    }
  });

  it("goes on after an event that does not stop it, and reports none that does not come", () => {
    const event = { metric: "largest-eigenvalue", below: 2, stop: false } as const;
    const result = flowProduct(core, { covariance: [[c * c]], initial: [[p0]], times: [0.05, 3], event });
    expect(result.eventTime).toBeGreaterThan(0.05);
    expect(result.eventTime).toBeLessThan(0.5);
    expect(Array.from(result.times)).toEqual([0.05, 3]);
    const never = flowProduct(core, { covariance: [[c * c]], initial: [[p0]], until: 3, event: { ...event, below: 1 } });
    expect(never.eventTime).toBe(undefined);
    expect(never.times.at(-1)).toBe(3);
    const already = flowProduct(core, {
      covariance: [[c * c]],
      initial: [[p0]],
      until: 3,
      event: { ...event, below: 5, stop: true },
    });
    expect(already.eventTime).toBe(0);
    expect(Array.from(already.times)).toEqual([0]);
  });

  it("sees a short visit below the bound inside one long step", () => {
    // growing c(t) = exp(t) overtakes m: the operator error |c^2/m^2 - 1| falls from 0.56 to 0 and rises again
    const drifting = { covariance: [[1]], initial: [[1.5]], driftRate: 1 } as const;
    const event = { metric: "operator", below: 0.3 } as const;
    const late = flowDirect(core, { ...drifting, times: [0.8] }).states[0]![0]!;
    expect((Math.exp(0.8) / late) ** 2 - 1).toBeGreaterThan(0.3); // above the bound at both ends of the step
    const fine = flowDirect(core, { ...drifting, until: 0.8, event });
    const coarse = flowDirect(core, { ...drifting, until: 0.8, event, stepSize: 0.8 });
    expect(coarse.statistics.accepted).toBe(1);
    // one step of 0.8 is wrong by some 1e-3 here
    expect(Math.abs(coarse.eventTime! - fine.eventTime!)).toBeLessThan(1e-2);
  });

  it("ends where it should when steps do not add up to it exactly, and returns the start alone at time 0", () => {
    const { times, statistics } = scalar({ until: 0.3, stepSize: 0.1 });
    expect(statistics.accepted).toBe(3); // 0.1 + 0.1 + 0.1 is 0.3 and a rounding error
    expect(times.at(-1)).toBe(0.3);
    expect(Array.from(scalar({ until: 0.25, stepSize: 0.1 }).times).map((t) => t.toFixed(6))).toEqual([
      "0.000000",
      "0.100000",
      "0.200000",
      "0.250000",
    ]);
    expect(scalar({ times: [0, 0] }).states.map((state) => state[0])).toEqual([p0, p0]);
  });

  it("starts at rest, where the derivative is rounding error", () => {
    for (const relativeTolerance of [1e-6, 1e-9, 1e-12]) {
      const drifting = { covariance: [[0.25]], initial: [[0.5]], driftRate: 0.01, times: [30], relativeTolerance };
      const m = flowDirect(core, drifting).states[0]![0]!;
      expect(Math.abs(m - 0.67267817568)).toBeLessThan(2 * relativeTolerance + 1e-11); // a fixed step of 1e-3 gives these digits
    }
  });

  it("counts its work: six evaluations a step, one for the start and one for the first step", () => {
    const { statistics, times } = scalar({ until: 2 });
    expect(statistics.evaluations).toBe(6 * (statistics.accepted + statistics.rejected) + 2);
    expect(times.length).toBe(statistics.accepted + 1);
  });

  it("returns every step even when they do not fit into one call", () => {
    const n = 12;
    const covariance = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 + i : 0)));
    const initial = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 9 : 0.1 / (1 + i + j))));
    const symmetric = initial.map((row, i) => row.map((x, j) => (i === j ? x : initial[Math.min(i, j)]![Math.max(i, j)]!)));
    const options = { covariance, initial: symmetric, until: 20, stepSize: 0.01 };
    const { times, states } = flowDirect(core, options);
    expect(times.length).toBe(2001); // 913 states of 144 numbers fit into a call
    const dense = flowDirect(core, { ...options, until: undefined as never, times: [10.0], stepSize: 0.01 });
    expect(Math.abs(times[1000]! - 10)).toBeLessThan(1e-12);
    states[1000]!.forEach((x, i) => {
      expect(Math.abs(x - dense.states[0]![i]!)).toBeLessThan(1e-11);
    });
  });
});

describe("an integration that cannot go on", () => {
  const failure = (run: () => unknown): SolverError => {
    try {
      run();
    } catch (error) {
      if (error instanceof SolverError) return error;
      throw error;
    }
    throw new Error("nothing was thrown");
  };

  it("says when its steps are used up, and with which step", () => {
    const error = failure(() => scalar({ until: 5, maximumSteps: 10 }));
    expect(error.code).toBe("too-many-steps");
    expect(error.time).toBeGreaterThan(0);
    expect(error.time).toBeLessThan(5);
    expect(error.stepSize).toBeGreaterThan(0);
    expect(error.message).toContain("maximumSteps");
  });

  it("reports a fixed step out of the positive definite matrices", () => {
    const error = failure(() => flowDirect(core, { covariance: [[1e-6]], initial: [[1]], until: 3, stepSize: 1.5 }));
    expect(error.code).toBe("outside-domain");
    expect(error.stepSize).toBe(1.5);
    expect(error.time).toBe(0);
  });

  it("reports a derivative that is not finite at the start", () => {
    const error = failure(() => flowDirect(core, { covariance: [[1e300]], initial: [[1e-200]], until: 1 }));
    expect(error.code).toBe("not-finite-at-start");
    expect(error.time).toBe(0);
  });

  it("reports a drift that leaves the range of numbers", () => {
    const error = failure(() => flowDirect(core, { covariance: [[1]], initial: [[1]], until: 1000, driftRate: 1 }));
    expect(["solver-not-finite", "step-too-small", "outside-domain"]).toContain(error.code);
    expect(error.time).toBeGreaterThan(100);
  });
});

describe("options that are refused", () => {
  const base = { covariance: [[1]], initial: [[2]] };
  const cases: readonly [string, object][] = [
    ["until", { until: 0 }],
    ["until", { until: Number.NaN }],
    ["until", {}],
    ["until", { until: 1, times: [1] }],
    ["times", { times: [] }],
    ["times[1]", { times: [2, 1] }],
    ["times[0]", { times: [-1] }],
    ["relativeTolerance", { until: 1, relativeTolerance: 1e-16 }],
    ["absoluteTolerance", { until: 1, absoluteTolerance: 0 }],
    ["maximumSteps", { until: 1, maximumSteps: 0 }],
    ["maximumStep", { until: 1, maximumStep: 0 }],
    ["stepSize", { until: 1, stepSize: -1 }],
    ["driftRate", { until: 1, driftRate: Number.POSITIVE_INFINITY }],
    ["event.metric", { until: 1, event: { metric: "size", below: 1 } }],
    ["event.below", { until: 1, event: { metric: "filter", below: 0 } }],
    ["event.stop", { until: 1, event: { metric: "filter", below: 1, stop: 1 } }],
    ["options.tolerance", { until: 1, tolerance: 1 }],
    ["covariance", { until: 1, covariance: [[-1]] }],
    ["covariance", { until: 1, covariance: [1, 2, 3] }],
    ["covariance[0][0]", { until: 1, covariance: [[Number.NaN]] }],
    [
      "covariance[1][0]",
      {
        until: 1,
        covariance: [
          [1, 0.5],
          [0, 1],
        ],
        initial: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    ["initial", { until: 1, initial: [[-1]] }],
    [
      "initial",
      {
        until: 1,
        initial: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
  ];
  it.each(cases)("%s in %j", (field, change) => {
    const run = () => flowDirect(core, { ...base, ...change } as never);
    expect(run).toThrow(InputError);
    try {
      run();
    } catch (error) {
      expect((error as InputError).field).toBe(field);
    }
  });

  it("interneuron weights without full rank and without leak, products that are not positive, wrong frames", () => {
    const covariance = [
      [1, 0],
      [0, 1],
    ];
    expect(() => flowInterneurons(core, { covariance, initial: [[1], [2]], until: 1 })).toThrow(/rank 2/);
    expect(() => flowInterneurons(core, { covariance, initial: [1, 2, 3], until: 1 })).toThrow(InputError);
    expect(() => flowInterneurons(core, { covariance, initial: [], until: 1 })).toThrow(InputError);
    expect(() =>
      flowProduct(core, {
        covariance,
        initial: [
          [1, 0],
          [0, -0.1],
        ],
        leak: 1,
        until: 1,
      }),
    ).toThrow(/semidefinite/);
    expect(() =>
      flowProduct(core, {
        covariance,
        initial: [
          [1, 0],
          [0, 0],
        ],
        until: 1,
      }),
    ).toThrow(/rank 2/);
  });
});
