import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Core, InputError, identity, luFactorization, multiply, SingularMatrixError } from "../../../src/index.js";
import { withBlocks } from "../../../src/numeric/linear/workspace.js";
import { testCore } from "../../support/core.js";
import { difference, EPSILON, frobenius, stream, transposed } from "./support.js";

// Bound: |b - A x| <= 3 n eps |L| |U| |x| (Higham, Accuracy and Stability of Numerical Algorithms, theorem 9.4), |L| |U| <= n |A| times the growth factor, which for
// normal elements of these sizes stays below 4. Met with room: 8 n eps |A| |x|.
const bound = (n: number, a: ArrayLike<number>, x: ArrayLike<number>) => 8 * n * EPSILON * frobenius(a) * frobenius(x);
// 1 to 3 straight-line code, 4 to 8 by columns, then by rows
const sizes = [...Array.from({ length: 17 }, (_, i) => i + 1), 20, 31, 32, 33, 64];

describe("luFactorization", () => {
  it.each(sizes)("solves with a backward error of rounding, n = %i", async (n) => {
    const core = await testCore();
    for (let seed = 1; seed <= 8; seed++) {
      const a = stream(core, 1000 * n + seed).normals(n * n);
      const m = 1 + (seed % 3);
      const b = stream(core, 7000 + seed).normals(n * m);
      const factors = luFactorization(core, a, n);
      const x = factors.solve(b, m);
      expect(frobenius(difference(multiply(core, a, x, n, n, m), b))).toBeLessThanOrEqual(bound(n, a, x));
      const y = factors.solveTransposed(b, m);
      expect(frobenius(difference(multiply(core, transposed(a, n, n), y, n, n, m), b))).toBeLessThanOrEqual(bound(n, a, y));
      factors.dispose();
    }
  });

  it.each(sizes)("solves sparse systems and those that can't do without row exchanges, n = %i", async (n) => {
    const core = await testCore();
    for (let shift = 0; shift < n; shift++) {
      // a cyclic permutation, with two thirds of the other elements 0
      const a = stream(core, 31 * n + shift).normals(n * n);
      for (let i = 0; i < n * n; i++) if (i % 3 !== 0) a[i] = 0;
      for (let i = 0; i < n; i++) a[i * n + ((i + shift) % n)] = 2 + n;
      const b = stream(core, 5).normals(n);
      const factors = luFactorization(core, a, n);
      const x = factors.solve(b);
      expect(frobenius(difference(multiply(core, a, x, n, n, 1), b))).toBeLessThanOrEqual(bound(n, a, x));
      const y = factors.solveTransposed(b);
      expect(frobenius(difference(multiply(core, transposed(a, n, n), y, n, n, 1), b))).toBeLessThanOrEqual(bound(n, a, y));
      factors.dispose();
    }
  });

  it("gives exact answers for permutations and small integers", async () => {
    const core = await testCore();
    for (let n = 1; n <= 12; n++) {
      for (let shift = 0; shift < n; shift++) {
        const a = new Float64Array(n * n);
        for (let i = 0; i < n; i++) a[i * n + ((i + shift) % n)] = 1;
        const b = Float64Array.from({ length: n }, (_, i) => i + 1);
        const factors = luFactorization(core, a, n);
        expect(Array.from(multiply(core, a, factors.solve(b), n, n, 1))).toEqual(Array.from(b));
        // a cycle by `shift` of n is a product of shift (n - shift) neighbour exchanges
        expect(factors.determinant()).toBe((shift * (n - shift)) % 2 === 0 ? 1 : -1);
        expect(factors.solve(identity(n), n)).toEqual(transposed(a, n, n));
        factors.dispose();
      }
    }
    // elimination without exchanges would divide by 1e-20 and answer (0, 1)
    const factors = luFactorization(core, [1e-20, 1, 1, 1], 2);
    expect(Array.from(factors.solve([1, 2]))).toEqual([1, 1]);
  });

  it("has the determinant of Leibniz's formula: property", async () => {
    const core = await testCore();
    const leibniz = (a: readonly number[], n: number): number => {
      if (n === 0) return 1;
      let sum = 0;
      for (let j = 0; j < n; j++) {
        const minor = a.slice(n).filter((_, at) => at % n !== j);
        sum += (j % 2 === 0 ? 1 : -1) * a[j]! * leibniz(minor, n - 1);
      }
      return sum;
    };
    const system = fc
      .integer({ min: 1, max: 6 })
      .chain((n) => fc.tuple(fc.constant(n), fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n })));
    fc.assert(
      fc.property(system, ([n, a]) => {
        const exact = leibniz(a, n);
        const size = Array.from({ length: n }, (_, i) => frobenius(a.slice(i * n, i * n + n))).reduce((x, y) => x * y, 1);
        try {
          const factors = luFactorization(core, a, n);
          // error of the determinant: that of a perturbation of n eps in each row, whose lengths bound it (Hadamard)
          expect(Math.abs(factors.determinant() - exact)).toBeLessThanOrEqual(16 * n * n * EPSILON * size);
          factors.dispose();
        } catch (error) {
          if (!(error instanceof SingularMatrixError)) throw error;
          expect(exact).toBe(0);
        }
      }),
    );
  });

  it("names the pivot of a singular matrix", async () => {
    const core = await testCore();
    for (let n = 1; n <= 12; n++) {
      for (let pivot = 0; pivot < n; pivot++) {
        const a = identity(n);
        a[pivot * n + pivot] = 0;
        expect(() => luFactorization(core, a, n)).toThrow(SingularMatrixError);
        expect(() => luFactorization(core, a, n)).toThrow(`pivot ${pivot} `);
        a[pivot * n + pivot] = 1e-310; // its reciprocal is infinite
        expect(() => luFactorization(core, a, n)).toThrow(SingularMatrixError);
      }
    }
  });

  it("refuses what is not a matrix or a right-hand side, and use after disposal", async () => {
    const core = await testCore();
    expect(() => luFactorization(core, [1, 2, 3], 2)).toThrow("an array of 2 x 2 numbers");
    expect(() => luFactorization(core, [1, Number.NaN, 0, 1], 2)).toThrow("a[0][1] is NaN");
    expect(() => luFactorization(core, [1], 0)).toThrow(InputError);
    const factors = luFactorization(core, identity(3), 3);
    expect(() => factors.solve([1, 2])).toThrow("b is an array of length 2");
    expect(() => factors.solve([1, 2, Number.POSITIVE_INFINITY])).toThrow("b[2][0] is Infinity");
    factors.dispose();
    factors.dispose();
    expect(() => factors.solve([1, 2, 3])).toThrow("disposed");
    expect(() => factors.determinant()).toThrow("disposed");
  });
});

