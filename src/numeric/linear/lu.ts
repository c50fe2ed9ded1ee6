import type { Core } from "../../core/core.js";
import { SingularMatrixError } from "../../core/errors.js";
import { type Arena, type Block, blockBytes } from "../../core/memory.js";
import { checkDimension, checkMatrix } from "./matrix.js";

/**
 * The LU factors of a square matrix, kept in the core's memory until {@link LuFactorization.dispose}. Made by {@link luFactorization}.
 */
export class LuFactorization {
  /** Rows and columns. */
  readonly n: number;
  readonly #core: Core;
  readonly #arena: Arena;
  readonly #factors: Block<"f64">;
  readonly #pivots: Block<"u32">;
  readonly #right: Block<"f64">;
  #disposed = false;

  /** @internal */
  constructor(core: Core, a: ArrayLike<number>, n: number) {
    const stride = strideOf(n);
    this.n = n;
    this.#core = core;
    this.#arena = core.arena(
      blockBytes("f64", n * stride) + blockBytes("u32", n) + blockBytes("f64", stride),
      "An LU factorization",
    );
    this.#factors = this.#arena.block("f64", n * stride);
    this.#pivots = this.#arena.block("u32", n);
    this.#right = this.#arena.block("f64", stride);
    const rows = this.#factors.view;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rows[i * stride + j] = a[i * n + j]!;
    const pivot = core.call((e) => e.luFactor(this.#factors.address, n, 8 * stride, this.#pivots.address));
    if (pivot !== 0) {
      this.dispose();
      throw new SingularMatrixError("a", pivot - 1);
    }
  }

  /**
   * X (n by m, row by row) of A X = B; `m` right-hand sides in the columns of `b`, one by default. Backward error below about n eps times the growth of the
   * elements in the elimination, which is small in practice (Higham, Accuracy and Stability of Numerical Algorithms, 9.3). Errors: InputError.
   */
  solve(b: ArrayLike<number>, m = 1): Float64Array {
    return this.#solve("luSolve", b, m);
  }

  /** As {@link LuFactorization.solve} for A^T X = B. */
  solveTransposed(b: ArrayLike<number>, m = 1): Float64Array {
    return this.#solve("luSolveTransposed", b, m);
  }

  /** det A; infinite or 0 where it is beyond the range of numbers. */
  determinant(): number {
    this.#check();
    const { n } = this;
    return this.#core.call((e) => e.luDeterminant(this.#factors.address, n, 8 * strideOf(n), this.#pivots.address));
  }

  /** Gives the memory back; the factorization can't be used any more. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#core.heap.release(this.#arena.region);
  }

  #solve(kernel: "luSolve" | "luSolveTransposed", b: ArrayLike<number>, m: number): Float64Array {
    this.#check();
    const { n } = this;
    checkMatrix("b", b, n, checkDimension("m", m));
    const x = new Float64Array(n * m);
    const right = this.#right.view;
    for (let j = 0; j < m; j++) {
      for (let i = 0; i < n; i++) right[i] = b[i * m + j]!;
      this.#core.call((e) => e[kernel](this.#factors.address, n, 8 * strideOf(n), this.#pivots.address, this.#right.address));
      for (let i = 0; i < n; i++) x[i * m + j] = right[i]!;
    }
    return x;
  }

  #check(): void {
    if (this.#disposed) throw new TypeError("This LU factorization was disposed of.");
  }
}

/** Numbers from row to row. */
function strideOf(n: number): number {
  return n + (n & 1);
}

/**
 * Factors the n by n matrix `a` (row by row) by Gaussian elimination with partial pivoting. Errors: InputError for what is not a matrix of finite numbers;
 * {@link SingularMatrixError} naming the pivot; MemoryError.
 */
export function luFactorization(core: Core, a: ArrayLike<number>, n: number): LuFactorization {
  checkMatrix("a", a, checkDimension("n", n), n);
  return new LuFactorization(core, a, n);
}
