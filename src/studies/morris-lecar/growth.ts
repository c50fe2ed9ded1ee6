import type { Core } from "../../core/core.js";
import { createMorrisLecarNetwork } from "../../neurons/index.js";
import { hypot, log10 } from "../../numeric/portable/index.js";
import { RandomStream } from "../../random/index.js";

/** Factors of the recurrent weights. */
export const weightFactors = [1, 3, 10] as const;
export const GROWTH_CELLS = 128;
/** ms */
export const GROWTH_TIME = 200;
/** mV between two neighbouring runs. */
const DISTANCE = 1e-6;

export interface GrowthInput {
  readonly factor: number;
  readonly draw: number;
}

/**
 * How much further apart (log10) two runs of a network of type "current" are after 200 ms than at the start. Weights as in released code: uniform
 * 0.001 +- 1 / sqrt(128), a fifth of them 0.001; 50 inputs through weights 0.1 +- 1 / sqrt(128), of a size that makes the cells fire.
 */
export function tangentGrowth(core: Core, { factor }: GrowthInput, seed: bigint): number {
  const cells = GROWTH_CELLS;
  const random = new RandomStream(core, { seed });
  const spread = 1 / Math.sqrt(cells);
  const around = (count: number) => random.uniforms(count).map((u) => (2 * u - 1) * spread);
  const sparse = random.uniforms(cells * cells);
  const weights = around(cells * cells).map((x, i) => factor * (0.001 + (sparse[i]! < 0.2 ? 0 : x)));
  const inputs = random.uniforms(50).map((u) => 0.4 * u);
  const inputWeights = around(50 * cells);
  const input = Float64Array.from({ length: cells }, (_, cell) =>
    inputs.reduce((sum, x, k) => sum + x * (0.1 + inputWeights[k * cells + cell]!), 0),
  );
  const start = random.normals(cells).map((x) => -20 + 5 * x);
  const direction = random.normals(cells);
  const size = hypot(...direction);
  const stepper = "staggered-trapezoid";
  const network = createMorrisLecarNetwork(core, { type: "current", cells, weights, input, trials: 2, dt: 0.1, stepper });
  network.setState({ voltage: Array.from(start).flatMap((v, i) => [v, v + (DISTANCE * direction[i]!) / size]) });
  network.run(GROWTH_TIME);
  const end = network.voltages;
  network.dispose();
  return log10(hypot(...Array.from({ length: cells }, (_, i) => end[2 * i + 1]! - end[2 * i]!)) / DISTANCE);
}
