import type { Core } from "../../core/core.js";
import { hypot, log2, power } from "../../numeric/portable/index.js";
import { functionModel } from "../../solvers/function-model.js";
import type { MethodName } from "../../solvers/methods.js";
import type { Model } from "../../solvers/model.js";
import { testProblems } from "../../solvers/problems/index.js";
import { solve } from "../../solvers/solve.js";

/** Powers of the step with which errors shrink, from halving to halving. */
export function slopesOf(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, i) => log2(errors[i]! / error));
}

/** Problems without stiffness on which orders are measured. */
export const smoothProblems = {
  "rigid body": { make: testProblems.detestB5, end: 16 },
  "time-dependent": { make: () => testProblems.protheroRobinson({ lambda: -1 }), end: 4 },
} as const;
export type SmoothProblem = keyof typeof smoothProblems;

export interface OrderInput {
  readonly problem: SmoothProblem;
  readonly method: MethodName;
}

export interface OrderResult {
  readonly steps: readonly number[];
  readonly errors: readonly number[];
}

/** Errors below this, or this for each step, may be rounding: it adds up over thousands of steps. */
const rounding = { all: 2e-14, step: 1e-16 };
/** Newton's iteration of Radau IIA is left with errors of 1e-14 in each step. */
const radauRounding = { all: 2e-14, step: 1e-13 };
/** Steps: powers of 2 from 1 to 1/1024. */
const halvings = Array.from({ length: 11 }, (_, k) => power(0.5, k));

/** Errors (root mean square over four times) with ever shorter steps. */
export function orderErrors(core: Core, { problem: name, method }: OrderInput): OrderResult {
  const { make, end } = smoothProblems[name];
  const floor = method === "radau" && name === "rigid body" ? radauRounding : rounding;
  const problem = make();
  const times = [1, 2, 3, 4].map((k) => (k * end) / 4);
  const exact = times.map(problem.solution!);
  const found: { step: number; error: number }[] = [];
  for (const step of halvings) {
    const states = fixedStates(core, problem, method, times, step);
    if (!states) continue;
    const squares = states.flatMap((state, i) => exact[i]!.map((value, j) => (state[j]! - value) ** 2));
    const error = Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / times.length);
    if (error < Math.max(floor.all, floor.step * (end / step))) break;
    if (error < 1) found.push({ step, error });
  }
  return { steps: found.map(({ step }) => step), errors: found.map(({ error }) => error) };
}

/** Undefined where steps are too long for the method. */
function fixedStates(core: Core, problem: Model, method: MethodName, times: readonly number[], stepSize: number) {
  try {
    const newton = { relativeTolerance: 1e-14, absoluteTolerance: 1e-14 }; // for the iteration alone: steps are fixed
    return solve(core, problem, { method, times, stepSize, ...newton }).states;
  } catch {
    return undefined;
  }
}

/** The mean of the last three slopes: the order. Null where there are fewer. */
export function measuredOrder({ errors }: OrderResult): number | null {
  const slopes = slopesOf(errors).slice(-3);
  return slopes.length < 3 ? null : slopes.reduce((sum, slope) => sum + slope, 0) / 3;
}

export const jacobians = ["exact", "zero", "diagonal"] as const;
export type JacobianKind = (typeof jacobians)[number];

export interface JacobianResult {
  readonly orders: readonly {
    readonly method: MethodName;
    readonly jacobian: JacobianKind;
    readonly slopes: readonly number[];
  }[];
}

/** The forced oscillator of van der Pol, y'' = (1 - y^2) y' - y + 0.8 sin(1.3 t), with a matrix of this kind in place of its Jacobian. */
function forcedVanDerPol(core: Core, kind: JacobianKind): Model {
  const { sin } = core.exports;
  return functionModel(
    (t, y, out) => {
      out[0] = y[1]!;
      out[1] = (1 - y[0]! ** 2) * y[1]! - y[0]! + 0.8 * sin(1.3 * t);
      return true;
    },
    {
      length: 2,
      jacobian: (_t, y, out) => {
        if (kind === "zero") return;
        out[3] = 1 - y[0]! ** 2;
        if (kind === "diagonal") return;
        out[1] = 1;
        out[2] = -2 * y[0]! * y[1]! - 1;
      },
      timeDerivative: (t, _y, out) => {
        out[0] = 0;
        out[1] = 1.04 * sin(1.3 * t + Math.PI / 2);
      },
    },
  );
}

/** Orders with the exact Jacobian and with wrong ones, at t = 2. */
export function anyJacobian(core: Core, { methods }: { readonly methods: readonly MethodName[] }): JacobianResult {
  const end = 2;
  const state = (method: MethodName, kind: JacobianKind, steps: number) =>
    solve(core, forcedVanDerPol(core, kind), { method, initial: [2, 0], end, stepSize: end / steps, record: "end" }).state;
  const exact = state("dop853", "exact", 400);
  const orders = methods.flatMap((method) =>
    jacobians.map((jacobian) => {
      const errors = [160, 320, 640, 1280].map((steps) => {
        const [y1, y2] = state(method, jacobian, steps);
        return hypot(y1! - exact[0]!, y2! - exact[1]!);
      });
      return { method, jacobian, slopes: slopesOf(errors) };
    }),
  );
  return { orders };
}

export interface ReductionInput {
  readonly methods: readonly MethodName[];
  readonly lambdas: readonly number[];
}

export interface ReductionResult {
  readonly points: readonly {
    readonly method: MethodName;
    readonly lambda: number;
    readonly errors: readonly number[];
    /** Mean slope; null where an error is 0 or lost in rounding. */
    readonly order: number | null;
  }[];
}

/** Steps of the measurement of order reduction. */
const reductionSteps = [20, 40, 80];

/** Orders on y' = lambda (y - sin t) + cos t, y = sin t, over 0 to 1. */
export function orderReduction(core: Core, { methods, lambdas }: ReductionInput): ReductionResult {
  const points = methods.flatMap((method) =>
    lambdas.map((lambda) => {
      const problem = testProblems.protheroRobinson({ lambda });
      const errors = reductionSteps.map((steps) => {
        const newton = { relativeTolerance: 1e-14, absoluteTolerance: 1e-14 };
        const { state } = solve(core, problem, { method, end: 1, stepSize: 1 / steps, record: "end", ...newton });
        return Math.abs(state[0]! - core.exports.sin(1));
      });
      // two roundings of a number near 1
      const order = Math.min(...errors) < 5e-16 ? null : log2(errors[0]! / errors.at(-1)!) / (errors.length - 1);
      return { method, lambda, errors, order };
    }),
  );
  return { points };
}
