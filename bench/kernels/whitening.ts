import { type Core, DirectCircuit, InterneuronCircuit, RandomStream } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { DirectTwin, InterneuronTwin } from "./whitening-twin.js";

const RATE = 1e-3;

/** Gaussian samples with standard deviations from .5 to 1.5. */
function samplesOf(core: Core, n: number, count: number): Float64Array {
  const samples = new RandomStream(core, { seed: n }).normals(n * count);
  for (let i = 0; i < samples.length; i++) samples[i]! *= 0.5 + (i % n) / n;
  return samples;
}

function online(
  name: string,
  description: string,
  n: number,
  make: (core: Core) => Circuit,
  twinOf: () => Twin,
): KernelBenchmark {
  return {
    name: `${name} n=${n}`,
    description,
    unit: "sample",
    prepare(core) {
      const count = Math.max(200, Math.floor(200_000 / n ** 2));
      const samples = samplesOf(core, n, count);
      const circuit = make(core);
      const twin = twinOf();
      return {
        operations: count,
        kernel: () => circuit.learn(samples),
        twin: () => twin.learn(samples),
        check: () => compare(make(core), twinOf(), samplesOf(core, n, 300), n),
      };
    },
  };
}

type Circuit = DirectCircuit | InterneuronCircuit;
type Twin = DirectTwin | InterneuronTwin;

// Tolerance: rounding of 300 updates of numbers near 1, in another order of summation, times the condition of the matrix (about 10).
const TOLERANCE = 1e-11;

function compare(circuit: Circuit, twin: Twin, samples: Float64Array, n: number): void {
  circuit.learn(samples);
  twin.learn(samples);
  const own = circuit.weights;
  const symmetric = circuit instanceof DirectCircuit; // its twin keeps the lower triangle
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < (symmetric ? i + 1 : n); j++) {
      const apart = Math.abs(own[i * n + j]! - twin.weights[i * n + j]!);
      if (!(apart <= TOLERANCE)) throw new Error(`Weight ${i}, ${j} differs from the twin's by ${apart}.`);
    }
  }
}

const sizes = [5, 10, 50, 100];

export const benchmarks: KernelBenchmark[] = [
  ...sizes.map((n) =>
    online(
      "whitening direct",
      `Algorithm 1 online, ${n} neurons: solve, update, Cholesky factor for each sample`,
      n,
      (core) => new DirectCircuit(core, { primary: n, learningRate: RATE }),
      () => new DirectTwin(n, RATE),
    ),
  ),
  ...sizes.map((n) =>
    online(
      "whitening interneurons",
      `Algorithm 2 online, ${n} neurons and interneurons: rank-one update of the inverse for each sample`,
      n,
      (core) => new InterneuronCircuit(core, { primary: n, learningRate: RATE }),
      () => new InterneuronTwin(n, RATE),
    ),
  ),
];
