import { MicrocircuitError } from "../core/errors.js";
import type { Calculus } from "./field.js";
import { type ComplexPair, complexEigenvector, dot, shifted, solveLinear, transpose } from "./linear.js";

/**
 * First Lyapunov coefficient of a Hopf point (Yu. A. Kuznetsov, Elements of Applied Bifurcation Theory, sec. 5.4, without his factor 1/omega):
 * with A q = i omega q, A^T p = -i omega p, <q, q> = 1, <p, q> = 1 (<p, q> = sum conj(p_i) q_i) and the multilinear forms B, C,
 *
 *     l1 = 1/2 Re <p, C(q, q, conj q) - 2 B(q, A^-1 B(q, conj q)) + B(conj q, (2 i omega - A)^-1 B(q, q))>
 */
export function firstLyapunovCoefficient(derivatives: Calculus, state: Float64Array, parameter: number, omega: number): number {
  const { length: n, jacobian, second, third } = derivatives;
  const A = jacobian(state, parameter);
  const { re: a, im: b } = complexEigenvector(n, A, { re: 0, im: omega });
  const p = dual(complexEigenvector(n, transpose(n, A), { re: 0, im: -omega }), { re: a, im: b });
  const B = (u: Float64Array, v: Float64Array) => second(state, parameter, u, v);
  const C = (u: Float64Array, v: Float64Array, z: Float64Array) => third(state, parameter, u, v, z);
  const combine = (...parts: [number, Float64Array][]) =>
    Float64Array.from({ length: n }, (_, i) => parts.reduce((total, [factor, x]) => total + factor * x[i]!, 0));
  const solved = (size: number, matrix: Float64Array, right: Float64Array) => {
    const solution = solveLinear(size, matrix, right);
    if (!solution)
      throw new MicrocircuitError("singular-matrix", "A Hopf point has an eigenvalue 0 or 2 i omega besides i omega.");
    return solution;
  };

  const [aa, ab, bb] = [B(a, a), B(a, b), B(b, b)];
  const r = solved(n, A, combine([1, aa], [1, bb])); // A^-1 B(q, conj q), real
  // (2 i omega - A) s = B(q, q): (A - 2 i omega) s = -B(q, q)
  const right = Float64Array.from([...combine([-1, aa], [1, bb]), ...combine([-2, ab])]);
  const s = solved(2 * n, shifted(n, A, { re: 0, im: 2 * omega }), right);
  const [c, d] = [s.slice(0, n), s.slice(n)];
  const re = combine([1, C(a, a, a)], [1, C(a, b, b)], [-2, B(a, r)], [1, B(a, c)], [1, B(b, d)]);
  const im = combine([1, C(a, a, b)], [1, C(b, b, b)], [-2, B(b, r)], [1, B(a, d)], [-1, B(b, c)]);
  return 0.5 * (dot(p.re, re) + dot(p.im, im));
}

/** p scaled so that sum conj(p_i) q_i = 1. */
function dual(p: ComplexPair, q: ComplexPair): ComplexPair {
  const re = dot(p.re, q.re) + dot(p.im, q.im);
  const im = dot(p.re, q.im) - dot(p.im, q.re);
  const square = re * re + im * im;
  // p / conj(<p, q>)
  return {
    re: p.re.map((x, i) => (x * re - p.im[i]! * im) / square),
    im: p.im.map((y, i) => (y * re + p.re[i]! * im) / square),
  };
}