/** Runs `work` with an n x n matrix in rows of an even number of f64, its pivots and two vectors. */
function system(
  core: Core,
  n: number,
  a: ArrayLike<number>,
  work: (
    matrix: number,
    rowBytes: number,
    pivots: number,
    x: Float64Array,
    b: Float64Array,
    at: { x: number; b: number },
  ) => void,
) {
  const stride = n + (n & 1);
  withBlocks(core, [n * stride, stride, stride + 2, stride + 2], (matrix, pivots, x, b) => {
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix!.view[i * stride + j] = a[i * n + j]!;
    work(matrix!.address, 8 * stride, pivots!.address, x!.view, b!.view, { x: x!.address, b: b!.address });
  });
}

describe("luSolveTo and luSolveSum", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 12])("leave the right-hand side and what follows it alone, n = %i", async (n) => {
    const core = await testCore();
    const e = core.exports;
    const a = stream(core, n).normals(n * n);
    const right = stream(core, n + 1).normals(n);
    const other = stream(core, n + 2).normals(n);
    const stride = n + (n & 1);
    const expected = luFactorization(core, a, n);
    system(core, n, a, (matrix, rowBytes, pivots, x, b, at) => {
      expect(e.luFactor(matrix, n, rowBytes, pivots)).toBe(0);
      b.set(right);
      x.fill(7, stride);
      e.luSolveTo(matrix, n, rowBytes, pivots, at.x, at.b);
      expect(x.slice(0, n)).toEqual(expected.solve(right));
      expect(b.slice(0, n)).toEqual(right);
      x.set(other);
      e.luSolveSum(matrix, n, rowBytes, pivots, at.x, at.b);
      expect(x.slice(0, n)).toEqual(expected.solve(right.map((value, i) => value + other[i]!)));
      expect(b.slice(0, n)).toEqual(right);
      if (n % 2 === 1) expect(Math.abs(x[n]!)).toBe(0); // padding
      expect(Array.from(x.slice(stride))).toEqual([7, 7]);
    });
  });

  it.each([1, 2, 3, 4, 8, 9])("report a pivot that is not finite, n = %i", async (n) => {
    const core = await testCore();
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let i = 0; i < n; i++) {
        const a = identity(n);
        a[i * n + i] = bad;
        system(core, n, a, (matrix, rowBytes, pivots) => {
          expect(core.exports.luFactor(matrix, n, rowBytes, pivots)).toBe(i + 1);
        });
      }
    }
  });
});

