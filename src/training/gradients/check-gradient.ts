import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import { InputError, MicrocircuitError } from "../../core/errors.js";
import type { ComplexVector } from "../../solvers/function-model.js";

/** A complex number. */
export interface ComplexValue {
  readonly re: number;
  readonly im: number;
}

export interface CheckGradientOptions {
  /**
   * "central": differences of order 2; "richardson" (default): extrapolated to order 6; "complex": Im f(x + i h e_j) / h, to rounding, for an f that takes complex
   * numbers and is analytic.
   */
  readonly way?: "central" | "richardson" | "complex";
  /** Size of the (largest) displacement of a number x, relative to max(|x|, 1). Default 6e-6 (central), 0.01 (richardson), 1e-30 (complex). */
  readonly step?: number;
  /** Numbers to check; default: all. */
  readonly components?: ArrayLike<number>;
}

/** How a gradient compares. */
export interface GradientCheck {
  /** Largest of `errors`. */
  readonly worst: number;
  /** Which number that is of, what the gradient says and what the differences say. */
  readonly component: number;
  readonly given: number;
  readonly measured: number;
  /** |given - measured| / (largest |measured| of all), for each component checked. */
  readonly errors: Float64Array;
  /** Derivatives by differences. */
  readonly values: Float64Array;
}

const steps = { central: 6e-6, richardson: 0.01, complex: 1e-30 } as const;

/**
 * Compares a gradient of f at a point with derivatives found without it; f gets a Float64Array, with `way: "complex"` a {@link ComplexVector} of which it returns
 * { re, im }. Errors: InputError; MicrocircuitError where f is not finite.
 */
export function checkGradient(
  f: (x: ComplexVector) => ComplexValue,
  gradient: ArrayLike<number>,
  at: ArrayLike<number>,
  options: CheckGradientOptions & { readonly way: "complex" },
): GradientCheck;
export function checkGradient(
  f: (x: Float64Array) => number,
  gradient: ArrayLike<number>,
  at: ArrayLike<number>,
  options?: CheckGradientOptions & { readonly way?: "central" | "richardson" },
): GradientCheck;
export function checkGradient(
  f: RealFunction | ComplexFunction,
  gradient: ArrayLike<number>,
  at: ArrayLike<number>,
  options: CheckGradientOptions = {},
): GradientCheck {
  checkKeys("options", options, ["way", "step", "components"]);
  const way = checkOneOf("way", options.way ?? "richardson", ["central", "richardson", "complex"]);
  const step = checkNumber("step", options.step ?? steps[way], { above: 0, max: 1 });
  const point = Float64Array.from(checkNumbers("at", at, undefined));
  if (point.length === 0) throw new InputError("at", at, "an array of at least one number");
  if (gradient.length !== point.length) throw new InputError("gradient", gradient, `an array of ${point.length} numbers`);
  const range = { min: 0, max: point.length - 1, integer: true };
  const components = Array.from(checkNumbers("components", options.components ?? Array.from(point.keys()), undefined, range));
  if (components.length === 0) throw new InputError("components", options.components, "an array of at least one component");
  const derivative =
    way === "complex" ? complexDerivative(f as ComplexFunction, point) : differences(f as RealFunction, point, way);
  const values = Float64Array.from(components, (j) => {
    const value = derivative(j, step * Math.max(Math.abs(point[j]!), 1));
    if (Number.isFinite(value)) return value;
    throw new MicrocircuitError("not-finite", `f is not finite beside the point, along component ${j}; make step smaller.`);
  });
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const errors = Float64Array.from(components, (j, k) => {
    const error = Math.abs(gradient[j]! - values[k]!);
    return error === 0 ? 0 : error / (largest || 1); // NaN stays
  });
  let worst = 0;
  for (const [k, error] of errors.entries()) if (!(error <= errors[worst]!) && !Number.isNaN(errors[worst]!)) worst = k;
  const component = components[worst]!;
  return { worst: errors[worst]!, component, given: gradient[component]!, measured: values[worst]!, errors, values };
}

type RealFunction = (x: Float64Array) => number;
type ComplexFunction = (x: ComplexVector) => ComplexValue;

/** By component and displacement. */
function differences(f: RealFunction, point: Float64Array, way: "central" | "richardson") {
  const slope = (j: number, h: number): number => {
    const [above, below] = [point[j]! + h, point[j]! - h];
    return (f(point.with(j, above)) - f(point.with(j, below))) / (above - below);
  };
  if (way === "central") return slope;
  // Errors of the central difference go with h^2, h^4, ...: two eliminations leave h^6.
  return (j: number, h: number): number => {
    const [d0, d1, d2] = [slope(j, h), slope(j, h / 2), slope(j, h / 4)];
    const [e0, e1] = [d1 + (d1 - d0) / 3, d2 + (d2 - d1) / 3];
    return e1 + (e1 - e0) / 15;
  };
}

function complexDerivative(f: ComplexFunction, point: Float64Array) {
  return (j: number, h: number): number => {
    const im = new Float64Array(point.length);
    im[j] = h;
    return f({ re: point.slice(), im }).im / h;
  };
}
