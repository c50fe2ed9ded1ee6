import type { Core } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";

// Elementwise functions over an array: the core's vector kernels against loops over the engine's Math. Each twin is a loop of its own, so
// that the engine can inline its Math function.

type Numbers = Float64Array | Float32Array;

function expTwin(x: Numbers, y: Numbers): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]!);
}

function expm1Twin(x: Numbers, y: Numbers): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.expm1(x[i]!);
}

function logTwin(x: Numbers, y: Numbers): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.log(x[i]!);
}

function log1pTwin(x: Numbers, y: Numbers): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.log1p(x[i]!);
}

function tanhTwin(x: Numbers, y: Numbers): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]!);
}

function logisticTwin(x: Numbers, y: Numbers): void {
  for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]!));
}

function coshTwin(x: Numbers, y: Numbers): void {
  for (let i = 0; i < x.length; i++) y[i] = Math.cosh(x[i]!);
}

function phi1Twin(x: Numbers, y: Numbers): void {
  for (let i = 0; i < x.length; i++) {
    const z = x[i]!;
    y[i] = z === 0 ? 1 : Math.expm1(z) / z;
  }
}

function sinTwoPiTwin(x: Numbers, y: Numbers): void {
  const twoPi = 2 * Math.PI;
  for (let i = 0; i < x.length; i++) y[i] = Math.sin(twoPi * x[i]!);
}

interface Case {
  readonly name: string;
  readonly kernel:
    | "mapExp"
    | "mapExpm1"
    | "mapLog"
    | "mapLog1p"
    | "mapTanh"
    | "mapLogistic"
    | "mapCosh"
    | "mapPhi1"
    | "mapSinTwoPi";
  readonly twin: (x: Numbers, y: Numbers) => void;
  readonly low: number;
  readonly high: number;
}

const cases: readonly Case[] = [
  { name: "exp", kernel: "mapExp", twin: expTwin, low: -10, high: 10 },
  { name: "expm1", kernel: "mapExpm1", twin: expm1Twin, low: -10, high: 10 },
  { name: "log", kernel: "mapLog", twin: logTwin, low: 1e-3, high: 20 },
  { name: "log1p", kernel: "mapLog1p", twin: log1pTwin, low: -0.9, high: 4 },
  { name: "tanh", kernel: "mapTanh", twin: tanhTwin, low: -10, high: 10 },
  { name: "logistic", kernel: "mapLogistic", twin: logisticTwin, low: -10, high: 10 },
  { name: "cosh", kernel: "mapCosh", twin: coshTwin, low: -10, high: 10 },
  { name: "phi1", kernel: "mapPhi1", twin: phi1Twin, low: -10, high: 0 },
  { name: "sinTwoPi", kernel: "mapSinTwoPi", twin: sinTwoPiTwin, low: 0, high: 1 },
];

const COUNT = 4096;

function benchmark(item: Case, type: "f64" | "f32"): KernelBenchmark {
  // Kernel below 2 ulp (phi1: 4) and the engine's own error of about 1 (composed twins: 3), in units of the precision; for sinTwoPi the
  // twin's rounding of 2 pi x, up to 2^-51, comes on top, as an absolute error.
  const precision = type === "f64" ? 2 ** -52 : 2 ** -23;
  const relative = 7 * precision;
  const absolute = item.name === "sinTwoPi" ? 2 ** -50 : 0;
  return {
    name: `${item.name} ${type}`,
    description: `${item.name} of ${COUNT} ${type}, against a loop over Math`,
    unit: "element",
    prepare(core: Core) {
      const arena = core.arena(2 * COUNT * 8, "A benchmark");
      const input = arena.block(type, COUNT);
      const output = arena.block(type, COUNT);
      const x: Numbers = type === "f64" ? new Float64Array(COUNT) : new Float32Array(COUNT);
      const y: Numbers = type === "f64" ? new Float64Array(COUNT) : new Float32Array(COUNT);
      // Evenly spaced and scattered over the array, so that neighbours do not share a branch of the engine's Math by accident.
      for (let i = 0; i < COUNT; i++) x[i] = item.low + ((item.high - item.low) * (((i * 1597) % COUNT) + 0.5)) / COUNT;
      input.view.set(x);
      const map = core.exports[`${item.kernel}${type === "f64" ? "F64" : "F32"}`];
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

export const benchmarks: KernelBenchmark[] = cases.flatMap((item) => [benchmark(item, "f64"), benchmark(item, "f32")]);
