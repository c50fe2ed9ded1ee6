import type { Core } from "../../core/core.js";
import { randomOrthogonal } from "../../numeric/linear/index.js";
import { RandomStream } from "../../random/stream.js";
import { fromEigen, inBasis } from "../../theory/whitening/algebra.js";
import { directLateRates, interneuronLateRates } from "../../theory/whitening/index.js";
import { flowDirect, flowProduct } from "../../whitening/flow.js";

/** Late rates, measured on flows that start close to S, for random spectra. */
export interface LateInput {
  readonly circuit: "direct" | "interneurons";
  readonly neurons: number;
  readonly spectra: number;
}

export interface LateSpectrum {
  /** c_max/c_min */
  readonly condition: number;
  readonly greatest: number;
  readonly slowest: number;
  readonly predictedSlowest: number;
  /** Largest relative difference of any element's rate from its formula. */
  readonly largestDifference: number;
}

export interface LateResult {
  readonly spectra: readonly LateSpectrum[];
}

/** Size of the deviation from S, relative to its elements: from both sides, so that second order cancels and 1e-8 is left. */
const AWAY = 1e-4;

export function late(core: Core, { circuit, neurons: n, spectra }: LateInput, seed: bigint): LateResult {
  return {
    spectra: Array.from({ length: spectra }, (_, i): LateSpectrum => {
      const stream = new RandomStream(core, { seed, stream: i });
      // Three decades of standard deviations.
      const { exp } = core.exports;
      const deviations = [...stream.substream("deviations").uniforms(n)].map((u) => exp((2 * u - 1) * 3.45));
      const vectors = randomOrthogonal(core, n, stream.substream("eigenvectors"));
      const { rates, slowest } = circuit === "direct" ? directLateRates(deviations) : interneuronLateRates(deviations);
      const measured = ratesNear(core, circuit, deviations, vectors, rates);
      return {
        condition: Math.max(...deviations) / Math.min(...deviations),
        greatest: Math.max(...deviations),
        slowest: Math.min(...measured),
        predictedSlowest: slowest,
        largestDifference: Math.max(...measured.map((rate, e) => Math.abs(rate / rates[e]! - 1))),
      };
    }),
  };
}

/** Rates of all elements of A - S in the eigenbasis of C, between times 0 and 1/(4 fastest rate)... each over its own time constant. */
function ratesNear(
  core: Core,
  circuit: LateInput["circuit"],
  deviations: readonly number[],
  vectors: Float64Array,
  rates: Float64Array,
): number[] {
  const n = deviations.length;
  const covariance = fromEigen(
    core,
    deviations.map((c) => c * c),
    vectors,
    n,
  );
  // Elements are looked at after half their time constants, in ascending order of time.
  const wanted = [...rates].map((rate) => 0.5 / rate);
  const times = [...new Set(wanted)].sort((a, b) => a - b);
  const least = Math.min(...deviations);
  const run = (sign: number) => {
    const start = Float64Array.from({ length: n * n }, (_, e) => {
      const [i, j] = [Math.floor(e / n), e % n];
      return (i === j ? deviations[i]! : 0) + sign * AWAY * least;
    });
    const transposed = Float64Array.from({ length: n * n }, (_, e) => vectors[(e % n) * n + Math.floor(e / n)]!);
    const initial = symmetric(inBasis(core, start, transposed, n), n);
    const options = { covariance, initial, times, relativeTolerance: 1e-12, absoluteTolerance: 1e-14 };
    const { states } = circuit === "direct" ? flowDirect(core, options) : flowProduct(core, options);
    return states.map((state) => inBasis(core, state, vectors, n));
  };
  const [above, below] = [run(1), run(-1)];
  return wanted.map((time, e) => {
    const at = times.indexOf(time);
    const left = (above[at]![e]! - below[at]![e]!) / (2 * AWAY * least);
    return -core.exports.log(left) / time;
  });
}

function symmetric(a: Float64Array, n: number): Float64Array {
  return a.map((x, e) => (x + a[(e % n) * n + Math.floor(e / n)]!) / 2);
}
