import type { Core } from "../../src/index.js";
import { rateSequenceModel } from "../../src/training/models/index.js";
import type { SequenceRun } from "../../src/training/models/sequence-model.js";
import type { KernelBenchmark } from "../harness.js";
import { type TwinRateNetwork, twinRateNetwork } from "./rate-network-twin.js";

const [inputs, steps, first, rate] = [10, 100, 80, 0.2];
const request = { method: "backpropagation", tensors: ["Win", "Wrec", "b"] } as const;

/** Any fixed numbers would do. */
let state = 12345;
const uniform = () => {
  state = (state * 16807) % 2147483647;
  return (2 * state) / 2147483647 - 1;
};
const numbers = (length: number, scale: number) => Float64Array.from({ length }, () => scale * uniform());

/** Rows to columns. */
function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  return values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);
}

function prepare(core: Core, cells: number, trials: number, precision: "f64" | "f32") {
  const twinNet: TwinRateNetwork = {
    ...{ cells, inputs, trials, steps, rate, first },
    inputWeights: numbers(inputs * cells, 1 / Math.sqrt(inputs)),
    recurrent: numbers(cells * cells, 1.7 / Math.sqrt(cells)),
    bias: numbers(cells, 0.1),
    values: numbers(steps * trials * inputs, 1),
  };
  const weights = numbers(trials * cells, 1);
  const values = new Float64Array(twinNet.values.length);
  const row = trials * inputs;
  for (let at = 0; at < values.length; at += row) {
    values.set(transposed(twinNet.values.subarray(at, at + row), trials, inputs), at);
  }
  const input = { rows: steps, stepsPerRow: 1, trials, inputs, values };
  const run: SequenceRun = { input, windows: [{ from: first, to: steps }], seed: 0, firstTrial: 0 };
  const model = rateSequenceModel(core, { cells, inputs, rate, precision });
  const parameters = Float64Array.of(...twinNet.inputWeights, ...twinNet.recurrent, ...twinNet.bias);
  const byCell = transposed(weights, trials, cells);
  const twin = twinRateNetwork(twinNet);
  return {
    forward: () => model.forward(parameters, run).values,
    backward: () => model.backward(parameters, run, () => byCell, request),
    twinForward: twin.forward,
    twinBackward: () => twin.backward(weights),
  };
}

function checkEqual(what: string, answer: Float64Array, expected: Float64Array, tolerance: number): void {
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const apart = answer.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0) / size;
  if (!(apart <= tolerance)) throw new Error(`${what} differ from the twin's by ${apart} of their largest number.`);
}

function benchmark(kind: "forward" | "gradient", cells: number, trials: number, precision: "f64" | "f32"): KernelBenchmark {
  const isForward = kind === "forward";
  // Rounding of the 5 steps that a state remembers, times 20 for sums of 100 terms: 100 * 2^-53 and 100 * 2^-24, and twice that on the way back
  const tolerance = 200 * (precision === "f64" ? 2 ** -53 : 2 ** -24);
  return {
    name: `rate network ${kind} ${precision} ${cells} cells ${trials} trials`,
    description: `${cells} leaky tanh units, all to all, ${steps} steps, ${trials} trials at once${isForward ? "" : ", gradient by backpropagation through time"}; twin in f64`,
    unit: "cell step",
    prepare(core) {
      const sides = prepare(core, cells, trials, precision);
      return {
        operations: cells * trials * steps,
        kernel: isForward ? sides.forward : sides.backward,
        twin: isForward ? sides.twinForward : sides.twinBackward,
        check: () => {
          checkEqual("Means", transposed(sides.forward(), cells, trials), sides.twinForward(), tolerance);
          const { inputWeights, recurrent, bias } = sides.twinBackward();
          checkEqual("Gradients", sides.backward(), Float64Array.of(...inputWeights, ...recurrent, ...bias), tolerance);
        },
      };
    },
  };
}

const sizes = [
  [32, 8],
  [100, 32],
] as const;

export const benchmarks: KernelBenchmark[] = (["forward", "gradient"] as const).flatMap((kind) =>
  sizes.flatMap(([cells, trials]) => (["f64", "f32"] as const).map((precision) => benchmark(kind, cells, trials, precision))),
);
