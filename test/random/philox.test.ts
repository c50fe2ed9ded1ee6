import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testCore } from "../support/core.js";

const core = await testCore();
const e = core.exports;

function block(seed: bigint, stream: bigint, index: bigint): bigint[] {
  e.philox(seed, stream, index);
  return [BigInt.asUintN(64, e.philoxLow()), BigInt.asUintN(64, e.philoxHigh())];
}

describe("Philox4x32-10", () => {
  // kat_vectors of the Random123 distribution (philox4x32, 10 rounds): counter words 0-3, key words 0-1, result words 0-3
  it.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("gives the published block for counter %s and key %s", (counter, key, result) => {
    const pairs = (text: string): [bigint, bigint] => {
      const words = text.split(" ").map((word) => BigInt(`0x${word}`));
      const pair = (i: number): bigint => (words[i] ?? 0n) | ((words[i + 1] ?? 0n) << 32n);
      return [pair(0), pair(2)];
    };
    const [index, stream] = pairs(counter);
    const [seed] = pairs(key);
    expect(block(seed, stream, index)).toEqual(pairs(result));
  });

  it("gives the same bits eight blocks at a time", () => {
    const arena = core.arena(4096);
    const out = arena.block("u32", 3 * 32);
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(u64, u64, u64, (seed, stream, anyIndex) => {
        // Beside arbitrary places, one where the low word of the counter is about to carry.
        for (const index of [anyIndex & ~7n, (anyIndex & ~0xffffffffn) | 0xfffffff0n]) {
          e.philoxGroups(out.address, 3, seed, stream, index);
          const words = new BigUint64Array(core.memory.buffer, out.address, 48);
          for (let i = 0; i < 24; i++) {
            const pair = 4 * (i >> 1) + (i & 1);
            const expected = block(seed, stream, BigInt.asUintN(64, index + BigInt(i)));
            expect([words[pair], words[pair + 2]]).toEqual(expected);
          }
        }
      }),
    );
    core.heap.release(arena.region);
  });
});
