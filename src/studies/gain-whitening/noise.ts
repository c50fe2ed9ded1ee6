import type { Core } from "../../core/core.js";
import { GaussianInput, randomCovariance } from "../../inputs/samples/index.js";
import { identity } from "../../numeric/linear/index.js";
import { type Frame, GainCircuit, mercedesBenzFrame, spectralFrame } from "../../whitening/gain-modulation.js";
import { adaptationContexts, adaptationFrame, type StationaryGains, stationaryGains } from "./adaptation.js";

export const noiseCases = ["spectral", "mercedes-benz", "figure-2"] as const;
export type NoiseCase = (typeof noiseCases)[number];

export interface NoiseInput {
  readonly which: NoiseCase;
  readonly learningRate: number;
  readonly samples: number;
  readonly realisations: number;
}

export interface NoiseResult {
  readonly theory: StationaryGains;
  /** Means over time, by realisation: of g_i, of (g_i - g*_i)^2 and of ||C_yy - I||_F^2. */
  readonly means: number[][];
  readonly variances: number[][];
  readonly floors: number[];
}

/** Samples between two looks: several per relaxation time c/(2 eta) of the gains. */
const STRIDE = 200;

function caseOf(core: Core, which: NoiseCase): { frame: Frame; covariance: Float64Array } {
  if (which === "mercedes-benz") return { frame: mercedesBenzFrame(), covariance: identity(2) };
  if (which === "figure-2") return { frame: adaptationFrame(), covariance: adaptationContexts(core)[0] };
  // Standard deviations from 0.5 to 2, one covariance whatever the seed of the run.
  const { covariance } = randomCovariance(core, { size: 3, law: "uniform-variances", range: [0.25, 4], seed: 12 });
  return { frame: spectralFrame(core, covariance, 3), covariance };
}

export function simulateNoise(core: Core, input: NoiseInput, seed: bigint): NoiseResult {
  const { frame, covariance } = caseOf(core, input.which);
  const { primary: n, interneurons: k } = frame;
  const { learningRate } = input;
  const theory = stationaryGains(core, frame, covariance, learningRate);
  const means: number[][] = [];
  const variances: number[][] = [];
  const floors: number[] = [];
  for (let realisation = 0; realisation < input.realisations; realisation++) {
    const source = new GaussianInput(core, { covariance, seed, stream: realisation });
    const circuit = new GainCircuit(core, { frame, learningRate, gains: theory.optimal });
    // About ten relaxation times until the start is forgotten.
    const settle = Math.ceil(20 / learningRate);
    circuit.learn(source.samples(0, settle));
    const looks = Math.floor(input.samples / STRIDE);
    const sum = new Float64Array(k);
    const square = new Float64Array(k);
    let floor = 0;
    for (let look = 0; look < looks; look++) {
      const trackError = { covariance, every: STRIDE, metric: "mean-square" } as const;
      const { errors } = circuit.learn(source.samples(settle + look * STRIDE, STRIDE), { trackError });
      floor += (errors[0]! * n * n) / looks;
      const gains = circuit.gains;
      for (let i = 0; i < k; i++) {
        sum[i]! += gains[i]! / looks;
        square[i]! += (gains[i]! - theory.optimal[i]!) ** 2 / looks;
      }
    }
    circuit.dispose();
    means.push(Array.from(sum));
    variances.push(Array.from(square));
    floors.push(floor);
  }
  return { theory, means, variances, floors };
}
