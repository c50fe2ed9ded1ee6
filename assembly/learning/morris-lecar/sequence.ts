import { splat } from "../../numeric/lanes";
import { cellsOf, NetworkRun, weightsOf } from "../../models/morris-lecar/network-run";
import { copy } from "../../models/morris-lecar/network-watch";
import { runNetworkSteps } from "../../models/morris-lecar/run-network";

// Batches of trials of a network that reads a sequence of inputs and is read out in windows of steps, forward. Arrays are [cell][vector of trials] of
// `bytes`; a record of a state is three of them: V, w, output.

@unmanaged
export class NetworkSequence {
  run: usize; // NetworkRun
  bytes: u32;
  evaluations: u32; // of the network's coupling in a step: 1, 2 or 4
  inputs: usize; // s (I + gL EL) / C without the network's part, a row for every `inputEvery` steps
  inputEvery: u32;
  windowCount: u32;
  windows: usize; // u32 pairs: steps [from, to) of each, in ascending order
  window: u32; // the next one; on the way back, the one after the last
  end: u32; // the run's steps, up to the end of the last window
  features: usize; // sums of outputs in each window; 0: not summed
  kept: usize; // records of states
  keptFirst: u32; // step of the first of them

  // For the way back
  truncateEvery: u32; // steps that adjoints go back; 0: all
  loss: usize; // gradient of the loss by the output after each step, an array per window
  adjoint: usize; // of the state: a record
  stageAdjoint: usize; // of a stage or of the middle of a step: a record
  slopeAdjoint: usize; // of a stage's derivative: a record
  totalAdjoint: usize; // of a step's stages: a record
  stages: usize; // records of four stages
  driveAdjoint: usize; // of the drive (push)
  conductanceAdjoint: usize;
  product0: usize; // transposed products
  product1: usize;
  pairAdjoints: usize; // of the sums over sources, for each evaluation of each step of a block: pairKinds arrays
  pairOutputs: usize; // what was summed: an array for each evaluation
  pairKinds: u32; // 1: current-based; 2: conductance, push; 4: and both again behind the block by magnesium
  blockFirst: u32; // first step of the block
  weightGradients: usize; // pairKinds matrices of type T, by target; 0: not wanted
  driveGradients: usize; // by the rows of `inputs`
  cellGradients: usize; // by log phi, log gCa and V3: three arrays; 0: not wanted
}

// @ts-ignore: decorator
@inline
export function runOf(sequence: NetworkSequence): NetworkRun {
  return changetype<NetworkRun>(sequence.run);
}

/** Address of the record of the state before step `step`. */
// @ts-ignore: decorator
@inline
export function recordOf(sequence: NetworkSequence, step: u32): usize {
  return sequence.kept + <usize>(step - sequence.keptFirst) * (3 * <usize>sequence.bytes);
}

/** Lets the network read the inputs of a step. */
// @ts-ignore: decorator
@inline
export function readInputs(sequence: NetworkSequence, step: u32): void {
  const run = runOf(sequence);
  run.baseDrive = sequence.inputs + <usize>(step / sequence.inputEvery) * <usize>sequence.bytes;
  if (run.type == 1) cellsOf(run).drive = run.baseDrive;
}

/** Writes the network's state to a record. */
export function saveState(sequence: NetworkSequence, record: usize): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  copy(cellsOf(run).voltage, record, bytes);
  copy(cellsOf(run).recovery, record + bytes, bytes);
  copy(run.output, record + 2 * bytes, bytes);
}

export function restoreState(sequence: NetworkSequence, record: usize): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  copy(record, cellsOf(run).voltage, bytes);
  copy(record + bytes, cellsOf(run).recovery, bytes);
  copy(record + 2 * bytes, run.output, bytes);
}

/** Takes the steps [from, to) from the network's present state; `keep`: with a record of the state before each and after the last. */
export function runSequence<T>(sequence: NetworkSequence, from: u32, to: u32, keep: bool): void {
  const run = runOf(sequence);
  run.inputEvery = 0;
  run.steps = <f64>from;
  for (let step = from; step < to; step++) {
    readInputs(sequence, step);
    run.outputSum = 0;
    if (sequence.features) {
      const windows = sequence.windows;
      while (sequence.window < sequence.windowCount && load<u32>(windows + (<usize>sequence.window << 3), 4) <= step) sequence.window++;
      const window = sequence.window;
      if (window < sequence.windowCount && load<u32>(windows + (<usize>window << 3)) <= step) {
        run.outputSum = sequence.features + <usize>window * <usize>sequence.bytes;
      }
    }
    if (keep) saveState(sequence, recordOf(sequence, step));
    runNetworkSteps<T>(run, 1);
  }
  if (keep) saveState(sequence, recordOf(sequence, to));
}

/** Makes [row][cell][vector] of one of a few patterns' drives (f64, [pattern][cell]) in each row and trial (u16, rows x trials). */
export function gatherDrives<T>(table: usize, choices: usize, rows: u32, cells: u32, trials: u32, out: usize, vectors: u32): void {
  const lanes = <u32>(16 / sizeof<T>());
  const padded = vectors * lanes;
  for (let row: u32 = 0; row < rows; row++, choices += <usize>trials << 1) {
    for (let i: u32 = 0; i < cells; i++) {
      for (let trial: u32 = 0; trial < padded; trial++, out += sizeof<T>()) {
        const pattern = <u32>load<u16>(choices + (<usize>min(trial, trials - 1) << 1));
        store<T>(out, <T>load<f64>(table + (<usize>(pattern * cells + i) << 3)));
      }
    }
  }
}

/** sums[pattern][cell] (f64) += the rows' gradients of each trial, by the pattern it had. */
export function scatterGradients<T>(gradients: usize, choices: usize, rows: u32, cells: u32, trials: u32, sums: usize, vectors: u32): void {
  const stride = <usize>vectors << 4;
  for (let row: u32 = 0; row < rows; row++, choices += <usize>trials << 1) {
    for (let i: u32 = 0; i < cells; i++, gradients += stride) {
      for (let trial: u32 = 0; trial < trials; trial++) {
        const pattern = <u32>load<u16>(choices + (<usize>trial << 1));
        const to = sums + (<usize>(pattern * cells + i) << 3);
        store<f64>(to, load<f64>(to) + <f64>load<T>(gradients + <usize>trial * sizeof<T>()));
      }
    }
  }
}

/** target[source] matrices: out[i][j] = in[j][i], from f64 to T. */
export function transposeTo<T>(from: usize, n: u32, out: usize): void {
  const rowBytes = <usize>n << 3;
  for (let i: usize = 0; i < <usize>n; i++) {
    let at = from + (i << 3);
    for (let j: u32 = 0; j < n; j++, at += rowBytes, out += sizeof<T>()) store<T>(out, <T>load<f64>(at));
  }
}

export function zero(to: usize, bytes: usize): void {
  const nothing = splat<f64>(0.0);
  for (const end = to + bytes; to < end; to += 16) v128.store(to, nothing);
}
