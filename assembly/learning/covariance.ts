import { addScaled, dot, scaleVector } from "../numeric/linear/dot";

/**
 * Lower triangle of C (n by n):
 *   C <- keep C + pathWeight p p^T + sum_k weights[k] y_k y_k^T
 * over the `count` rows y_k; the triangle above the diagonal is not kept up.
 */
export function updateCovariance(
  c: usize,
  n: i32,
  keep: f64,
  path: usize,
  pathWeight: f64,
  rows: usize,
  weights: usize,
  count: i32,
): void {
  const row = <usize>n << 3;
  for (let i = 0; i < n; i++) {
    const at = <usize>i << 3;
    scaleVector(c, keep, i + 1);
    if (pathWeight != 0) addScaled(c, pathWeight * load<f64>(path + at), path, i + 1);
    let y = rows;
    for (let k = 0; k < count; k++) {
      addScaled(c, load<f64>(weights + (<usize>k << 3)) * load<f64>(y + at), y, i + 1);
      y += row;
    }
    c += row;
  }
}

/** The diagonal of `updateCovariance` alone, as a vector. */
export function updateVariances(
  variances: usize,
  n: i32,
  keep: f64,
  path: usize,
  pathWeight: f64,
  rows: usize,
  weights: usize,
  count: i32,
): void {
  const row = <usize>n << 3;
  for (let at: usize = 0; at < row; at += 8) {
    const p = load<f64>(path + at);
    let sum = keep * load<f64>(variances + at) + pathWeight * (p * p);
    let y = rows + at;
    for (let k = 0; k < count; k++) {
      const component = load<f64>(y);
      sum += load<f64>(weights + (<usize>k << 3)) * (component * component);
      y += row;
    }
    store<f64>(variances + at, sum);
  }
}

/** out[k] = |row k|^2 */
export function squaredNorms(out: usize, rows: usize, count: i32, n: i32): void {
  for (let k = 0; k < count; k++) {
    store<f64>(out + (<usize>k << 3), dot(rows, rows, n));
    rows += <usize>n << 3;
  }
}

/** out (n by n) = the transpose of V diag(scales), V n by n: row j of it is scales[j] times column j of V. */
export function scaledTranspose(out: usize, v: usize, scales: usize, n: i32): void {
  for (let j: usize = 0; j < <usize>n; j++) {
    const scale = load<f64>(scales + (j << 3));
    for (let i: usize = 0; i < <usize>n; i++) store<f64>(out + ((j * n + i) << 3), scale * load<f64>(v + ((i * n + j) << 3)));
  }
}

/** y = a y + b x */
export function blend(y: usize, a: f64, b: f64, x: usize, n: i32): void {
  scaleVector(y, a, n);
  addScaled(y, b, x, n);
}
