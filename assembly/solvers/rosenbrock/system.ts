import { inverseTimes2, inverseTimes3, invert2, invert3 } from "../../numeric/linear/inverse-small";
import { luFactor, luSolveSum, luSolveTo } from "../../numeric/linear/lu";
import { blockRowBytes, blocksFactor, blocksSolveSum, blocksSolveTo } from "../../numeric/linear/lu-blocks";
import { Integration, LEFT_DOMAIN, matrix, OK_STEP, SINGULAR } from "../integration";
import { evaluateJacobian, evaluateJacobianBlocks, evaluateTimeDerivative } from "../jacobian";

// The linear systems of a Rosenbrock step, with W = shift I - J: J is matrix 0, W matrix 1, or with `run.jacobianBlock` the same of the diagonal blocks alone, and
// then, where it is needed, room for all of J. `blocks` is a constant: whether the method keeps its order when only the
// diagonal blocks of J are used.

/** Bytes of the diagonal blocks of an n x n matrix. */
// @ts-ignore: decorator
@inline
function blockBytes(run: Integration): usize {
  return (<usize>run.length * blockRowBytes(<usize>run.jacobianBlock) + 15) & ~15;
}

/** The diagonal blocks of W. */
// @ts-ignore: decorator
@inline
function blockMatrix(run: Integration): usize {
  return run.matrices + blockBytes(run);
}

/** Evaluates J, and f_t to `slope` unless the model is autonomous, at the start of the step. */
// @ts-ignore: decorator
@inline
export function differentiate<M>(model: M, run: Integration, step: f64, slope: usize, blocks: bool): u32 {
  const jacobian = matrix(run, 0);
  let inside = false;
  if (blocks && run.jacobianBlock) {
    const row = blockRowBytes(<usize>run.jacobianBlock);
    inside = evaluateJacobianBlocks<M>(model, run, step, jacobian, row, jacobian + 2 * blockBytes(run));
  } else inside = evaluateJacobian<M>(model, run, step, jacobian);
  if (inside && !model.autonomous()) inside = evaluateTimeDerivative<M>(model, run, step, slope);
  if (inside) return OK_STEP;
  store<f64>(jacobian, NaN); // so that no shorter step goes on with half a Jacobian
  return LEFT_DOMAIN;
}

/** Builds and factors W, or inverts it, 2 x 2 or 3 x 3; `run.stiffness` becomes |step| times the Frobenius norm of J, a bound of its eigenvalues. */
// @ts-ignore: decorator
@inline
export function factor(run: Integration, step: f64, shift: f64, blocks: bool): u32 {
  const n = <usize>run.length;
  const stride = <usize>run.stride;
  const w = matrix(run, 1);
  run.factorizations++;
  if (blocks && run.jacobianBlock) return factorBlocks(run, step, shift);
  const jacobian = matrix(run, 0);
  const bytes = n * stride;
  let squares = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(jacobian + at);
    squares = f64x2.add(squares, f64x2.mul(x, x));
    v128.store(w + at, f64x2.neg(x));
  }
  run.stiffness = abs(step) * sqrt(f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1));
  const even = f64x2.replace_lane(f64x2.splat(0), 0, shift);
  const odd = f64x2.replace_lane(f64x2.splat(0), 1, shift);
  let diagonal = w;
  for (let i: usize = 0; i < n; i++, diagonal += stride) {
    const at = diagonal + ((i << 3) & ~15);
    v128.store(at, f64x2.add(v128.load(at), i & 1 ? odd : even)); // a scalar store would hold up the vector loads that follow
  }
  if (luFactor(w, n, stride, run.pivots) != 0) return SINGULAR;
  if (n == 3) invert3(w, stride, run.pivots);
  else if (n == 2) invert2(w, stride, run.pivots);
  return OK_STEP;
}

/** As {@link factor} for the diagonal blocks of J alone. */
function factorBlocks(run: Integration, step: f64, shift: f64): u32 {
  const n = <usize>run.length;
  const size = <usize>run.jacobianBlock;
  const row = blockRowBytes(size);
  const jacobian = matrix(run, 0);
  const w = blockMatrix(run);
  let squares = 0.0;
  for (let first: usize = 0; first < n; first += size) {
    for (let i = first; i < first + size; i++) {
      const from = jacobian + i * row;
      const to = w + i * row;
      for (let at: usize = 0; at < size << 3; at += 8) {
        const x = load<f64>(from + at);
        squares += x * x;
        store<f64>(to + at, ((i - first) << 3) == at ? shift - x : -x);
      }
      if (size > 1 && size & 1) store<f64>(to + (size << 3), 0.0);
    }
  }
  run.stiffness = abs(step) * sqrt(squares);
  return blocksFactor(w, n, size, row, run.pivots) == 0 ? OK_STEP : SINGULAR;
}

/** x = W^-1 b */
// @ts-ignore: decorator
@inline
export function solveTo(run: Integration, x: usize, b: usize, blocks: bool): void {
  run.solves++;
  if (blocks && run.jacobianBlock) {
    blocksSolveTo(blockMatrix(run), <usize>run.length, <usize>run.jacobianBlock, blockRowBytes(<usize>run.jacobianBlock), run.pivots, x, b);
  } else solveDenseTo(matrix(run, 1), <usize>run.length, <usize>run.stride, run.pivots, x, b);
}

/** x = W^-1 (x + b) */
// @ts-ignore: decorator
@inline
export function solveSum(run: Integration, x: usize, b: usize, blocks: bool): void {
  run.solves++;
  if (blocks && run.jacobianBlock) {
    blocksSolveSum(blockMatrix(run), <usize>run.length, <usize>run.jacobianBlock, blockRowBytes(<usize>run.jacobianBlock), run.pivots, x, b);
  } else solveDenseSum(matrix(run, 1), <usize>run.length, <usize>run.stride, run.pivots, x, b);
}

function solveDenseTo(w: usize, n: usize, stride: usize, pivots: usize, x: usize, b: usize): void {
  if (n == 3) inverseTimes3(w, stride, x, b, false);
  else if (n == 2) inverseTimes2(w, stride, x, b, false);
  else luSolveTo(w, n, stride, pivots, x, b);
}

function solveDenseSum(w: usize, n: usize, stride: usize, pivots: usize, x: usize, b: usize): void {
  if (n == 3) inverseTimes3(w, stride, x, b, true);
  else if (n == 2) inverseTimes2(w, stride, x, b, true);
  else luSolveSum(w, n, stride, pivots, x, b);
}
