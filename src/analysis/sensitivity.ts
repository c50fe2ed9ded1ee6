import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { functionModel, solve } from "../solvers/index.js";
import { calculus, type VectorField } from "./field.js";
import { accuracyKeys, type OrbitAccuracy, solverOptions } from "./section.js";

export interface SensitivityOptions extends OrbitAccuracy {
  readonly parameter: number;
  /** y(0), which does not depend on the parameter. */
  readonly start: ArrayLike<number>;
  /** ms, ascending from 0 on. */
  readonly times: ArrayLike<number>;
}

/** An orbit with its derivative by the parameter. */
export interface Sensitivity {
  readonly states: readonly Float64Array[];
  /** dy/dp at the same times; dV/dI in mV per uA/cm2. */
  readonly derivatives: readonly Float64Array[];
}

/**
 * How an orbit depends on the parameter, by the tangent-linear model s' = J s + df/dp, s(0) = 0, beside the orbit. On a cycle of period T(I) the
 * largest |dV/dI| so far grows linearly, as t |V'| |T'(I)| / T: a shift of phase that adds up, not chaos. Relative tolerance by default 1e-10.
 * Errors: InputError, SolverError.
 */
export function parameterSensitivity(core: Core, field: VectorField, options: SensitivityOptions): Sensitivity {
  checkKeys("options", options, ["parameter", "start", "times", ...accuracyKeys]);
  const n = field.length;
  const parameter = checkNumber("parameter", options.parameter);
  const start = checkNumbers("start", options.start, n);
  const { f, jacobian, parameterDerivative } = calculus(field);
  const model = functionModel(
    (_, y, out) => {
      out.set(f(y, parameter));
      const J = jacobian(y, parameter);
      const slope = parameterDerivative(y, parameter);
      for (let i = 0; i < n; i++) {
        let sum = slope[i]!;
        for (let j = 0; j < n; j++) sum += J[i * n + j]! * y[n + j]!;
        out[n + i] = sum;
      }
    },
    { length: 2 * n, name: field.name, autonomous: true },
  );
  const { absoluteTolerance, ...rest } = solverOptions(field, start, { relativeTolerance: 1e-10, ...options });
  const tolerance = Float64Array.from([...absoluteTolerance, ...absoluteTolerance]);
  const initial = Float64Array.from([...Array.from(start), ...new Array<number>(n).fill(0)]);
  const run = solve(core, model, { ...rest, absoluteTolerance: tolerance, initial, times: options.times });
  return { states: run.states.map((y) => y.slice(0, n)), derivatives: run.states.map((y) => y.slice(n)) };
}

/** The largest magnitude so far. */
export function runningMaximum(values: ArrayLike<number>): Float64Array {
  const out = new Float64Array(values.length);
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    largest = Math.max(largest, Math.abs(values[i]!));
    out[i] = largest;
  }
  return out;
}
