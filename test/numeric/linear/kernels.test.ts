import { describe, expect, it } from "vitest";
import { type Core, identity, isSymmetric, matrix, multiply, RandomStream } from "../../../src/index.js";
import { withBlocks } from "../../../src/numeric/linear/workspace.js";
import { testCore } from "../../support/core.js";
import { difference, EPSILON, frobenius, productByLoops, randomPositiveDefinite, stream, transposed } from "./support.js";

const sizes = [
  [1, 1, 1],
  [2, 3, 4],
  [3, 2, 1],
  [4, 4, 4],
  [5, 7, 6],
  [8, 9, 11],
  [13, 1, 3],
  [1, 33, 2],
  [17, 16, 15],
  [33, 31, 29],
] as const;

/** Runs a kernel on copies of `inputs` with an output of `length` numbers that starts as NaN, between guards that must survive. */
function output(
  core: Core,
  length: number,
  inputs: readonly ArrayLike<number>[],
  kernel: (out: number, ...inputs: number[]) => void,
) {
  return withBlocks(core, [length + 2, ...inputs.map((input) => input.length)], (out, ...blocks) => {
    out!.view.fill(Number.NaN);
    out!.view[0] = out!.view[length + 1] = 12345;
    blocks.forEach((block, i) => {
      block.view.set(inputs[i]!);
    });
    core.call(() => kernel(out!.address + 8, ...blocks.map(({ address }) => address)));
    expect([out!.view[0], out!.view[length + 1]]).toEqual([12345, 12345]);
    return out!.view.slice(1, -1);
  });
}

describe("products", () => {
  it.each(sizes)("multiply by the definition, %i x %i x %i", async (n, m, k) => {
    const core = await testCore();
    const a = stream(core, 1).normals(n * m);
    const b = stream(core, 2).normals(m * k);
    const expected = productByLoops(a, b, n, m, k);
    // Sums in index order: the same bits.
    expect(multiply(core, a, b, n, m, k)).toEqual(expected);
    const e = core.exports;
    expect(output(core, n * k, [transposed(a, n, m), b], (out, x, y) => e.transposedMultiply(out, x, y, m, n, k))).toEqual(
      expected,
    );
    // Pairwise lanes: other roundings, each below m eps of the sum of magnitudes.
    const close = (actual: Float64Array, reference: Float64Array, terms: number) => {
      for (let i = 0; i < reference.length; i++) {
        expect(Math.abs(actual[i]! - reference[i]!)).toBeLessThanOrEqual(terms * EPSILON * terms * 16); // |elements| < 4
      }
    };
    close(
      output(core, n * k, [a, transposed(b, m, k)], (out, x, y) => e.multiplyTransposed(out, x, y, n, m, k)),
      expected,
      m,
    );
    const x = stream(core, 3).normals(m);
    close(
      output(core, n, [a, x], (out, left, right) => e.multiplyVector(out, left, right, n, m)),
      productByLoops(a, x, n, m, 1),
      m,
    );
    const y = stream(core, 4).normals(n);
    close(
      output(core, m, [a, y], (out, left, right) => e.transposedMultiplyVector(out, left, right, n, m)),
      productByLoops(transposed(a, n, m), y, m, n, 1),
      n,
    );
    const sum = withBlocks(core, [n * m, n, m], (target, left, right) => {
      target!.view.set(a);
      left!.view.set(y);
      right!.view.set(x);
      e.addOuter(target!.address, n, m, -0.5, left!.address, right!.address);
      return target!.view.slice();
    });
    expect(sum).toEqual(a.map((element, at) => element + -0.5 * y[Math.floor(at / m)]! * x[at % m]!));
  });

  it("refuses wrong shapes and numbers", async () => {
    const core = await testCore();
    expect(() => multiply(core, [1, 2], [1, 2], 1, 2, 2)).toThrow(
      "b is an array of length 2; it must be an array of 2 x 2 numbers",
    );
    expect(() => multiply(core, [1, Number.NaN], [1, 2], 1, 2, 1)).toThrow("a[0][1] is NaN");
    expect(() => multiply(core, [1], [1], 1, 1.5, 1)).toThrow("m is 1.5");
  });
});

