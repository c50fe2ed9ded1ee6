import { blockBytes } from "../../src/core/memory.js";
import { type Core, RandomStream } from "../../src/index.js";
import type { KernelBenchmark, PreparedBenchmark } from "../harness.js";
import * as twin from "./linear-twin.js";

// Dense linear algebra at the sizes of the circuits. Both sides keep what they are given.

/** B B^T / n + I for B of normal numbers: its condition number is below 6. */
function matrixOf(core: Core, n: number): Float64Array {
  const b = new RandomStream(core, { seed: n }).normals(n * n);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? 1 : 0;
      for (let k = 0; k < n; k++) sum += (b[i * n + k]! * b[j * n + k]!) / n;
      a[i * n + j] = sum;
    }
  }
  return a;
}

/** Throws where the kernel's numbers differ from the twin's by more than `tolerance`. */
function compare(name: string, kernel: ArrayLike<number>, twins: ArrayLike<number>, tolerance: number): void {
  for (let i = 0; i < twins.length; i++) {
    if (!(Math.abs(kernel[i]! - twins[i]!) <= tolerance)) {
      throw new Error(`${name}: element ${i} is ${kernel[i]} from the kernel and ${twins[i]} from the twin`);
    }
  }
}

function benchmark(
  name: string,
  description: string,
  unit: string,
  n: number,
  prepare: (core: Core, n: number, address: (length: number) => { address: number; view: Float64Array }) => PreparedBenchmark,
): KernelBenchmark {
  return {
    name,
    description,
    unit,
    prepare(core) {
      const arena = core.arena(5 * blockBytes("f64", n * n) + 4096, "A benchmark");
      return prepare(core, n, (length) => arena.block("f64", length));
    },
  };
}

function solve(n: number): KernelBenchmark {
  const name = `cholesky solve n=${n}`;
  return benchmark(name, `Cholesky factorisation and one solution, ${n} x ${n}`, "system", n, (core, _n, block) => {
    const source = matrixOf(core, n);
    const right = new RandomStream(core, { seed: 1 }).normals(n);
    const [a, l, b, x] = [block(n * n), block(n * n), block(n), block(n)];
    a.view.set(source);
    b.view.set(right);
    const twinFactor = new Float64Array(n * n);
    const twinSolution = new Float64Array(n);
    const { choleskyFactorTo, choleskySolveTo } = core.exports;
    const kernel = () => {
      choleskyFactorTo(l.address, a.address, n);
      choleskySolveTo(x.address, l.address, n, b.address);
    };
    const runTwin = () => {
      twin.cholesky(twinFactor, source, n);
      twin.choleskySolve(twinSolution, twinFactor, n, right);
    };
    return {
      operations: 1,
      kernel,
      twin: runTwin,
      check() {
        kernel();
        runTwin();
        // Two backward stable solutions: apart by the condition number (< 6) times 2 * 4 n eps, |x| < 4.
        compare(name, x.view, twinSolution, 6 * 8 * n * Number.EPSILON * 4);
      },
    };
  });
}

/** What a Rosenbrock method of 8 stages asks for in a step: one factorization and 8 solutions. */
function eliminate(n: number): KernelBenchmark {
  const name = `lu 8 solutions n=${n}`;
  return benchmark(name, `LU factorization with pivoting and 8 solutions, ${n} x ${n}`, "step", n, (core, _n, block) => {
    const stride = n + (n & 1);
    const source = new RandomStream(core, { seed: n }).normals(n * n);
    const right = new RandomStream(core, { seed: 1 }).normals(n);
    for (let i = 0; i < n; i++) source[i * n + ((i + 1) % n)]! += 4 * n; // pivots off the diagonal, condition number below 3
    const [matrix, factors, pivots, b, x] = [block(n * stride), block(n * stride), block(n), block(stride), block(stride)];
    for (let i = 0; i < n; i++) matrix.view.set(source.subarray(i * n, i * n + n), i * stride);
    b.view.set(right);
    const [to, from] = [factors.view, matrix.view];
    const twinFactors = new Float64Array(n * n);
    const twinPivots = new Int32Array(n);
    const twinSolution = new Float64Array(n);
    const { luFactor, luSolveTo } = core.exports;
    const kernel = () => {
      to.set(from);
      luFactor(factors.address, n, 8 * stride, pivots.address);
      for (let i = 0; i < 8; i++) luSolveTo(factors.address, n, 8 * stride, pivots.address, x.address, b.address);
    };
    const runTwin = () => {
      twinFactors.set(source);
      twin.lu(twinFactors, n, twinPivots);
      for (let i = 0; i < 8; i++) twin.luSolve(twinSolution, twinFactors, n, twinPivots, right);
    };
    return {
      operations: 1,
      kernel,
      twin: runTwin,
      check() {
        kernel();
        runTwin();
        // Two backward stable solutions, |x| < 1: apart by the condition number (< 3) times 2 * 8 n eps.
        compare(name, x.view.subarray(0, n), twinSolution, 3 * 16 * n * Number.EPSILON);
      },
    };
  });
}

