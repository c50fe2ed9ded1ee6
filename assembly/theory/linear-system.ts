// Small dense linear systems, row by row, with partial pivoting.

/** Replaces the n by n `matrix` by its LU factors; `pivots` (n usize) keeps the exchanges of rows. */
export function factorise(matrix: usize, n: usize, pivots: usize): void {
  const row = n << 3;
  for (let c: usize = 0; c < n; c++) {
    const diagonal = matrix + c * row + (c << 3);
    let best = diagonal;
    for (let at = diagonal + row; at < matrix + n * row; at += row) if (abs(load<f64>(at)) > abs(load<f64>(best))) best = at;
    const exchanged = (best - (c << 3) - matrix) / row;
    store<usize>(pivots + c * sizeof<usize>(), exchanged);
    if (exchanged != c) exchange(matrix + c * row, matrix + exchanged * row, n);
    const inverse = 1.0 / load<f64>(diagonal);
    for (let i = c + 1; i < n; i++) {
      const at = matrix + i * row;
      const factor = load<f64>(at + (c << 3)) * inverse;
      store<f64>(at + (c << 3), factor);
      for (let j = (c + 1) << 3; j < row; j += 8) {
        store<f64>(at + j, load<f64>(at + j) - factor * load<f64>(matrix + c * row + j));
      }
    }
  }
}

function exchange(a: usize, b: usize, n: usize): void {
  for (let j: usize = 0; j < n << 3; j += 8) {
    const kept = load<f64>(a + j);
    store<f64>(a + j, load<f64>(b + j));
    store<f64>(b + j, kept);
  }
}

/** Solves in place for the right-hand side `y`, with the factors from `factorise`. */
export function solve(matrix: usize, n: usize, pivots: usize, y: usize): void {
  const row = n << 3;
  for (let c: usize = 0; c < n; c++) {
    const exchanged = y + (load<usize>(pivots + c * sizeof<usize>()) << 3);
    const kept = load<f64>(exchanged);
    store<f64>(exchanged, load<f64>(y + (c << 3)));
    store<f64>(y + (c << 3), kept);
  }
  for (let i: usize = 1; i < n; i++) {
    let sum = load<f64>(y + (i << 3));
    for (let j: usize = 0; j < i << 3; j += 8) sum -= load<f64>(matrix + i * row + j) * load<f64>(y + j);
    store<f64>(y + (i << 3), sum);
  }
  for (let i = n; i > 0; i--) {
    const at = matrix + (i - 1) * row;
    let sum = load<f64>(y + ((i - 1) << 3));
    for (let j = i << 3; j < row; j += 8) sum -= load<f64>(at + j) * load<f64>(y + j);
    store<f64>(y + ((i - 1) << 3), sum / load<f64>(at + ((i - 1) << 3)));
  }
}
