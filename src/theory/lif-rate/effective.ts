import { InputError } from "../../core/errors.js";
import {
  type ConductanceNeuron,
  checkNeuron,
  type InterpretationOption,
  interpretationOf,
  type SynapseMoments,
  synapseMoments,
} from "./neuron.js";

/**
 * The diffusion a neuron's voltage follows in the white-noise limit:
 * drift A(V) = -(V - E0)/tauEffective, diffusion B(V) = s2 [(V - E_S)^2 + Delta^2].
 */
export interface EffectiveParameters {
  /** Effective membrane time constant, ms. */
  readonly tauEffective: number;
  /** Equilibrium of the drift, mV: also the mean potential without threshold. */
  readonly E0: number;
  /** s2 = sum S_x / tau_L^2, 1/ms. 0 without synaptic noise. */
  readonly s2: number;
  /** Potential at which synaptic noise is smallest, mV: sum S_x E_x / sum S_x. E0 without synaptic noise. */
  readonly E_S: number;
  /** Width of the parabola B(V), mV. Infinite where only current noise is left. */
  readonly Delta: number;
  /** a = 1/(tauEffective s2). */
  readonly a: number;
  /** b = 2 (E0 - E_S)/(tauEffective s2 Delta); infinite for one noisy synapse type (Delta = 0). */
  readonly b: number;
  /** B(E0), mV^2/ms. */
  readonly diffusionAtE0: number;
}

/**
 * Effective parameters of the white-noise limit (arXiv:2002.11181, in the manner of). With ghat_x = gamma_x0 - S_x/(2 tau_L):
 *
 *     1/tauEffective = (1 + sum ghat_x)/tau_L      E0 = (E_L + sum ghat_x E_x + I/g_L)/(1 + sum ghat_x)
 *     s2 = sum S_x/tau_L^2     Delta^2 = sum S_x E_x^2/sum S_x - E_S^2 + sigma_c^2/s2
 *
 * Errors: InputError for a field out of range or a total conductance that leaves no stable equilibrium (sum ghat <= -1).
 */
export function effectiveParameters(neuron: ConductanceNeuron, options: InterpretationOption = {}): EffectiveParameters {
  checkNeuron(neuron);
  return effectiveOf(neuron, synapseMoments(neuron), options);
}

/** {@link effectiveParameters} of a checked neuron. */
export function effectiveOf(
  neuron: ConductanceNeuron,
  synapses: readonly SynapseMoments[],
  options: InterpretationOption,
): EffectiveParameters {
  const tau = neuron.membraneTimeConstant;
  const correction = interpretationOf(options) === "stratonovich" ? 1 / (2 * tau) : 0;
  let conductance = 0;
  let drive = neuron.current ?? 0; // sum ghat (E_x - E_L) + I/g_L
  let noise = 0;
  for (const { reversal, mean, noise: strength } of synapses) {
    const ghat = mean - strength * correction;
    conductance += ghat;
    drive += ghat * (reversal - neuron.leakReversal);
    noise += strength;
  }
  if (!(conductance > -1)) {
    throw new InputError("neuron.synapses' total effective conductance", conductance, "> -1, or the leak is not stable");
  }
  const tauEffective = tau / (1 + conductance);
  const E0 = neuron.leakReversal + drive / (1 + conductance);
  return noise === 0
    ? withoutSynapticNoise(tauEffective, E0, neuron.currentNoise ?? 0)
    : withSynapticNoise(tauEffective, E0, noise / (tau * tau), synapses, noise, neuron.currentNoise ?? 0);
}

function withoutSynapticNoise(tauEffective: number, E0: number, currentNoise: number): EffectiveParameters {
  const Delta = currentNoise > 0 ? Infinity : 0;
  return { tauEffective, E0, s2: 0, E_S: E0, Delta, a: Infinity, b: 0, diffusionAtE0: currentNoise };
}

function withSynapticNoise(
  tauEffective: number,
  E0: number,
  s2: number,
  synapses: readonly SynapseMoments[],
  noise: number,
  currentNoise: number,
): EffectiveParameters {
  // Measured from one of the reversals, so that E_S is exact and Delta exactly 0 where all noisy synapses share it.
  const origin = synapses.find((type) => type.noise > 0)!.reversal;
  let shift = 0;
  for (const { reversal, noise: strength } of synapses) shift += (strength * (reversal - origin)) / noise;
  const E_S = origin + shift;
  let variance = currentNoise / s2;
  for (const { reversal, noise: strength } of synapses) {
    const distance = reversal - origin - shift;
    variance += (strength * distance * distance) / noise;
  }
  const Delta = Math.sqrt(variance);
  const a = 1 / (tauEffective * s2);
  const p = E0 - E_S;
  const b = p === 0 ? 0 : (2 * a * p) / Delta;
  return { tauEffective, E0, s2, E_S, Delta, a, b, diffusionAtE0: s2 * (p * p + variance) };
}
