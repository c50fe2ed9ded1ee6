import { type Core, morrisLecarSets } from "../../src/index.js";
import { RandomStream } from "../../src/random/stream.js";
import { morrisLecarSequenceModel } from "../../src/training/models/morris-lecar.js";
import type { SequenceRun } from "../../src/training/models/sequence-model.js";
import type { KernelBenchmark } from "../harness.js";
import { type TwinRun, twinBackward, twinForward, twinTape } from "./ml-training-twin.js";
import type { TwinNetwork } from "./morris-lecar-network-twin.js";
import { twinParameters } from "./morris-lecar-twin.js";

// Runs as a trainer asks for them, weights and inputs set anew each time: words of 50 numbers in 20 steps each.

const inputs = 50;
const patterns = 5;
const stepsPerRow = 20;
const rows = 5;
const steps = rows * stepsPerRow;
const readout = 20;
const dt = 0.1;
const parameters = twinParameters(morrisLecarSets.authors, dt);

function prepare(core: Core, cells: number, trials: number, precision: "f64" | "f32") {
  const model = morrisLecarSequenceModel(core, { cells, inputs, dt, precision });
  const weights = model.initial(1);
  const words = Float64Array.from({ length: patterns * inputs }, (_, at) => ((at * 7919) % 13 < 6 ? 0.2 : 0));
  const choices = Uint16Array.from({ length: rows * trials }, (_, at) => (at * 31) % patterns);
  const input = { rows, stepsPerRow, trials, inputs, patterns: words, choices };
  const run: SequenceRun = { input, windows: [{ from: steps - readout, to: steps }], seed: 1, firstTrial: 0 };
  const size = cells * trials;
  const voltage = new RandomStream(core, { seed: 1 })
    .substream("starts of trials")
    .normals(size)
    .map((z) => -20 + 5 * z);
  const recurrent = weights.subarray(inputs * cells);
  const zeros = () => new Float64Array(size);
  const net: TwinNetwork = {
    cells,
    trials,
    weights: recurrent.map((_, at) => recurrent[(at % cells) * cells + Math.floor(at / cells)]!),
    voltage: zeros(),
    recovery: zeros(),
    output: zeros(),
    current: zeros(),
    sum: zeros(),
    reversedOutput: zeros(),
    reversedSum: zeros(),
  };
  const patternCurrents = new Float64Array(patterns * cells);
  const twinRun: TwinRun = { rows, stepsPerRow, patternCurrents, choices, readout };
  /** What the twin does before a run: starts, and currents of the patterns. */
  const begin = () => {
    net.voltage.set(voltage);
    net.recovery.fill(0.014173);
    net.output.fill(0);
    for (let p = 0; p < patterns; p++) {
      for (let i = 0; i < cells; i++) {
        let z = 0.1;
        for (let k = 0; k < inputs; k++) z += words[p * inputs + k]! * weights[k * cells + i]!;
        patternCurrents[p * cells + i] = 36.75 * z + 39.9;
      }
    }
  };
  return { model, weights, run, net, twinRun, begin, size };
}

function forward(cells: number, trials: number, precision: "f64" | "f32", tolerance: number): KernelBenchmark {
  const run = twinForward(parameters);
  return {
    name: `morris-lecar training forward ${precision} ${cells} cells ${trials} trials`,
    description: `${cells} Morris-Lecar cells, all to all, ${steps} steps of exponential Euler, ${trials} trials; weights and inputs set anew; twin in f64`,
    unit: "cell step",
    prepare(core) {
      const made = prepare(core, cells, trials, precision);
      const features = new Float64Array(made.size);
      const twin = () => {
        made.begin();
        run(made.net, made.twinRun, features);
      };
      return {
        operations: cells * trials * steps,
        kernel: () => {
          made.model.forward(made.weights, made.run);
        },
        twin,
        check: () => {
          twin();
          const { values } = made.model.forward(made.weights, made.run);
          differ(values, (at) => features[(at % trials) * cells + Math.floor(at / trials)]!, tolerance);
        },
      };
    },
  };
}

function backward(cells: number, trials: number, precision: "f64" | "f32", tolerance: number): KernelBenchmark {
  const back = twinBackward(parameters);
  return {
    name: `morris-lecar training gradient ${precision} ${cells} cells ${trials} trials`,
    description: `Forward and back through ${steps} steps of ${cells} Morris-Lecar cells, ${trials} trials: gradients by Win and Wrec; twin in f64`,
    unit: "cell step",
    prepare(core) {
      const made = prepare(core, cells, trials, precision);
      const tape = twinTape(cells, trials, steps);
      const loss = Float64Array.from({ length: made.size }, (_, at) => Math.cos(at));
      const byFeature = Float64Array.from(loss, (_, at) => loss[(at % trials) * cells + Math.floor(at / trials)]!);
      const byWeight = new Float64Array(cells * cells);
      const byCurrent = new Float64Array(patterns * cells);
      const byInput = new Float64Array(inputs * cells);
      const twin = () => {
        made.begin();
        back(made.net, made.twinRun, tape, loss, byWeight, byCurrent);
        const words = made.run.input.patterns!;
        for (let k = 0; k < inputs; k++) {
          for (let i = 0; i < cells; i++) {
            let sum = 0;
            for (let p = 0; p < patterns; p++) sum += words[p * inputs + k]! * byCurrent[p * cells + i]!;
            byInput[k * cells + i] = 36.75 * sum;
          }
        }
      };
      const request = { method: "backpropagation", tensors: ["Win", "Wrec"] } as const;
      const kernel = () => made.model.backward(made.weights, made.run, () => byFeature, request);
      return {
        operations: cells * trials * steps,
        kernel: () => {
          kernel();
        },
        twin,
        check: () => {
          twin();
          const gradient = kernel();
          const first = inputs * cells;
          differ(gradient.subarray(0, first), (at) => byInput[at]!, tolerance);
          differ(gradient.subarray(first), (at) => byWeight[(at % cells) * cells + Math.floor(at / cells)]!, tolerance);
        },
      };
    },
  };
}

/** Throws where the largest difference exceeds `tolerance` times the largest number. */
function differ(actual: Float64Array, expected: (at: number) => number, tolerance: number): void {
  let difference = 0;
  let largest = 0;
  for (const [at, value] of actual.entries()) {
    difference = Math.max(difference, Math.abs(value - expected(at)));
    largest = Math.max(largest, Math.abs(expected(at)));
  }
  if (!(difference <= tolerance * largest)) throw new Error(`Answers differ from the twin's by ${difference / largest}.`);
}

// Tolerances: 100 steps of rounding, 100 * 2^-53 = 1e-14 (f64), 6e-6 (f32), which upstrokes magnify: times 100.
export const benchmarks: KernelBenchmark[] = [
  forward(32, 16, "f32", 6e-4),
  forward(32, 50, "f32", 6e-4),
  forward(128, 16, "f32", 6e-4),
  forward(128, 50, "f32", 6e-4),
  forward(32, 16, "f64", 1e-12),
  forward(128, 50, "f64", 1e-12),
  backward(32, 8, "f32", 6e-4),
  backward(32, 8, "f64", 1e-12),
  backward(128, 50, "f32", 6e-4),
];
