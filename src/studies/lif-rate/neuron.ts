import type { ConductanceNeuron } from "../../theory/lif-rate/index.js";

/** The membrane of the study's neuron and its reversal potentials: ms and mV. */
export interface Membrane {
  readonly membraneTimeConstant: number;
  readonly leakReversal: number;
  readonly excitatoryReversal: number;
  readonly inhibitoryReversal: number;
  readonly threshold: number;
  readonly reset: number;
  readonly refractoryPeriod: number;
}

/** Poisson input: total rates r_x in events per ms, strengths a_x of one event (area of its conductance over tau_L). */
export interface Drive {
  readonly excitatoryRate: number;
  readonly excitatoryStrength: number;
  readonly inhibitoryRate: number;
  readonly inhibitoryStrength: number;
}

/** Decay times tau_x of the conductances, ms. */
export interface TimeConstants {
  readonly excitatory: number;
  readonly inhibitory: number;
}

/** One decay time for both synapse types. */
export const bothTimeConstants = (tau: number): TimeConstants => ({ excitatory: tau, inhibitory: tau });

/** The neuron in the form the theory takes. */
export function conductanceNeuron(membrane: Membrane, drive: Drive, tau?: TimeConstants): ConductanceNeuron {
  const { membraneTimeConstant, leakReversal, threshold, reset, refractoryPeriod } = membrane;
  return {
    membraneTimeConstant,
    leakReversal,
    threshold,
    reset,
    refractoryPeriod,
    synapses: [
      {
        reversal: membrane.excitatoryReversal,
        rate: drive.excitatoryRate,
        strength: drive.excitatoryStrength,
        ...(tau && { timeConstant: tau.excitatory }),
      },
      {
        reversal: membrane.inhibitoryReversal,
        rate: drive.inhibitoryRate,
        strength: drive.inhibitoryStrength,
        ...(tau && { timeConstant: tau.inhibitory }),
      },
    ],
  };
}
