import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExponentialSequence } from "../../src/core/generated/layouts.js";
import type { ElementType } from "../../src/core/memory.js";
import { structAt } from "../../src/core/struct.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const e = core.exports;

type Fill = typeof e.fillUniformsF64;
const fills: [string, Fill, "f64" | "f32"][] = [
  ["fillUniformsF64", e.fillUniformsF64, "f64"],
  ["fillUniformsF32", e.fillUniformsF32, "f32"],
  ["fillNormalsF64", e.fillNormalsF64, "f64"],
  ["fillNormalsF32", e.fillNormalsF32, "f32"],
  ["fillExponentialsF64", e.fillExponentialsF64, "f64"],
  ["fillExponentialsF32", e.fillExponentialsF32, "f32"],
];

function draw(fill: Fill, type: ElementType, count: number, start: bigint, seed = 1n, stream = 2n): number[] {
  const arena = core.arena(8 * count + 64);
  const block = arena.block(type, count);
  fill(block.address, count, seed, stream, start);
  const values = [...block.view];
  core.heap.release(arena.region);
  return values;
}

describe.each(fills)("%s", (_, fill, type) => {
  const whole = draw(fill, type, 5000, 0n);

  it("gives the same numbers for every way to divide a stretch", () => {
    fc.assert(
      fc.property(fc.nat(4900), fc.nat(100), (start, count) => {
        expect(draw(fill, type, count, BigInt(start))).toEqual(whole.slice(start, start + count));
      }),
    );
    expect(draw(fill, type, 4321, 679n)).toEqual(whole.slice(679));
  });

  it("writes no element beyond the last", () => {
    const arena = core.arena(4096);
    const block = arena.block(type, 100);
    for (const count of [0, 1, 2, 15, 31, 32, 33, 63]) {
      block.view.fill(-77);
      fill(block.address, count, 1n, 2n, 3n);
      expect([...block.view.slice(0, count)]).toEqual(whole.slice(3, 3 + count));
      expect([...block.view.slice(count)]).toEqual(Array(100 - count).fill(-77));
    }
    core.heap.release(arena.region);
  });

  it("depends on every part of the address", () => {
    const base = draw(fill, type, 64, 0n);
    for (const [seed, stream] of [
      [2n, 2n],
      [1n, 3n],
      [1n + 2n ** 63n, 2n],
      [1n, 2n + 2n ** 63n],
    ] as const) {
      expect(draw(fill, type, 64, 0n, seed, stream)).not.toEqual(base);
    }
    expect(draw(fill, type, 64, 2n ** 47n)).not.toEqual(base);
  });
});

describe("single draws", () => {
  it.each([
    ["uniform", e.uniform, e.fillUniformsF64],
    ["normal", e.normal, e.fillNormalsF64],
    ["exponential", e.exponential, e.fillExponentialsF64],
  ])("%s gives the bits of the fill kernel", (_, single, fill) => {
    const filled = draw(fill, "f64", 1000, 7n);
    expect(filled.map((_, i) => single(1n, 2n, BigInt(i + 7)))).toEqual(filled);
  });

  it("nextExponential walks through the exponential draws, and follows a changed position", () => {
    const arena = core.arena(256);
    const sequence = structAt(core.memory, ExponentialSequence, arena.block("u8", ExponentialSequence.byteLength));
    sequence.set({ seed: 1, stream: 2 });
    const draws = draw(e.fillExponentialsF64, "f64", 40, 0n);
    const next = () => e.nextExponential(sequence.address);
    expect(Array.from({ length: 21 }, next)).toEqual(draws.slice(0, 21));
    for (const position of [7, 20, 21, 1, 0]) {
      sequence.set({ position });
      expect([next(), next(), next()]).toEqual(draws.slice(position, position + 3));
      expect(sequence.get("position")).toBe(position + 3);
    }
    core.heap.release(arena.region);
  });
});

describe("formulas", () => {
  const bits = (kind: bigint, index: number): [bigint, bigint] => {
    e.philox(1n, 2n, (kind << 56n) | BigInt(index));
    return [BigInt.asUintN(64, e.philoxLow()), BigInt.asUintN(64, e.philoxHigh())];
  };
  const uniformOf = (word: bigint): number => (Number(word >> 12n) + 0.5) / 2 ** 52;

  it("uniforms are (k + 1/2) 2^-52, exactly", () => {
    const expected = Array.from({ length: 100 }, (_, i) => bits(1n, i).map(uniformOf)).flat();
    expect(draw(e.fillUniformsF64, "f64", 200, 0n)).toEqual(expected);
  });

  it("normals are Box-Muller pairs", () => {
    const draws = draw(e.fillNormalsF64, "f64", 20000, 0n);
    let worst = 0;
    for (let i = 0; i < 10000; i++) {
      const [low, high] = bits(3n, i);
      const radius = Math.sqrt(-2 * Math.log(uniformOf(low)));
      const t = Math.PI * (Number(high >> 12n) / 2 ** 52 - 0.5);
      const cosine = radius * Math.cos(t) * (low & 1n ? -1 : 1);
      const sine = radius * Math.sin(t);
      worst = Math.max(worst, Math.abs(draws[2 * i]! - cosine) / radius, Math.abs(draws[2 * i + 1]! - sine) / radius);
    }
    // Per pair: log 3 ulp (halved by the square root), polynomials 2 ulp, t itself rounded (1/2 ulp of pi/2): below 4 x 2^-52
    expect(worst).toBeLessThan(4 * 2 ** -52);
  });

  it("exponentials are -log u", () => {
    const draws = draw(e.fillExponentialsF64, "f64", 20000, 0n);
    const expected = Array.from({ length: 10000 }, (_, i) => bits(5n, i).map((word) => -Math.log(uniformOf(word)))).flat();
    const worst = Math.max(...draws.map((value, i) => Math.abs(value / expected[i]! - 1)));
    expect(worst).toBeLessThan(3 * 2 ** -52); // the vector logarithm's stated error, 3 ulp
  });

  it("f32 normals and exponentials are the same formulas in single precision", () => {
    const normals = draw(e.fillNormalsF32, "f32", 40000, 0n);
    const exponentials = draw(e.fillExponentialsF32, "f32", 40000, 0n);
    const words = (pair: [bigint, bigint]) => pair.flatMap((word) => [Number(word & 0xffffffffn), Number(word >> 32n)]);
    const fine = (word: number) => Math.min(Math.fround(Math.fround(word >>> 1) + 0.5) * 2 ** -31, 1 - 2 ** -24);
    let worst = 0;
    for (let i = 0; i < 10000; i++) {
      const word = words(bits(4n, i));
      for (const pair of [0, 1]) {
        const radius = Math.sqrt(-2 * Math.log(fine(word[2 * pair]!)));
        const t = Math.PI * Math.fround((word[2 * pair + 1]! | 0) * 2 ** -32);
        const cosine = radius * Math.cos(t) * (word[2 * pair]! & 1 ? -1 : 1);
        const sine = radius * Math.sin(t);
        worst = Math.max(worst, Math.abs(normals[4 * i + 2 * pair]! - cosine) / radius);
        worst = Math.max(worst, Math.abs(normals[4 * i + 2 * pair + 1]! - sine) / radius);
      }
      const logs = words(bits(6n, i)).map((word) => -Math.log(fine(word)));
      for (let k = 0; k < 4; k++) worst = Math.max(worst, Math.abs(exponentials[4 * i + k]! / logs[k]! - 1));
    }
    expect(worst).toBeLessThan(4 * 2 ** -23); // as for f64, in units of single precision
  });
});
