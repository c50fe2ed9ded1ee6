import type { EventDrivenLifOptions, LifOptions, PoissonInputOptions, SynapseOptions } from "../../simulation/index.js";
import type { Drive, Membrane, TimeConstants } from "./neuron.js";

/**
 * How input reaches the conductances. "gaussian": Ornstein-Uhlenbeck conductances of the same mean and variance; "poisson": each
 * event adds an exponential conductance; "delta": each event is a conductance pulse of vanishing duration.
 */
export type Noise = "gaussian" | "poisson" | "delta";

/**
 * Time step, ms: at most a `perTimeConstant`-th of the shortest decay time, and a divisor of the refractory period. A twentieth
 * leaves no bias that shows beside the sampling error (see docs/study-lif-rate.md).
 */
export function timeStep(tau: TimeConstants, refractoryPeriod: number, perTimeConstant = 20): number {
  const longest = Math.min(tau.excitatory, tau.inhibitory) / perTimeConstant;
  return refractoryPeriod === 0 ? longest : refractoryPeriod / Math.ceil(refractoryPeriod / longest - 1e-9);
}

/** Independent neurons that start anywhere between reset and threshold. */
export function lifOptions(
  membrane: Membrane,
  drive: Drive,
  tau: TimeConstants,
  noise: Exclude<Noise, "delta">,
  size: number,
): LifOptions {
  const synapse = noise === "gaussian" ? gaussianSynapse : exponentialSynapse;
  const input = (name: string, rate: number, strength: number, decay: number): PoissonInputOptions => ({
    synapse: name,
    rate,
    // an exponential conductance of area a tau_L
    weight: (strength * membrane.membraneTimeConstant) / decay,
  });
  return {
    ...membraneOptions(membrane, size),
    synapses: {
      excitatory: synapse(membrane, membrane.excitatoryReversal, drive.excitatoryRate, drive.excitatoryStrength, tau.excitatory),
      inhibitory: synapse(membrane, membrane.inhibitoryReversal, drive.inhibitoryRate, drive.inhibitoryStrength, tau.inhibitory),
    },
    inputs:
      noise === "gaussian"
        ? []
        : [
            input("excitatory", drive.excitatoryRate, drive.excitatoryStrength, tau.excitatory),
            input("inhibitory", drive.inhibitoryRate, drive.inhibitoryStrength, tau.inhibitory),
          ],
  };
}

/** The same with delta conductances, V -> E_x + (V - E_x) exp(-a_x) at an event. */
export function deltaOptions(membrane: Membrane, drive: Drive, size: number): EventDrivenLifOptions {
  return {
    ...membraneOptions(membrane, size),
    synapses: {
      excitatory: { reversal: membrane.excitatoryReversal, rate: drive.excitatoryRate, amplitude: drive.excitatoryStrength },
      inhibitory: { reversal: membrane.inhibitoryReversal, rate: drive.inhibitoryRate, amplitude: drive.inhibitoryStrength },
    },
  };
}

function membraneOptions(membrane: Membrane, size: number) {
  const { membraneTimeConstant, leakReversal, threshold, reset, refractoryPeriod } = membrane;
  const high = Number.isFinite(threshold) ? threshold : reset;
  const initialVoltage = { distribution: "uniform", low: reset, high } as const;
  return { size, membraneTimeConstant, leakReversal, threshold, reset, refractoryPeriod, initialVoltage };
}

/** Mean gamma_x0 = r_x a_x tau_L, variance S_x/(2 tau_x) with S_x = r_x a_x^2 tau_L^2 (Campbell's theorem). */
function gaussianSynapse(
  membrane: Membrane,
  reversal: number,
  rate: number,
  strength: number,
  timeConstant: number,
): SynapseOptions {
  const area = strength * membrane.membraneTimeConstant;
  return {
    type: "ornstein-uhlenbeck",
    reversal,
    timeConstant,
    mean: rate * area,
    standardDeviation: Math.sqrt((rate * area * area) / (2 * timeConstant)),
  };
}

function exponentialSynapse(
  _: Membrane,
  reversal: number,
  _rate: number,
  _strength: number,
  timeConstant: number,
): SynapseOptions {
  return { type: "exponential", reversal, timeConstant };
}
