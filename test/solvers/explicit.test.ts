import { describe, expect, it } from "vitest";
import { type MethodName, type RightHandSide, SolverError, solve } from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();

// y'' = -y, and a circle with a speed r^2 that grows with the radius: both go round the unit circle.
const rotation: RightHandSide = (_t, y, out) => {
  out[0] = -y[1]!;
  out[1] = y[0]!;
};
const circle: RightHandSide = (_t, y, out) => {
  const speed = y[0]! * y[0]! + y[1]! * y[1]!;
  out[0] = -y[1]! * speed;
  out[1] = y[0]! * speed;
};
/** Spirals out from radius 1/2 to a limit cycle. */
const spiral: RightHandSide = (_t, y, out) => {
  const pull = 1 - (y[0]! * y[0]! + y[1]! * y[1]!);
  out[0] = -y[1]! + y[0]! * pull;
  out[1] = y[0]! + y[1]! * pull;
};
const onSpiral = (t: number) => onCircle(t).map((x) => x / Math.sqrt(1 + 3 * Math.exp(-2 * t)));
const onCircle = (t: number) => [Math.cos(t), Math.sin(t)];

/** Order of convergence and of the error estimate; the steps per unit of time from which four halvings show it, on two problems. */
interface Facts {
  readonly order: number;
  readonly linear: { end: number; from: number };
  readonly nonlinear: { f: RightHandSide; exact: (t: number) => number[]; end: number; from: number };
  readonly estimate: number;
  /** Local order of the dense output, and the longest step for it. */
  readonly dense: number;
  readonly longest: number;
  readonly evaluations: number;
}

const onTheCircle = { f: circle, exact: onCircle };
const methods: Partial<Record<MethodName, Facts>> = {
  dopri5: {
    order: 5,
    linear: { end: 40, from: 4 },
    nonlinear: { ...onTheCircle, end: 20, from: 32 },
    estimate: 5,
    dense: 5,
    longest: 0.1,
    evaluations: 6,
  },
  tsit5: {
    order: 5,
    linear: { end: 200, from: 16 },
    nonlinear: { ...onTheCircle, end: 10, from: 16 },
    estimate: 5,
    dense: 5,
    longest: 0.1,
    evaluations: 6,
  },
  dop853: {
    order: 8,
    linear: { end: 40, from: 1 },
    nonlinear: { f: spiral, exact: onSpiral, end: 40, from: 2 },
    estimate: 8,
    dense: 8,
    longest: 0.8,
    evaluations: 12,
  },
  bs3: {
    order: 3,
    linear: { end: 40, from: 8 },
    nonlinear: { ...onTheCircle, end: 10, from: 16 },
    estimate: 3,
    dense: 4,
    longest: 0.1,
    evaluations: 3,
  },
  rk4: {
    order: 4,
    linear: { end: 40, from: 4 },
    nonlinear: { ...onTheCircle, end: 10, from: 8 },
    estimate: 0,
    dense: 4,
    longest: 0.1,
    evaluations: 4,
  },
  heun: {
    order: 2,
    linear: { end: 10, from: 16 },
    nonlinear: { ...onTheCircle, end: 2, from: 64 },
    estimate: 0,
    dense: 3,
    longest: 0.1,
    evaluations: 2,
  },
  euler: {
    order: 1,
    linear: { end: 2, from: 64 },
    nonlinear: { ...onTheCircle, end: 1, from: 256 },
    estimate: 0,
    dense: 2,
    longest: 0.05,
    evaluations: 1,
  },
};
const all = Object.entries(methods) as [MethodName, Facts][];
const adaptive = all.filter(([, { estimate }]) => estimate > 0);

const distance = (state: ArrayLike<number>, exact: readonly number[]) => Math.hypot(...exact.map((x, i) => state[i]! - x));

/** Powers of the step with which errors shrink, from halving to halving. */
function orders(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, i) => Math.log2(errors[i]! / error));
}
const mean = (x: readonly number[]) => x.reduce((sum, value) => sum + value, 0) / x.length;

function globalErrors(method: MethodName, f: RightHandSide, exact: (t: number) => number[], end: number, from: number) {
  return [1, 2, 4, 8].map((factor) => {
    const stepSize = 1 / (from * factor);
    return distance(solve(core, f, { method, initial: exact(0), end, stepSize, record: "end" }).state, exact(end));
  });
}

/** The error estimate of a step of size h: the absolute tolerance at which it is just accepted. */
function estimateOf(method: MethodName, h: number): number {
  let [low, high] = [-20, 2];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    const absoluteTolerance = 10 ** middle;
    const options = { initial: onSpiral(0), end: h, firstStep: h, absoluteTolerance, relativeTolerance: 1e-14 };
    if (solve(core, spiral, { method, ...options }).statistics.rejected) low = middle;
    else high = middle;
  }
  return 10 ** high;
}

