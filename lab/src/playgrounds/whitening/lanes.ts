import {
  type CircuitLearned,
  type CircuitLearnOptions,
  type Core,
  DirectCircuit,
  flowDirect,
  flowGains,
  flowInterneurons,
  GainCircuit,
  InterneuronCircuit,
  mercedesBenzFrame,
  type Trajectory,
  effectiveMatrix as withoutLeak,
} from "microcircuit";
import type { LaneKey } from "./frame.js";

/** One circuit of the race; matrices are 2 by 2, row by row. */
export interface Lane {
  readonly key: LaneKey;
  learn(samples: Float64Array, options: CircuitLearnOptions): Pick<CircuitLearned, "errors" | "responses">;
  /** A: the outputs are A^{-1} x. */
  readonly effective: Float64Array;
  /** What it learns: M, W or g. */
  readonly weights: Float64Array;
  dispose(): void;
}

const frame = mercedesBenzFrame();

/** The weights for which A = sigma I: M = sigma I, W = sqrt(sigma) I, and g = 2/3 (sigma - 1) each, as W W^T = 3/2 I for this frame. */
export function startOf(key: LaneKey, sigma: number): Float64Array {
  if (key === "gains") return new Float64Array(3).fill((2 / 3) * (sigma - 1));
  const diagonal = key === "direct" ? sigma : Math.sqrt(sigma);
  return Float64Array.of(diagonal, 0, 0, diagonal);
}

export function makeLane(core: Core, key: LaneKey, learningRate: number, weights: Float64Array): Lane {
  if (key === "gains") {
    const circuit = new GainCircuit(core, { frame, learningRate, gains: weights });
    return {
      key,
      learn: (samples, options) => circuit.learn(samples, options as Parameters<typeof circuit.learn>[1]),
      get effective() {
        return circuit.effectiveMatrix;
      },
      get weights() {
        return circuit.gains;
      },
      dispose: () => circuit.dispose(),
    };
  }
  const Circuit = key === "direct" ? DirectCircuit : InterneuronCircuit;
  const circuit = new Circuit(core, { primary: 2, learningRate, weights });
  return {
    key,
    learn: (samples, options) => circuit.learn(samples, options),
    get effective() {
      return circuit.effectiveMatrix;
    },
    get weights() {
      return circuit.weights;
    },
    dispose: () => circuit.dispose(),
  };
}

type FlowOptions = Pick<Parameters<typeof flowDirect>[1], "covariance" | "until" | "times" | "event">;

/** The expected course of a lane's weights in continuous time, in units of 1/eta updates. */
export function flowOf(core: Core, key: LaneKey, initial: Float64Array, options: FlowOptions): Trajectory {
  if (key === "direct") return flowDirect(core, { ...options, initial });
  if (key === "interneurons") return flowInterneurons(core, { ...options, initial });
  return flowGains(core, { ...options, initial, frame: frame.weights });
}

/** A for a state of a flow: M, W W^T, or I + W diag(g) W^T. */
export function effectiveOf(core: Core, key: LaneKey, state: Float64Array): Float64Array {
  if (key === "direct") return state;
  if (key === "interneurons") return withoutLeak(core, state, 2, 2);
  const { weights: w } = frame;
  const a = Float64Array.of(1, 0, 0, 1);
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) for (let v = 0; v < 3; v++) a[2 * i + j]! += state[v]! * (w[3 * i + v]! * w[3 * j + v]!);
  }
  return a;
}
