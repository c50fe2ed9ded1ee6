import { splat } from "../../numeric/lanes";
import {
  RUNGE_KUTTA_FIRST, RUNGE_KUTTA_SECOND, RUNGE_KUTTA_THIRD,
} from "../../models/morris-lecar/explicit-pass";
import { MIDPOINT_FIRST } from "../../models/morris-lecar/frozen-step";
import { cellsOf, weightsOf } from "../../models/morris-lecar/network-run";
import { copy } from "../../models/morris-lecar/network-watch";
import {
  cells, conductancesBy, driveBy, EXPONENTIAL, outputs, readyCells, relaxOpenings, RUNGE_KUTTA, STAGGERED, stageOpenings,
} from "../../models/morris-lecar/run-network";
import { batchOuter } from "../batch-outer";
import {
  cellsBack, EXPONENTIAL_BACK, MIDDLE_FIRST_BACK, MIDDLE_SECOND_BACK, RUNGE_KUTTA_BACK, STAGGERED_BACK,
} from "./reverse-cell";
import {
  conductancesBack, currentBack, keepOutputs, outputOf, outputsBack, relaxBack, stageOpeningsBack,
} from "./reverse-coupling";
import { NetworkSequence, readInputs, recordOf, restoreState, runOf, zero } from "./sequence";

// The way back through the steps of run-network.ts. What a step does between its states is computed anew where it is needed: sums over sources in
// methods of several evaluations, and conductances.

/** to += from */
function addTo<T>(to: usize, from: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16, from += 16) v128.store(to, v128.add<T>(v128.load(to), v128.load(from)));
}

/** to = c a + d b */
function combine<T>(to: usize, c: f64, a: usize, d: f64, b: usize, bytes: usize): void {
  const x = splat<T>(c);
  const y = splat<T>(d);
  for (const end = to + bytes; to < end; to += 16, a += 16, b += 16) {
    v128.store(to, v128.add<T>(v128.mul<T>(x, v128.load(a)), v128.mul<T>(y, v128.load(b))));
  }
}

/** Address of the gradient by the drive of a step. */
// @ts-ignore: decorator
@inline
function rowGradientOf(sequence: NetworkSequence, step: u32): usize {
  return sequence.driveGradients + <usize>(step / sequence.inputEvery) * <usize>sequence.bytes;
}

// @ts-ignore: decorator
@inline
function stageOf(sequence: NetworkSequence, stage: i32): usize {
  return sequence.stages + <usize>stage * (3 * <usize>sequence.bytes);
}

/** V and w of the scratch memory to a record. */
function copyScratch(sequence: NetworkSequence, record: usize): void {
  const bytes = <usize>sequence.bytes;
  let from = runOf(sequence).scratch;
  for (const end = record + bytes; record < end; record += 16, from += 64) {
    v128.store(record, v128.load(from));
    v128.store(record + bytes, v128.load(from, 16));
  }
}

/**
 * y+ = y + (d1 + 2 d2 + 2 d3 + d4) / 3 ,  Y2 = y + d1 ,  Y3 = y + d2 ,  Y4 = y + 2 d3: the adjoint of d of a stage (0 to 3), from those of y+ and of the
 * next stage's Y.
 */
function slopeAdjoint<T>(sequence: NetworkSequence, stage: i32): void {
  const outer = stage == 0 || stage == 3 ? 1.0 / 3.0 : 2.0 / 3.0;
  const inner = stage == 3 ? 0.0 : stage == 2 ? 2.0 : 1.0;
  combine<T>(sequence.slopeAdjoint, outer, sequence.adjoint, inner, sequence.stageAdjoint, 3 * <usize>sequence.bytes);
}

/** The state at the middle of the step: (V, w) half-way to record 0 of `stages`, V at the start with w half-way to record 1. */
function keepMiddle(sequence: NetworkSequence): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  const middle = stageOf(sequence, 0);
  const start = stageOf(sequence, 1);
  copyScratch(sequence, middle);
  copy(cellsOf(run).recovery, middle + bytes, bytes);
  copy(cellsOf(run).voltage, start, bytes);
  copy(cellsOf(run).recovery, start + bytes, bytes);
}

function currentRungeKuttaBack<T>(sequence: NetworkSequence, step: u32, pair: u32, row: usize): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  restoreState(sequence, recordOf(sequence, step));
  readInputs(sequence, step);
  copy(recordOf(sequence, step), stageOf(sequence, 0), 2 * bytes);
  outputs<T>(run, cellsOf(run).voltage, 16, outputOf(sequence, pair));
  for (let stage = 0; stage < 3; stage++) {
    driveBy<T>(run, outputOf(sequence, pair + stage));
    if (stage == 0) cells<T>(run, RUNGE_KUTTA_FIRST, true, false);
    else if (stage == 1) cells<T>(run, RUNGE_KUTTA_SECOND, true, false);
    else cells<T>(run, RUNGE_KUTTA_THIRD, true, false);
    copyScratch(sequence, stageOf(sequence, stage + 1));
    outputs<T>(run, run.scratch, 64, outputOf(sequence, pair + stage + 1));
  }
  const a = sequence.adjoint;
  zero(a + 2 * bytes, bytes);
  copy(a, sequence.totalAdjoint, 3 * bytes);
  for (let stage = 3; stage >= 0; stage--) {
    slopeAdjoint<T>(sequence, stage);
    cellsBack<T>(
      sequence, RUNGE_KUTTA_BACK, false, stageOf(sequence, stage), 0, 0, sequence.slopeAdjoint, sequence.stageAdjoint, 0, row,
    );
    currentBack<T>(sequence, pair + stage, sequence.product0);
    outputsBack<T>(sequence, outputOf(sequence, pair + stage), sequence.product0, sequence.stageAdjoint);
    addTo<T>(sequence.totalAdjoint, sequence.stageAdjoint, 2 * bytes);
  }
  copy(sequence.totalAdjoint, a, 3 * bytes);
}

