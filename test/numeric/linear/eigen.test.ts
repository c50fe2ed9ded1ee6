import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  inverseSquareRootMatrix,
  multiply,
  operatorNorm,
  randomOrthogonal,
  squareRootMatrix,
  symmetricEigen,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import {
  difference,
  EPSILON,
  frobenius,
  fromSpectrum,
  orthogonalityError,
  randomPositiveDefinite,
  stream,
  transposed,
} from "./support.js";

// The promise of the documentation: |A - V L V^T| <= 1e-14 n |A|, |V^T V - I| <= 1e-14 n.
const BOUND = 1e-14;

async function checkDecomposition(a: ArrayLike<number>, n: number) {
  const core = await testCore();
  const { values, vectors } = symmetricEigen(core, a, n);
  const norm = Math.max(...values.map(Math.abs));
  expect(frobenius(difference(fromSpectrum(vectors, values, n), a))).toBeLessThanOrEqual(BOUND * n * norm);
  expect(orthogonalityError(core, vectors, n)).toBeLessThanOrEqual(BOUND * n);
  for (let i = 1; i < n; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]!);
  return { values, vectors };
}

/** Symmetric, of normal numbers. */
function randomSymmetric(core: Parameters<typeof stream>[0], n: number, seed: number): Float64Array {
  const b = stream(core, seed).normals(n * n);
  return b.map((x, at) => x + b[(at % n) * n + Math.floor(at / n)]!);
}

describe("symmetricEigen", () => {
  it("solves small cases", async () => {
    const core = await testCore();
    const { values, vectors } = symmetricEigen(core, [2, 1, 1, 2], 2);
    const h = Math.SQRT1_2;
    for (const [i, x] of [1, 3].entries()) expect(values[i]).toBeCloseTo(x, 14);
    for (const [i, x] of [h, h, -h, h].entries()) expect(Math.abs(vectors[i]!)).toBeCloseTo(Math.abs(x), 14);
    expect(symmetricEigen(core, [-3], 1)).toEqual({ values: Float64Array.of(-3), vectors: Float64Array.of(1) });
    const diagonal = symmetricEigen(core, [3, 0, 0, 0, -1, 0, 0, 0, 2], 3);
    expect(Array.from(diagonal.values)).toEqual([-1, 2, 3]);
    expect(Array.from(diagonal.vectors)).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 0]);
  });

  it.each([...Array.from({ length: 33 }, (_, i) => i + 1), 64, 100, 127])("decomposes random matrices, n = %i", async (n) => {
    const core = await testCore();
    await checkDecomposition(randomSymmetric(core, n, n), n);
  });

  it("decomposes at n = 256", async () => {
    const core = await testCore();
    await checkDecomposition(randomSymmetric(core, 256, 1), 256);
  });

  it("finds the eigenvalues of the second difference, 2 - 2 cos(pi k / (n + 1))", async () => {
    for (const n of [2, 3, 10, 33, 50]) {
      const a = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        a[i * n + i] = 2;
        if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
      }
      const { values } = await checkDecomposition(a, n);
      for (let k = 1; k <= n; k++) {
        const exact = 4 * Math.sin((Math.PI * k) / (2 * (n + 1))) ** 2;
        expect(Math.abs(values[k - 1]! - exact)).toBeLessThanOrEqual(BOUND * n * 4);
      }
    }
  });

  it("copes with repeated, zero, graded and extreme elements", async () => {
    const core = await testCore();
    const n = 12;
    const v = randomOrthogonal(core, n, stream(core, 3));
    const zero = new Float64Array(n * n);
    expect(symmetricEigen(core, zero, n).values).toEqual(new Float64Array(n));
    expect(orthogonalityError(core, symmetricEigen(core, zero, n).vectors, n)).toBe(0);
    await checkDecomposition(new Float64Array(n * n).fill(1), n); // rank 1
    await checkDecomposition(fromSpectrum(v, [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2], n), n);
    const graded = Float64Array.from({ length: n }, (_, i) => 10 ** (-2 * i));
    await checkDecomposition(fromSpectrum(v, graded, n), n);
    const gradedElements = Float64Array.from({ length: n * n }, (_, at) => 10 ** (-10 * ((at % n) + Math.floor(at / n))));
    await checkDecomposition(gradedElements, n);
    const base = randomSymmetric(core, n, 5);
    const { values } = symmetricEigen(core, base, n);
    // Powers of two scale the eigenvalues exactly, as long as nothing is subnormal.
    for (const power of [2 ** 1000, 2 ** -900]) {
      const scaled = symmetricEigen(
        core,
        base.map((x) => x * power),
        n,
      );
      expect(scaled.values).toEqual(values.map((x) => x * power));
    }
  });

  it("orders and orients: any symmetric matrix", async () => {
    const core = await testCore();
    const square = fc.integer({ min: 1, max: 7 }).chain((n) =>
      fc.tuple(
        fc.constant(n),
        fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true })), {
          minLength: n * n,
          maxLength: n * n,
        }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(square, async ([n, entries]) => {
        const a = entries.map((_, at) => entries[Math.max(at, (at % n) * n + Math.floor(at / n))]!);
        const { vectors } = await checkDecomposition(a, n);
        for (let j = 0; j < n; j++) {
          const column = Array.from({ length: n }, (_, i) => vectors[i * n + j]!);
          const largest = Math.max(...column.map(Math.abs));
          expect(column.find((x) => Math.abs(x) === largest)).toBeGreaterThan(0);
        }
      }),
    );
    expect(core.memory.buffer.byteLength).toBeLessThan(2 ** 28);
  });
});

