import { fail, OK, SOLVER_NOT_FINITE } from "../../core/status";
import { Differentiable } from "../differentiable";
import { nextSnapshot } from "./schedule";
import { adjointStep, adjointStepReverse } from "./steps";
import { copyNumbers } from "./vectors";

// Discrete adjoints of a run of steps y_(k + 1) = Phi_k(y_k, theta), k = 0 ... steps - 1:
//
//   lambda_K = dl_K/dy ,   lambda_k = (dPhi_k/dy)^T lambda_(k + 1) + dl_k/dy ,   gradient = sum_k (dPhi_k/dtheta)^T lambda_(k + 1)
//
// `adjointForward` leaves the states at the output steps, and snapshots; `adjointReverse` takes the loss's gradients by those states. States between
// snapshots come again from the same step function, so that no bit of the gradient depends on where snapshots are.

@unmanaged
export class AdjointRun {
  differentiable: usize;
  method: u32;
  steps: u32;
  times: usize; // f64 for each step: where it begins
  sizes: usize; // f64 for each step
  initial: usize; // y_0
  outputs: u32;
  outputSteps: usize; // u32, not decreasing: output i is the state after that many steps
  states: usize; // of the outputs
  seeds: usize; // the loss's gradient by `states`
  spacing: u32; // of snapshots (schedule.ts)
  capacity: u32; // room for snapshots, >= 1
  snapshots: usize;
  marks: usize; // u32: the steps before each snapshot
  stored: u32;
  peak: u32; // most snapshots at a time
  recomputed: u32; // steps taken again on the way back
  current: usize; // a state on the way
  currentStep: u32; // which
  work: usize; // of the steps
  window: u32; // steps for which an adjoint is followed; 0: to the start
  capacityAdjoints: u32;
  adjoints: usize;
  starts: usize; // u32: where each adjoint began
  gradient: usize; // by the parameters, added to
  initialGradient: usize;
}

const NOWHERE: u32 = 0xffffffff;

// @ts-ignore: decorator
@inline
function differentiableOf(run: AdjointRun): Differentiable {
  return changetype<Differentiable>(run.differentiable);
}

// @ts-ignore: decorator
@inline
function lengthOf(run: AdjointRun): usize {
  return <usize>differentiableOf(run).model().length;
}

// @ts-ignore: decorator
@inline
function snapshotAt(run: AdjointRun, i: u32): usize {
  return run.snapshots + <usize>i * (lengthOf(run) << 3);
}

// @ts-ignore: decorator
@inline
function markAt(run: AdjointRun, i: u32): u32 {
  return load<u32>(run.marks + (<usize>i << 2));
}

function keep(run: AdjointRun, step: u32, state: usize): void {
  copyNumbers(snapshotAt(run, run.stored), state, lengthOf(run));
  store<u32>(run.marks + (<usize>run.stored << 2), step);
  run.stored++;
  run.peak = max(run.peak, run.stored);
}

/** Where the next snapshot after state `from` goes if states up to `last` are wanted: not before `last` means none. */
// @ts-ignore: decorator
@inline
function nextMark(run: AdjointRun, from: u32, last: u32): u32 {
  return from + nextSnapshot(last + 1 - from, run.capacity - run.stored, run.spacing);
}

// @ts-ignore: decorator
@inline
function takeStep(run: AdjointRun, k: u32, from: usize, to: usize): i32 {
  const at = <usize>k << 3;
  return adjointStep(differentiableOf(run), run.method, load<f64>(run.times + at), load<f64>(run.sizes + at), from, to, run.work);
}

/** Copies the state after `step` steps to the outputs that ask for it, from number `next` on; returns the next one. */
function putOut(run: AdjointRun, next: u32, step: u32, state: usize): u32 {
  const n = lengthOf(run);
  while (next < run.outputs && load<u32>(run.outputSteps + (<usize>next << 2)) == step) {
    copyNumbers(run.states + <usize>next * (n << 3), state, n);
    next++;
  }
  return next;
}

/** NOWHERE, or the first number of a state that is not finite. */
function firstNotFinite(state: usize, n: usize): u32 {
  for (let i: usize = 0; i < n; i++) {
    const x = load<f64>(state + (i << 3));
    if (x - x != 0.0) return <u32>i;
  }
  return NOWHERE;
}

