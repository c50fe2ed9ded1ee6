import { reverseSequence } from "./reverse-steps";
import { gatherDrives, NetworkSequence, restoreState, runSequence, saveState, scatterGradients, transposeTo } from "./sequence";

/** Takes the steps [from, to); `keep`: with records of the states (sequence.ts). */
export function runMorrisLecarSequenceF64(sequence: NetworkSequence, from: u32, to: u32, keep: bool): void {
  runSequence<f64>(sequence, from, to, keep);
}

export function runMorrisLecarSequenceF32(sequence: NetworkSequence, from: u32, to: u32, keep: bool): void {
  runSequence<f32>(sequence, from, to, keep);
}

/** Goes back through the steps [from, to) of a block. */
export function reverseMorrisLecarSequenceF64(sequence: NetworkSequence, from: u32, to: u32): void {
  reverseSequence<f64>(sequence, from, to);
}

export function reverseMorrisLecarSequenceF32(sequence: NetworkSequence, from: u32, to: u32): void {
  reverseSequence<f32>(sequence, from, to);
}

export function saveMorrisLecarState(sequence: NetworkSequence, record: usize): void {
  saveState(sequence, record);
}

export function restoreMorrisLecarState(sequence: NetworkSequence, record: usize): void {
  restoreState(sequence, record);
}

export function gatherDrivesF64(table: usize, choices: usize, rows: u32, cells: u32, trials: u32, out: usize, vectors: u32): void {
  gatherDrives<f64>(table, choices, rows, cells, trials, out, vectors);
}

export function gatherDrivesF32(table: usize, choices: usize, rows: u32, cells: u32, trials: u32, out: usize, vectors: u32): void {
  gatherDrives<f32>(table, choices, rows, cells, trials, out, vectors);
}

export function scatterGradientsF64(
  gradients: usize, choices: usize, rows: u32, cells: u32, trials: u32, sums: usize, vectors: u32,
): void {
  scatterGradients<f64>(gradients, choices, rows, cells, trials, sums, vectors);
}

export function scatterGradientsF32(
  gradients: usize, choices: usize, rows: u32, cells: u32, trials: u32, sums: usize, vectors: u32,
): void {
  scatterGradients<f32>(gradients, choices, rows, cells, trials, sums, vectors);
}

export function transposeToF64(from: usize, n: u32, out: usize): void {
  transposeTo<f64>(from, n, out);
}

export function transposeToF32(from: usize, n: u32, out: usize): void {
  transposeTo<f32>(from, n, out);
}
