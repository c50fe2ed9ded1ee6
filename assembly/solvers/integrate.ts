import { fail, OK, OUTSIDE_DOMAIN, SOLVER_NOT_FINITE, STEP_TOO_SMALL, TOO_MANY_STEPS } from "../core/status";
import { findEvent } from "./event";
import { FINISHED, Integration, LEFT_DOMAIN, NEW, OK_STEP, RUNNING, sampleState, stage, trialState } from "./integration";
import { firstStep } from "./step-control";

// Integrates a model with a one-step solver, from where `run` stands until its end, its event, or until its records are full (then
// `run.phase` is RUNNING, and the next call goes on).
//
// A model M is a final class with the methods
//   derivative(time: f64, state: usize, out: usize): bool    f(time, state); false: the state is outside the model's domain
//   watches(): bool                                          whether it has an event
//   event(time: f64, state: usize): f64                      positive before the event
// and a solver S one with stages, order, attempt, advance and interpolate, as in dormand-prince.ts. Each pair is compiled to its own code.

export function integrate<S, M>(model: M, run: Integration): i32 {
  const solver = changetype<S>(0);
  if (run.phase == NEW) {
    const status = begin<S, M>(model, run);
    if (status != OK) return status;
  }
  while (run.phase == RUNNING) {
    if (!run.requested && run.recorded >= run.capacity) return OK;
    if (run.accepted + run.rejected >= run.maximumSteps) return fail(TOO_MANY_STEPS, 0, 0, run.time, run.step);
    const rest = run.end - run.time;
    let step = min(run.fixedStep > 0.0 ? run.fixedStep : run.step, run.maximumStep);
    const isLast = rest - step <= max(1e-6 * step, 8.0 * f64.EPSILON * abs(run.end)); // no splinter of a step is left
    if (isLast) step = rest;
    if (step <= 4.0 * f64.EPSILON * abs(run.time) || step < 1e-290) return stuck(run, step);

    run.outcome = solver.attempt<M>(model, run, step);
    const accepted = run.outcome == OK_STEP && (run.fixedStep > 0.0 ? run.error < Infinity : run.error <= 1.0);
    if (!accepted) {
      run.rejected++;
      if (run.fixedStep > 0.0) return stuck(run, step);
      run.step = solver.shrink(run, step, run.outcome);
      run.retry = 1;
      continue;
    }
    run.accepted++;
    if (!isLast) run.step = solver.grow(run, step);
    run.retry = 0;
    if (!finishStep<S, M>(model, run, step, isLast ? run.end : run.time + step)) {
      return fail(OUTSIDE_DOMAIN, 0, 0, run.time, step);
    }
  }
  return OK;
}

/** First derivative, first step, first record. */
function begin<S, M>(model: M, run: Integration): i32 {
  run.evaluations++;
  if (!model.derivative(run.time, run.state, stage(run, 0))) return fail(OUTSIDE_DOMAIN, 0, 0, run.time, 0.0);
  for (let i: usize = 0; i < <usize>run.length; i++) {
    const slope = load<f64>(stage(run, 0) + (i << 3));
    if (!(abs(slope) < Infinity)) return fail(SOLVER_NOT_FINITE, 0, <u32>i, run.time, 0.0);
  }
  changetype<S>(0).start<M>(model, run);
  run.previousError = 1e-4;
  run.step = run.fixedStep > 0.0 ? run.fixedStep : firstStep<M>(model, run, changetype<S>(0).order());
  run.eventTime = NaN;
  run.phase = run.time < run.end ? RUNNING : FINISHED;
  if (model.watches()) {
    run.eventValue = model.event(run.time, run.state);
    if (run.eventValue <= 0.0) {
      run.eventTime = run.time;
      memory.copy(run.eventState, run.state, <usize>run.length << 3);
      if (run.stopAtEvent) run.phase = FINISHED;
    }
  }
  if (!run.requested) record(run, run.time, run.state);
  else recordRequested<S>(run, 0.0, run.time);
  return OK;
}

/** After an accepted step of size `step` to time `next`: event, records, and on to the next step. */
function finishStep<S, M>(model: M, run: Integration, step: f64, next: f64): bool {
  const solver = changetype<S>(0);
  let last = next;
  if (model.watches() && isNaN(run.eventTime)) {
    const theta = findEvent<S, M>(model, run, step);
    if (theta <= 1.0) {
      run.eventTime = theta == 1.0 ? next : run.time + theta * step;
      solver.interpolate(run, step, theta, sampleState(run));
      memory.copy(run.eventState, sampleState(run), <usize>run.length << 3);
      if (run.stopAtEvent) last = run.eventTime;
    }
  }
  const stopped = last == run.eventTime && run.stopAtEvent;
  if (run.requested) recordRequested<S>(run, step, last);
  else record(run, last, stopped ? run.eventState : trialState(run));
  const inside = solver.advance<M>(model, run, step);
  memory.copy(run.state, trialState(run), <usize>run.stride);
  run.time = next;
  if (stopped || next >= run.end) run.phase = FINISHED;
  return inside;
}

/** Records the requested times up to `last`, which lie in the step just tried. */
function recordRequested<S>(run: Integration, step: f64, last: f64): void {
  while (run.recorded < run.requested) {
    const time = load<f64>(run.recordTimes + (<usize>run.recorded << 3));
    if (time > last) return;
    if (time <= run.time) record(run, time, run.state);
    else {
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

/** No step is accepted any more: why the last one was not. */
function stuck(run: Integration, step: f64): i32 {
  if (run.outcome == LEFT_DOMAIN) return fail(OUTSIDE_DOMAIN, 0, 0, run.time, step);
  if (!(run.error < Infinity)) return fail(SOLVER_NOT_FINITE, 0, 0, run.time, step);
  return fail(STEP_TOO_SMALL, 0, 0, run.time, step);
}