describe("roots", () => {
  it.each([1, 2, 3, 4, 5, 10, 17, 33, 50])("square to the matrix, n = %i", async (n) => {
    const core = await testCore();
    const a = randomPositiveDefinite(core, n, 11 * n);
    const root = squareRootMatrix(core, a, n);
    expect(root).toEqual(transposed(root, n, n));
    expect(frobenius(difference(multiply(core, root, root, n, n, n), a))).toBeLessThanOrEqual(2 * BOUND * n * frobenius(a));
    const inverseRoot = inverseSquareRootMatrix(core, a, n);
    const product = multiply(core, root, inverseRoot, n, n, n);
    for (let i = 0; i < n; i++) product[i * n + i]! -= 1;
    // Errors of the eigenvalues count in units of the smallest one.
    expect(frobenius(product)).toBeLessThanOrEqual((BOUND * n * frobenius(a)) / 0.1);
  });

  it("is the principal root: worked example", async () => {
    // docs of the whitening model: C = [[4, 1], [1, 1]]
    const core = await testCore();
    const root = squareRootMatrix(core, [4, 1, 1, 1], 2);
    for (const [i, x] of [1.97024211, 0.34372377, 0.34372377, 0.9390708].entries()) expect(root[i]).toBeCloseTo(x, 8);
  });

  it("takes semidefinite matrices for the root alone and refuses indefinite ones", async () => {
    const core = await testCore();
    const ones = new Float64Array(9).fill(1);
    const root = squareRootMatrix(core, ones, 3);
    for (const x of root) expect(x).toBeCloseTo(1 / Math.sqrt(3), 7); // zeros of the spectrum are rounding errors, their roots 1e-8
    expect(() => inverseSquareRootMatrix(core, ones, 3)).toThrow(/a positive definite matrix; its eigenvalue 0/);
    expect(() => squareRootMatrix(core, [1, 0, 0, -1], 2)).toThrow(/positive semidefinite matrix; its eigenvalue 0/);
    expect(() => inverseSquareRootMatrix(core, [0], 1)).toThrow(/positive definite/);
    expect(Array.from(squareRootMatrix(core, [0], 1))).toEqual([0]);
    expect(() => squareRootMatrix(core, [Number.NaN], 1)).toThrow("a[0][0] is NaN");
  });
});

describe("operatorNorm", () => {
  it("is the largest magnitude of an eigenvalue, of either sign", async () => {
    const core = await testCore();
    expect(operatorNorm(core, [1, 0, 0, -5], 2)).toBe(5);
    expect(operatorNorm(core, [0], 1)).toBe(0);
    for (const n of [3, 8, 33]) {
      const a = randomSymmetric(core, n, n + 50);
      const { values } = symmetricEigen(core, a, n);
      expect(operatorNorm(core, a, n)).toBe(Math.max(...values.map(Math.abs)));
    }
    expect(() => operatorNorm(core, [1, 2, 3, 4], 2)).toThrow("symmetric");
  });
});

describe("randomOrthogonal", () => {
  it.each([1, 2, 3, 5, 8, 33, 100])("is orthogonal to rounding, n = %i", async (n) => {
    const core = await testCore();
    // Two clearings leave each of the n^2 products within a few rounding errors.
    expect(orthogonalityError(core, randomOrthogonal(core, n, stream(core, n)), n)).toBeLessThanOrEqual(4 * n * EPSILON);
  });

  it("repeats for the same stream and takes n^2 draws", async () => {
    const core = await testCore();
    const first = stream(core, 9);
    expect(randomOrthogonal(core, 4, first)).toEqual(randomOrthogonal(core, 4, stream(core, 9)));
    expect(first.position).toBe(16);
  });

  it("has the moments of the Haar distribution", async () => {
    const core = await testCore();
    const source = stream(core, 77);
    const n = 3;
    const draws = 20000;
    let trace = 0;
    let traceSquare = 0;
    let fourth = 0;
    let mean = 0;
    let determinants = 0;
    for (let d = 0; d < draws; d++) {
      const q = randomOrthogonal(core, n, source);
      const t = q[0]! + q[4]! + q[8]!;
      trace += t / draws;
      traceSquare += t ** 2 / draws;
      fourth += q[5]! ** 4 / draws;
      mean += q[0]! / draws;
      determinants +=
        (q[0]! * (q[4]! * q[8]! - q[5]! * q[7]!) -
          q[1]! * (q[3]! * q[8]! - q[5]! * q[6]!) +
          q[2]! * (q[3]! * q[7]! - q[4]! * q[6]!)) /
        draws;
    }
    // E tr = 0, E tr^2 = 1, E q^4 = 3 / (n (n + 2)) = 1/5, E det = 0; 5 standard errors at 20000 draws (standard deviations 1, <= 1.5, 0.27, 0.58, 1).
    expect(Math.abs(trace)).toBeLessThan(0.036);
    expect(Math.abs(traceSquare - 1)).toBeLessThan(0.054);
    expect(Math.abs(fourth - 0.2)).toBeLessThan(0.0096);
    expect(Math.abs(mean)).toBeLessThan(0.021);
    expect(Math.abs(determinants)).toBeLessThan(0.036);
  });
});
