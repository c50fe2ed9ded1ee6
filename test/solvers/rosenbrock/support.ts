import { type FunctionModelOptions, functionModel, type Model, type SolveOptions, solve } from "../../../src/index.js";
import { testCore } from "../../support/core.js";

export const core = await testCore();

export const rosenbrockMethods = ["ros2", "ros3p", "ros34pw2", "rodas3", "rodas4", "rodas4p", "rodas5p", "rosenbrock23"] as const;
export type RosenbrockName = (typeof rosenbrockMethods)[number];
/** Methods that keep their order with any matrix in place of the Jacobian. */
export const wMethods = ["ros2", "ros34pw2", "rosenbrock23"] as const;

/** Van der Pol's oscillator with mu = 1 and a sinusoidal force: y'' = (1 - y^2) y' - y + 0.8 sin(1.3 t). */
export function forcedVanDerPol(jacobian?: FunctionModelOptions["jacobian"]): Model {
  return functionModel(
    (t, y, out) => {
      out[0] = y[1]!;
      out[1] = (1 - y[0]! ** 2) * y[1]! - y[0]! + 0.8 * Math.sin(1.3 * t);
    },
    {
      length: 2,
      jacobian:
        jacobian ??
        ((_t, y, out) => {
          out[1] = 1;
          out[2] = -2 * y[0]! * y[1]! - 1;
          out[3] = 1 - y[0]! ** 2;
        }),
      timeDerivative: (t, _y, out) => {
        out[0] = 0;
        out[1] = 0.8 * 1.3 * Math.cos(1.3 * t);
      },
    },
  );
}

/** The state at the end of `steps` equal steps. */
export function fixed(
  model: Model,
  method: RosenbrockName,
  initial: readonly number[],
  end: number,
  steps: number,
  more: Partial<SolveOptions> = {},
): Float64Array {
  return solve(core, model, { method, initial, end, stepSize: end / steps, record: "end", ...more }).state;
}

export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.hypot(...Array.from(a, (x, i) => x - b[i]!));
}

/** Powers of the step with which errors shrink, from halving to halving. */
export function orders(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, i) => Math.log2(errors[i]! / error));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}