function currentStepBack<T>(sequence: NetworkSequence, step: u32): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  const record = recordOf(sequence, step);
  const next = recordOf(sequence, step + 1);
  const a = sequence.adjoint;
  const pair = (step - sequence.blockFirst) * sequence.evaluations;
  const row = rowGradientOf(sequence, step);
  outputsBack<T>(sequence, next + 2 * bytes, a + 2 * bytes, a); // the output after a step is T of V after it
  switch (run.stepper) {
    case RUNGE_KUTTA:
      currentRungeKuttaBack<T>(sequence, step, pair, row);
      return;
    case STAGGERED:
      cellsBack<T>(sequence, STAGGERED_BACK, false, record, next, 0, a, a, 0, row);
      break;
    case EXPONENTIAL:
      cellsBack<T>(sequence, EXPONENTIAL_BACK, false, record, next, 0, a, a, 0, row);
      break;
    default:
      restoreState(sequence, record);
      readInputs(sequence, step);
      driveBy<T>(run, run.output);
      cells<T>(run, MIDPOINT_FIRST, false, false);
      keepMiddle(sequence);
      outputs<T>(run, run.scratch, 64, outputOf(sequence, pair + 1));
      middleSecondBack<T>(sequence, false, next, row);
      currentBack<T>(sequence, pair + 1, sequence.product0);
      outputsBack<T>(sequence, outputOf(sequence, pair + 1), sequence.product0, sequence.stageAdjoint);
      middleFirstBack<T>(sequence, false, record, row);
  }
  keepOutputs(sequence, pair, record + 2 * bytes);
  currentBack<T>(sequence, pair, a + 2 * bytes);
}

// @ts-ignore: decorator
@inline
function middleSecondBack<T>(sequence: NetworkSequence, coupled: bool, next: usize, row: usize): void {
  const a = sequence.adjoint;
  cellsBack<T>(
    sequence, MIDDLE_SECOND_BACK, coupled, stageOf(sequence, 1), next, stageOf(sequence, 0), a, a, sequence.stageAdjoint, row,
  );
}

// @ts-ignore: decorator
@inline
function middleFirstBack<T>(sequence: NetworkSequence, coupled: bool, record: usize, row: usize): void {
  const a = sequence.adjoint;
  cellsBack<T>(sequence, MIDDLE_FIRST_BACK, coupled, record, stageOf(sequence, 0), 0, a, a, sequence.stageAdjoint, row);
}

function conductanceRungeKuttaBack<T>(sequence: NetworkSequence, step: u32, pair: u32, row: usize): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  restoreState(sequence, recordOf(sequence, step));
  readInputs(sequence, step);
  copy(recordOf(sequence, step), stageOf(sequence, 0), 3 * bytes);
  for (let stage = 0; stage < 3; stage++) {
    const state = stageOf(sequence, stage);
    const next = stageOf(sequence, stage + 1);
    conductancesBy<T>(run, state + 2 * bytes, state, 16);
    stageOpenings<T>(run, state, 16, state + 2 * bytes, stage + 1);
    if (stage == 0) cells<T>(run, RUNGE_KUTTA_FIRST, true, true);
    else if (stage == 1) cells<T>(run, RUNGE_KUTTA_SECOND, true, true);
    else cells<T>(run, RUNGE_KUTTA_THIRD, true, true);
    copyScratch(sequence, next);
    copy(run.stage, next + 2 * bytes, bytes);
  }
  const to = sequence.stageAdjoint;
  copy(sequence.adjoint, sequence.totalAdjoint, 3 * bytes);
  for (let stage = 3; stage >= 0; stage--) {
    const state = stageOf(sequence, stage);
    slopeAdjoint<T>(sequence, stage);
    conductancesBy<T>(run, state + 2 * bytes, state, 16);
    cellsBack<T>(sequence, RUNGE_KUTTA_BACK, true, state, 0, 0, sequence.slopeAdjoint, to, 0, row);
    stageOpeningsBack<T>(sequence, state + 2 * bytes, state, sequence.slopeAdjoint + 2 * bytes, to + 2 * bytes, to);
    keepOutputs(sequence, pair + stage, state + 2 * bytes);
    conductancesBack<T>(sequence, pair + stage, state, 16, to + 2 * bytes, to);
    addTo<T>(sequence.totalAdjoint, to, 3 * bytes);
  }
  copy(sequence.totalAdjoint, sequence.adjoint, 3 * bytes);
}

