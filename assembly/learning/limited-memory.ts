import { addScaled, dot, scaleVector } from "../numeric/linear/dot";

/**
 * Rows d_k = z_k at `rows` turned in place by the `used` direction vectors m_j of a limited-memory matrix adaptation (Loshchilov, Glasmachers and
 * Beyer, IEEE Transactions on Evolutionary Computation 23, 2019):
 *   d <- (1 - c_j) d + c_j m_j (m_j^T d),  j = 1 ... used
 * `rates`: c_j.
 */
export function turnByMemory(rows: usize, count: i32, n: i32, vectors: usize, rates: usize, used: i32): void {
  const row = <usize>n << 3;
  for (let k = 0; k < count; k++) {
    let m = vectors;
    for (let j = 0; j < used; j++) {
      const rate = load<f64>(rates + (<usize>j << 3));
      const along = dot(m, rows, n);
      scaleVector(rows, 1 - rate, n);
      addScaled(rows, rate * along, m, n);
      m += row;
    }
    rows += row;
  }
}