function product(n: number): KernelBenchmark {
  const name = `matrix product n=${n}`;
  return benchmark(name, `A B, ${n} x ${n}`, "multiply-add", n, (core, _n, block) => {
    const source = matrixOf(core, n);
    const [a, out] = [block(n * n), block(n * n)];
    a.view.set(source);
    const result = new Float64Array(n * n);
    const kernel = () => core.exports.multiply(out.address, a.address, a.address, n, n, n);
    const runTwin = () => twin.multiply(result, source, source, n);
    return {
      operations: n ** 3,
      kernel,
      twin: runTwin,
      check() {
        kernel();
        runTwin();
        compare(name, out.view, result, 0); // the same sums in the same order
      },
    };
  });
}

function step(n: number): KernelBenchmark {
  const name = `rank-one step n=${n}`;
  return benchmark(name, `y = A x and A += 1e-3 x x^T, ${n} x ${n}`, "step", n, (core, _n, block) => {
    const source = matrixOf(core, n);
    const input = new RandomStream(core, { seed: 2 }).normals(n).map((value) => value / 10);
    const [a, x, y] = [block(n * n), block(n), block(n)];
    a.view.set(source);
    x.view.set(input);
    const twinMatrix = source.slice();
    const result = new Float64Array(n);
    let [kernelSign, twinSign] = [1, 1]; // there and back, so that the matrix stays where it is
    const kernel = () => {
      core.exports.multiplyVector(y.address, a.address, x.address, n, n);
      core.exports.addOuter(a.address, n, n, 1e-3 * kernelSign, x.address, x.address);
      kernelSign = -kernelSign;
    };
    const runTwin = () => {
      twin.multiplyVector(result, twinMatrix, input, n);
      twin.addOuter(twinMatrix, n, 1e-3 * twinSign, input);
      twinSign = -twinSign;
    };
    return {
      operations: 1,
      kernel,
      twin: runTwin,
      check() {
        kernel();
        runTwin();
        compare(`${name}, matrix`, a.view, twinMatrix, 0);
        compare(`${name}, product`, y.view, result, n * Number.EPSILON * 8); // n terms below 1 each, summed in another order
      },
    };
  });
}

function eigen(n: number): KernelBenchmark {
  const name = `symmetric eigen n=${n}`;
  return benchmark(name, `eigenvalues and eigenvectors, symmetric ${n} x ${n}`, "matrix", n, (core, _n, block) => {
    const source = matrixOf(core, n);
    const [work, values, vectors, scratch] = [block(n * n), block(n), block(n * n), block(2 * n)];
    const view = work.view;
    const a = source.slice();
    const [d, z, e, h] = [new Float64Array(n), new Float64Array(n * n), new Float64Array(n), new Float64Array(n)];
    const kernel = () => {
      view.set(source);
      core.exports.symmetricEigen(work.address, n, values.address, vectors.address, scratch.address);
    };
    const runTwin = () => {
      a.set(source);
      twin.symmetricEigen(a, n, d, z, e, h);
    };
    return {
      operations: 1,
      kernel,
      twin: runTwin,
      check() {
        kernel();
        runTwin();
        compare(name, values.view, d.slice().sort(), 2e-14 * n * 6); // 1e-14 n |A| each, |A| < 6
      },
    };
  });
}

export const benchmarks: readonly KernelBenchmark[] = [
  ...[5, 10, 50, 100, 200].map(solve),
  ...[2, 3, 8, 20, 50].map(eliminate),
  product(100),
  step(100),
  ...[10, 100].map(eigen),
];
