// Plain-JavaScript twins of the fill kernels: the same generator, addressing and transformations on typed arrays, with
// Math.log, Math.sin and Math.cos. JavaScript has no 32 x 32 -> 64 bit product; its high half is put together from 16-bit
// parts in int32 arithmetic, which measures faster than the two forms in double arithmetic that were tried (1.3 and 1.5 times).

type Draws = Float64Array | Float32Array;

/** Fills `words` with blocks, four words each; `start` is the first draw, a multiple of the `perBlock` draws of a block. */
function philox(words: Int32Array, kind: number, perBlock: number, seed: bigint, stream: bigint, start: bigint): void {
  const low = (value: bigint): number => Number(BigInt.asIntN(32, value));
  const [seed0, seed1, stream0, stream1] = [low(seed), low(seed >> 32n), low(stream), low(stream >> 32n)];
  const first = Number(start) / perBlock;
  for (let at = 0; at < words.length; at += 4) {
    const block = first + at / 4;
    let c0 = block | 0;
    let c1 = Math.floor(block / 2 ** 32) | (kind << 24);
    let c2 = stream0;
    let c3 = stream1;
    let key0 = seed0;
    let key1 = seed1;
    for (let round = 0; round < 10; round++) {
      const low0 = Math.imul(c0, 0xd2511f53);
      const low2 = Math.imul(c2, 0xcd9e8d57);
      // High halves: a = a1 2^16 + a0 times b = b1 2^16 + b0, carries kept in 32 bits
      const a0 = c0 & 0xffff;
      const a1 = c0 >>> 16;
      const middleA = (Math.imul(a1, 0x1f53) + (Math.imul(a0, 0x1f53) >>> 16)) | 0;
      const carryA = (Math.imul(a0, 0xd251) + (middleA & 0xffff)) | 0;
      const high0 = (Math.imul(a1, 0xd251) + (middleA >>> 16) + (carryA >>> 16)) | 0;
      const b0 = c2 & 0xffff;
      const b1 = c2 >>> 16;
      const middleB = (Math.imul(b1, 0x8d57) + (Math.imul(b0, 0x8d57) >>> 16)) | 0;
      const carryB = (Math.imul(b0, 0xcd9e) + (middleB & 0xffff)) | 0;
      const high2 = (Math.imul(b1, 0xcd9e) + (middleB >>> 16) + (carryB >>> 16)) | 0;
      c0 = high2 ^ c1 ^ key0;
      c2 = high0 ^ c3 ^ key1;
      c1 = low2;
      c3 = low0;
      key0 = (key0 + 0x9e3779b9) | 0;
      key1 = (key1 + 0xbb67ae85) | 0;
    }
    words[at] = c0;
    words[at + 1] = c1;
    words[at + 2] = c2;
    words[at + 3] = c3;
  }
}

/** (k + 1/2) 2^-52, k the upper 52 bits. */
function uniform(low: number, high: number): number {
  return ((high >>> 0) * 2 ** 20 + (low >>> 12) + 0.5) * 2 ** -52;
}

export function uniforms(out: Draws, words: Int32Array, seed: bigint, stream: bigint, start: bigint): void {
  philox(words, 1, 2, seed, stream, start);
  for (let i = 0; i < out.length; i++) out[i] = uniform(words[2 * i] as number, words[2 * i + 1] as number);
}

export function exponentials(out: Draws, words: Int32Array, seed: bigint, stream: bigint, start: bigint): void {
  philox(words, 5, 2, seed, stream, start);
  for (let i = 0; i < out.length; i++) out[i] = -Math.log(uniform(words[2 * i] as number, words[2 * i + 1] as number));
}

export function normals(out: Draws, words: Int32Array, seed: bigint, stream: bigint, start: bigint): void {
  philox(words, 3, 2, seed, stream, start);
  for (let i = 0; i < out.length; i += 2) {
    const low = words[2 * i] as number;
    const radius = Math.sqrt(-2 * Math.log(uniform(low, words[2 * i + 1] as number)));
    const halfTurn = ((words[2 * i + 3] as number) >>> 0) * 2 ** 20 + ((words[2 * i + 2] as number) >>> 12);
    const angle = Math.PI * (halfTurn * 2 ** -52 - 0.5);
    out[i] = (low & 1 ? -radius : radius) * Math.cos(angle);
    out[i + 1] = radius * Math.sin(angle);
  }
}

export function normalsF32(out: Draws, words: Int32Array, seed: bigint, stream: bigint, start: bigint): void {
  philox(words, 4, 4, seed, stream, start);
  for (let i = 0; i < out.length; i += 2) {
    const radiusWord = words[i] as number;
    const u = Math.min(Math.fround(Math.fround(radiusWord >>> 1) + 0.5) * 2 ** -31, 1 - 2 ** -24);
    const radius = Math.sqrt(-2 * Math.log(u));
    const angle = Math.PI * ((words[i + 1] as number) * 2 ** -32);
    out[i] = (radiusWord & 1 ? -radius : radius) * Math.cos(angle);
    out[i + 1] = radius * Math.sin(angle);
  }
}
