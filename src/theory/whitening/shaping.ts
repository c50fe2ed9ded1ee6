import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { blockBytes } from "../../core/memory.js";

/** theta at which b(theta) begins to grow: 6^(1/2.32) = 2.1648. dh/dtheta jumps there. */
export const SHAPE_KINK = 2.1647613318482204;

/** m(p) = E|Z|^p of a standard normal Z: sqrt(2^p / pi) Gamma((p + 1)/2), -1 < p <= 100. Relative error below 1e-13. */
export function gaussianAbsoluteMoment(core: Core, p: number): number {
  const power = checkNumber("p", p, { above: -1, max: 100 });
  return core.call((e) => e.gaussianAbsoluteMoment(power));
}

/** m'(p) = m(p) (ln 2 + psi((p + 1)/2))/2 of {@link gaussianAbsoluteMoment}, -1 < p <= 100. */
export function gaussianAbsoluteMomentDerivative(core: Core, p: number): number {
  const power = checkNumber("p", p, { above: -1, max: 100 });
  return core.call((e) => e.gaussianAbsoluteMomentDerivative(power));
}

/** psi(x) = d/dx log Gamma(x), x > 0. Error below 2e-15 (1 + |psi|). */
export function digamma(core: Core, x: number): number {
  const argument = checkNumber("x", x, { above: 0 });
  return core.call((e) => e.digamma(argument));
}

/** Form of dh/dtheta: "true", or "published-code", which uses b' = 2.32 b theta^1.32 also where b is constant (theta < 2.1648). */
export type ShapeDerivative = "true" | "published-code";

/** Functions of an interneuron's input z at one shape theta; arrays as long as z. */
export interface ShapingFunctions {
  /** f(theta, z) = a z + b sign(z)|z|^theta. */
  readonly f: Float64Array;
  /** df/dz. */
  readonly slope: Float64Array;
  /** h(theta, z) = a (z^2 - 1)/2 + b (|z|^p - m(p))/p, p = theta + 1: dh/dz = f, and E h = 0 for z ~ N(0, 1). */
  readonly h: Float64Array;
  /** dh/dtheta. */
  readonly shapeDerivative: Float64Array;
}

/**
 * The transfer function of a shaping interneuron (arXiv 2405.17745) and what its learning rules average, at each number of `z`;
 * 1 <= theta <= 3, a = exp(max(2 theta - 3.85, 0)^1.95), b = exp(max(theta^2.32 - 6, 0)).
 * Errors: InputError.
 */
export function shapingFunctions(
  core: Core,
  theta: number,
  z: ArrayLike<number>,
  options: { readonly derivative?: ShapeDerivative } = {},
): ShapingFunctions {
  checkKeys("options", options, ["derivative"]);
  const form = checkOneOf("options.derivative", options.derivative ?? "true", ["true", "published-code"]);
  const shape = checkNumber("theta", theta, { min: 1, max: 3 });
  const inputs = checkNumbers("z", z, undefined, { min: -1e75, max: 1e75 });
  const n = inputs.length;
  const arena = core.arena(5 * blockBytes("f64", n), "Shaping functions");
  try {
    const argument = arena.block("f64", n);
    const [f, slope, h, shapeDerivative] = Array.from({ length: 4 }, () => arena.block("f64", n)) as [
      typeof argument,
      typeof argument,
      typeof argument,
      typeof argument,
    ];
    argument.view.set(inputs);
    const compatible = form === "true" ? 0 : 1;
    core.call((e) =>
      e.evaluateShape(shape, compatible, argument.address, n, f.address, slope.address, h.address, shapeDerivative.address),
    );
    return {
      f: f.view.slice(),
      slope: slope.view.slice(),
      h: h.view.slice(),
      shapeDerivative: shapeDerivative.view.slice(),
    };
  } finally {
    core.heap.release(arena.region);
  }
}
