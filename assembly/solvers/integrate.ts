import * as status from "../core/status";
import { hasRoomForEvents } from "./event";
import {
  copyVector,
  FINISHED,
  Integration,
  isFinite,
  LEFT_DOMAIN,
  NEW,
  NO_CONVERGENCE,
  OK_STEP,
  RECORD_NOTHING,
  RECORD_STEPS,
  RUNNING,
  SINGULAR,
  stage,
  trialState,
} from "./integration";
import { Problem } from "./problem";
import { beginRecords, recordStep } from "./records";
import { bindSolver } from "./solver-functions";
import { firstStep, LEAST_LOG_ERROR, worstComponent } from "./step-control";

// Integrates a model with a one-step solver, from where `run` stands until its end, an event that ends it, until its records are full or
// `stepsPerCall` are done (then `run.phase` is RUNNING, and the next call goes on).
//
// A solver S is a class with the methods of DormandPrince (dormand-prince.ts). The loop is compiled for each; what most steps do not do once for all.

/** Magnitude of an explicit method's |h lambda| from which its steps are as long as its stability allows. */
const STABILITY_LIMIT: f64 = 2.2;
/** Steps in a row there that make a problem stiff. */
const STIFF_STEPS: u32 = 15;

export function integrate<S>(problem: Problem, run: Integration): i32 {
  const solver = changetype<S>(0);
  bindSolver<S>(run);
  if (run.phase == NEW) {
    const code = begin<S>(problem, run);
    if (code != status.OK) return code;
  }
  const lastAttempt = run.accepted + run.rejected + run.stepsPerCall;
  while (run.phase == RUNNING) {
    if (run.accepted + run.rejected >= lastAttempt || !hasRoom(run)) return status.OK;
    if (run.accepted + run.rejected >= run.maximumSteps) return outOfSteps(run);
    const rest = abs(run.end - run.time);
    let size = min(run.fixedStep > 0.0 ? run.fixedStep : run.step, run.maximumStep);
    const isLast = rest - size <= max(1e-6 * size, 8.0 * f64.EPSILON * abs(run.end)); // no splinter of a step is left
    if (isLast) size = rest;
    if (size <= 4.0 * f64.EPSILON * abs(run.time) || size < 1e-290) return stuck(run, size);

    const step = isLast ? run.end - run.time : size * run.direction;
    run.prepared = 0;
    run.outcome = solver.attempt<Problem>(problem, run, step);
    if (run.outcome != OK_STEP || !meetsTolerance<S>(run)) {
      run.rejected++;
      if (run.fixedStep > 0.0) return stuck(run, size);
      run.step = solver.shrink(run, size, run.outcome);
      run.retry = 1;
      continue;
    }
    run.accepted++;
    countStiffSteps(run);
    const next = solver.grow(run, size);
    if (!isLast) run.step = next;
    run.retry = 0;
    if (!finishStep<S>(problem, run, step, isLast ? run.end : nextTime(run, step))) {
      return status.fail(status.OUTSIDE_DOMAIN, 0, 0, run.time, size);
    }
  }
  return status.OK;
}

/** The end of the step just accepted. Fixed steps are counted, so that rounding errors do not add up. */
// @ts-ignore: decorator
@inline
function nextTime(run: Integration, step: f64): f64 {
  return run.fixedStep > 0.0 ? run.startTime + <f64>run.accepted * step : run.time + step;
}

/** Moves `stiffSteps` on: up by one for a step at the limit of stability, down by three for another, until they are decided. */
// @ts-ignore: decorator
@inline
function countStiffSteps(run: Integration): void {
  if (run.stiffness > STABILITY_LIMIT) run.stiffSteps++;
  else if (run.stiffSteps < STIFF_STEPS) run.stiffSteps = run.stiffSteps > 3 ? run.stiffSteps - 3 : 0;
}

/** Whether the step just tried is good enough; with fixed steps, whether it is finite. */
// @ts-ignore: decorator
@inline
function meetsTolerance<S>(run: Integration): bool {
  if (changetype<S>(0).order() == 0.0) return isFinite(trialState(run), <usize>run.length << 3);
  return run.fixedStep > 0.0 ? run.error < Infinity : run.error <= 1.0;
}

// @ts-ignore: decorator
@inline
function hasRoom(run: Integration): bool {
  if (run.watches && !hasRoomForEvents(run)) return false;
  return run.recording != RECORD_STEPS || run.recorded < run.capacity;
}

