import { EigenvalueDecomposition, LuDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** A complex vector. */
export interface ComplexPair {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const matrixOf = (n: number, entries: ArrayLike<number>) => Matrix.from1DArray(n, n, entries as number[]);

/** Eigenvalues of an n x n matrix (row-major), the largest real part first, of a complex pair the one with im > 0. */
export function eigenvalues(n: number, entries: ArrayLike<number>): Complex[] {
  const values = n === 2 ? planar(entries) : general(n, entries);
  return values.sort((a, b) => b.re - a.re || b.im - a.im);
}

/** Roots of x^2 - (a + d) x + (a d - b c), without cancellation. */
function planar(entries: ArrayLike<number>): Complex[] {
  const [a, b, c, d] = entries as unknown as [number, number, number, number];
  const half = (a + d) / 2;
  const difference = (a - d) / 2;
  const square = difference * difference + b * c;
  if (square < 0) {
    const im = Math.sqrt(-square);
    return [
      { re: half, im },
      { re: half, im: -im },
    ];
  }
  const large = half + (half < 0 ? -1 : 1) * Math.sqrt(square);
  return [
    { re: large, im: 0 },
    { re: large === 0 ? 0 : (a * d - b * c) / large, im: 0 },
  ];
}

function general(n: number, entries: ArrayLike<number>): Complex[] {
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(matrixOf(n, entries));
  return realEigenvalues.map((re, i) => ({ re, im: imaginaryEigenvalues[i]! }));
}

/** x with A x = b, A n x n and row-major; undefined if A is singular. */
export function solveLinear(n: number, entries: ArrayLike<number>, b: ArrayLike<number>): Float64Array | undefined {
  const decomposition = new LuDecomposition(matrixOf(n, entries));
  if (decomposition.isSingular()) return undefined;
  return Float64Array.from(decomposition.solve(Matrix.columnVector(Array.from(b))).to1DArray());
}

/** Unit vectors q and p with A q and p A nearly zero: those of the least singular value of A. */
export function nullVectors(n: number, entries: ArrayLike<number>): { right: Float64Array; left: Float64Array } {
  const { leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(matrixOf(n, entries));
  return {
    right: Float64Array.from(rightSingularVectors.getColumn(n - 1)),
    left: Float64Array.from(leftSingularVectors.getColumn(n - 1)),
  };
}

/** [[A - re, im], [-im, A - re]]: A - (re + i im) for vectors written as real parts above imaginary parts. */
export function shifted(n: number, entries: ArrayLike<number>, shift: Complex): Float64Array {
  const m = 2 * n;
  const out = new Float64Array(m * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = entries[i * n + j]! - (i === j ? shift.re : 0);
      out[i * m + j] = value;
      out[(n + i) * m + n + j] = value;
    }
    out[i * m + n + i] = shift.im;
    out[(n + i) * m + i] = -shift.im;
  }
  return out;
}

/** An eigenvector of A for the eigenvalue `value`, of unit length. */
export function complexEigenvector(n: number, entries: ArrayLike<number>, value: Complex): ComplexPair {
  const { right } = nullVectors(2 * n, shifted(n, entries, value));
  return { re: right.slice(0, n), im: right.slice(n) };
}

/** The real eigenvector of A for the eigenvalue `value`, of unit length. */
export function realEigenvector(n: number, entries: ArrayLike<number>, value: number): Float64Array {
  const out = Float64Array.from(entries);
  for (let i = 0; i < n; i++) out[i * n + i]! -= value;
  return nullVectors(n, out).right;
}

export function transpose(n: number, entries: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => entries[(k % n) * n + Math.floor(k / n)]!);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