/** Takes the steps. A status. */
export function adjointForward(run: AdjointRun): i32 {
  const n = lengthOf(run);
  run.stored = 0;
  run.peak = 0;
  run.recomputed = 0;
  run.currentStep = 0;
  copyNumbers(run.current, run.initial, n);
  let next = putOut(run, 0, 0, run.current);
  if (run.steps == 0) return OK;
  const last = run.steps - 1;
  keep(run, 0, run.current);
  let mark = nextMark(run, 0, last);
  for (let k: u32 = 0; k < run.steps; k++) {
    if (k == mark && k < last) {
      keep(run, k, run.current);
      mark = nextMark(run, k, last);
    }
    // The state before the last step stays for the way back.
    const to = k == last ? run.initialGradient : run.current;
    const code = takeStep(run, k, run.current, to);
    if (code != OK) return code;
    const wrong = firstNotFinite(to, n);
    if (wrong != NOWHERE) {
      const at = <usize>k << 3;
      return fail(SOLVER_NOT_FINITE, 0, wrong, load<f64>(run.times + at), load<f64>(run.sizes + at));
    }
    next = putOut(run, next, k + 1, to);
  }
  run.currentStep = last;
  return OK;
}

/** Brings the state before step `target` to `run.current`, from the last snapshot before it; those after it are forgotten. A status. */
function restore(run: AdjointRun, target: u32): i32 {
  if (run.currentStep == target) return OK;
  while (markAt(run, run.stored - 1) > target) run.stored--;
  let step = markAt(run, run.stored - 1);
  copyNumbers(run.current, snapshotAt(run, run.stored - 1), lengthOf(run));
  let mark = nextMark(run, step, target);
  run.currentStep = target;
  for (; step < target; step++) {
    if (step == mark) {
      keep(run, step, run.current);
      mark = nextMark(run, step, target);
    }
    run.recomputed++;
    const code = takeStep(run, step, run.current, run.current);
    if (code != OK) return code;
  }
  return OK;
}

// @ts-ignore: decorator
@inline
function adjointAt(run: AdjointRun, i: u32): usize {
  return run.adjoints + <usize>(i % run.capacityAdjoints) * (lengthOf(run) << 3);
}

// @ts-ignore: decorator
@inline
function startAt(run: AdjointRun, i: u32): usize {
  return run.starts + (<usize>(i % run.capacityAdjoints) << 2);
}

// @ts-ignore: decorator
@inline
function clearNumbers(to: usize, n: usize): void {
  for (const end = to + (n << 3); to < end; to += 8) store<f64>(to, 0.0);
}

// @ts-ignore: decorator
@inline
function addNumbers(to: usize, from: usize, n: usize): void {
  for (let at: usize = 0; at < n << 3; at += 8) store<f64>(to + at, load<f64>(to + at) + load<f64>(from + at));
}

/**
 * Adds the gradient by the parameters to `run.gradient`, and writes that by y_0 to `run.initialGradient`. With a window w, the adjoint that begins
 * with the loss at output step k is followed through the steps k - 1, ..., k - w alone. A status.
 */
export function adjointReverse(run: AdjointRun): i32 {
  const d = differentiableOf(run);
  const n = lengthOf(run);
  let next = run.outputs;
  // Adjoints number first, ..., end - 1 are on their way, each of them in place (number mod capacity); without a window there is one.
  let first: u32 = 0;
  let end: u32 = 0;
  for (let step = run.steps; ; step--) {
    if (next > 0 && load<u32>(run.outputSteps + (<usize>(next - 1) << 2)) == step) {
      if (run.window || end == 0) {
        store<u32>(startAt(run, end), step);
        clearNumbers(adjointAt(run, end), n);
        end++;
      }
      const to = adjointAt(run, end - 1);
      while (next > 0 && load<u32>(run.outputSteps + (<usize>(next - 1) << 2)) == step) {
        next--;
        addNumbers(to, run.seeds + <usize>next * (n << 3), n);
      }
    }
    if (step == 0) break;
    while (run.window && first < end && load<u32>(startAt(run, first)) - step >= run.window) first++;
    if (first == end) continue;
    const k = step - 1;
    const code = restore(run, k);
    if (code != OK) return code;
    const at = <usize>k << 3;
    const time = load<f64>(run.times + at);
    const size = load<f64>(run.sizes + at);
    for (let i = first; i < end; i++) {
      const code = adjointStepReverse(d, run.method, time, size, run.current, adjointAt(run, i), run.gradient, run.work);
      if (code != OK) return code;
    }
  }
  clearNumbers(run.initialGradient, n);
  for (let i = first; i < end; i++) addNumbers(run.initialGradient, adjointAt(run, i), n);
  return OK;
}