describe("complex systems", () => {
  /** Real matrix of twice the size: [re -im; im re] for each element. */
  function embedded(a: ArrayLike<number>, n: number): Float64Array {
    const big = new Float64Array(4 * n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [re, im] = [a[2 * (i * n + j)]!, a[2 * (i * n + j) + 1]!];
        big.set([re, -im], 2 * i * 2 * n + 2 * j);
        big.set([im, re], (2 * i + 1) * 2 * n + 2 * j);
      }
    }
    return big;
  }

  it.each([1, 2, 3, 4, 5, 8, 13, 20])("are solved with a backward error of rounding, n = %i", async (n) => {
    const core = await testCore();
    const e = core.exports;
    for (let seed = 1; seed <= 20; seed++) {
      const a = stream(core, 50 * n + seed).normals(2 * n * n);
      // in two of three, most elements 0 and those next to a shifted diagonal large: rows have to be exchanged
      if (seed % 3) {
        for (let at = 0; at < n * n; at++) if (at % 4 !== seed % 4) a.fill(0, 2 * at, 2 * at + 2);
        for (let i = 0; i < n; i++) a[2 * (i * n + ((i + seed) % n)) + (seed % 2)] = 3 + n;
      }
      const b = stream(core, seed).normals(2 * n);
      withBlocks(core, [2 * n * n, n, 2 * n], (matrix, pivots, x) => {
        matrix!.view.set(a);
        x!.view.set(b);
        expect(e.complexLuFactor(matrix!.address, n, 16 * n, pivots!.address)).toBe(0);
        e.complexLuSolve(matrix!.address, n, 16 * n, pivots!.address, x!.address);
        const solution = x!.view.slice();
        const residual = difference(multiply(core, embedded(a, n), solution, 2 * n, 2 * n, 1), b);
        // as for the real system of twice the size
        expect(frobenius(residual)).toBeLessThanOrEqual(bound(2 * n, a, solution));
      });
    }
  });

  it.each([1, 2, 3, 5])("name the pivot that is 0 or not finite, n = %i", async (n) => {
    const core = await testCore();
    for (const bad of [
      [0, 0],
      [Number.NaN, 1],
      [1, Number.NaN],
      [0, Number.POSITIVE_INFINITY],
      [1e-310, 0],
    ]) {
      for (let i = 0; i < n; i++) {
        withBlocks(core, [2 * n * n, n], (matrix, pivots) => {
          for (let j = 0; j < n; j++) matrix!.view[2 * (j * n + j) + 1] = 1;
          matrix!.view.set(bad, 2 * (i * n + i));
          expect(core.exports.complexLuFactor(matrix!.address, n, 16 * n, pivots!.address)).toBe(i + 1);
        });
      }
    }
  });

  it("divide by the largest and smallest numbers", async () => {
    const core = await testCore();
    for (const size of [1e200, 1e-200]) {
      withBlocks(core, [2, 1, 2], (matrix, pivots, x) => {
        matrix!.view.set([3 * size, 4 * size]);
        x!.view.set([25 * size, 0]);
        expect(core.exports.complexLuFactor(matrix!.address, 1, 16, pivots!.address)).toBe(0);
        core.exports.complexLuSolve(matrix!.address, 1, 16, pivots!.address, x!.address);
        expect(x!.view[0]).toBeCloseTo(3, 13);
        expect(x!.view[1]).toBeCloseTo(-4, 13);
      });
    }
  });
});

describe("block-diagonal systems", () => {
  it.each([
    [5, 1],
    [8, 1],
    [2, 2],
    [10, 2],
    [9, 3],
    [6, 3],
    [12, 4],
    [10, 5],
    [15, 5],
    [14, 7],
    [27, 9],
  ])("are solved block by block: %i equations in blocks of %i", async (n, k) => {
    const core = await testCore();
    const e = core.exports;
    const row = k === 1 ? 1 : k + (k & 1);
    const blocks = Array.from({ length: n / k }, (_, i) => stream(core, 100 * n + i).normals(k * k));
    const right = stream(core, n).normals(n);
    const other = stream(core, n + 1).normals(n);
    withBlocks(core, [n * row, n, n + 4, n + 4], (matrix, pivots, x, b) => {
      for (const [i, block] of blocks.entries()) {
        for (let r = 0; r < k; r++) for (let c = 0; c < k; c++) matrix!.view[(i * k + r) * row + c] = block[r * k + c]!;
      }
      expect(e.blocksFactor(matrix!.address, n, k, 8 * row, pivots!.address)).toBe(0);
      const expected = (values: Float64Array) =>
        Float64Array.from(
          blocks.flatMap((block, i) => Array.from(luFactorization(core, block, k).solve(values.slice(i * k, i * k + k)))),
        );
      b!.view.set(right);
      x!.view.fill(7, n);
      b!.view.fill(7, n);
      e.blocksSolveTo(matrix!.address, n, k, 8 * row, pivots!.address, x!.address, b!.address);
      expect(x!.view.slice(0, n)).toEqual(expected(right));
      x!.view.set(other);
      e.blocksSolveSum(matrix!.address, n, k, 8 * row, pivots!.address, x!.address, b!.address);
      expect(x!.view.slice(0, n)).toEqual(expected(right.map((value, i) => value + other[i]!)));
      expect(Array.from(x!.view.slice(n))).toEqual([7, 7, 7, 7]); // nothing written after the vectors
      expect(Array.from(b!.view.slice(n))).toEqual([7, 7, 7, 7]);
      expect(b!.view.slice(0, n)).toEqual(right);
      matrix!.view.fill(0);
      expect(e.blocksFactor(matrix!.address, n, k, 8 * row, pivots!.address)).toBe(1);
    });
  });
});