describe.each(all)("%s", (method, { order, linear, nonlinear, dense, longest, evaluations }) => {
  it("has its order of convergence over three halvings, on a linear and on a nonlinear problem", () => {
    for (const measured of orders(globalErrors(method, rotation, onCircle, linear.end, linear.from))) {
      expect(Math.abs(measured - order)).toBeLessThan(0.1); // the next term of the error
    }
    const measured = orders(globalErrors(method, nonlinear.f, nonlinear.exact, nonlinear.end, nonlinear.from));
    expect(Math.abs(mean(measured) - order)).toBeLessThan(0.1);
  });

  it("has dense output of its local order", () => {
    const steps = [1, 2, 4, 8].map((factor) => longest / factor);
    // the root mean square over points of the step: at single ones the leading term can vanish
    const errors = steps.map((h) => {
      const times = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((theta) => theta * h);
      const { states } = solve(core, spiral, { method, initial: onSpiral(0), times: [...times, h], stepSize: h });
      return Math.hypot(...times.map((t, i) => distance(states[i]!, onSpiral(t))));
    });
    // dop853: three terms of its error are of one size at these steps, and shorter ones are exact to rounding
    expect(Math.abs(mean(orders(errors)) - dense)).toBeLessThan(method === "dop853" ? 0.3 : 0.1);
  });

  it("has dense output that passes through its steps, bit for bit", () => {
    const options = { method, initial: [1, 0], stepSize: 0.1, end: 1 };
    const steps = solve(core, circle, { ...options, dense: true });
    for (const [i, t] of steps.times.entries()) expect(steps.at(t)).toEqual(Float64Array.from(steps.states[i]!));
    const requested = solve(core, circle, { ...options, end: undefined as never, times: steps.times });
    expect(requested.states).toEqual(steps.states);
  });

  it("evaluates its stages where its nodes are, and the first stage of a step exactly where the last step ended", () => {
    const calls: { t: number; y: number }[] = [];
    const clock: RightHandSide = (t, y, out) => {
      calls.push({ t, y: y[0]! });
      out[0] = 1;
    };
    const { times, states } = solve(core, clock, { method, initial: [0], end: 1, stepSize: 0.25 });
    // y' = 1: stage i lies at y = c_i h because the weights of its row sum to c_i
    for (const { t, y } of calls) expect(Math.abs(t - y)).toBeLessThan(2e-15);
    times.forEach((t, i) => {
      const here = calls.filter((call) => call.t === t && call.y === states[i]![0]);
      expect(here.length).toBeGreaterThanOrEqual(1);
    });
    // one evaluation at the start; none is done twice
    expect(calls.length).toBe(1 + evaluations * (times.length - 1));
  });

  it("integrates polynomials below its order exactly", () => {
    for (let power = 0; power < order; power++) {
      const monomial: RightHandSide = (t, _y, out) => {
        out[0] = (power + 1) * t ** power;
      };
      const { state } = solve(core, monomial, { method, initial: [0], end: 1, stepSize: 1 });
      expect(Math.abs(state[0]! - 1)).toBeLessThan(5e-15); // weights of up to 22 add up to 1: rounding errors of that size
    }
  });

  it("estimates |h lambda| of a linear problem", () => {
    const decay: RightHandSide = (_t, y, out) => {
      out[0] = -20 * y[0]!;
    };
    const { statistics } = solve(core, decay, { method, initial: [1], end: 1, stepSize: 1 / 16 });
    expect(Math.abs(statistics.stiffness - (method === "euler" ? 0 : 20 / 16))).toBeLessThan(1e-9); // differences of y that fell to 1e-8
  });

  it("is the same for odd and even numbers of equations: copies of a problem stay copies", () => {
    for (const copies of [2, 3, 5, 8]) {
      const many: RightHandSide = (t, y, out) => {
        for (let i = 0; i < y.length; i++) out[i] = -y[i]! * Math.cos(t);
      };
      const options = { method, end: 1, stepSize: 0.05 } as const;
      const one = solve(core, many, { ...options, initial: [1.5] }).state[0];
      const { state } = solve(core, many, { ...options, initial: new Array(copies).fill(1.5) });
      for (const value of state) expect(value).toBe(one);
    }
  });
});

describe.each(adaptive)("%s with error control", (method, { estimate }) => {
  it("has an error estimate of its order", () => {
    const errors = (method === "dop853" ? [0.8, 0.4, 0.2] : [0.1, 0.05, 0.025, 0.0125]).map((h) => estimateOf(method, h));
    expect(Math.abs(mean(orders(errors)) - estimate)).toBeLessThan(0.1);
  });

  it("keeps its error near the tolerance", () => {
    for (const relativeTolerance of [1e-5, 1e-7, 1e-9]) {
      const options = { method, initial: onCircle(0), end: 10, relativeTolerance, absoluteTolerance: relativeTolerance };
      // the errors of some ten to a thousand steps, each below the tolerance and most of one sign
      const error = distance(solve(core, rotation, options).state, onCircle(10));
      expect(error).toBeLessThan(100 * relativeTolerance);
      expect(error).toBeGreaterThan(1e-3 * relativeTolerance); // and not far more work than asked for
    }
  });

  it("integrates backward to where it came from", () => {
    const options = { method, relativeTolerance: 1e-9, absoluteTolerance: 1e-9 };
    const { state } = solve(core, circle, { ...options, initial: onCircle(3), start: 3, end: 0 });
    expect(distance(state, [1, 0])).toBeLessThan(1e-7); // as above
  });
});

// bs3 ends its steps there too, but its estimate, of stages at two times, stays a little below the limit
it.each(adaptive.filter(([method]) => method !== "bs3"))("%s says of a stiff problem that it is stiff", (method) => {
  const robertson: RightHandSide = (_t, y, out) => {
    const [a, b, c] = [0.04 * y[0]!, 1e4 * y[1]! * y[2]!, 3e7 * y[1]! * y[1]!];
    out[0] = -a + b;
    out[1] = a - b - c;
    out[2] = c;
  };
  const run = () => solve(core, robertson, { method, initial: [1, 0, 0], end: 1e5, maximumSteps: 5000 });
  expect(run).toThrow(SolverError);
  expect(run).toThrow(/stiff/);
});

it("methods without an error estimate need a step size", () => {
  for (const [method, { estimate }] of all) {
    if (estimate) continue;
    expect(() => solve(core, rotation, { method, initial: [1, 0], end: 1 })).toThrow(/stepSize/);
  }
});
