import { choleskySolve, choleskySolveTo } from "./cholesky";
import { addScaled, dot } from "./dot";
import { multiplyVector } from "./products";

/**
 * Solves A y = x with the factor `l` of a nearby matrix: conjugate gradients preconditioned with it (Golub and Van Loan, 11.5), from y = (L L^T)^{-1} x, until
 * |x - A y| <= tolerance |x|. O(n^2) for each iteration; the number of iterations grows with log(tolerance) / log|I - (L L^T)^{-1} A|. `a` needs both triangles. Needs 4 n elements of
 * `scratch`; `y` is not `x`. Returns the iterations after the first solve (0: the factor was good enough), or -1 if `limit` of them did not do, or A is not positive
 * definite along the way: then factorise A anew. A residual below about eps times A's condition number cannot be had.
 */
export function choleskyRefine(y: usize, a: usize, l: usize, n: i32, x: usize, tolerance: f64, limit: i32, scratch: usize): i32 {
  const bytes = <usize>n << 3;
  const residual = scratch;
  const z = residual + bytes;
  const direction = z + bytes;
  const image = direction + bytes;
  const target = tolerance * tolerance * dot(x, x, n);
  memory.copy(y, x, bytes);
  choleskySolve(l, n, y);
  residualOf(residual, a, n, x, y);
  if (dot(residual, residual, n) <= target) return 0;
  memory.fill(direction, 0, bytes);
  let previous: f64 = 1;
  for (let iteration = 1; iteration <= limit; iteration++) {
    choleskySolveTo(z, l, n, residual);
    const rho = dot(residual, z, n);
    addScaled(z, rho / previous, direction, n);
    memory.copy(direction, z, bytes);
    previous = rho;
    multiplyVector(image, a, direction, n, n);
    const curvature = dot(direction, image, n);
    if (!(curvature > 0)) return -1;
    addScaled(y, rho / curvature, direction, n);
    addScaled(residual, -rho / curvature, image, n);
    if (!(dot(residual, residual, n) <= target)) continue;
    // The recurrence drifts away from the true residual: take that, and go on from there if it is too large.
    residualOf(residual, a, n, x, y);
    if (dot(residual, residual, n) <= target) return iteration;
    memory.fill(direction, 0, bytes);
  }
  return -1;
}

/** residual = x - A y */
function residualOf(residual: usize, a: usize, n: i32, x: usize, y: usize): void {
  multiplyVector(residual, a, y, n, n);
  for (let at: usize = 0; at < <usize>n << 3; at += 8) store<f64>(residual + at, load<f64>(x + at) - load<f64>(residual + at));
}
