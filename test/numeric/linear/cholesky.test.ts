import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cholesky,
  InputError,
  inverse,
  logDeterminant,
  multiply,
  randomOrthogonal,
  solvePositiveDefinite,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { difference, EPSILON, frobenius, fromSpectrum, randomPositiveDefinite, stream, transposed } from "./support.js";

// Bounds: |A - L L^T| <= (n + 1) eps |A| and a backward error of a solution of about 3 n eps |A| |x| (Higham, Accuracy and Stability of Numerical Algorithms,
// theorems 10.3 and 10.4, in norms; the Frobenius norm of the factor adds a factor n at most, not met in practice).
const sizes = Array.from({ length: 33 }, (_, i) => i + 1);

describe("cholesky", () => {
  it("gives the exact factor of integer matrices", async () => {
    const core = await testCore();
    // L = [2; 6 1; -8 5 3]
    expect(Array.from(cholesky(core, [4, 12, -16, 12, 37, -43, -16, -43, 98], 3))).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
    expect(Array.from(cholesky(core, [9], 1))).toEqual([3]);
    expect(logDeterminant(core, [4, 12, -16, 12, 37, -43, -16, -43, 98], 3)).toBeCloseTo(Math.log(36), 14);
  });

  it.each(sizes)("has a backward error of rounding, n = %i", async (n) => {
    const core = await testCore();
    const a = randomPositiveDefinite(core, n, n);
    const l = cholesky(core, a, n);
    const error = frobenius(difference(multiply(core, l, transposed(l, n, n), n, n, n), a));
    expect(error).toBeLessThanOrEqual((n + 1) * EPSILON * frobenius(a));
    const b = stream(core, 100 + n).normals(n);
    const x = solvePositiveDefinite(core, a, b, n);
    const residual = frobenius(difference(multiply(core, a, x, n, n, 1), b));
    expect(residual).toBeLessThanOrEqual(4 * n * EPSILON * frobenius(a) * frobenius(x));
  });

  it.each([1, 2, 3, 4, 5, 8, 13])("solves for %i right-hand sides as for one at a time", async (m) => {
    const core = await testCore();
    for (const n of [1, 2, 5, 9, 16, 31]) {
      const a = randomPositiveDefinite(core, n, n);
      const b = stream(core, n + m).normals(n * m);
      const x = solvePositiveDefinite(core, a, b, n, m);
      const residual = frobenius(difference(multiply(core, a, x, n, n, m), b));
      expect(residual).toBeLessThanOrEqual(4 * n * EPSILON * frobenius(a) * frobenius(x));
    }
  });

  it("keeps the backward error small at a condition number of 1e12", async () => {
    const core = await testCore();
    for (const n of [2, 5, 12, 33]) {
      const spectrum = Float64Array.from({ length: n }, (_, i) => 10 ** ((-12 * i) / (n - 1)));
      const a = fromSpectrum(randomOrthogonal(core, n, stream(core, n)), spectrum, n);
      const b = stream(core, n + 1).normals(n);
      const x = solvePositiveDefinite(core, a, b, n);
      const residual = frobenius(difference(multiply(core, a, x, n, n, 1), b));
      expect(residual).toBeLessThanOrEqual(4 * n * EPSILON * frobenius(a) * frobenius(x));
      expect(frobenius(x)).toBeGreaterThan(1e9); // the right-hand side does meet the small eigenvalues
    }
  });

  it("solves integer systems: property", async () => {
    const core = await testCore();
    const integers = (length: number) => fc.array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length });
    const system = fc.integer({ min: 1, max: 9 }).chain((n) => fc.tuple(fc.constant(n), integers(n * n), integers(n)));
    fc.assert(
      fc.property(system, ([n, entries, solution]) => {
        // B B^T + I has integer elements and eigenvalues >= 1, and A x is exact: the error of x is below the condition number's worth.
        const b = Float64Array.from(entries);
        const a = multiply(core, b, transposed(b, n, n), n, n, n);
        for (let i = 0; i < n; i++) a[i * n + i]! += 1;
        const x = solvePositiveDefinite(core, a, multiply(core, a, solution, n, n, 1), n);
        const condition = frobenius(a);
        expect(frobenius(difference(x, solution))).toBeLessThanOrEqual(8 * n * EPSILON * condition * frobenius(solution));
      }),
    );
  });

  it("inverts to an exactly symmetric matrix", async () => {
    const core = await testCore();
    for (const n of [1, 2, 3, 7, 20, 33]) {
      const a = randomPositiveDefinite(core, n, 7 * n);
      const inverted = inverse(core, a, n);
      expect(inverted).toEqual(transposed(inverted, n, n));
      const product = multiply(core, a, inverted, n, n, n);
      for (let i = 0; i < n; i++) product[i * n + i]! -= 1;
      expect(frobenius(product)).toBeLessThanOrEqual(8 * n * EPSILON * frobenius(a) * frobenius(inverted));
    }
  });

  it("names the pivot of a matrix that is not positive definite", async () => {
    const core = await testCore();
    for (let n = 1; n <= 12; n++) {
      for (let pivot = 0; pivot < n; pivot++) {
        const a = new Float64Array(n * n);
        for (let i = 0; i < n; i++) a[i * n + i] = i === pivot ? -1e-3 : 1;
        expect(() => cholesky(core, a, n)).toThrow(`(pivot ${pivot})`);
        a[pivot * n + pivot] = 0;
        expect(() => solvePositiveDefinite(core, a, new Float64Array(n), n)).toThrow(`(pivot ${pivot})`);
      }
    }
    expect(() => inverse(core, [1, 2, 2, 1], 2)).toThrow(InputError);
    expect(() => logDeterminant(core, [1, 2, 2, 1], 2)).toThrow(/leading 2 x 2 block/);
  });

  it("refuses what is not a symmetric matrix of finite numbers", async () => {
    const core = await testCore();
    expect(() => cholesky(core, [1, Number.NaN, Number.NaN, 1], 2)).toThrow("a[0][1] is NaN");
    expect(() => cholesky(core, [1, 0.5, 0.6, 1], 2)).toThrow("a[1][0] is 0.6; it must be equal to a[0][1], 0.5");
    expect(() => cholesky(core, [1, 2, 3], 2)).toThrow("an array of 2 x 2 numbers");
    expect(() => cholesky(core, [1], 0)).toThrow("n is 0");
    expect(() => solvePositiveDefinite(core, [1], [Number.POSITIVE_INFINITY], 1)).toThrow("b[0][0] is Infinity");
  });
});
