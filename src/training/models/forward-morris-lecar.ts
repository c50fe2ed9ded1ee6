import type { Core } from "../../core/core.js";
import { createMorrisLecarNetwork } from "../../neurons/index.js";
import { RandomStream, type Seed } from "../../random/stream.js";
import { layTensors } from "../problem.js";
import type { Features, SequenceModel, SequenceRun } from "./sequence-model.js";

export interface ForwardMorrisLecarOptions {
  readonly cells: number;
  readonly dt: number;
  readonly precision?: "f32" | "f64";
  readonly stepper?: "exponential-euler" | "rk4" | "strang-midpoint" | "staggered-trapezoid";
}

/** Forward runs only. */
export function forwardMorrisLecarModel(
  core: Core,
  options: ForwardMorrisLecarOptions & { readonly inputs: number },
): SequenceModel {
  const { cells, dt, precision = "f32", stepper = "exponential-euler", inputs } = options;
  const tensors = layTensors({ Win: [inputs, cells], Wrec: [cells, cells] });
  const length = inputs * cells + cells * cells;
  return {
    cells,
    tensors,
    length,
    gradientMethods: [],
    initial(seed: Seed) {
      const stream = new RandomStream(core, { seed }).substream("initial");
      const half = 1 / Math.sqrt(cells);
      return stream.uniforms(length).map((u, i) => (i < inputs * cells ? 0.1 : 0.001) + half * (2 * u - 1));
    },
    forward(parameters: Float64Array, run: SequenceRun): Features {
      const { input, windows } = run;
      const { rows, stepsPerRow, trials } = input;
      const z = new Float64Array(rows * cells * trials);
      if (input.patterns && input.choices) {
        const count = input.patterns.length / inputs;
        const products = new Float64Array(count * cells);
        for (let p = 0; p < count; p++)
          for (let k = 0; k < inputs; k++) {
            const x = input.patterns[p * inputs + k]!;
            if (x !== 0) for (let i = 0; i < cells; i++) products[p * cells + i]! += x * parameters[k * cells + i]!;
          }
        for (let row = 0; row < rows; row++)
          for (let trial = 0; trial < trials; trial++) {
            const p = input.choices[row * trials + trial]!;
            for (let i = 0; i < cells; i++)
              z[(row * cells + i) * trials + trial] = 36.75 * (products[p * cells + i]! + 0.1) + 39.9;
          }
      } else {
        for (let row = 0; row < rows; row++)
          for (let i = 0; i < cells; i++)
            for (let trial = 0; trial < trials; trial++) {
              let sum = 0.1;
              for (let k = 0; k < inputs; k++)
                sum += parameters[k * cells + i]! * input.values![(row * inputs + k) * trials + trial]!;
              z[(row * cells + i) * trials + trial] = 36.75 * sum + 39.9;
            }
      }
      const normals = new RandomStream(core, { seed: run.seed, position: run.firstTrial * cells }).normals(cells * trials);
      const voltage = new Float64Array(cells * trials);
      for (let trial = 0; trial < trials; trial++)
        for (let i = 0; i < cells; i++) voltage[i * trials + trial] = -20 + 5 * normals[trial * cells + i]!;
      const network = createMorrisLecarNetwork(core, {
        type: "current",
        cells,
        weights: parameters.subarray(inputs * cells, length),
        trials,
        dt,
        precision,
        stepper,
      });
      try {
        network.setState({ voltage });
        const values = new Float64Array(windows.length * cells * trials);
        let at = 0;
        const to = (step: number, meanOutputs: boolean) => {
          let unit = stepsPerRow;
          while (at % unit || step % unit) unit--;
          while (stepsPerRow % unit || at % unit || step % unit) unit--;
          const series = new Float64Array(((step - at) / unit) * cells * trials);
          for (let k = 0; k < (step - at) / unit; k++) {
            const row = Math.floor((at + k * unit) / stepsPerRow);
            series.set(z.subarray(row * cells * trials, (row + 1) * cells * trials), k * cells * trials);
          }
          const recording = network.run((step - at) * dt, { meanOutputs, currents: { every: unit, values: series } });
          at = step;
          return recording.meanOutputs;
        };
        windows.forEach(({ from, to: end }, w) => {
          if (from > at) to(from, false);
          values.set(to(end, true)!, w * cells * trials);
        });
        for (const { trial } of network.failures) for (let i = trial; i < values.length; i += trials) values[i] = Number.NaN;
        return { values, failed: network.failures.length };
      } finally {
        network.dispose();
      }
    },
    backward() {
      throw new Error("forward only");
    },
    dispose() {},
  };
}
