import { blocksFactor, blocksSolveSum, blocksSolveTo } from "../../numeric/linear/lu-blocks";
import { luFactor, luSolveSum, luSolveTo } from "../../numeric/linear/lu";
import {
  clearVector,
  Integration,
  LEFT_DOMAIN,
  matrix,
  matrixBytes,
  OK_STEP,
  rowBytes,
  SINGULAR,
} from "../integration";

// The linear systems of a Rosenbrock step, with W = shift I - J: J is matrix 0, W matrix 1. `blocks` is a constant: whether the method may use a block-diagonal J.

/** Evaluates J, and f_t to `slope` unless the model is autonomous, at the start of the step. */
// @ts-ignore: decorator
@inline
export function differentiate<M>(model: M, run: Integration, slope: usize): u32 {
  const jacobian = matrix(run, 0);
  clearVector(jacobian, matrixBytes(run));
  run.jacobians++;
  let inside = model.jacobian(run.time, run.state, jacobian, rowBytes(run));
  if (inside && !model.autonomous()) {
    run.evaluations++;
    inside = model.timeDerivative(run.time, run.state, slope);
  }
  if (inside) return OK_STEP;
  store<f64>(jacobian, NaN); // so that no shorter step goes on with half a Jacobian
  return LEFT_DOMAIN;
}

/** Builds and factors W; `run.stiffness` becomes |step| times the Frobenius norm of J, a bound of its eigenvalues. */
// @ts-ignore: decorator
@inline
export function factor(run: Integration, step: f64, shift: f64, blocks: bool): u32 {
  const n = <usize>run.length;
  const jacobian = matrix(run, 0);
  const w = matrix(run, 1);
  const bytes = matrixBytes(run);
  let squares = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(jacobian + at);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    v128.store(w + at, f64x2.neg(x));
  }
  run.stiffness = abs(step) * sqrt(f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1));
  run.factorizations++;
  if (blocks && run.jacobianBlock) return factorBlocks(run, w, n, shift);
  const stride = <usize>run.stride;
  const even = f64x2.replace_lane(f64x2.splat(0), 0, shift);
  const odd = f64x2.replace_lane(f64x2.splat(0), 1, shift);
  let diagonal = w;
  for (let i: usize = 0; i < n; i++, diagonal += stride) {
    const at = diagonal + ((i << 3) & ~15);
    v128.store(at, f64x2.add(v128.load(at), i & 1 ? odd : even)); // a scalar store would hold up the vector loads that follow
  }
  return luFactor(w, n, stride, run.pivots) == 0 ? OK_STEP : SINGULAR;
}

function factorBlocks(run: Integration, w: usize, n: usize, shift: f64): u32 {
  const size = <usize>run.jacobianBlock;
  const row = rowBytes(run);
  let column: usize = 0;
  for (let i: usize = 0; i < n; i++) {
    const at = w + i * row + (column << 3);
    store<f64>(at, load<f64>(at) + shift);
    if (++column == size) column = 0;
  }
  return blocksFactor(w, n, size, row, run.pivots) == 0 ? OK_STEP : SINGULAR;
}

/** x = W^-1 b */
// @ts-ignore: decorator
@inline
export function solveTo(run: Integration, x: usize, b: usize, blocks: bool): void {
  run.solves++;
  if (blocks && run.jacobianBlock) {
    blocksSolveTo(matrix(run, 1), <usize>run.length, <usize>run.jacobianBlock, rowBytes(run), run.pivots, x, b);
  } else luSolveTo(matrix(run, 1), <usize>run.length, <usize>run.stride, run.pivots, x, b);
}

/** x = W^-1 (x + b) */
// @ts-ignore: decorator
@inline
export function solveSum(run: Integration, x: usize, b: usize, blocks: bool): void {
  run.solves++;
  if (blocks && run.jacobianBlock) {
    blocksSolveSum(matrix(run, 1), <usize>run.length, <usize>run.jacobianBlock, rowBytes(run), run.pivots, x, b);
  } else luSolveSum(matrix(run, 1), <usize>run.length, <usize>run.stride, run.pivots, x, b);
}
