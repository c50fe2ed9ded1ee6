import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "../../../src/core/memory.js";
import { testCore } from "../../support/core.js";

const core = await testCore();

const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 11 }),
  columns: fc.integer({ min: 1, max: 11 }),
  vectors: fc.integer({ min: 1, max: 7 }),
  steps: fc.integer({ min: 1, max: 5 }),
  base: fc.constantFrom("none", "other", "out"),
  seed: fc.nat(),
});

/** Numbers without structure, from -1 to 1. */
function numbers(length: number, seed: number): number[] {
  let state = (seed % 2147483646) + 1;
  return Array.from({ length }, () => {
    state = (state * 16807) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  });
}

for (const type of ["f64", "f32"] as const) {
  const lanes = type === "f64" ? 2 : 4;
  const round = type === "f64" ? (value: number) => value : Math.fround;
  const kernels = core.exports;
  const products = {
    product: type === "f64" ? kernels.batchProductF64 : kernels.batchProductF32,
    transposed: type === "f64" ? kernels.batchTransposedF64 : kernels.batchTransposedF32,
    outer: type === "f64" ? kernels.batchOuterF64 : kernels.batchOuterF32,
  };
  const withBlocks = (lengths: readonly number[], seed: number, test: (...blocks: Block<"f64" | "f32">[]) => void) => {
    const arena = core.arena(lengths.reduce((sum, length) => sum + 8 * length + 64, 0));
    const blocks = lengths.map((length, i) => {
      const block = arena.block(type, length);
      block.view.set(numbers(length, seed + i));
      return block;
    });
    test(...blocks);
    core.heap.release(arena.region);
  };

  describe(`products of weights and batches, ${type}`, () => {
    for (const name of ["product", "transposed"] as const) {
      it(`${name}: the bits of plain sums in ascending order, whatever the shape`, () => {
        fc.assert(
          fc.property(shapes, ({ rows, columns, vectors, base, seed }) => {
            const transposed = name === "transposed";
            const [outputs, terms] = transposed ? [columns, rows] : [rows, columns];
            const trials = vectors * lanes;
            withBlocks([rows * columns, terms * trials, outputs * trials, outputs * trials], seed, (weights, x, other, out) => {
              const from = { none: undefined, other, out }[base];
              const expected = new Float64Array(outputs * trials);
              for (let i = 0; i < outputs; i++) {
                for (let trial = 0; trial < trials; trial++) {
                  let sum = from ? from.view[i * trials + trial]! : 0;
                  for (let j = 0; j < terms; j++) {
                    const weight = weights.view[transposed ? j * columns + i : i * columns + j]!;
                    sum = round(sum + round(weight * x.view[j * trials + trial]!));
                  }
                  expected[i * trials + trial] = sum;
                }
              }
              products[name](weights.address, rows, columns, x.address, from?.address ?? 0, out.address, vectors);
              expect([...out.view]).toEqual([...expected]);
            });
          }),
        );
      });
    }

    it("outer: the bits of sums over steps and vectors, then lanes, added to what was there", () => {
      fc.assert(
        fc.property(shapes, ({ rows, columns, vectors, steps, seed }) => {
          const trials = vectors * lanes;
          withBlocks([rows * columns, steps * rows * trials, steps * columns * trials], seed, (gradient, a, x) => {
            const expected = Array.from({ length: rows * columns }, (_, at) => {
              const i = Math.floor(at / columns);
              const j = at % columns;
              const sums = new Float64Array(lanes);
              for (let step = 0; step < steps; step++) {
                for (let trial = 0; trial < trials; trial++) {
                  const term = round(
                    a.view[(step * rows + i) * trials + trial]! * x.view[(step * columns + j) * trials + trial]!,
                  );
                  sums[trial % lanes] = round(sums[trial % lanes]! + term);
                }
              }
              const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = sums;
              const sum = lanes === 2 ? s0 + s1 : round(round(s0 + s2) + round(s1 + s3));
              return round(gradient.view[at]! + sum);
            });
            const bytes = (units: number) => units * vectors * 16;
            products.outer(gradient.address, rows, columns, a.address, x.address, vectors, steps, bytes(rows), bytes(columns));
            expect([...gradient.view]).toEqual(expected);
          });
        }),
      );
    });
  });
}
