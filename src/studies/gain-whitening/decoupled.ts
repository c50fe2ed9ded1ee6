import type { Core } from "../../core/core.js";
import { GaussianInput } from "../../inputs/samples/index.js";
import { RandomStream } from "../../random/stream.js";
import { frameDistance, gainWhitenedCovariance } from "../../theory/whitening/gain-modulation.js";
import { DecoupledFastGainCircuit, type Frame } from "../../whitening/gain-modulation.js";
import { contextGains, STRETCHES } from "./synapses.js";

// Fast gains and slow synapses with separate weights of one sign in either direction (arXiv:2308.13633, appendix).

const GAIN_RATE = 5e-2;
const WEIGHT_RATE = 1e-5;
export const DECOUPLED_SAMPLES = 1024;

export interface DecoupledInput {
  readonly contexts: number;
}

export interface DecoupledResult {
  /** ||W_rn - W_nr^T||_F at the start of each stretch of contexts and at the end. */
  readonly asymmetry: number[];
  /** ||W_nr - V||_F in the best order. */
  readonly distances: number[];
  /** Mean over each stretch of the error ||C_rr - I|| at the ends of its contexts. */
  readonly errors: number[];
  /** Smallest weight, gain or multiplier seen at the end of a context. */
  readonly least: number;
}

export function learnDecoupled(core: Core, { contexts }: DecoupledInput, seed: bigint): DecoupledResult {
  const random = new RandomStream(core, { seed });
  const v = positiveFrame(core, random.substream("shared"));
  const covariances = contextGains(random.substream("gains")).map((lambda) => gainWhitenedCovariance(core, v, lambda));
  const order = random.substream("order").integers(contexts, covariances.length);
  const initial = (name: string) =>
    random
      .substream(name)
      .normals(4)
      .map((deviate, e) => Math.max((e % 3 === 0 ? 1 : 0) + 0.2 * deviate, 0));
  const circuit = new DecoupledFastGainCircuit(core, {
    primary: 2,
    interneurons: 2,
    outward: initial("outward"),
    inward: initial("inward"),
    gainRate: GAIN_RATE,
    weightRate: WEIGHT_RATE,
  });
  circuit.step([0, 0]); // brings the columns of W_nr to length 1
  const asymmetry: number[] = [];
  const distances: number[] = [];
  const errors = new Float64Array(STRETCHES);
  let least = Number.POSITIVE_INFINITY;
  const record = () => {
    asymmetry.push(circuit.asymmetry);
    distances.push(frameDistance({ primary: 2, interneurons: 2, weights: circuit.outward }, v));
  };
  const perStretch = Math.floor(contexts / STRETCHES);
  for (let at = 0; at < contexts; at++) {
    const stretch = Math.min(Math.floor(at / perStretch), STRETCHES - 1);
    const inStretch = stretch === STRETCHES - 1 ? contexts - perStretch * (STRETCHES - 1) : perStretch;
    if (at === stretch * perStretch) record();
    const covariance = covariances[order[at]!]!;
    circuit.learn(new GaussianInput(core, { covariance, seed, stream: 1 }).samples(at * DECOUPLED_SAMPLES, DECOUPLED_SAMPLES));
    errors[stretch]! += deviation(circuit.effectiveMatrix, covariance) / inStretch;
    least = Math.min(least, ...circuit.outward, ...circuit.inward, ...circuit.gains, ...circuit.multipliers);
  }
  record();
  circuit.dispose();
  return { asymmetry, distances, errors: Array.from(errors), least };
}

/** Two unit columns in the first quadrant, 40 to 80 degrees apart: weights of one sign can reach no others. */
function positiveFrame(core: Core, stream: RandomStream): Frame {
  const [place, spread] = stream.uniforms(2);
  const apart = (40 + 40 * spread!) / 360;
  const first = place! * (0.25 - apart);
  return core.call((e) => ({
    primary: 2,
    interneurons: 2,
    weights: Float64Array.of(e.cosTwoPi(first), e.cosTwoPi(first + apart), e.sinTwoPi(first), e.sinTwoPi(first + apart)),
  }));
}

/** ||C_rr - I|| for C_rr = A^-1 C A^-T, two by two; A is not symmetric here. */
function deviation(matrix: Float64Array, covariance: Float64Array): number {
  const [a, b, c, d] = matrix as unknown as [number, number, number, number];
  const scale = 1 / (a * d - b * c);
  const rows = [
    [d * scale, -b * scale],
    [-c * scale, a * scale],
  ] as const;
  const form = (u: readonly [number, number], v: readonly [number, number]) =>
    u[0] * (covariance[0]! * v[0] + covariance[1]! * v[1]) + u[1] * (covariance[2]! * v[0] + covariance[3]! * v[1]);
  const [first, cross, second] = [form(rows[0], rows[0]) - 1, form(rows[0], rows[1]), form(rows[1], rows[1]) - 1];
  const middle = (first + second) / 2;
  const half = Math.sqrt(((first - second) / 2) ** 2 + cross * cross);
  return Math.max(Math.abs(middle + half), Math.abs(middle - half));
}
