import type { Core } from "../../core/core.js";
import { NotPositiveDefiniteError } from "../../core/errors.js";
import { identity, symmetricEigen } from "../../numeric/linear/index.js";
import { RandomStream } from "../../random/stream.js";
import { directSpeedLimit, effectiveMatrix, interneuronSpeedLimit } from "../../theory/whitening/index.js";
import { DirectCircuit } from "../../whitening/direct.js";
import { InterneuronCircuit } from "../../whitening/interneurons.js";
import { scaled } from "./draws.js";

/** What single samples can do: loss of positivity, loss of rank, speed limits. */
export interface SafetyInput {
  readonly deviations: readonly number[];
  /** M_0 = W_0 W_0^T = start I */
  readonly start: number;
  readonly learningRates: readonly number[];
  readonly draws: number;
}

export interface SafetyResult {
  readonly firstSample: readonly {
    readonly learningRate: number;
    /** Draws after which M + eta (y y^T - I) is not positive definite, by its eigenvalues. */
    readonly lost: number;
    /** Draws in which Algorithm 1 says so. */
    readonly reported: number;
    /** Reports after which the circuit's weights were not what they had been before the sample. */
    readonly spoilt: number;
    /** Draws after which W W^T is not positive definite. */
    readonly lostInterneurons: number;
  }[];
  /** Adversarial samples, 1e-3 to 1e3 in size: violations of limits that hold for any samples. */
  readonly adversarial: {
    readonly samples: number;
    readonly directTooFast: number;
    readonly interneuronsTooFast: number;
    readonly rankLost: number;
  };
}

export function safety(core: Core, input: SafetyInput, seed: bigint): SafetyResult {
  return {
    firstSample: input.learningRates.map((learningRate) => firstSample(core, input, learningRate, seed)),
    adversarial: adversarial(core, input.deviations.length, new RandomStream(core, { seed }).substream("adversarial")),
  };
}

function firstSample(core: Core, { deviations, start, draws }: SafetyInput, learningRate: number, seed: bigint) {
  const n = deviations.length;
  const stream = new RandomStream(core, { seed });
  const result = { learningRate, lost: 0, reported: 0, spoilt: 0, lostInterneurons: 0 };
  const M0 = scaled(identity(n), start);
  for (let i = 0; i < draws; i++) {
    const x = stream.normals(n).map((z, j) => z * deviations[j]!);
    const after = M0.map((m, e) => {
      const [row, column] = [Math.floor(e / n), e % n];
      return m + learningRate * ((x[row]! / start) * (x[column]! / start) - (row === column ? 1 : 0));
    });
    if (!(symmetricEigen(core, after, n).values[0]! > 0)) result.lost++;
    const direct = new DirectCircuit(core, { primary: n, learningRate, weights: M0 });
    try {
      direct.step(x);
    } catch (error) {
      if (!(error instanceof NotPositiveDefiniteError)) throw error;
      result.reported++;
      if (direct.weights.some((m, e) => m !== M0[e])) result.spoilt++;
    }
    direct.dispose();
    const other = new InterneuronCircuit(core, { primary: n, learningRate, weights: scaled(identity(n), Math.sqrt(start)) });
    other.step(x);
    if (!(leastEigenvalue(core, other, n) > 0)) result.lostInterneurons++;
    other.dispose();
  }
  return result;
}

const SAMPLES = 400;
const FAST = 0.9;
/** Rounding of some hundred updates, relative. */
const ROUNDING = 1e-10;

function adversarial(core: Core, n: number, stream: RandomStream): SafetyResult["adversarial"] {
  const [eta, start] = [0.01, 50];
  const direct = new DirectCircuit(core, { primary: n, learningRate: eta, weights: scaled(identity(n), start) });
  const other = new InterneuronCircuit(core, { primary: n, learningRate: eta, weights: scaled(identity(n), start) });
  const fast = new InterneuronCircuit(core, { primary: n, learningRate: FAST });
  const counts = { samples: SAMPLES, directTooFast: 0, interneuronsTooFast: 0, rankLost: 0 };
  const { exp } = core.exports;
  const sizes = stream.uniforms(SAMPLES);
  for (let t = 1; t <= SAMPLES; t++) {
    const size = exp((2 * sizes[t - 1]! - 1) * 6.9);
    const x = stream.normals(n).map((z) => z * size);
    direct.step(x);
    other.step(x);
    const greatest = (a: Float64Array) => symmetricEigen(core, a, n).values[n - 1]!;
    if (greatest(direct.weights) < directSpeedLimit(start, eta, t) * (1 - ROUNDING)) counts.directTooFast++;
    const singular = Math.sqrt(greatest(other.effectiveMatrix));
    if (singular < interneuronSpeedLimit(core, start, eta, t) * (1 - ROUNDING)) counts.interneuronsTooFast++;
    // From W = I one sample gives the symmetric I + eta (y y^T - I), whose least eigenvalue is 1 - eta.
    fast.weights = identity(n);
    fast.step(x);
    const least = symmetricEigen(core, fast.weights, n).values[0]!;
    if (!(least > (1 - FAST) * (1 - 1e-6))) counts.rankLost++; // rounding of y y^T, up to 1e6
  }
  for (const circuit of [direct, other, fast]) circuit.dispose();
  return counts;
}

const leastEigenvalue = (core: Core, circuit: InterneuronCircuit, n: number): number =>
  symmetricEigen(core, effectiveMatrix(core, circuit.weights, n, circuit.interneurons), n).values[0]!;
