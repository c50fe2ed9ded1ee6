import { allLanes, laneCount, splat } from "../../numeric/lanes";
import { BLOCK, CellEnsemble } from "./ensemble";
import {
  EULER, HEUN_FIRST, HEUN_SECOND, pass, RUNGE_KUTTA_FIRST, RUNGE_KUTTA_FOURTH, RUNGE_KUTTA_SECOND, RUNGE_KUTTA_THIRD,
} from "./explicit-pass";
import {
  BACKWARD_EULER, EXPONENTIAL_EULER, frozenStep, STAGGERED_TRAPEZOID, STRANG_FROZEN, STRANG_MIDPOINT, STRANG_ROSENBROCK,
} from "./frozen-step";

// Cells are independent, so a block of them takes many steps before the next block follows, and stays in the nearest cache.

/** Steps between two looks at whether all cells are finite; which step was at fault is then found by taking them again. */
const STRETCH: u32 = 128;

/** Takes `steps` steps of all cells. */
// @ts-ignore: decorator
@inline
export function runEnsemble<T>(ensemble: CellEnsemble, steps: u32): void {
  const start = <u64>ensemble.steps;
  for (let first: u32 = 0; first < ensemble.vectors; first += BLOCK) {
    const vectors = min(BLOCK, ensemble.vectors - first);
    let sample = ensemble.samples;
    let taken: u32 = 0;
    while (taken < steps) {
      let stretch = min(STRETCH, steps - taken);
      const every = ensemble.sampleEvery;
      if (every != 0) stretch = min(stretch, every - <u32>((start + taken) % every));
      save(ensemble, first, vectors);
      advance<T>(ensemble, first, vectors, stretch);
      if (!isFinite<T>(ensemble, first, vectors) && markFailures<T>(ensemble, first, vectors, 0.0, false)) findFailures<T>(ensemble, first, vectors, stretch, <f64>(start + taken));
      taken += stretch;
      if (every != 0 && (start + taken) % every == 0) {
        record(ensemble, first, vectors, sample);
        sample++;
      }
    }
    if (first + BLOCK >= ensemble.vectors) ensemble.samples = sample;
  }
  ensemble.steps += <f64>steps;
}

/** `steps` steps of a block, with its spikes. */
function advance<T>(ensemble: CellEnsemble, first: u32, vectors: u32, steps: u32): void {
  for (let i: u32 = 0; i < steps; i++) {
    if (ensemble.counts != 0) copy(ensemble.voltage + (<usize>first << 4), ensemble.scratch + <usize>BLOCK * 96, vectors);
    step<T>(ensemble, first, vectors);
    if (ensemble.counts != 0) countCrossings<T>(ensemble, first, vectors);
  }
}

/** One step of a block. */
function step<T>(ensemble: CellEnsemble, first: u32, vectors: u32): void {
  switch (ensemble.stepper) {
    case 0:
      if (sizeof<T>() == 8 && ensemble.table != 0) {
        pass<T>(ensemble, first, vectors, RUNGE_KUTTA_FIRST, true, false);
        pass<T>(ensemble, first, vectors, RUNGE_KUTTA_SECOND, true, false);
        pass<T>(ensemble, first, vectors, RUNGE_KUTTA_THIRD, true, false);
        pass<T>(ensemble, first, vectors, RUNGE_KUTTA_FOURTH, true, false);
      } else {
        pass<T>(ensemble, first, vectors, RUNGE_KUTTA_FIRST, false, false);
        pass<T>(ensemble, first, vectors, RUNGE_KUTTA_SECOND, false, false);
        pass<T>(ensemble, first, vectors, RUNGE_KUTTA_THIRD, false, false);
        pass<T>(ensemble, first, vectors, RUNGE_KUTTA_FOURTH, false, false);
      }
      break;
    case 1:
      pass<T>(ensemble, first, vectors, EULER, false, false);
      break;
    case 2:
      pass<T>(ensemble, first, vectors, HEUN_FIRST, false, false);
      pass<T>(ensemble, first, vectors, HEUN_SECOND, false, false);
      break;
    case 3:
      frozenStep<T>(ensemble, first, vectors, BACKWARD_EULER, false);
      break;
    case 4:
      frozenStep<T>(ensemble, first, vectors, STAGGERED_TRAPEZOID, false);
      break;
    case 5:
      frozenStep<T>(ensemble, first, vectors, EXPONENTIAL_EULER, false);
      break;
    case 6:
      frozenStep<T>(ensemble, first, vectors, STRANG_FROZEN, false);
      break;
    case 7:
      frozenStep<T>(ensemble, first, vectors, STRANG_MIDPOINT, false);
      break;
    default:
      frozenStep<T>(ensemble, first, vectors, STRANG_ROSENBROCK, false);
  }
}

