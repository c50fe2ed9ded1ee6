import type { Core } from "../../src/index.js";
import { perceptronShape } from "../../src/training/models/perceptron.js";
import { WindowFit } from "../../src/training/models/window-fit.js";
import { SpiralNeuralOde } from "../../src/training/problems/spiral-neural-ode.js";
import type { KernelBenchmark } from "../harness.js";
import { windowFitTwin } from "./window-fit-twin.js";

const WINDOWS = 20;
const SAMPLES = 10;

function benchmark(hidden: number, precision: "f64" | "f32", withGradient: boolean): KernelBenchmark {
  const name = `neural ODE ${withGradient ? "gradient" : "loss"} 2-${hidden}-2 ${precision}`;
  return {
    name,
    description: `${withGradient ? "Loss and gradient" : "Loss"} of a neural ODE 2-${hidden}-2 on ${WINDOWS} windows of ${SAMPLES} samples, ${precision}`,
    unit: "hidden unit evaluation",
    prepare(core: Core) {
      const problem = new SpiralNeuralOde(core, { hidden });
      const shape = perceptronShape({ layers: [2, hidden, 2], biases: false, inputPower: 3 });
      const { trajectory } = problem;
      const theta = problem.initial(1);
      const starts = problem.windows({ set: "training", seed: 1, index: 0 });
      problem.dispose();
      const step = 25 / (trajectory.length / 2 - 1);
      const sizes = { interval: step, stepsPerSample: 1, windows: WINDOWS, samples: SAMPLES };
      const fit = new WindowFit(core, { shape, trajectory, precision, ...sizes });
      const twin = windowFitTwin(theta, trajectory, SAMPLES, step);
      const gradient = new Float64Array(theta.length);
      const kernel = () => (withGradient ? fit.gradient(theta, starts, gradient) : fit.loss(theta, starts));
      const runTwin = () => (withGradient ? twin.lossAndGradient(starts) : twin.loss(starts));
      return {
        operations: WINDOWS * (SAMPLES - 1) * 4 * hidden,
        kernel: () => void kernel(),
        twin: () => void runTwin(),
        check() {
          // rounding of sums of `hidden` terms in 36 evaluations
          const tolerance = precision === "f64" ? 1e-12 : 1e-4;
          const [a, b] = [kernel(), runTwin()];
          const pairs = withGradient ? Array.from(gradient, (value, i) => [value, twin.gradient[i]!] as const) : [];
          for (const [own, other] of [[a, b] as const, ...pairs]) {
            if (!(Math.abs(own - other) <= tolerance))
              throw new Error(`${name}: ${own} from the kernel and ${other} from the twin`);
          }
        },
      };
    },
  };
}

export const benchmarks: KernelBenchmark[] = [
  benchmark(50, "f64", false),
  benchmark(50, "f64", true),
  benchmark(1000, "f64", false),
  benchmark(1000, "f64", true),
  benchmark(1000, "f32", false),
  benchmark(1000, "f32", true),
];
