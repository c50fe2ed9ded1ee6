import {
  type Core,
  cholesky,
  convolutionalFrame,
  FastGainCircuit,
  type Frame,
  GainCircuit,
  mercedesBenzFrame,
  RandomStream,
  randomFrame,
} from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { learnFastOffline, learnOffline, learnOnline, twinFrame } from "./gain-whitening-twin.js";

// Whitening by gains at the sizes of the public notebooks of arXiv:2301.11955 and 2308.13633. Learning rates are small, so that gains stay near their
// start however often a benchmark runs.

/** C_ij = 0.9^|i - j| + [i = j]/2 */
function covariance(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, e) => {
    const apart = Math.abs(Math.floor(e / n) - (e % n));
    return 0.9 ** apart + (apart === 0 ? 0.5 : 0);
  });
}

const stream = (core: Core) => new RandomStream(core, { seed: 1 });
const ones = (count: number) => new Float64Array(count).fill(1);

/** Throws where two results differ by more than rounding allows: 1e-10 after a hundred steps of condition numbers below 100. */
function compare(kernel: Float64Array, twin: Float64Array): void {
  for (let i = 0; i < twin.length; i++) {
    if (!(Math.abs(kernel[i]! - twin[i]!) <= 1e-10))
      throw new Error(`element ${i}: the kernel gives ${kernel[i]}, the twin ${twin[i]}`);
  }
}

function offline(
  name: string,
  description: string,
  steps: number,
  makeFrame: (core: Core) => Frame,
  sparse = false,
): KernelBenchmark {
  const eta = 1e-4;
  return {
    name,
    description: `${description}, ${steps} offline steps`,
    unit: "step",
    prepare(core) {
      const frame = makeFrame(core);
      const { primary: n, interneurons: k } = frame;
      const c = covariance(n);
      const root = cholesky(core, c, n);
      const twin = twinFrame(frame.weights, n, k, sparse);
      const make = () => new GainCircuit(core, { frame, learningRate: eta, gains: ones(k) });
      const circuit = make();
      const gains = ones(k);
      return {
        operations: steps,
        kernel: () => void circuit.learnExpected(c, steps),
        twin: () => learnOffline(twin, gains, root, eta, steps),
        check() {
          const fresh = make();
          fresh.learnExpected(c, steps);
          const expected = ones(k);
          learnOffline(twin, expected, root, eta, steps);
          compare(fresh.gains, expected);
          fresh.dispose();
        },
      };
    },
  };
}

function online(name: string, description: string, count: number, makeFrame: (core: Core) => Frame): KernelBenchmark {
  const eta = 1e-4;
  return {
    name,
    description: `${description}, ${count} samples one by one`,
    unit: "sample",
    prepare(core) {
      const frame = makeFrame(core);
      const { primary: n, interneurons: k } = frame;
      const samples = stream(core).normals(n * count);
      const twin = twinFrame(frame.weights, n, k, false);
      const make = () => new GainCircuit(core, { frame, learningRate: eta, gains: ones(k) });
      const circuit = make();
      const gains = ones(k);
      return {
        operations: count,
        kernel: () => void circuit.learn(samples),
        twin: () => learnOnline(twin, gains, samples, eta),
        check() {
          const fresh = make();
          fresh.learn(samples);
          const expected = ones(k);
          learnOnline(twin, expected, samples, eta);
          compare(fresh.gains, expected);
          fresh.dispose();
        },
      };
    },
  };
}

function fastOffline(steps: number): KernelBenchmark {
  const [n, k] = [25, 25];
  const rates = { gain: 1e-4, weight: 1e-5 };
  return {
    name: "fast gains offline 25x25",
    description: `Fast gains and slow synapses, 25 neurons and interneurons, ${steps} offline steps`,
    unit: "step",
    prepare(core) {
      const frame = randomFrame(n, k, stream(core));
      const c = covariance(n);
      const root = cholesky(core, c, n);
      const make = () => new FastGainCircuit(core, { frame, gainRate: rates.gain, weightRate: rates.weight, normalised: true });
      const circuit = make();
      const twin = { frame: twinFrame(frame.weights, n, k, false), gains: ones(k) };
      return {
        operations: steps,
        kernel: () => void circuit.learnExpected(c, steps),
        twin: () => learnFastOffline(twin.frame, twin.gains, root, rates, steps),
        check() {
          const fresh = make();
          fresh.learnExpected(c, steps);
          const expected = { frame: twinFrame(frame.weights, n, k, false), gains: ones(k) };
          learnFastOffline(expected.frame, expected.gains, root, rates, steps);
          compare(fresh.gains, expected.gains);
          compare(
            fresh.weights,
            fresh.weights.map((_, e) => expected.frame.vectors[(e % k) * n + Math.floor(e / k)]!),
          );
          fresh.dispose();
        },
      };
    },
  };
}

export const benchmarks: KernelBenchmark[] = [
  online("gains online 2x3", "Gains of a Mercedes-Benz frame (2 neurons, 3 interneurons)", 2000, () => mercedesBenzFrame()),
  offline("gains offline 6x21", "Gains of a random frame (6 neurons, 21 interneurons)", 500, (core) =>
    randomFrame(6, 21, stream(core)),
  ),
  offline(
    "gains offline 144x2664",
    "Gains of a convolutional frame (144 neurons, 2,664 interneurons of one or two entries)",
    2,
    () => convolutionalFrame({ grid: [12, 12], window: [4, 4] }),
    true,
  ),
  offline("gains offline dense 64x2080", "Gains of a random frame (64 neurons, 2,080 interneurons)", 2, (core) =>
    randomFrame(64, 2080, stream(core)),
  ),
  fastOffline(50),
];
