import { checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { blockBytes } from "../core/memory.js";

// Special functions of the core, f64. Errors are relative unless said otherwise; measured figures are in docs/numeric.md.
// All throw InputError for arguments outside the stated range.

/** Error function erf(x). Error below 1e-14. */
export function erf(core: Core, x: number): number {
  const argument = checkNumber("x", x);
  return core.call((e) => e.erf(argument));
}

/** Complementary error function erfc(x) = 1 - erf(x). Error below 1e-14 while the result is a normal number (x < 26.5). */
export function erfc(core: Core, x: number): number {
  const argument = checkNumber("x", x);
  return core.call((e) => e.erfc(argument));
}

/** Scaled complementary error function exp(x^2) erfc(x), x >= -26.6 (below it overflows). Error below 1e-14. */
export function erfcx(core: Core, x: number): number {
  const argument = checkNumber("x", x, { min: -26.6 });
  return core.call((e) => e.erfcx(argument));
}

/** Dawson's integral exp(-x^2) int_0^x exp(t^2) dt. Error below 1e-14. */
export function dawson(core: Core, x: number): number {
  const argument = checkNumber("x", x);
  return core.call((e) => e.dawson(argument));
}

/** Logarithm of the gamma function, 0 < x <= 2.5e305 (above it overflows). Error below 1e-14, at its zeros 1 and 2 too. */
export function logGamma(core: Core, x: number): number {
  const argument = checkNumber("x", x, { above: 0, max: 2.5e305 });
  return core.call((e) => e.logGamma(argument));
}

const shape = { above: 0, max: 1e8 } as const;

/**
 * Logarithm of the regularised lower incomplete gamma function P(a, x) = gamma(a, x) / Gamma(a), 0 < a <= 1e8, x >= 0: finite where P
 * itself underflows, -Infinity at x = 0. Error below 1e-12 for a <= 1e6.
 */
export function logGammaP(core: Core, a: number, x: number): number {
  const order = checkNumber("a", a, shape);
  const argument = checkNumber("x", x, { min: 0 });
  return core.call((e) => e.logGammaP(order, argument));
}

/** Logarithm of Q(a, x) = 1 - P(a, x); as {@link logGammaP}. */
export function logGammaQ(core: Core, a: number, x: number): number {
  const order = checkNumber("a", a, shape);
  const argument = checkNumber("x", x, { min: 0 });
  return core.call((e) => e.logGammaQ(order, argument));
}

/** Regularised lower incomplete gamma function P(a, x), 0 < a <= 1e8, x >= 0. Error below 1e-12 (1 + |log P|). */
export function gammaP(core: Core, a: number, x: number): number {
  const order = checkNumber("a", a, shape);
  const argument = checkNumber("x", x, { min: 0 });
  return core.call((e) => e.gammaP(order, argument));
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), 0 < a <= 1e8, x >= 0. Error below 1e-12 (1 + |log Q|). */
export function gammaQ(core: Core, a: number, x: number): number {
  const order = checkNumber("a", a, shape);
  const argument = checkNumber("x", x, { min: 0 });
  return core.call((e) => e.gammaQ(order, argument));
}

/** A quadrature rule on [-1, 1]. */
export interface QuadratureRule {
  /** Ascending. */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre rule of `count` nodes, 1 to 1024: exact for polynomials of degree 2 `count` - 1. Nodes to 1e-15 absolute, weights to
 * 1e-13 relative up to 64 nodes.
 */
export function gaussLegendre(core: Core, count: number): QuadratureRule {
  const n = checkNumber("count", count, { min: 1, max: 1024, integer: true });
  const arena = core.arena(2 * blockBytes("f64", n), "A quadrature rule");
  try {
    const nodes = arena.block("f64", n);
    const weights = arena.block("f64", n);
    core.call((e) => e.legendreRule(n, nodes.address, weights.address));
    return { nodes: nodes.view.slice(), weights: weights.view.slice() };
  } finally {
    core.heap.release(arena.region);
  }
}
