import { blockBytes } from "../../src/core/memory.js";
import type { Core } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";

// Elementwise functions over an array: the core's vector kernels against loops over the engine's Math. Each twin is a loop of its own for one
// type of array, so that the engine can inline its Math function and its loads.

function expTwin(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]!);
}

function expm1Twin(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.expm1(x[i]!);
}

function logTwin(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.log(x[i]!);
}

function log1pTwin(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.log1p(x[i]!);
}

function tanhTwin(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]!);
}

function logisticTwin(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]!));
}

function coshTwin(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.cosh(x[i]!);
}

function phi1Twin(x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) {
    const z = x[i]!;
    y[i] = z === 0 ? 1 : Math.expm1(z) / z;
  }
}

function sinTwoPiTwin(x: Float64Array, y: Float64Array): void {
  const twoPi = 2 * Math.PI;
  for (let i = 0; i < x.length; i++) y[i] = Math.sin(twoPi * x[i]!);
}

function expTwinF32(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]!);
}

function logTwinF32(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.log(x[i]!);
}

function tanhTwinF32(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]!);
}

function logisticTwinF32(x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]!));
}

interface Case<A extends Float64Array | Float32Array> {
  readonly name: string;
  readonly kernel: (core: Core) => (input: number, output: number, count: number) => void;
  readonly twin: (x: A, y: A) => void;
  /** Range of the arguments. */
  readonly low: number;
  readonly high: number;
}

const casesF64: readonly Case<Float64Array>[] = [
  { name: "exp", kernel: (core) => core.exports.mapExpF64, twin: expTwin, low: -10, high: 10 },
  { name: "expm1", kernel: (core) => core.exports.mapExpm1F64, twin: expm1Twin, low: -10, high: 10 },
  { name: "log", kernel: (core) => core.exports.mapLogF64, twin: logTwin, low: 1e-3, high: 20 },
  { name: "log1p", kernel: (core) => core.exports.mapLog1pF64, twin: log1pTwin, low: -0.9, high: 4 },
  { name: "tanh", kernel: (core) => core.exports.mapTanhF64, twin: tanhTwin, low: -10, high: 10 },
  { name: "logistic", kernel: (core) => core.exports.mapLogisticF64, twin: logisticTwin, low: -10, high: 10 },
  { name: "cosh", kernel: (core) => core.exports.mapCoshF64, twin: coshTwin, low: -10, high: 10 },
  { name: "phi1", kernel: (core) => core.exports.mapPhi1F64, twin: phi1Twin, low: -10, high: 0 },
  { name: "sinTwoPi", kernel: (core) => core.exports.mapSinTwoPiF64, twin: sinTwoPiTwin, low: 0, high: 1 },
];

const casesF32: readonly Case<Float32Array>[] = [
  { name: "exp", kernel: (core) => core.exports.mapExpF32, twin: expTwinF32, low: -10, high: 10 },
  { name: "log", kernel: (core) => core.exports.mapLogF32, twin: logTwinF32, low: 1e-3, high: 20 },
  { name: "tanh", kernel: (core) => core.exports.mapTanhF32, twin: tanhTwinF32, low: -10, high: 10 },
  { name: "logistic", kernel: (core) => core.exports.mapLogisticF32, twin: logisticTwinF32, low: -10, high: 10 },
];

const COUNT = 4096;

function benchmark<A extends Float64Array | Float32Array>(item: Case<A>, type: "f64" | "f32"): KernelBenchmark {
  // Kernel below 2.6 ulp and the engine's own error, below 4 where the twin is composed, in units of the precision; for sinTwoPi the
  // twin's rounding of 2 pi x, up to 2^-51, comes on top, as an absolute error.
  const precision = type === "f64" ? 2 ** -52 : 2 ** -23;
  const relative = 7 * precision;
  const absolute = item.name === "sinTwoPi" ? 2 ** -50 : 0;
  return {
    name: `${item.name} ${type}`,
    description: `${item.name} of ${COUNT} ${type}, against a loop over Math`,
    unit: "element",
    prepare(core: Core) {
      const arena = core.arena(2 * blockBytes(type, COUNT), "A benchmark");
      const input = arena.block(type, COUNT);
      const output = arena.block(type, COUNT);
      const create = (): A => (type === "f64" ? new Float64Array(COUNT) : new Float32Array(COUNT)) as A;
      const x = create();
      const y = create();
      // Evenly spaced and scattered over the array, so that neighbours do not share a branch of the engine's Math by accident.
      for (let i = 0; i < COUNT; i++) x[i] = item.low + ((item.high - item.low) * (((i * 1597) % COUNT) + 0.5)) / COUNT;
      input.view.set(x);
      const map = item.kernel(core);
      return {
        operations: COUNT,
        kernel: () => map(input.address, output.address, COUNT),
        twin: () => item.twin(x, y),
        check() {
          const result = output.view;
          for (let i = 0; i < COUNT; i++) {
            const difference = Math.abs(result[i]! - y[i]!);
            if (!(difference <= relative * Math.abs(y[i]!) + absolute)) {
              throw new Error(`${item.name} ${type}(${x[i]}): the kernel gives ${result[i]}, the twin ${y[i]}`);
            }
          }
        },
      };
    },
  };
}

export const benchmarks: KernelBenchmark[] = [
  ...casesF64.map((item) => benchmark(item, "f64")),
  ...casesF32.map((item) => benchmark(item, "f32")),
];
