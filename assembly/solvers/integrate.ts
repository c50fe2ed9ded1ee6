import * as status from "../core/status";
import { findEvents, hasRoomForEvents, startEvents } from "./event";
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
  RECORD_TIMES,
  RUNNING,
  sampleState,
  SINGULAR,
  stage,
  trialState,
} from "./integration";
import { firstStep, worstComponent } from "./step-control";

// Integrates a model with a one-step solver, from where `run` stands until its end, an event that ends it, until its records are full or
// `stepsPerCall` are done (then `run.phase` is RUNNING, and the next call goes on).
//
// A model M is a class with the methods of Problem (problem.ts), a solver S one with those of DormandPrince (dormand-prince.ts). Each pair
// is compiled to its own code.

/** Magnitude of an explicit method's |h lambda| from which its steps are as long as its stability allows. */
const STABILITY_LIMIT: f64 = 2.2;
/** Steps in a row there that make a problem stiff. */
const STIFF_STEPS: u32 = 15;

export function integrate<S, M>(model: M, run: Integration): i32 {
  const solver = changetype<S>(0);
  if (run.phase == NEW) {
    const code = begin<S, M>(model, run);
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
    run.outcome = solver.attempt<M>(model, run, step);
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
    if (!finishStep<S, M>(model, run, step, isLast ? run.end : run.time + step)) {
      return status.fail(status.OUTSIDE_DOMAIN, 0, 0, run.time, size);
    }
  }
  return status.OK;
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
export function begin<S, M>(model: M, run: Integration): i32 {
  const solver = changetype<S>(0);
  run.evaluations++;
  if (!model.derivative(run.time, run.state, stage(run, 0))) return status.fail(status.OUTSIDE_DOMAIN, 0, 0, run.time, 0.0);
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
  run.previousError = 1e-4;
  run.errorBefore = 1e-4;
  run.retry = 0;
  run.errors = 0;
  run.error = 0.0;
  run.phase = run.time != run.end ? RUNNING : FINISHED;
  run.step = run.fixedStep > 0.0 ? run.fixedStep : run.firstStep;
  if (run.step == 0.0) run.step = firstStep<M>(model, run, max(1.0, solver.order()));
  run.outcome = solver.start<M>(model, run);
  if (run.outcome != OK_STEP) return stuck(run, 0.0);
  if (run.watches && startEvents<M>(model, run)) run.phase = FINISHED;
  if (run.recording == RECORD_STEPS) record(run, run.time, run.state);
  else if (run.recording == RECORD_TIMES) {
    while (run.recorded < run.requested && load<f64>(run.recordTimes + (<usize>run.recorded << 3)) == run.time) {
      record(run, run.time, run.state);
    }
  }
  return status.OK;
}

/** After an accepted step of size `step` to time `next`: events, records, and on to the next step. False: left the domain. */
function finishStep<S, M>(model: M, run: Integration, step: f64, next: f64): bool {
  const solver = changetype<S>(0);
  const stride = <usize>run.stride;
  let last = next;
  let stopped = false;
  if (run.dense) {
    prepare<S, M>(model, run, step);
    keepStep(run, step, solver.stages());
  }
  if (run.watches) {
    prepare<S, M>(model, run, step);
    const theta = findEvents<S, M>(model, run, step);
    if (theta <= 1.0) {
      stopped = true;
      last = theta == 1.0 ? next : run.time + theta * step;
      solver.interpolate(run, step, theta, sampleState(run));
    }
  }
  if (run.recording == RECORD_STEPS) record(run, last, stopped ? sampleState(run) : trialState(run));
  else if (run.recording == RECORD_TIMES) {
    recordRequested<S, M>(model, run, step, last, stopped);
    if (stopped) solver.interpolate(run, step, (last - run.time) / step, sampleState(run));
  }
  if (stopped) {
    copyVector(run.state, sampleState(run), stride);
    run.time = last;
    run.phase = FINISHED;
    return true;
  }
  const inside = solver.advance<M>(model, run, step);
  copyVector(run.state, trialState(run), stride);
  run.time = next;
  if (next == run.end) run.phase = FINISHED;
  return inside;
}

/** Has the solver do, once in a step, what its dense output needs. */
// @ts-ignore: decorator
@inline
function prepare<S, M>(model: M, run: Integration, step: f64): void {
  if (run.prepared) return;
  run.prepared = 1;
  changetype<S>(0).prepare<M>(model, run, step);
}

/** Records the requested times up to `last`, which lie in the step just tried. */
export function recordRequested<S, M>(model: M, run: Integration, step: f64, last: f64, stopped: bool): void {
  while (run.recorded < run.requested) {
    const time = load<f64>(run.recordTimes + (<usize>run.recorded << 3));
    if ((time - last) * run.direction > 0.0) return;
    if (time == last && !stopped) record(run, time, trialState(run));
    else {
      prepare<S, M>(model, run, step);
      changetype<S>(0).interpolate(run, step, min(1.0, (time - run.time) / step), sampleState(run));
      record(run, time, sampleState(run));
    }
  }
}

function record(run: Integration, time: f64, state: usize): void {
  const bytes = <usize>run.length << 3;
  store<f64>(run.recordTimes + (<usize>run.recorded << 3), time);
  memory.copy(run.recordStates + <usize>run.recorded * bytes, state, bytes);
  run.recorded++;
}

/** Keeps what `interpolate` needs of the step just tried, with the record of its end: f64 time, f64 step, u32 mode, vectors from byte 32. */
function keepStep(run: Integration, step: f64, stages: usize): void {
  const stride = <usize>run.stride;
  const to = run.recordSteps + <usize>run.recorded * (32 + (3 + stages) * stride);
  store<f64>(to, run.time);
  store<f64>(to, step, 8);
  store<u32>(to, run.mode, 16);
  copyVector(to + 32, run.state, stride);
  copyVector(to + 32 + stride, run.work, (2 + stages) * stride);
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
