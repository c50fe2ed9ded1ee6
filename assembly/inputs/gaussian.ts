import { fillNormals } from "../random/fill";

// @ts-ignore: decorator
@inline
function rowProduct(row: usize, x: usize, bytes: usize): f64 {
  let sum = 0.0;
  for (let k: usize = 0; k < bytes; k += 8) sum += load<f64>(row + k) * load<f64>(x + k);
  return sum;
}

/**
 * Samples first ... first + count - 1 of a Gaussian of mean zero and covariance A A^T (count x n): x_t = A xi_t, where xi_t are the normal
 * draws n t ... n t + n - 1 of (seed, stream). `a` is n x n, `normal` n numbers of scratch. With `scale` != 1 the sample is multiplied by
 * it, with `add` it is added to what is there.
 */
export function gaussianSamples(
  out: usize,
  a: usize,
  n: i32,
  count: i32,
  seed: u64,
  stream: u64,
  first: u64,
  scales: usize,
  add: i32,
  normals: usize,
): void {
  const bytes = <usize>n << 3;
  fillNormals<f64>(normals, n * count, seed, stream, first * <u64>n);
  for (let t: usize = 0; t < <usize>count; t++) {
    const scale = scales == 0 ? 1.0 : load<f64>(scales + (t << 3));
    let row = a;
    for (let i: usize = 0; i < bytes; i += 8) {
      const value = scale * rowProduct(row, normals, bytes);
      store<f64>(out + i, add != 0 ? load<f64>(out + i) + value : value);
      row += bytes;
    }
    normals += bytes;
    out += bytes;
  }
}
