import type { Core } from "../../core/core.js";

/** A complex array, row by row. */
export interface ComplexArray {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Twiddle factors exp(-2 pi i k/n), k = 0 ... n/2 - 1, with the same bits everywhere. */
function twiddles(core: Core, n: number): ComplexArray {
  return core.call((e) => ({
    real: Float64Array.from({ length: n / 2 }, (_, k) => e.cosTwoPi(k / n)),
    imaginary: Float64Array.from({ length: n / 2 }, (_, k) => -e.sinTwoPi(k / n)),
  }));
}

/** One transform of length n, a power of two, in place; elements `stride` apart from `offset` on (J. Cooley and J. Tukey 1965). */
function transform({ real, imaginary }: ComplexArray, factors: ComplexArray, n: number, offset: number, stride: number): void {
  const exchange = (array: Float64Array, a: number, b: number): void => {
    const kept = array[a] as number;
    array[a] = array[b] as number;
    array[b] = kept;
  };
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      exchange(real, offset + i * stride, offset + j * stride);
      exchange(imaginary, offset + i * stride, offset + j * stride);
    }
  }
  for (let half = 1; half < n; half *= 2) {
    const every = n / (2 * half);
    for (let start = 0; start < n; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const cosine = factors.real[k * every] as number;
        const sine = factors.imaginary[k * every] as number;
        const a = offset + (start + k) * stride;
        const b = a + half * stride;
        const re = (real[b] as number) * cosine - (imaginary[b] as number) * sine;
        const im = (real[b] as number) * sine + (imaginary[b] as number) * cosine;
        real[b] = (real[a] as number) - re;
        imaginary[b] = (imaginary[a] as number) - im;
        real[a] = (real[a] as number) + re;
        imaginary[a] = (imaginary[a] as number) + im;
      }
    }
  }
}

/** X_uv = sum_yx x_yx exp(-2 pi i (u y/height + v x/width)) in place; both sides are powers of two. */
export function fourierTransform2d(core: Core, array: ComplexArray, height: number, width: number): void {
  const alongRows = twiddles(core, width);
  for (let y = 0; y < height; y++) transform(array, alongRows, width, y * width, 1);
  const alongColumns = twiddles(core, height);
  for (let x = 0; x < width; x++) transform(array, alongColumns, height, x, width);
}

/** The inverse of {@link fourierTransform2d}, in place. */
export function inverseFourierTransform2d(core: Core, array: ComplexArray, height: number, width: number): void {
  // The inverse is the transform with real and imaginary parts exchanged, over the number of elements.
  fourierTransform2d(core, { real: array.imaginary, imaginary: array.real }, height, width);
  const scale = 1 / (height * width);
  for (const part of [array.real, array.imaginary]) for (let i = 0; i < part.length; i++) part[i] = (part[i] as number) * scale;
}
