import { describe, expect, it } from "vitest";
import { withBlocks } from "../../../src/numeric/linear/workspace.js";
import { testCore } from "../../support/core.js";

const seed = 77n;
const stream = 5n;
const generation = 3n;

describe("draws of a population", () => {
  it.each([1, 7, 16, 513, 1300])("are the same for one member as for all, and sum as they are, with %i parameters", async (n) => {
    const core = await testCore();
    const count = 5;
    withBlocks(core, [count * n, n, count, n, n], (all, one, weights, sum, squares) => {
      const { exports: e } = core;
      e.memberNormals(all!.address, 0, count, n, seed, stream, generation);
      const rows = all!.view.slice();
      for (let member = 0; member < count; member++) {
        e.memberNormals(one!.address, member, 1, n, seed, stream, generation);
        expect(one!.view).toEqual(rows.subarray(member * n, (member + 1) * n));
      }
      const chosen = [0.5, 0, -2, 1 / 3, 1e-3];
      weights!.view.set(chosen);
      const expected = (f: (z: number) => number) =>
        Float64Array.from({ length: n }, (_, j) => {
          let total = 0;
          for (const [k, weight] of chosen.entries()) if (weight !== 0) total += weight * f(rows[k * n + j]!);
          return total;
        });
      e.sumDraws(sum!.address, weights!.address, count, n, seed, stream, generation);
      expect(sum!.view.slice()).toEqual(expected((z) => z));
      e.sumSquaredDraws(sum!.address, weights!.address, count, n, seed, stream, generation);
      expect(sum!.view.slice()).toEqual(expected((z) => z * z - 1));
      e.sumRowsAndSquares(sum!.address, squares!.address, weights!.address, all!.address, count, n);
      expect(sum!.view.slice()).toEqual(expected((z) => z));
      expect(squares!.view.slice()).toEqual(expected((z) => z * z - 1));
    });
  });

  it("differ between members, generations and streams", async () => {
    const core = await testCore();
    withBlocks(core, [40], (out) => {
      const draw = (member: number, s: bigint, g: bigint): number => {
        core.exports.memberNormals(out!.address, member, 1, 40, seed, s, g);
        return out!.view[0]!;
      };
      expect(new Set([draw(0, 5n, 0n), draw(1, 5n, 0n), draw(0, 5n, 1n), draw(0, 9n, 0n)]).size).toBe(4);
    });
  });
});

describe("a displacement", () => {
  it.each([1, 2, 7, 16])("is its formula, with and without scales, in place too, with %i parameters", async (n) => {
    const core = await testCore();
    withBlocks(core, [n + 1, n, n, n], (out, centre, scales, z) => {
      centre!.view.set(Array.from({ length: n }, (_, i) => i - 1 / 3));
      scales!.view.set(Array.from({ length: n }, (_, i) => 1 / (i + 3)));
      z!.view.set(Array.from({ length: n }, (_, i) => Math.sin(i)));
      const { exports: e } = core;
      const [c, s, x] = [centre!.view.slice(), scales!.view.slice(), z!.view.slice()];
      out!.view[n] = 99;
      e.displace(out!.address, centre!.address, -0.7, 0, z!.address, n);
      expect(out!.view.slice(0, n)).toEqual(c.map((value, i) => value + -0.7 * x[i]!));
      e.displace(z!.address, centre!.address, 0.3, scales!.address, z!.address, n);
      expect(z!.view.slice()).toEqual(c.map((value, i) => value + 0.3 * s[i]! * x[i]!));
      expect(out!.view[n]).toBe(99);
    });
  });
});

describe("the update of a covariance", () => {
  it.each([1, 2, 5, 8])("is its formula in the lower triangle, and its diagonal alone, with %i parameters", async (n) => {
    const core = await testCore();
    const count = 3;
    withBlocks(core, [n * n, n, count * n, count, n], (c, path, rows, weights, diagonal) => {
      c!.view.set(Array.from({ length: n * n }, (_, i) => 1 / (1 + i)));
      path!.view.set(Array.from({ length: n }, (_, i) => i - 1.5));
      rows!.view.set(Array.from({ length: count * n }, (_, i) => ((i * 7) % 5) - 2.25));
      weights!.view.set([0.5, 0.25, -0.125]);
      const before = c!.view.slice();
      diagonal!.view.set(Array.from({ length: n }, (_, i) => before[i * (n + 1)]!));
      const { exports: e } = core;
      e.updateCovariance(c!.address, n, 0.75, path!.address, 0.2, rows!.address, weights!.address, count);
      e.updateVariances(diagonal!.address, n, 0.75, path!.address, 0.2, rows!.address, weights!.address, count);
      const [p, y, w] = [path!.view, rows!.view, weights!.view];
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          let expected = 0.75 * before[i * n + j]! + 0.2 * p[i]! * p[j]!;
          for (let k = 0; k < count; k++) expected += w[k]! * y[k * n + i]! * y[k * n + j]!;
          // Roundings of five terms of size 10 at most.
          expect(Math.abs(c!.view[i * n + j]! - expected)).toBeLessThan(1e-14);
        }
        expect(Math.abs(diagonal!.view[i]! - c!.view[i * n + i]!)).toBeLessThan(1e-14);
      }
    });
  });
});
