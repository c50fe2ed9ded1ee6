import { describe, expect, it } from "vitest";
import { testCore } from "../support/core.js";

const core = await testCore();
const e = core.exports;
const SEED = 9n;

/** The counter whose block is `words`: Philox is a permutation of the counters, and each of its rounds is undone exactly. */
function counterOf(words: readonly number[]): { index: bigint; stream: bigint } {
  const inverse = [0xd2511f53, 0xcd9e8d57].map((multiplier) => {
    let x = multiplier; // Newton's iteration for 1/multiplier modulo 2^32
    for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(multiplier, x));
    return x >>> 0;
  }) as [number, number];
  const high = (a: number, b: number): number => Number((BigInt(a) * BigInt(b)) >> 32n);
  let [c0, c1, c2, c3] = words as [number, number, number, number];
  for (let round = 9; round >= 0; round--) {
    const key0 = (Number(SEED) + Math.imul(round, 0x9e3779b9)) >>> 0;
    const key1 = Math.imul(round, 0xbb67ae85) >>> 0;
    const before0 = Math.imul(c3, inverse[0]) >>> 0;
    const before2 = Math.imul(c1, inverse[1]) >>> 0;
    c1 = (c0 ^ high(before2, 0xcd9e8d57) ^ key0) >>> 0;
    c3 = (c2 ^ high(before0, 0xd2511f53) ^ key1) >>> 0;
    c0 = before0;
    c2 = before2;
  }
  return { index: BigInt(c0) | (BigInt(c1) << 32n), stream: BigInt(c2) | (BigInt(c3) << 32n) };
}

/** Runs `fill` at the block of `kind` whose words are given; the last word is free to vary, so that the kind comes out right. */
function drawsFrom(fill: typeof e.fillNormalsF64, kind: bigint, type: "f64" | "f32", words: readonly number[]): number[] {
  const perBlock = type === "f64" ? 2 : 4;
  for (let free = 0; ; free++) {
    const { index, stream } = counterOf([...words.slice(0, 3), (words[3]! + free) >>> 0]);
    if (index >> 56n !== kind) continue;
    const block = index & (2n ** 56n - 1n);
    const arena = core.arena(256);
    const out = arena.block(type, perBlock);
    fill(out.address, perBlock, SEED, BigInt.asIntN(64, stream), block * BigInt(perBlock));
    const draws = [...out.view];
    core.heap.release(arena.region);
    return draws;
  }
}

const ONES = 0xffffffff;

// Blocks chosen at will: what random testing would need 2^53 draws to meet.
describe("the largest and smallest draws", () => {
  it("uniforms lie strictly between 0 and 1", () => {
    expect(drawsFrom(e.fillUniformsF64, 1n, "f64", [0, 0, ONES, 0])[0]).toBe(2 ** -53);
    expect(drawsFrom(e.fillUniformsF64, 1n, "f64", [ONES, ONES, 0, 0])[0]).toBe(1 - 2 ** -53);
    expect(drawsFrom(e.fillUniformsF32, 2n, "f32", [0, ONES, 0, 0]).slice(0, 2)).toEqual([2 ** -24, 1 - 2 ** -24]);
  });

  it("exponentials are finite and above 0", () => {
    const [largest] = drawsFrom(e.fillExponentialsF64, 5n, "f64", [0, 0, 0, 0]);
    const [smallest] = drawsFrom(e.fillExponentialsF64, 5n, "f64", [ONES, ONES, 0, 0]);
    expect(largest! / (53 * Math.LN2)).toBeCloseTo(1, 15);
    expect(smallest! * 2 ** 53).toBeCloseTo(1, 15);
    const [large, small] = drawsFrom(e.fillExponentialsF32, 6n, "f32", [0, ONES, 0, 0]);
    expect(large! / (32 * Math.LN2)).toBeCloseTo(1, 6);
    expect(small! * 2 ** 24).toBeCloseTo(1, 6);
  });

  it("normals reach 8.6 in f64 and 6.6 in f32, and are finite at the centre", () => {
    // Angle word 2^31: w = 0 (f64, up to the free word's 2^-21) or 0 (f32), so the whole radius is in the cosine.
    const largest = drawsFrom(e.fillNormalsF64, 3n, "f64", [0, 0, 0, 0x80000000]);
    expect(largest[0]! / Math.sqrt(106 * Math.LN2)).toBeCloseTo(1, 10);
    expect(drawsFrom(e.fillNormalsF64, 3n, "f64", [1, 0, 0, 0x80000000])[0]).toBeLessThan(-8.5);
    expect(drawsFrom(e.fillNormalsF32, 4n, "f32", [0, 0, 0, 0])[0]! / Math.sqrt(64 * Math.LN2)).toBeCloseTo(1, 6);
    for (const draw of drawsFrom(e.fillNormalsF64, 3n, "f64", [ONES, ONES, 0, 0])) expect(Math.abs(draw)).toBeLessThan(2e-8);
    for (const draw of drawsFrom(e.fillNormalsF32, 4n, "f32", [ONES, 7, 0, 0]).slice(0, 2)) {
      expect(Math.abs(draw)).toBeLessThan(4e-4);
    }
  });
});
