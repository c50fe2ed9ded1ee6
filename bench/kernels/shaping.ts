import { type Core, GeneralisedGaussianInput, RandomStream, ShapingCircuit } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { respond, shapingTwin } from "./shaping-twin.js";

const SAMPLES = 1000;

function benchmark(primary: number, interneurons: number): KernelBenchmark {
  const name = `shaping response n=${primary} k=${interneurons}`;
  return {
    name,
    description: `Responses of a shaping circuit to heavy-tailed samples, ${primary} primary neurons, ${interneurons} interneurons`,
    unit: "sample",
    prepare(core: Core) {
      const shapes = new RandomStream(core, { seed: 1 }).uniforms(interneurons).map((u) => 2.2 + 0.1 * u);
      const circuit = new ShapingCircuit(core, { primary, interneurons, gains: 0.4 / interneurons ** 0.5, shapes });
      const twin = shapingTwin(circuit.weights, circuit.gains, circuit.shapes);
      const samples = new GeneralisedGaussianInput(core, { exponent: 0.65, size: primary, seed: 2 }).samples(0, SAMPLES);
      const responses = new Float64Array(samples.length);
      const runTwin = (): void => respond(twin, samples, responses);
      return {
        operations: SAMPLES,
        kernel: () => void circuit.responses(samples),
        twin: runTwin,
        check() {
          const expected = circuit.responses(samples);
          runTwin();
          for (let i = 0; i < samples.length; i++) {
            // residuals of 1e-15 times the condition of the response, below 1e3 here
            if (!(Math.abs(responses[i]! - expected[i]!) <= 1e-11 * Math.max(1, Math.abs(expected[i]!)))) {
              throw new Error(`${name}: number ${i} is ${expected[i]} from the kernel and ${responses[i]} from the twin`);
            }
          }
        },
      };
    },
  };
}

export const benchmarks: KernelBenchmark[] = [benchmark(1, 1), benchmark(2, 3), benchmark(16, 32)];
