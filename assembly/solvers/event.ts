import { Integration, sampleState } from "./integration";
import { Problem } from "./problem";
import { interpolateTried } from "./solver-functions";

/** An event: the times at which a number of the state, or a function of the model, crosses a threshold. */
@unmanaged
export class Watch {
  component: i32; // the number of the state; -1: the model's event function
  index: u32; // of the model's event functions
  crossing: i32; // 1: rising, -1: falling, 0: both
  stopAfter: u32; // the integration ends at this many; 0: goes on
  atStart: u32; // an event function on the far side at the start is an event there (crossing 1 or -1)
  count: u32;
  threshold: f64;
  value: f64; // event function - threshold at run.time, then at the last point looked at
}

const WATCH_BYTES: usize = offsetof<Watch>();

// @ts-ignore: decorator
@inline
function watchAt(run: Integration, i: usize): Watch {
  return changetype<Watch>(run.watchList + i * WATCH_BYTES);
}

function valueOf(problem: Problem, watch: Watch, time: f64, state: usize): f64 {
  const value = watch.component >= 0 ? load<f64>(state + (<usize>watch.component << 3)) : problem.event(watch.index, time, state);
  return value - watch.threshold;
}

/** Whether a function that goes from `before` to `after` has crossed zero; a start at zero is not a crossing. */
// @ts-ignore: decorator
@inline
function crosses(crossing: i32, before: f64, after: f64): bool {
  return (crossing >= 0 && before < 0.0 && after >= 0.0) || (crossing <= 0 && before > 0.0 && after <= 0.0);
}

/** Looks at the event functions at the start. True: an event there ends the integration. */
export function startEvents(problem: Problem, run: Integration): bool {
  let ends = false;
  for (let i: usize = 0; i < <usize>run.watches; i++) {
    const watch = watchAt(run, i);
    watch.value = valueOf(problem, watch, run.time, run.state);
    if (watch.atStart && watch.value * <f64>watch.crossing >= 0.0) {
      add(run, <u32>i, run.time, run.state);
      watch.count++;
      if (watch.count == watch.stopAfter) ends = true;
    }
  }
  return ends;
}

/**
 * Finds the events of the step of size `step` just tried, on the continuous extension, and adds them to the lists in their order. Returns
 * the theta in (0, 1] at which one ends the integration, or 2.
 */
export function findEvents(problem: Problem, run: Integration, step: f64): f64 {
  const first = run.events;
  const sample = sampleState(run);
  const samples = <f64>run.eventSamples;
  let before = 0.0;
  let stop = 2.0;
  for (let k = 1.0; k <= samples; k++) {
    const theta = k / samples;
    interpolateTried(run, step, theta, sample);
    const found = run.events;
    for (let i: usize = 0; i < <usize>run.watches; i++) {
      const watch = watchAt(run, i);
      const value = valueOf(problem, watch, run.time + theta * step, sample);
      if (crosses(watch.crossing, watch.value, value)) {
        const at = root(problem, run, watch, step, before, watch.value, theta, value);
        addInOrder(run, found, <u32>i, at == 1.0 ? timeAfter(run, step) : run.time + at * step);
        interpolateTried(run, step, theta, sample); // the search moved it
      }
      watch.value = value;
    }
    stop = countFrom(run, found, step);
    if (stop <= 1.0) break;
    before = theta;
  }
  for (let e = first; e < run.events; e++) {
    const theta = (load<f64>(run.eventTimes + (<usize>e << 3)) - run.time) / step;
    interpolateTried(run, step, min(1.0, theta), sample);
    const bytes = <usize>run.length << 3;
    memory.copy(run.eventStates + <usize>e * bytes, sample, bytes);
  }
  return stop;
}

/** The time after a step of size `step`, without a splinter at the end. */
// @ts-ignore: decorator
@inline
export function timeAfter(run: Integration, step: f64): f64 {
  return step == run.end - run.time ? run.end : run.time + step;
}

/** Counts the events from `found` on; at one that ends the integration those after it are dropped. Returns its theta, or 2. */
function countFrom(run: Integration, found: u32, step: f64): f64 {
  for (let e = found; e < run.events; e++) {
    const watch = watchAt(run, load<u32>(run.eventIndices + (<usize>e << 2)));
    watch.count++;
    if (watch.count != watch.stopAfter) continue;
    run.events = e + 1;
    return min(1.0, (load<f64>(run.eventTimes + (<usize>e << 3)) - run.time) / step);
  }
  return 2.0;
}

function add(run: Integration, watch: u32, time: f64, state: usize): void {
  const bytes = <usize>run.length << 3;
  addInOrder(run, run.events, watch, time);
  memory.copy(run.eventStates + <usize>(run.events - 1) * bytes, state, bytes);
}

/** Adds an event to those from `first` on, in the direction of integration. */
function addInOrder(run: Integration, first: u32, watch: u32, time: f64): void {
  let at = <usize>run.events;
  while (at > <usize>first && (load<f64>(run.eventTimes + ((at - 1) << 3)) - time) * run.direction > 0.0) {
    store<f64>(run.eventTimes + (at << 3), load<f64>(run.eventTimes + ((at - 1) << 3)));
    store<u32>(run.eventIndices + (at << 2), load<u32>(run.eventIndices + ((at - 1) << 2)));
    at--;
  }
  store<f64>(run.eventTimes + (at << 3), time);
  store<u32>(run.eventIndices + (at << 2), watch);
  run.events++;
}

/** Whether the lists have room for the events of another step. */
// @ts-ignore: decorator
@inline
export function hasRoomForEvents(run: Integration): bool {
  return run.events + run.watches * run.eventSamples <= run.eventCapacity;
}

/** The event function at run.time + theta step as rounded, where `findEvents` takes the state: on the continuous extension. */
function valueAt(problem: Problem, run: Integration, watch: Watch, step: f64, theta: f64): f64 {
  const sample = sampleState(run);
  const time = run.time + theta * step;
  interpolateTried(run, step, (time - run.time) / step, sample);
  return valueOf(problem, watch, time, sample);
}

/**
 * A root between theta = a and b, where the function has not the sign it has at a, by the method of T. R. Chandrupatla, Adv. Eng. Softw.
 * 28 (1997) 145: inverse quadratic interpolation where it is safe, else bisection. Returns the end of the last bracket on b's side.
 */
function root(problem: Problem, run: Integration, watch: Watch, step: f64, a: f64, fa: f64, b: f64, fb: f64): f64 {
  const far = fa < 0.0 ? 1.0 : -1.0; // sign of the function after the crossing
  const tolerance = 4.0 * f64.EPSILON * max(1.0, abs(run.time / step));
  let c = a;
  let fc = fa;
  let t = 0.5;
  // each bisection gains a bit, and interpolation is at most twice as slow
  for (let iteration = 0; iteration < 120; iteration++) {
    const x = a + t * (b - a);
    const f = valueAt(problem, run, watch, step, x);
    if ((f * far >= 0.0) == (fa * far >= 0.0)) {
      c = a;
      fc = fa;
    } else {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = x;
    fa = f;
    const width = abs(b - a);
    if (fa == 0.0 || width <= tolerance) break;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const safe = phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi; // false for infinite values
    t = safe ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb)) : 0.5;
    const margin = (0.5 * tolerance) / width;
    t = min(1.0 - margin, max(margin, t));
  }
  return fa * far >= 0.0 ? a : b;
}