function conductanceMiddleBack<T>(sequence: NetworkSequence, step: u32, pair: u32, row: usize): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  const record = recordOf(sequence, step);
  const next = recordOf(sequence, step + 1);
  const a = sequence.adjoint;
  const openings = outputOf(sequence, pair); // half-way
  const middle = stageOf(sequence, 0);
  restoreState(sequence, record);
  readInputs(sequence, step);
  relaxOpenings<T>(run, cellsOf(run).voltage, 0.5);
  keepOutputs(sequence, pair, run.output);
  keepOutputs(sequence, pair + 1, run.output);
  conductancesBy<T>(run, openings, record, 16);
  cells<T>(run, MIDPOINT_FIRST, false, true);
  keepMiddle(sequence);
  relaxBack<T>(sequence, openings, next, 0.5, a + 2 * bytes, a);
  if (run.blocked) conductancesBy<T>(run, openings, middle, 16);
  middleSecondBack<T>(sequence, true, next, row);
  conductancesBack<T>(sequence, pair + 1, middle, 16, a + 2 * bytes, sequence.stageAdjoint);
  if (run.blocked) conductancesBy<T>(run, openings, record, 16);
  middleFirstBack<T>(sequence, true, record, row);
  conductancesBack<T>(sequence, pair, record, 16, a + 2 * bytes, a);
  relaxBack<T>(sequence, record + 2 * bytes, record, 0.5, a + 2 * bytes, a);
}

function conductanceStepBack<T>(sequence: NetworkSequence, step: u32): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  const record = recordOf(sequence, step);
  const next = recordOf(sequence, step + 1);
  const a = sequence.adjoint;
  const pair = (step - sequence.blockFirst) * sequence.evaluations;
  const row = rowGradientOf(sequence, step);
  switch (run.stepper) {
    case RUNGE_KUTTA:
      conductanceRungeKuttaBack<T>(sequence, step, pair, row);
      break;
    case STAGGERED:
      keepOutputs(sequence, pair, next + 2 * bytes);
      conductancesBy<T>(run, next + 2 * bytes, record, 16);
      cellsBack<T>(sequence, STAGGERED_BACK, true, record, next, 0, a, a, 0, row);
      conductancesBack<T>(sequence, pair, record, 16, a + 2 * bytes, a);
      relaxBack<T>(sequence, record + 2 * bytes, record, 1.0, a + 2 * bytes, a);
      break;
    case EXPONENTIAL:
      keepOutputs(sequence, pair, record + 2 * bytes);
      conductancesBy<T>(run, record + 2 * bytes, record, 16);
      cellsBack<T>(sequence, EXPONENTIAL_BACK, true, record, next, 0, a, a, 0, row);
      relaxBack<T>(sequence, record + 2 * bytes, record, 1.0, a + 2 * bytes, a);
      conductancesBack<T>(sequence, pair, record, 16, a + 2 * bytes, a);
      break;
    default:
      conductanceMiddleBack<T>(sequence, step, pair, row);
  }
}

/**
 * Goes back through a block, the steps [from, to), whose states are kept: adjoints, then the block's share of the weights' gradient. What is added up
 * does not depend on which blocks are kept together.
 */
export function reverseSequence<T>(sequence: NetworkSequence, from: u32, to: u32): void {
  const run = runOf(sequence);
  const weights = weightsOf(run);
  const bytes = <usize>sequence.bytes;
  readyCells(run);
  sequence.blockFirst = from;
  for (let step = to; step-- > from; ) {
    if (sequence.truncateEvery && (sequence.end - 1 - step) % sequence.truncateEvery == 0) zero(sequence.adjoint, 3 * bytes);
    const windows = sequence.windows;
    while (sequence.window > 0 && load<u32>(windows + (<usize>(sequence.window - 1) << 3)) > step) sequence.window--;
    if (sequence.window > 0 && step < load<u32>(windows + (<usize>(sequence.window - 1) << 3), 4)) {
      addTo<T>(sequence.adjoint + 2 * bytes, sequence.loss + <usize>(sequence.window - 1) * bytes, bytes);
    }
    if (run.type == 0) currentStepBack<T>(sequence, step);
    else conductanceStepBack<T>(sequence, step);
  }
  if (!sequence.weightGradients) return;
  const n = weights.cells;
  const kinds = sequence.pairKinds;
  for (let kind: u32 = 0; kind < kinds; kind++) {
    const gradient = sequence.weightGradients + <usize>(kind * n * n) * sizeof<T>();
    const adjoints = sequence.pairAdjoints + <usize>kind * bytes;
    const sums = (to - from) * sequence.evaluations;
    batchOuter<T>(gradient, n, n, adjoints, sequence.pairOutputs, weights.trialVectors, sums, <usize>kinds * bytes, bytes);
  }
}
