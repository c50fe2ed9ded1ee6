import type { ConductanceNeuron } from "../../../src/index.js";

/** Excitatory and inhibitory Poisson input: rates per ms, strengths dimensionless, decay times ms. */
export interface Input {
  readonly rE: number;
  readonly aE?: number;
  readonly rI: number;
  readonly aI?: number;
  readonly tauE?: number;
  readonly tauI?: number;
}

/** The base neuron of the reference tables. */
export const base = {
  membraneTimeConstant: 20,
  leakReversal: -65,
  threshold: -50,
  reset: -60,
  refractoryPeriod: 2,
} as const;

/** The base neuron with excitation (0 mV) and inhibition (-80 mV). */
export function neuronWith(input: Input, changes: Partial<ConductanceNeuron> = {}): ConductanceNeuron {
  const decay = (tau: number | undefined) => (tau === undefined ? {} : { timeConstant: tau });
  return {
    ...base,
    synapses: [
      { reversal: 0, rate: input.rE, strength: input.aE ?? 0.004, ...decay(input.tauE) },
      { reversal: -80, rate: input.rI, strength: input.aI ?? 0.01, ...decay(input.tauI) },
    ],
    ...changes,
  };
}

/** The three reference inputs. */
export const P1: Input = { rE: 5, rI: 1.5 };
export const P2: Input = { rE: 4, rI: 1.5 };
export const P3: Input = { rE: 20, rI: 14.2 };

/** Input with one decay time for both synapse types. */
export const withDecay = (input: Input, tau: number): Input => ({ ...input, tauE: tau, tauI: tau });

/** Relative deviation of `value` from `expected`. */
export const relative = (value: number, expected: number): number => Math.abs(value / expected - 1);
