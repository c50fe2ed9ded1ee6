import { findEvents, startEvents } from "./event";
import { copyVector, FINISHED, Integration, RECORD_STEPS, RECORD_TIMES, sampleState, trialState } from "./integration";
import { Problem } from "./problem";
import { interpolateTried, prepareStep } from "./solver-functions";

// Records and events of an integration.

/** At the start. */
export function beginRecords(problem: Problem, run: Integration): void {
  if (run.watches && startEvents(problem, run)) run.phase = FINISHED;
  if (run.recording == RECORD_STEPS) record(run, run.time, run.state);
  else if (run.recording == RECORD_TIMES) {
    while (run.recorded < run.requested && load<f64>(run.recordTimes + (<usize>run.recorded << 3)) == run.time) {
      record(run, run.time, run.state);
    }
  }
}

/** Of an accepted step of size `step` to time `next`, with the `stages` of its solver. True: an event in it ended the integration there. */
export function recordStep(problem: Problem, run: Integration, step: f64, next: f64, stages: usize): bool {
  let last = next;
  let stopped = false;
  if (run.dense) {
    prepareStep(problem, run, step);
    keepStep(run, step, stages);
  }
  if (run.watches) {
    prepareStep(problem, run, step);
    const theta = findEvents(problem, run, step);
    if (theta <= 1.0) {
      stopped = true;
      last = theta == 1.0 ? next : run.time + theta * step;
      interpolateTried(run, step, theta, sampleState(run));
    }
  }
  if (run.recording == RECORD_STEPS) record(run, last, stopped ? sampleState(run) : trialState(run));
  else if (run.recording == RECORD_TIMES) {
    recordRequested(problem, run, step, last, stopped);
    if (stopped) interpolateTried(run, step, (last - run.time) / step, sampleState(run));
  }
  if (!stopped) return false;
  copyVector(run.state, sampleState(run), <usize>run.stride);
  run.time = last;
  run.phase = FINISHED;
  return true;
}

/** Records the requested times up to `last`, which lie in the step just tried. */
export function recordRequested(problem: Problem, run: Integration, step: f64, last: f64, stopped: bool): void {
  while (run.recorded < run.requested) {
    const time = load<f64>(run.recordTimes + (<usize>run.recorded << 3));
    if ((time - last) * run.direction > 0.0) return;
    if (time == last && !stopped) record(run, time, trialState(run));
    else {
      prepareStep(problem, run, step);
      interpolateTried(run, step, min(1.0, (time - run.time) / step), sampleState(run));
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
