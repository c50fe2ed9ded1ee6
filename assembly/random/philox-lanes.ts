// Philox4x32-10 (philox.ts has the scalar form and its source) for eight consecutive blocks at once. Four blocks fill
// the lanes; two such sets are interleaved, because one alone waits for its multiplications.

/** Blocks in a group, and their bytes. */
export const GROUP_BLOCKS: i32 = 8;
export const GROUP_BYTES: i32 = 128;

// Constants are read from memory: V8 builds a v128.const from three instructions, and does so afresh in the loop.
const MULTIPLIERS: usize = memory.data<u32>([0xd2511f53, 0xcd9e8d57]);
const WEYL: usize = memory.data<u32>([0x9e3779b9, 0xbb67ae85]);

/**
 * Writes the blocks index, index + 1, ... (index a multiple of 8), `groups` times eight of them, 128 bytes a group.
 * Two neighbouring blocks a and b take 32 bytes: first their low halves (words 0 and 1 of a, then of b), then their
 * high halves (words 2 and 3). So the two lanes of an f64x2 belong to different blocks.
 */
export function philoxGroups(out: usize, groups: i32, seed: u64, stream: u64, index: u64): void {
  const multiplier0 = v128.load32_splat(MULTIPLIERS);
  const multiplier1 = v128.load32_splat(MULTIPLIERS, 4);
  const weyl0 = v128.load32_splat(WEYL);
  const weyl1 = v128.load32_splat(WEYL, 4);
  const end = out + <usize>groups * GROUP_BYTES;
  for (; out < end; out += GROUP_BYTES, index += GROUP_BLOCKS) {
    let a0 = v128.or(i32x4.splat(<u32>index), i32x4(0, 1, 2, 3)); // a multiple of 8: no carry into the next word
    let b0 = v128.or(a0, i32x4.splat(4));
    let a1 = i32x4.splat(<u32>(index >> 32));
    let b1 = a1;
    let a2 = i32x4.splat(<u32>stream);
    let b2 = a2;
    let a3 = i32x4.splat(<u32>(stream >> 32));
    let b3 = a3;
    let key0 = i32x4.splat(<u32>seed);
    let key1 = i32x4.splat(<u32>(seed >> 32));
    for (let round = 0; round < 10; round++) {
      // 64-bit products: p of the blocks' word 0, q of their word 2, lanes 0 and 1, then 2 and 3.
      const ap01 = i64x2.extmul_low_i32x4_u(a0, multiplier0);
      const ap23 = i64x2.extmul_high_i32x4_u(a0, multiplier0);
      const aq01 = i64x2.extmul_low_i32x4_u(a2, multiplier1);
      const aq23 = i64x2.extmul_high_i32x4_u(a2, multiplier1);
      const bp01 = i64x2.extmul_low_i32x4_u(b0, multiplier0);
      const bp23 = i64x2.extmul_high_i32x4_u(b0, multiplier0);
      const bq01 = i64x2.extmul_low_i32x4_u(b2, multiplier1);
      const bq23 = i64x2.extmul_high_i32x4_u(b2, multiplier1);
      a0 = v128.xor(v128.xor(highWords(aq01, aq23), a1), key0);
      a2 = v128.xor(v128.xor(highWords(ap01, ap23), a3), key1);
      a1 = lowWords(aq01, aq23);
      a3 = lowWords(ap01, ap23);
      b0 = v128.xor(v128.xor(highWords(bq01, bq23), b1), key0);
      b2 = v128.xor(v128.xor(highWords(bp01, bp23), b3), key1);
      b1 = lowWords(bq01, bq23);
      b3 = lowWords(bp01, bp23);
      key0 = v128.add<i32>(key0, weyl0);
      key1 = v128.add<i32>(key1, weyl1);
    }
    storeFour(out, a0, a1, a2, a3);
    storeFour(out + 64, b0, b1, b2, b3);
  }
}

// @ts-ignore: decorator
@inline
function lowWords(products01: v128, products23: v128): v128 {
  return v128.shuffle<i32>(products01, products23, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function highWords(products01: v128, products23: v128): v128 {
  return v128.shuffle<i32>(products01, products23, 1, 3, 5, 7);
}

// @ts-ignore: decorator
@inline
function storeFour(out: usize, word0: v128, word1: v128, word2: v128, word3: v128): void {
  v128.store(out, v128.shuffle<i32>(word0, word1, 0, 4, 1, 5));
  v128.store(out, v128.shuffle<i32>(word2, word3, 0, 4, 1, 5), 16);
  v128.store(out, v128.shuffle<i32>(word0, word1, 2, 6, 3, 7), 32);
  v128.store(out, v128.shuffle<i32>(word2, word3, 2, 6, 3, 7), 48);
}
