import { InputError } from "../../core/errors.js";
import { hypot } from "../../numeric/portable/index.js";
import type { RosenbrockTableau, RungeKuttaTableau } from "./tableaux.js";

export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** What the stability function needs of a tableau. */
export type StabilityTableau =
  | Pick<RungeKuttaTableau, "coefficients" | "weights">
  | Pick<RosenbrockTableau, "alpha" | "gammas" | "weights">;

/**
 * The stability function R(z) of a one-step method: its step of y' = lambda y multiplies y by R(h lambda). For the matrix B = a of a Runge-Kutta method, or
 * alpha + Gamma of a Rosenbrock method,
 *
 *     R(z) = 1 + z b^T (I - z B)^-1 (1 .. 1)^T
 *
 * (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.3 and IV.7), solved by elimination with pivoting. Errors: InputError where R has a pole.
 */
export function stabilityFunction(tableau: StabilityTableau, z: number | Complex): Complex {
  const { re, im } = typeof z === "number" ? { re: z, im: 0 } : z;
  const b = matrixOf(tableau);
  const system = b.map((row, i) => row.map((x, j) => ({ re: (i === j ? 1 : 0) - re * x, im: -im * x })));
  const x = solve(
    system,
    b.map(() => ({ re: 1, im: 0 })),
    z,
  );
  let [sumRe, sumIm] = [0, 0];
  for (const [i, weight] of tableau.weights.entries()) {
    sumRe += weight * x[i]!.re;
    sumIm += weight * x[i]!.im;
  }
  return { re: 1 + re * sumRe - im * sumIm, im: re * sumIm + im * sumRe };
}

/** |R(z)| */
export function amplification(tableau: StabilityTableau, z: number | Complex): number {
  const { re, im } = stabilityFunction(tableau, z);
  return hypot(re, im);
}

/**
 * The limit of R(z) as |z| grows: 0 for an L-stable method, infinite for an explicit one. With B invertible it is 1 - b^T B^-1 1; with an explicit first stage and the
 * last one the solution it is that stage's limit. Errors: InputError for other singular B.
 */
export function stabilityAtInfinity(tableau: StabilityTableau): number {
  const b = matrixOf(tableau);
  const { weights } = tableau;
  if (b.every((row, i) => row.every((x, j) => j < i || x === 0))) return Infinity;
  const real = (rows: readonly (readonly number[])[], right: readonly number[]) =>
    solve(
      rows.map((row) => row.map((re) => ({ re, im: 0 }))),
      right.map((re) => ({ re, im: 0 })),
      Infinity,
    ).map((x) => x.re);
  if (b[0]!.some((x) => x !== 0)) {
    const x = real(
      b,
      b.map(() => 1),
    );
    return 1 - weights.reduce((sum, weight, i) => sum + weight * x[i]!, 0);
  }
  const last = b.at(-1)!;
  if (!weights.every((weight, i) => weight === last[i])) {
    throw new InputError("tableau", tableau, "one with an invertible matrix, or with its last stage as solution");
  }
  // Stage values x of y' = lambda y with x_1 = 1: x - z B x = 1, so B x -> 0 in all rows but the first.
  const inner = b.slice(1);
  return real(
    inner.map((row) => row.slice(1)),
    inner.map((row) => -row[0]!),
  ).at(-1)!;
}

function matrixOf(tableau: StabilityTableau): readonly (readonly number[])[] {
  if ("coefficients" in tableau) return tableau.coefficients;
  return tableau.alpha.map((row, i) => row.map((x, j) => x + tableau.gammas[i]![j]!));
}

/** Solves a complex system by elimination with partial pivoting; overwrites both. */
function solve(a: Complex[][], x: Complex[], z: number | Complex): Complex[] {
  const size = (value: Complex) => Math.abs(value.re) + Math.abs(value.im);
  const minusProduct = (c: Complex, p: Complex, q: Complex) => ({
    re: c.re - (p.re * q.re - p.im * q.im),
    im: c.im - (p.re * q.im + p.im * q.re),
  });
  const quotient = (p: Complex, q: Complex) => {
    const square = q.re * q.re + q.im * q.im;
    return { re: (p.re * q.re + p.im * q.im) / square, im: (p.im * q.re - p.re * q.im) / square };
  };
  const n = a.length;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (size(a[i]![k]!) > size(a[best]![k]!)) best = i;
    if (!(size(a[best]![k]!) > 0)) throw new InputError("z", z, "a point at which the stability function has no pole");
    [a[k], a[best]] = [a[best]!, a[k]!];
    [x[k], x[best]] = [x[best]!, x[k]!];
    for (let i = k + 1; i < n; i++) {
      const factor = quotient(a[i]![k]!, a[k]![k]!);
      for (let j = k + 1; j < n; j++) a[i]![j] = minusProduct(a[i]![j]!, factor, a[k]![j]!);
      x[i] = minusProduct(x[i]!, factor, x[k]!);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k] = minusProduct(x[k]!, a[k]![j]!, x[j]!);
    x[k] = quotient(x[k]!, a[k]![k]!);
  }
  return x;
}
