import type { Core } from "../../core/core.js";
import { cos, hypot, power, sin } from "../../numeric/portable/index.js";
import { functionModel } from "../../solvers/function-model.js";
import type { MethodName } from "../../solvers/methods.js";
import { createIntegrator } from "../../solvers/solve.js";
import {
  type Complex,
  type RosenbrockMethod,
  radau5Tableau,
  rosenbrock23Tableau,
  rosenbrockTableau,
  rungeKutta4Tableau,
  type StabilityTableau,
  stabilityAtInfinity,
  stabilityFunction,
  trapezoidTableau,
  trBdf2Tableau,
} from "../../theory/solvers/index.js";
import { rosenbrockMethodNames } from "./method-groups.js";

/** The tableau of a method; undefined where the theory does not have it. */
function tableauOf(core: Core, method: MethodName): StabilityTableau | undefined {
  const known: Partial<Record<MethodName, StabilityTableau>> = {
    radau: radau5Tableau,
    trbdf2: trBdf2Tableau,
    rosenbrock23: rosenbrock23Tableau,
    rk4: rungeKutta4Tableau,
    trapezoid: trapezoidTableau,
    "implicit-euler": { coefficients: [[1]], weights: [1] },
    "implicit-midpoint": { coefficients: [[0.5]], weights: [1] },
  };
  return (
    known[method] ??
    (rosenbrockMethodNames.includes(method as MethodName) ? rosenbrockTableau(core, method as RosenbrockMethod) : undefined)
  );
}

export const implicitMethods: readonly MethodName[] = [
  ...rosenbrockMethodNames,
  "rosenbrock23",
  "radau",
  "trbdf2",
  "implicit-euler",
  "implicit-midpoint",
  "trapezoid",
];
/** Those whose |R| is shown in the plane. */
export const planeMethods: readonly MethodName[] = ["ros3p", "rodas4", "rodas5p", "rosenbrock23", "radau", "trbdf2"];
export const explicitMethods: readonly MethodName[] = ["dopri5", "tsit5", "dop853", "bs3", "rk4", "heun", "euler"];

/**
 * R(z) as the solver computes it: one step of size 1 of y' = z y, as the real system of its real and imaginary part. `dispose` of it.
 */
function measuredStability(core: Core, method: MethodName): { at: (z: Complex) => Complex; dispose: () => void } {
  let [re, im] = [0, 0];
  const model = functionModel(
    (_t, y, out) => {
      out[0] = re * y[0]! - im * y[1]!;
      out[1] = im * y[0]! + re * y[1]!;
      return true;
    },
    {
      length: 2,
      autonomous: true,
      jacobian: (_t, _y, out) => out.set([re, -im, im, re]),
    },
  );
  const newton = { relativeTolerance: 1e-14, absoluteTolerance: 1e-14 };
  const integrator = createIntegrator(core, model, { method, initial: [1, 0], end: 1, stepSize: 1, record: "end", ...newton });
  const at = (z: Complex) => {
    [re, im] = [z.re, z.im];
    const { state } = integrator.run();
    return { re: state[0]!, im: state[1]! };
  };
  return { at, dispose: () => integrator.dispose() };
}

export interface StabilityResult {
  /** R at infinity by the tableau; null for explicit methods, where it is infinite. */
  readonly atInfinity: number | null;
  /** |R(-1e8)|. */
  readonly far: number | null;
  /** Largest |R - R of the tableau| / max(1, |R|) over points of the plane; null: without tableau. */
  readonly difference: number | null;
  /** Explicit methods: the end of the interval (-x, 0) of stability. */
  readonly interval: number | null;
  readonly axis: readonly { readonly z: number; readonly amplification: number }[];
  /** Explicit methods: points of the border of the region of stability in the upper half plane. */
  readonly border: readonly Complex[];
  /** Some of the others: |R| in the plane. */
  readonly plane: readonly (Complex & { readonly amplification: number })[];
}

const size = ({ re, im }: Complex) => hypot(re, im);
/** The lattice of the plane: the step, its halves apart from 0, where R of a method may be singular on the real axis. */
export const planeStep = 0.5;
const lattice = (from: number, to: number) =>
  Array.from({ length: Math.round((to - from) / planeStep) }, (_, i) => from + (i + 0.5) * planeStep);

/** Stability of one method: measured with its solver, and by its tableau. */
export function stability(core: Core, { method }: { readonly method: MethodName }): StabilityResult {
  const tableau = tableauOf(core, method);
  const explicit = explicitMethods.includes(method);
  const solver = measuredStability(core, method);
  const measured = solver.at;
  const axisPoints = Array.from({ length: 121 }, (_, i) => -power(10, -1 + i / 20));
  const points = lattice(-10, 2).flatMap((re) => lattice(0, 8).map((im) => ({ re, im })));
  try {
    return {
      atInfinity: explicit ? null : stabilityAtInfinity(tableau!),
      far: explicit ? null : size(measured({ re: -1e8, im: 0 })),
      difference: tableau ? Math.max(...points.map((z) => difference(measured(z), stabilityFunction(tableau, z)))) : null,
      interval: explicit ? intervalOf(measured) : null,
      axis: axisPoints
        .map((z) => ({ z, amplification: size(measured({ re: z, im: 0 })) }))
        .filter(({ amplification }) => amplification < 1e3),
      border: explicit ? borderOf(measured) : [],
      plane: planeMethods.includes(method) ? planeOf(tableau!) : [],
    };
  } finally {
    solver.dispose();
  }
}

function difference(a: Complex, b: Complex): number {
  return size({ re: a.re - b.re, im: a.im - b.im }) / Math.max(1, size(b));
}

/** The first x > 0 with |R(-x)| > 1. */
function intervalOf(r: (z: Complex) => Complex): number {
  const grows = (x: number) => size(r({ re: -x, im: 0 })) > 1 + 1e-12;
  let x = 0.1;
  while (!grows(x)) x += 0.01;
  return bisected(grows, x - 0.01, x);
}

/** Where `holds` becomes true between `low` and `high`. */
function bisected(holds: (x: number) => boolean, low: number, high: number): number {
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The border of the region of stability as seen from -1, in the upper half plane. */
function borderOf(r: (z: Complex) => Complex): Complex[] {
  return Array.from({ length: 91 }, (_, i) => {
    const angle = (Math.PI * i) / 90;
    const on = (distance: number) => ({ re: -1 + distance * cos(angle), im: distance * sin(angle) });
    const grows = (distance: number) => size(r(on(distance))) > 1;
    let distance = 0.02;
    while (!grows(distance)) distance += 0.02;
    return on(bisected(grows, distance - 0.02, distance));
  });
}

/** |R| of the tableau; the solver would refuse steps near the poles, in the right half plane. */
function planeOf(tableau: StabilityTableau): StabilityResult["plane"] {
  return lattice(-6, 10).flatMap((re) =>
    lattice(-8, 8).map((im) => ({ re, im, amplification: Math.min(1e6, size(stabilityFunction(tableau, { re, im }))) })),
  );
}