describe("choleskyRefine", () => {
  const n = 40;

  function refine(core: Core, a: Float64Array, stale: Float64Array, x: Float64Array, tolerance: number, limit: number) {
    return withBlocks(core, [n * n, n * n, n, n, 4 * n], (matrixBlock, factor, right, y, scratch) => {
      matrixBlock!.view.set(a);
      factor!.view.set(stale);
      right!.view.set(x);
      const e = core.exports;
      expect(e.choleskyFactor(factor!.address, n)).toBe(0);
      const iterations = e.choleskyRefine(
        y!.address,
        matrixBlock!.address,
        factor!.address,
        n,
        right!.address,
        tolerance,
        limit,
        scratch!.address,
      );
      return { iterations, y: y!.view.slice() };
    });
  }

  it("solves with the factor of a nearby matrix to the tolerance", async () => {
    const core = await testCore();
    const stale = randomPositiveDefinite(core, n, 8, 1);
    const x = stream(core, 5).normals(n);
    // The matrix's own factor: the first solve will do at 1e-13, one or two steps at 1e-15.
    expect(refine(core, stale, stale, x, 1e-13, 5).iterations).toBe(0);
    let previous = 0;
    for (const change of [1e-6, 1e-3, 1e-1]) {
      const a = stale.slice();
      const u = stream(core, 6).normals(n);
      const v = stream(core, 7).normals(n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) a[i * n + j]! += change * (u[i]! * u[j]! + v[i]! * v[j]!);
      const { iterations, y } = refine(core, a, stale, x, 1e-15, 30);
      expect(frobenius(difference(productByLoops(a, y, n, n, 1), x))).toBeLessThanOrEqual(4e-15 * frobenius(x)); // the check's own rounding
      // A change of rank 2 leaves three distinct eigenvalues: three steps, and rounding.
      expect(iterations).toBeGreaterThanOrEqual(previous);
      expect(iterations).toBeLessThanOrEqual(5);
      previous = iterations;
    }
  });

  it("says when the limit did not do or the matrix is not positive definite", async () => {
    const core = await testCore();
    const stale = randomPositiveDefinite(core, n, 8, 1);
    const x = stream(core, 5).normals(n);
    expect(refine(core, randomPositiveDefinite(core, n, 9, 1), stale, x, 1e-15, 3).iterations).toBe(-1);
    expect(
      refine(
        core,
        stale.map((value) => -value),
        stale,
        x,
        1e-15,
        30,
      ).iterations,
    ).toBe(-1);
  });
});

describe("matrix helpers", () => {
  it("build and test matrices", async () => {
    expect(
      Array.from(
        matrix([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      ),
    ).toEqual([1, 2, 3, 4, 5, 6]);
    expect(() => matrix([[1, 2], [3]])).toThrow("rows[1] is an array of length 1");
    expect(() => matrix([])).toThrow("rows");
    expect(() => matrix([[1, Number.NaN]])).toThrow("is NaN");
    expect(Array.from(identity(2))).toEqual([1, 0, 0, 1]);
    expect(isSymmetric([1, 2, 2, 1], 2)).toBe(true);
    expect(isSymmetric([1, 2, 2 + 1e-11, 1], 2)).toBe(false);
    expect(isSymmetric([1, 2, 2.1, 1], 2, 0.1)).toBe(true);
  });

  it("give the memory back", async () => {
    const core = await testCore();
    const a = randomPositiveDefinite(core, 50, 1);
    multiply(core, a, a, 50, 50, 50);
    const before = core.memory.buffer.byteLength;
    for (let i = 0; i < 50; i++) multiply(core, a, a, 50, 50, 50);
    expect(core.memory.buffer.byteLength).toBe(before);
    expect(new RandomStream(core, { seed: 1 }).position).toBe(0);
  });
});