/** Copies `vectors` vectors. */
function copy(from: usize, to: usize, vectors: u32): void {
  for (const end = from + (<usize>vectors << 4); from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

/** Counts the cells that crossed the threshold upwards in the last step. */
function countCrossings<T>(ensemble: CellEnsemble, first: u32, vectors: u32): void {
  const threshold = splat<T>(ensemble.threshold);
  const one = splat<T>(1.0);
  let before = ensemble.scratch + <usize>BLOCK * 96;
  let at = ensemble.voltage + (<usize>first << 4);
  const toCounts = ensemble.counts - ensemble.voltage;
  for (const end = at + (<usize>vectors << 4); at < end; at += 16, before += 16) {
    const crossed = v128.and(v128.lt<T>(v128.load(before), threshold), v128.ge<T>(v128.load(at), threshold));
    v128.store(at + toCounts, v128.add<T>(v128.load(at + toCounts), v128.and(crossed, one)));
  }
}

/** Keeps a block's state and counts. */
function save(ensemble: CellEnsemble, first: u32, vectors: u32): void {
  const offset = <usize>first << 4;
  const kept = ensemble.scratch + <usize>BLOCK * 64;
  copy(ensemble.voltage + offset, kept, vectors);
  copy(ensemble.recovery + offset, kept + <usize>BLOCK * 16, vectors);
  if (ensemble.counts != 0) copy(ensemble.counts + offset, ensemble.scratch + <usize>BLOCK * 112, vectors);
}

function restore(ensemble: CellEnsemble, first: u32, vectors: u32): void {
  const offset = <usize>first << 4;
  const kept = ensemble.scratch + <usize>BLOCK * 64;
  copy(kept, ensemble.voltage + offset, vectors);
  copy(kept + <usize>BLOCK * 16, ensemble.recovery + offset, vectors);
  if (ensemble.counts != 0) copy(ensemble.scratch + <usize>BLOCK * 112, ensemble.counts + offset, vectors);
}

/** Whether all cells of a block are finite. */
function isFinite<T>(ensemble: CellEnsemble, first: u32, vectors: u32): bool {
  const toRecovery = ensemble.recovery - ensemble.voltage;
  let sum = splat<T>(0.0);
  let at = ensemble.voltage + (<usize>first << 4);
  for (const end = at + (<usize>vectors << 4); at < end; at += 16) {
    const v = v128.load(at);
    const w = v128.load(at + toRecovery);
    sum = v128.add<T>(sum, v128.add<T>(v128.sub<T>(v, v), v128.sub<T>(w, w))); // NaN where one is not finite
  }
  return allLanes<T>(v128.eq<T>(sum, sum));
}

/** Takes the last `steps` steps again, one by one, and notes after which each cell was not finite. */
function findFailures<T>(ensemble: CellEnsemble, first: u32, vectors: u32, steps: u32, start: f64): void {
  restore(ensemble, first, vectors);
  for (let i: u32 = 1; i <= steps; i++) {
    advance<T>(ensemble, first, vectors, 1);
    if (!isFinite<T>(ensemble, first, vectors)) markFailures<T>(ensemble, first, vectors, start + <f64>i, true);
  }
}

/** Whether cells of a block have ceased to be finite since the last time; with `mark`, notes the step. */
function markFailures<T>(ensemble: CellEnsemble, first: u32, vectors: u32, step: f64, mark: bool): bool {
  let found = false;
  const from = <usize>first * laneCount<T>();
  for (let cell = from; cell < from + <usize>vectors * laneCount<T>(); cell++) {
    const v = <f64>load<T>(ensemble.voltage + cell * sizeof<T>());
    const w = <f64>load<T>(ensemble.recovery + cell * sizeof<T>());
    const failedAt = ensemble.failedAt + (cell << 3);
    if (v - v + (w - w) == 0.0 || load<f64>(failedAt) >= 0.0) continue;
    found = true;
    if (mark) store<f64>(failedAt, step);
  }
  return found;
}

/** Appends a block's state to the samples. */
function record(ensemble: CellEnsemble, first: u32, vectors: u32, sample: u32): void {
  const offset = (<usize>sample * <usize>ensemble.vectors + <usize>first) << 4;
  if (ensemble.voltageSamples != 0) copy(ensemble.voltage + (<usize>first << 4), ensemble.voltageSamples + offset, vectors);
  if (ensemble.recoverySamples != 0) copy(ensemble.recovery + (<usize>first << 4), ensemble.recoverySamples + offset, vectors);
}
