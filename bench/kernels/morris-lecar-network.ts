import {
  type Core,
  createMorrisLecarNetwork,
  type MorrisLecarNetworkOptions,
  morrisLecarSets,
  synapseKinds,
} from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { type TwinNetwork, twinConductanceNetwork, twinCurrentNetwork } from "./morris-lecar-network-twin.js";
import { twinParameters } from "./morris-lecar-twin.js";

const STEPS = 20; // every call goes on where the last one ended
const dt = 0.1;
const BATCH = 16;

/** Weights as in the released code, times 3; a fifth of them does not exist. Any fixed numbers would do. */
let state = 12345;
const uniform = () => {
  state = (state * 16807) % 2147483647;
  return state / 2147483647;
};

interface Case {
  readonly name: string;
  readonly options: MorrisLecarNetworkOptions;
  /** By target. */
  readonly weights: Float64Array;
  readonly twin: (net: TwinNetwork, steps: number) => void;
  readonly current: number;
}

const currentCells = 128;
const bySource = Float64Array.from({ length: currentCells ** 2 }, () => (uniform() < 0.2 ? 0 : (0.6 * uniform() - 0.3) / 11.3));
const set = morrisLecarSets.authors;

const conductanceCells = 60;
const conductances = Float64Array.from({ length: conductanceCells ** 2 }, () => (uniform() < 0.2 ? 0 : 0.05 * uniform()));
const kinds = Array.from({ length: conductanceCells }, (_, i) => (i % 5 === 4 ? ("gabaA" as const) : ("ampa" as const)));

const cases: readonly Case[] = [
  {
    name: "current",
    options: { type: "current", cells: currentCells, weights: bySource },
    weights: bySource.map((_, at) => bySource[(at % currentCells) * currentCells + Math.floor(at / currentCells)]!),
    twin: twinCurrentNetwork(twinParameters(set, dt)),
    current: 36.75 * 0.1 + 39.9,
  },
  {
    name: "conductance",
    options: { type: "conductance", cells: conductanceCells, weights: conductances, synapses: kinds, current: 45 },
    weights: conductances,
    twin: twinConductanceNetwork(
      twinParameters(morrisLecarSets.snlc, dt),
      kinds.map((kind) => synapseKinds[kind]),
    ),
    current: 45,
  },
];

/** Voltages at the start, [cell][trial]. */
const starts = (cells: number, trials: number) =>
  Float64Array.from({ length: cells * trials }, (_, i) => -45 + ((i * 37.7) % 50));

function network(core: Core, { options }: Case, trials: number, precision: "f64" | "f32") {
  const made = createMorrisLecarNetwork(core, { ...options, trials, precision, dt, stepper: "exponential-euler" });
  made.setState({ voltage: starts(made.cells, trials) });
  return made;
}

function twinNetwork({ options, weights, current }: Case, trials: number): TwinNetwork {
  const { cells } = options;
  const size = cells * trials;
  const start = starts(cells, trials);
  const zeros = () => new Float64Array(size);
  return {
    cells,
    trials,
    weights,
    voltage: Float64Array.from({ length: size }, (_, at) => start[(at % cells) * trials + Math.floor(at / cells)]!),
    recovery: zeros().fill(options.type === "current" ? 0.014173 : 0.1),
    output: zeros(),
    current: zeros().fill(current),
    sum: zeros(),
    reversedOutput: zeros(),
    reversedSum: zeros(),
  };
}

function benchmark(one: Case, trials: number, precision: "f64" | "f32", tolerance: number): KernelBenchmark {
  const { cells } = one.options;
  return {
    name: `morris-lecar ${one.name} network ${precision}${trials > 1 ? ` ${trials} trials` : ""}`,
    description: `${cells} Morris-Lecar cells, all to all by ${one.name}, exponential Euler, trials at once: ${trials}; twin in f64`,
    unit: "cell step",
    prepare(core) {
      const kernel = network(core, one, trials, precision);
      const other = twinNetwork(one, trials);
      return {
        operations: cells * trials * STEPS,
        kernel: () => {
          kernel.run(STEPS * dt);
        },
        twin: () => one.twin(other, STEPS),
        check: () => compare(core, one, trials, precision, tolerance),
      };
    },
  };
}

/** After 30 ms, in which cells fire. */
function compare(core: Core, one: Case, trials: number, precision: "f64" | "f32", tolerance: number): void {
  const kernel = network(core, one, trials, precision);
  const other = twinNetwork(one, trials);
  kernel.run(30);
  one.twin(other, 300);
  const { voltages, cells } = kernel;
  kernel.dispose();
  let largest = 0;
  for (let i = 0; i < cells; i++) {
    for (let trial = 0; trial < trials; trial++) {
      largest = Math.max(largest, Math.abs(voltages[i * trials + trial]! - other.voltage[trial * cells + i]!));
    }
  }
  if (!(largest <= tolerance)) throw new Error(`Voltages differ from the twin's by ${largest} mV.`);
}

// Tolerances: 300 steps of rounding of voltages below 64 mV, 300 * 64 * 2^-53 = 2e-12 (f64), 1.2e-3 (f32), which upstrokes magnify: times 10.
export const benchmarks: KernelBenchmark[] = cases.flatMap((one) =>
  [1, BATCH].flatMap((trials) => [benchmark(one, trials, "f64", 2e-11), benchmark(one, trials, "f32", 1.2e-2)]),
);
