import type { Core } from "../core/core.js";

// Kinds of blocks of assembly/random/address.ts count up from 1; children count down from the top.
const BY_NAME = 0xffn << 56n;
const BY_NUMBER = 0xfen << 56n;

/**
 * Number of the child `name` of a stream. The name is absorbed 7 bytes at a time: h = 0, then h <- the low half of the block at
 * (seed, stream + h, piece). A string's UTF-8 bytes come after their count; a number is one piece.
 */
export function childStream(core: Core, seed: bigint, stream: bigint, name: string | number): bigint {
  return core.call((e) => {
    let state = 0n;
    const absorb = (piece: bigint): void => {
      e.philox(seed, BigInt.asUintN(64, stream + state), piece);
      state = BigInt.asUintN(64, e.philoxLow());
    };
    if (typeof name === "number") {
      absorb(BY_NUMBER | BigInt(name));
      return state;
    }
    const bytes = new TextEncoder().encode(name);
    absorb(BY_NAME | BigInt(bytes.length));
    for (let at = 0; at < bytes.length; at += 7) {
      let piece = BY_NAME;
      bytes.slice(at, at + 7).forEach((byte, i) => {
        piece |= BigInt(byte) << BigInt(8 * i);
      });
      absorb(piece);
    }
    return state;
  });
}
