// Inverses of 2 x 2 and 3 x 3 matrices from their factors in lu-small.ts, for the many solutions with one matrix that a Rosenbrock step asks for: a product has half
// of the chain of dependent operations of a solution. Each column has the backward error of a solution; a product has the forward error of one, not its backward
// error (N. J. Higham, Accuracy and Stability of Numerical Algorithms (2002), 14.1).
//
// With P A = L D U: A^-1 = U^-1 D^-1 L^-1 P, stored by columns: row j of the storage is column j.

/** In place of the factors of a 2 x 2 matrix. */
export function invert2(a: usize, rowBytes: usize, pivots: usize): void {
  const next = a + rowBytes;
  const d0 = load<f64>(a);
  const u01 = load<f64>(a, 8);
  const d1 = load<f64>(next, 8);
  const r10 = -d1 * load<f64>(next); // D^-1 L^-1
  const column0 = a + (<usize>load<u32>(pivots) >> 3) * rowBytes;
  const column1 = a + (<usize>load<u32>(pivots, 4) >> 3) * rowBytes;
  store<f64>(column0, d0 - u01 * r10);
  store<f64>(column0, r10, 8);
  store<f64>(column1, -u01 * d1);
  store<f64>(column1, d1, 8);
}

/** In place of the factors of a 3 x 3 matrix. */
export function invert3(a: usize, rowBytes: usize, pivots: usize): void {
  const row1 = a + rowBytes;
  const row2 = row1 + rowBytes;
  const u01 = load<f64>(a, 8);
  const u02 = load<f64>(a, 16);
  const u12 = load<f64>(row1, 16);
  const l10 = load<f64>(row1);
  const l21 = load<f64>(row2, 8);
  // D^-1 L^-1
  const r00 = load<f64>(a);
  const r11 = load<f64>(row1, 8);
  const r22 = load<f64>(row2, 16);
  const r10 = -r11 * l10;
  const r20 = r22 * (l21 * l10 - load<f64>(row2));
  const r21 = -r22 * l21;
  const v02 = u01 * u12 - u02; // of U^-1
  const column0 = a + (<usize>load<u32>(pivots) >> 3) * rowBytes;
  const column1 = a + (<usize>load<u32>(pivots, 4) >> 3) * rowBytes;
  const column2 = a + (<usize>load<u32>(pivots, 8) >> 3) * rowBytes;
  store<f64>(column0, r00 - u01 * r10 + v02 * r20);
  store<f64>(column0, r10 - u12 * r20, 8);
  store<f64>(column0, r20, 16);
  store<f64>(column1, v02 * r21 - u01 * r11);
  store<f64>(column1, r11 - u12 * r21, 8);
  store<f64>(column1, r21, 16);
  store<f64>(column2, v02 * r22);
  store<f64>(column2, -u12 * r22, 8);
  store<f64>(column2, r22, 16);
}

/** Element of b, or of x + b, in both lanes. */
// @ts-ignore: decorator
@inline
function element(x: usize, b: usize, at: usize, sum: bool): v128 {
  const value = v128.load64_splat(b + at);
  return sum ? f64x2.add(v128.load64_splat(x + at), value) : value;
}

/** x = A^-1 b (`sum`: A^-1 (x + b)) with the inverse of a 2 x 2 matrix. */
// @ts-ignore: decorator
@inline
export function inverseTimes2(a: usize, rowBytes: usize, x: usize, b: usize, sum: bool): void {
  const first = f64x2.mul(element(x, b, 0, sum), v128.load(a));
  const second = f64x2.mul(element(x, b, 8, sum), v128.load(a + rowBytes));
  v128.store(x, f64x2.add(first, second));
}

/** As {@link inverseTimes2}, 3 x 3; the padding of x becomes 0. */
// @ts-ignore: decorator
@inline
export function inverseTimes3(a: usize, rowBytes: usize, x: usize, b: usize, sum: bool): void {
  const row1 = a + rowBytes;
  const row2 = row1 + rowBytes;
  const b0 = element(x, b, 0, sum);
  const b1 = element(x, b, 8, sum);
  const b2 = element(x, b, 16, sum);
  const start = f64x2.add(f64x2.mul(b0, v128.load(a)), f64x2.mul(b1, v128.load(row1)));
  const end = f64x2.add(f64x2.mul(b0, v128.load(a, 16)), f64x2.mul(b1, v128.load(row1, 16)));
  v128.store(x, f64x2.add(start, f64x2.mul(b2, v128.load(row2))));
  v128.store(x, f64x2.add(end, f64x2.mul(b2, v128.load(row2, 16))), 16);
}
