import { Integration, matrix } from "../integration";
import { evaluateJacobian } from "../jacobian";
import { ACTIVE, ERROR, laneConstants, laneSample, laneStage, laneState, laneTrial, ROW, STEP, STIFFNESS, TIME, VECTORS } from "./block";
import { inverseTimes, invertLanes } from "./small-inverse";

// One step of the pair of Shampine and Reichelt in all lanes, for autonomous systems of 2 or 3 numbers: the operations of
// ../rosenbrock/rosenbrock23.ts, which has the formulas, in their order.

const D: f64 = 0.2928932188134525;
const E: f64 = 7.414213562373095;

const SLOPE_HALF: usize = 1;
const SLOPE_END: usize = 2;
const K1: usize = 3;
const K2: usize = 4;
const K3: usize = 5;

/** J, then W, of two lanes. */
const matrixRows: usize = memory.data(576, 16); // 9 ROW

@final
@unmanaged
export class Rosenbrock23Lanes {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 7;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 3.0;
  }

  // @ts-ignore: decorator
  @inline
  newest(): usize {
    return SLOPE_END;
  }

  // @ts-ignore: decorator
  @inline
  setCounts(run: Integration, evaluationsBefore: u32): void {
    const tried = run.accepted + run.rejected;
    run.evaluations = evaluationsBefore + 2 * tried;
    run.jacobians = run.accepted + run.retry; // a retry keeps the last one
    run.factorizations = tried;
    run.solves = 3 * tried;
  }

  /** What a retry of the solver for one member expects of the attempt before. */
  restore<M>(model: M, run: Integration): void {
    if (!run.retry) return;
    const count = run.jacobians;
    const evaluations = run.evaluations;
    evaluateJacobian<M>(model, run, run.step, matrix(run, 0));
    run.jacobians = count;
    run.evaluations = evaluations;
  }

  attempt<L>(run: Integration, block: usize): u32 {
    const n = changetype<L>(0).components();
    let singular: u32 = 0;
    for (let v: usize = 0; v < VECTORS; v++) {
      const mask = v128.and(this.attemptTwo<L>(run, block, n, v << 4), v128.load(block + ACTIVE + (v << 4)));
      singular |= <u32>i64x2.bitmask(mask) << (2 * <u32>v);
    }
    return singular;
  }

  /** Two lanes, `first` bytes from the first; returns a mask of those whose matrix is singular. */
  // @ts-ignore: decorator
  @inline
  attemptTwo<L>(run: Integration, block: usize, n: usize, first: usize): v128 {
    const bytes = n * ROW;
    const state = laneState(block) + first;
    const trial = laneTrial(block, n) + first;
    const errors = laneSample(block, n) + first;
    const constants = laneConstants(block, n, 7) + first;
    const f0 = laneStage(block, n, 0) + first;
    const f1 = laneStage(block, n, SLOPE_HALF) + first;
    const f2 = laneStage(block, n, SLOPE_END) + first;
    const k1 = laneStage(block, n, K1) + first;
    const k2 = laneStage(block, n, K2) + first;
    const k3 = laneStage(block, n, K3) + first;
    const time = v128.load(block + TIME + first);
    const h = v128.load(block + STEP + first);
    const half = f64x2.mul(f64x2.splat(0.5), h);
    const by = f64x2.div(f64x2.splat(1.0), f64x2.mul(h, f64x2.splat(D)));

    changetype<L>(0).jacobian(constants, state, matrixRows);
    const singular = this.buildAndInvert(block, n, first, h, by);

    for (let at: usize = 0; at < bytes; at += ROW) v128.store(k1 + at, f64x2.mul(by, v128.load(f0 + at)));
    inverseTimes(k1, n);
    for (let at: usize = 0; at < bytes; at += ROW) {
      v128.store(trial + at, f64x2.add(v128.load(state + at), f64x2.mul(half, v128.load(k1 + at))));
    }
    changetype<L>(0).derivative(constants, f64x2.add(time, half), trial, f1);
    for (let at: usize = 0; at < bytes; at += ROW) v128.store(k2 + at, f64x2.mul(by, f64x2.sub(v128.load(f1 + at), v128.load(k1 + at))));
    inverseTimes(k2, n);
    for (let at: usize = 0; at < bytes; at += ROW) {
      const k = f64x2.add(v128.load(k2 + at), v128.load(k1 + at));
      v128.store(k2 + at, k);
      v128.store(trial + at, f64x2.add(v128.load(state + at), f64x2.mul(h, k)));
    }
    changetype<L>(0).derivative(constants, f64x2.add(time, h), trial, f2);
    const two = f64x2.splat(2.0);
    for (let at: usize = 0; at < bytes; at += ROW) {
      const later = f64x2.mul(f64x2.splat(E), f64x2.sub(v128.load(k2 + at), v128.load(f1 + at)));
      const earlier = f64x2.mul(two, f64x2.sub(v128.load(k1 + at), v128.load(f0 + at)));
      v128.store(k3 + at, f64x2.mul(by, f64x2.sub(f64x2.sub(v128.load(f2 + at), later), earlier)));
    }
    inverseTimes(k3, n);

    const sixth = f64x2.div(h, f64x2.splat(6.0));
    const relative = f64x2.splat(run.relativeTolerance);
    let absolute = run.absoluteTolerances;
    let even = f64x2.splat(0.0); // sums over even and odd numbers apart, as ../step-control.ts has them in the halves of a vector
    let odd = f64x2.splat(0.0);
    for (let at: usize = 0; at < bytes; at += ROW) {
      const sum = f64x2.add(f64x2.sub(v128.load(k1 + at), f64x2.mul(two, v128.load(k2 + at))), v128.load(k3 + at));
      const error = f64x2.mul(sixth, sum);
      v128.store(errors + at, error);
      const y = v128.load(trial + at);
      const size = f64x2.pmax(f64x2.abs(v128.load(state + at)), f64x2.abs(y));
      const e = f64x2.div(error, f64x2.add(v128.load64_splat(absolute), f64x2.mul(relative, size)));
      const square = f64x2.add(f64x2.mul(e, e), f64x2.sub(y, y));
      if (at == ROW) odd = f64x2.add(odd, square);
      else even = f64x2.add(even, square);
      absolute += 8;
    }
    v128.store(block + ERROR + first, f64x2.sqrt(f64x2.div(f64x2.add(even, odd), f64x2.splat(<f64>n))));
    return singular;
  }

  /** W = by I - J, inverted, and the estimate of |step lambda|. */
  // @ts-ignore: decorator
  @inline
  buildAndInvert(block: usize, n: usize, first: usize, h: v128, by: v128): v128 {
    let even = f64x2.splat(0.0);
    let odd = f64x2.splat(0.0);
    let at = matrixRows;
    for (let i: usize = 0; i < n; i++) {
      for (let j: usize = 0; j < n; j++, at += ROW) {
        const x = v128.load(at);
        const square = f64x2.mul(x, x);
        if (j & 1) odd = f64x2.add(odd, square);
        else even = f64x2.add(even, square);
        const negative = f64x2.neg(x);
        // the neighbour of the diagonal gets a 0 added, which turns -0 into 0
        v128.store(at, i == j ? f64x2.add(negative, by) : (i ^ 1) == j ? f64x2.add(negative, f64x2.splat(0.0)) : negative);
      }
    }
    v128.store(block + STIFFNESS + first, f64x2.mul(f64x2.abs(h), f64x2.sqrt(f64x2.add(even, odd))));
    return invertLanes(matrixRows, n);
  }
}