/** First derivative, first step, first record. */
export function begin<S>(problem: Problem, run: Integration): i32 {
  const solver = changetype<S>(0);
  const code = beginSteps(problem, run, max(1.0, solver.order()));
  if (code != status.OK) return code;
  run.outcome = solver.start<Problem>(problem, run);
  if (run.outcome != OK_STEP) return stuck(run, 0.0);
  beginRecords(problem, run);
  return status.OK;
}

function beginSteps(problem: Problem, run: Integration, order: f64): i32 {
  run.evaluations++;
  if (!problem.derivative(run.time, run.state, stage(run, 0))) return status.fail(status.OUTSIDE_DOMAIN, 0, 0, run.time, 0.0);
  run.startSize = 0.0;
  for (let i: usize = 0; i < <usize>run.length; i++) {
    const at = i << 3;
    const y = abs(load<f64>(run.state + at));
    if (!(abs(load<f64>(stage(run, 0) + at)) < Infinity)) return status.fail(status.NOT_FINITE_AT_START, 0, <u32>i, run.time, 0.0);
    if (y > run.startSize) run.startSize = y;
    const scale = load<f64>(run.absoluteTolerances + at) + run.relativeTolerance * y;
    if (run.fixedStep == 0.0 && y > 0.0 && scale < 4.0 * f64.EPSILON * y) {
      return status.fail(status.TOLERANCE_BELOW_ROUNDING, 0, <u32>i, run.time, 0.0);
    }
  }
  run.startTime = run.time;
  run.previousLogError = LEAST_LOG_ERROR;
  run.logErrorBefore = LEAST_LOG_ERROR;
  run.retry = 0;
  run.errors = 0;
  run.error = 0.0;
  run.phase = run.time != run.end ? RUNNING : FINISHED;
  run.step = run.fixedStep > 0.0 ? run.fixedStep : run.firstStep;
  if (run.step == 0.0) run.step = firstStep(problem, run, order);
  return status.OK;
}

/** After an accepted step of size `step` to time `next`: events, records, and on to the next step. False: left the domain. */
function finishStep<S>(problem: Problem, run: Integration, step: f64, next: f64): bool {
  const solver = changetype<S>(0);
  const unseen = run.recording == RECORD_NOTHING && run.watches == 0 && run.dense == 0;
  if (!unseen && recordStep(problem, run, step, next, solver.stages())) return true;
  const inside = solver.advance<Problem>(problem, run, step);
  copyVector(run.state, trialState(run), <usize>run.stride);
  run.time = next;
  if (next == run.end) run.phase = FINISHED;
  return inside;
}

/** `maximumSteps` are used up: why. */
function outOfSteps(run: Integration): i32 {
  const code = run.stiffSteps >= STIFF_STEPS ? status.STIFF : status.TOO_MANY_STEPS;
  return status.fail(code, 0, worstComponent(run), run.time, run.step);
}

/** No step is accepted any more: why the last one was not. */
function stuck(run: Integration, step: f64): i32 {
  return status.fail(reason(run), 0, worstComponent(run), run.time, step);
}

function reason(run: Integration): i32 {
  if (run.outcome == LEFT_DOMAIN) return status.OUTSIDE_DOMAIN;
  if (grewWithoutBound(run)) return status.BLOW_UP;
  if (run.outcome == SINGULAR) return status.SINGULAR_MATRIX;
  if (run.outcome == NO_CONVERGENCE) return status.NEWTON_FAILED;
  if (run.rejected && !(run.error < Infinity)) return status.SOLVER_NOT_FINITE;
  return status.STEP_TOO_SMALL;
}

/** A state that is large against its start and grows by itself within a time that rounding errors hide. */
function grewWithoutBound(run: Integration): bool {
  let size = 0.0;
  let growth = 0.0;
  for (let i: usize = 0; i < <usize>run.length; i++) {
    const y = load<f64>(run.state + (i << 3));
    const slope = load<f64>(stage(run, 0) + (i << 3)) * run.direction;
    size = max(size, abs(y));
    if (y * slope > 0.0) growth = max(growth, abs(slope / y));
  }
  return size > 1e6 * max(run.startSize, 1e-6) && growth * max(abs(run.time), 1e-300) > 1e6;
}
