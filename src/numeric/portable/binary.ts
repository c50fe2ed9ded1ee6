const bits = new DataView(new ArrayBuffer(8));

/** 2^k, exactly, for -1022 <= k <= 1023. */
export function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** x = m 2^k with m from sqrt(1/2) to sqrt(2), for finite x > 0. */
export function splitBinary(x: number): { readonly m: number; readonly k: number } {
  if (x < powerOfTwo(-1022)) {
    const { m, k } = splitBinary(x * powerOfTwo(54)); // subnormal
    return { m, k: k - 54 };
  }
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | (1023 << 20));
  const m = bits.getFloat64(0);
  return m > Math.SQRT2 ? { m: m / 2, k: exponent + 1 } : { m, k: exponent };
}
