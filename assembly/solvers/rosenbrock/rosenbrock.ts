import { hermite } from "../hermite";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "../integration";
import { errorNorm, nextStep, shorterStep } from "../step-control";
import { argumentsOf, COMBINE, couplingsOf, denseOf, errorOf, EXTEND, gammaOf, nodesOf, REPEAT, solutionOf, timesOf } from "./form";
import { addScaledVector, addVector, sums, weighted } from "./sums";
import { differentiate, factor, solveSum, solveTo } from "./system";

/** `run.prepared` when the end of the step turned out to lie outside the model's domain. */
const OUTSIDE: u32 = 2;

/** Weights of the dense output at one point of a step. */
const weights: usize = memory.data(64, 16);

/**
 * The solver of a tableau T (form.ts), for `integrate`. Stage 0 is f(t, y), 1 to s are U_1 to U_s, s + 1 is f_t, and s + 2, where the dense output needs it, f at the
 * end of the step.
 */
@final
@unmanaged
export class Rosenbrock<T> {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return changetype<T>(0).stages() + (this.usesSlopes() ? 3 : 2);
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return changetype<T>(0).order();
  }

  // @ts-ignore: decorator
  @inline
  start<M>(model: M, run: Integration): u32 {
    return OK_STEP;
  }

  /** Whether the dense output is the cubic through both ends with their slopes. */
  // @ts-ignore: decorator
  @inline
  usesSlopes(): bool {
    return changetype<T>(0).denseRows() == 0;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const tableau = changetype<T>(0);
    const s = tableau.stages();
    const table = tableau.table();
    const stride = <usize>run.stride;
    const timeSlope = stage(run, s + 1);
    if (!run.retry) {
      const status = differentiate<M>(model, run, step, timeSlope, tableau.anyJacobian());
      if (status != OK_STEP) return status;
    }
    const status = factor(run, step, 1.0 / (step * gammaOf(table)), tableau.anyJacobian());
    if (status != OK_STEP) return status;

    if (!firstStages<T, M>(model, run, step)) return LEFT_DOMAIN;
    if (s > 4 && !lastStages<T, M>(model, run, step)) return LEFT_DOMAIN;
    const first = stage(run, 1);
    const trial = trialState(run);
    if (tableau.closes()) addVector(trial, stage(run, s), stride);
    else weighted(trial, run.state, solutionOf(table, s), s, first, stride);
    let errors = stage(run, s);
    if (!tableau.lastIsError()) {
      errors = sampleState(run);
      weighted(errors, 0, errorOf(table, s), s, first, stride);
    }
    run.error = errorNorm(run, errors);
    return OK_STEP;
  }

  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    if (this.usesSlopes() && run.prepared) {
      copyVector(stage(run, 0), stage(run, changetype<T>(0).stages() + 2), <usize>run.stride);
      return run.prepared != OUTSIDE;
    }
    run.evaluations++;
    return model.derivative(run.time + step, trialState(run), stage(run, 0));
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {
    if (!this.usesSlopes()) return;
    run.evaluations++;
    const slope = stage(run, changetype<T>(0).stages() + 2);
    if (!model.derivative(run.time + step, trialState(run), slope)) run.prepared = OUTSIDE;
  }

  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    const tableau = changetype<T>(0);
    const s = tableau.stages();
    if (this.usesSlopes()) return hermite(run, step, theta, stage(run, 0), stage(run, s + 2), out);
    const rows = tableau.denseRows();
    const dense = denseOf(tableau.table(), s);
    const stride = <usize>run.stride;
    const rest = 1.0 - theta;
    for (let at: usize = 0; at < s << 3; at += 8) {
      let h = load<f64>(dense + ((rows - 1) * s << 3) + at);
      for (let row = rows - 1; row-- > 0; ) h = load<f64>(dense + (row * s << 3) + at) + theta * h;
      store<f64>(weights + at, theta * rest * h);
    }
    const trial = trialState(run);
    const left = f64x2.splat(rest);
    const right = f64x2.splat(theta);
    weighted(out, 0, weights, s, stage(run, 1), stride);
    for (let at: usize = 0; at < stride; at += 16) {
      const line = f64x2.add(f64x2.mul(left, v128.load(run.state + at)), f64x2.mul(right, v128.load(trial + at)));
      v128.store(out + at, f64x2.add(v128.load(out + at), line));
    }
  }

  // @ts-ignore: decorator
  @inline
  grow(run: Integration, step: f64): f64 {
    return nextStep(run, step, this.order());
  }

  // @ts-ignore: decorator
  @inline
  shrink(run: Integration, step: f64, outcome: u32): f64 {
    return shorterStep(run, step, this.order());
  }
}

/** U_1 to U_4. False: left the model's domain. */
function firstStages<T, M>(model: M, run: Integration, step: f64): bool {
  const tableau = changetype<T>(0);
  const s = tableau.stages();
  const first = stage(run, 1);
  const blocks = tableau.anyJacobian();
  if (model.autonomous()) solveTo(run, first, stage(run, 0), blocks);
  else {
    const stride = <usize>run.stride;
    const factor = f64x2.splat(step * load<f64>(timesOf(tableau.table(), s)));
    const timeSlope = stage(run, s + 1);
    for (let at: usize = 0; at < stride; at += 16) v128.store(first + at, f64x2.mul(factor, v128.load(timeSlope + at)));
    solveSum(run, first, stage(run, 0), blocks);
  }
  if (!nextStage<T, M>(model, run, step, 1)) return false;
  if (s > 2 && !nextStage<T, M>(model, run, step, 2)) return false;
  if (s > 3 && !nextStage<T, M>(model, run, step, 3)) return false;
  return true;
}

/** U_5 to U_8, as far as there are. */
function lastStages<T, M>(model: M, run: Integration, step: f64): bool {
  const s = changetype<T>(0).stages();
  if (!nextStage<T, M>(model, run, step, 4)) return false;
  if (s > 5 && !nextStage<T, M>(model, run, step, 5)) return false;
  if (s > 6 && !nextStage<T, M>(model, run, step, 6)) return false;
  if (s > 7 && !nextStage<T, M>(model, run, step, 7)) return false;
  return true;
}

/** Stage i, from 0: i is a constant, and so is all that is asked of the tableau. */
// @ts-ignore: decorator
@inline
function nextStage<T, M>(model: M, run: Integration, step: f64, i: usize): bool {
  const tableau = changetype<T>(0);
  const s = tableau.stages();
  const table = tableau.table();
  const argument = tableau.argument(i);
  const stride = <usize>run.stride;
  const first = stage(run, 1);
  const u = first + i * stride;
  const trial = trialState(run);
  if (argument == EXTEND) addVector(trial, u - stride, stride);
  sums(
    argument == COMBINE,
    i,
    trial,
    run.state,
    argumentsOf(table, s, i),
    u,
    1.0 / step,
    couplingsOf(table, s, i),
    first,
    stride,
  );
  if (!model.autonomous()) {
    const d = load<f64>(timesOf(table, s) + (i << 3));
    if (d != 0.0) addScaledVector(u, step * d, stage(run, s + 1), stride);
  }
  if (argument != REPEAT) {
    run.evaluations++;
    if (!model.derivative(run.time + load<f64>(nodesOf(table) + (i << 3)) * step, trial, sampleState(run))) return false;
  }
  solveSum(run, u, argument == REPEAT && i == 1 ? stage(run, 0) : sampleState(run), tableau.anyJacobian());
  return true;
}
