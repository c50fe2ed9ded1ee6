import { Weights } from "./coupling";
import { CellEnsemble } from "./ensemble";

@unmanaged
export class NetworkRun {
  ensemble: usize; // CellEnsemble of all cells and trials; its drive is what the cells get in this step
  weights: usize; // Weights
  type: u32; // 0: current-based; 1: conductances
  stepper: u32;
  record: usize; // cell-record.ts, one per cell, or one for all
  recordBytes: u32; // from one cell's to the next; 0: one for all
  blocked: u32; // whether there are NMDA synapses
  synapse: usize; // what a cell's synapse needs (run-network.ts), one per cell
  baseDrive: usize; // s (I + gL EL) / C without the network's own part
  output: usize; // current-based: T; conductances: s
  stage: usize; // T or s of a stage
  sum: usize; // of Runge-Kutta for s
  reversed: usize; // scratch: s E
  conductance: usize; // sum of g s
  push: usize; // sum of g s E
  blockedOutput: usize; // scratch: s of NMDA synapses
  blockedConductance: usize;
  blockedPush: usize;
  scratch: usize; // 64 bytes a vector
  outputSum: usize; // sum of the output after each step; 0: none
  samples: usize; // recorded V; 0: none
  sampleEvery: u32;
  sampled: u32;
  inputs: usize; // s (I + gL EL) / C of the steps to come, a row for every `inputEvery` of them
  inputEvery: u32; // 0: none
  inputSteps: u32; // taken since the first row
  counts: usize; // upward crossings of the threshold, as numbers of type T; 0: not counted
  before: usize; // scratch: V before the step
  threshold: f64; // mV
  failedAt: usize; // f64 per trial: the step after which a voltage was not finite; -1: none
  magnesium: f64; // [Mg] / 3.57
  steps: f64; // taken
}

// @ts-ignore: decorator
@inline
export function cellsOf(run: NetworkRun): CellEnsemble {
  return changetype<CellEnsemble>(run.ensemble);
}

// @ts-ignore: decorator
@inline
export function weightsOf(run: NetworkRun): Weights {
  return changetype<Weights>(run.weights);
}
