// Whitening by gains in plain JavaScript over typed arrays, row by row. Vectors of a frame are rows; a frame of few non-zero entries lists them.

export interface TwinFrame {
  readonly n: number;
  readonly k: number;
  /** K x N */
  readonly vectors: Float64Array;
  /** Entries of vector i: starts[i] ... starts[i + 1] - 1; left out: all count. */
  readonly entries?: { readonly starts: Uint32Array; readonly indices: Uint32Array; readonly values: Float64Array };
}

export function twinFrame(weights: Float64Array, n: number, k: number, sparse: boolean): TwinFrame {
  const vectors = new Float64Array(k * n);
  for (let a = 0; a < n; a++) for (let i = 0; i < k; i++) vectors[i * n + a] = weights[a * k + i]!;
  if (!sparse) return { n, k, vectors };
  const starts = new Uint32Array(k + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < k; i++) {
    for (let a = 0; a < n; a++) {
      if (vectors[i * n + a] === 0) continue;
      indices.push(a);
      values.push(vectors[i * n + a]!);
    }
    starts[i + 1] = indices.length;
  }
  return { n, k, vectors, entries: { starts, indices: Uint32Array.from(indices), values: Float64Array.from(values) } };
}

/** Lower triangle of I + W diag(g) W^T. */
export function recurrent({ n, k, vectors, entries }: TwinFrame, gains: Float64Array, a: Float64Array): void {
  a.fill(0);
  for (let i = 0; i < n; i++) a[i * n + i] = 1;
  for (let v = 0; v < k; v++) {
    const gain = gains[v]!;
    if (entries) {
      const { starts, indices, values } = entries;
      const first = starts[v]!;
      const end = starts[v + 1]!;
      for (let e = first; e < end; e++) {
        const row = indices[e]! * n;
        const amount = gain * values[e]!;
        for (let f = first; f <= e; f++) a[row + indices[f]!]! += amount * values[f]!;
      }
      continue;
    }
    const w = v * n;
    for (let i = 0; i < n; i++) {
      const amount = gain * vectors[w + i]!;
      const row = i * n;
      for (let j = 0; j <= i; j++) a[row + j]! += amount * vectors[w + j]!;
    }
  }
}

/** Lower Cholesky factor in place. */
export function factor(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    let d = a[rowJ + j]!;
    for (let l = 0; l < j; l++) d -= a[rowJ + l]! * a[rowJ + l]!;
    d = Math.sqrt(d);
    a[rowJ + j] = d;
    for (let i = j + 1; i < n; i++) {
      const rowI = i * n;
      let sum = a[rowI + j]!;
      for (let l = 0; l < j; l++) sum -= a[rowI + l]! * a[rowJ + l]!;
      a[rowI + j] = sum / d;
    }
  }
}

/** Solves A X = B in place for B (n x m). */
export function solve(l: Float64Array, n: number, b: Float64Array, m: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const f = l[i * n + j]!;
      for (let c = 0; c < m; c++) b[i * m + c]! -= f * b[j * m + c]!;
    }
    const inverse = 1 / l[i * n + i]!;
    for (let c = 0; c < m; c++) b[i * m + c]! *= inverse;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) {
      const f = l[j * n + i]!;
      for (let c = 0; c < m; c++) b[i * m + c]! -= f * b[j * m + c]!;
    }
    const inverse = 1 / l[i * n + i]!;
    for (let c = 0; c < m; c++) b[i * m + c]! *= inverse;
  }
}

/** C = Y Y^T (n x n). */
function ownProduct(y: Float64Array, n: number, c: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let l = 0; l < n; l++) sum += y[i * n + l]! * y[j * n + l]!;
      c[i * n + j] = sum;
      c[j * n + i] = sum;
    }
  }
}

/** w_v^T C w_v */
function variance({ n, vectors, entries }: TwinFrame, v: number, c: Float64Array): number {
  let sum = 0;
  if (entries) {
    const { starts, indices, values } = entries;
    for (let e = starts[v]!; e < starts[v + 1]!; e++) {
      const row = indices[e]! * n;
      for (let f = starts[v]!; f < starts[v + 1]!; f++) sum += values[e]! * values[f]! * c[row + indices[f]!]!;
    }
    return sum;
  }
  const w = v * n;
  for (let i = 0; i < n; i++) {
    let across = 0.5 * c[i * n + i]! * vectors[w + i]!;
    for (let j = 0; j < i; j++) across += c[i * n + j]! * vectors[w + j]!;
    sum += vectors[w + i]! * across;
  }
  return 2 * sum;
}

/** Offline steps; `root` is the lower factor of C (n x n). */
export function learnOffline(frame: TwinFrame, gains: Float64Array, root: Float64Array, eta: number, steps: number): void {
  const { n, k } = frame;
  const a = new Float64Array(n * n);
  const y = new Float64Array(n * n);
  const c = new Float64Array(n * n);
  for (let s = 0; s < steps; s++) {
    recurrent(frame, gains, a);
    factor(a, n);
    y.set(root);
    solve(a, n, y, n);
    ownProduct(y, n, c);
    for (let v = 0; v < k; v++) gains[v]! += eta * (variance(frame, v, c) - 1);
  }
}

/** One update for each sample. */
export function learnOnline(frame: TwinFrame, gains: Float64Array, samples: Float64Array, eta: number): void {
  const { n, k, vectors } = frame;
  const a = new Float64Array(n * n);
  const y = new Float64Array(n);
  for (let t = 0; t < samples.length; t += n) {
    recurrent(frame, gains, a);
    factor(a, n);
    for (let i = 0; i < n; i++) y[i] = samples[t + i]!;
    solve(a, n, y, 1);
    for (let v = 0; v < k; v++) {
      let z = 0;
      for (let i = 0; i < n; i++) z += vectors[v * n + i]! * y[i]!;
      gains[v]! += eta * (z * z - 1);
    }
  }
}

/** Fast gains and slow synapses, columns normalised, offline; `frame.vectors` are changed. */
export function learnFastOffline(
  frame: TwinFrame,
  gains: Float64Array,
  root: Float64Array,
  rates: { readonly gain: number; readonly weight: number },
  steps: number,
): void {
  const { n, k, vectors } = frame;
  const a = new Float64Array(n * n);
  const y = new Float64Array(n * n);
  const c = new Float64Array(n * n);
  const product = new Float64Array(n);
  for (let s = 0; s < steps; s++) {
    recurrent(frame, gains, a);
    factor(a, n);
    y.set(root);
    solve(a, n, y, n);
    ownProduct(y, n, c);
    for (let v = 0; v < k; v++) {
      const w = v * n;
      let power = 0;
      let length = 0;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += c[i * n + j]! * vectors[w + j]!;
        product[i] = sum;
        power += vectors[w + i]! * sum;
        length += vectors[w + i]! * vectors[w + i]!;
      }
      const old = gains[v]!;
      gains[v]! += rates.gain * (power - length);
      let square = 0;
      for (let i = 0; i < n; i++) {
        const next = vectors[w + i]! + rates.weight * (old * product[i]! - gains[v]! * vectors[w + i]!);
        vectors[w + i] = next;
        square += next * next;
      }
      const inverse = 1 / Math.sqrt(square);
      for (let i = 0; i < n; i++) vectors[w + i]! *= inverse;
    }
  }
}
