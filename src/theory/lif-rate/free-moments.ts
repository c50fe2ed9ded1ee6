import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { effectiveOf } from "./effective.js";
import { type ConductanceNeuron, checkNeuron, type InterpretationOption, synapseMoments } from "./neuron.js";

/** Mean and spread of the voltage of a neuron without threshold. */
export interface FreeMoments {
  /** mV. */
  readonly mean: number;
  /** mV^2. */
  readonly variance: number;
  /** mV. */
  readonly standardDeviation: number;
}

/**
 * Moments of the voltage without threshold in the white-noise limit: mean E0,
 * variance s2 [(E0 - E_S)^2 + Delta^2]/(2/tauEffective - s2).
 * Errors: InputError for a field out of range or noise so strong that the variance is infinite (s2 tauEffective >= 2).
 */
export function freeMoments(neuron: ConductanceNeuron, options: InterpretationOption = {}): FreeMoments {
  checkNeuron(neuron);
  const { tauEffective, E0, s2, diffusionAtE0 } = effectiveOf(neuron, synapseMoments(neuron), options);
  if (!(s2 * tauEffective < 2)) {
    throw new InputError("neuron.synapses' noise s2 tauEffective", s2 * tauEffective, "< 2: the variance is infinite otherwise");
  }
  const variance = diffusionAtE0 / (2 / tauEffective - s2);
  return { mean: E0, variance, standardDeviation: Math.sqrt(variance) };
}

/**
 * Where an event of vanishing duration takes the voltage: E_x + (V - E_x) exp(-a), mV (the Marcus rule: the limit of an ever
 * shorter conductance pulse of area a tau_L). `voltage`, `reversal`: mV; `strength` a: dimensionless.
 * Errors: InputError for numbers that are not finite.
 */
export function marcusJump(core: Core, voltage: number, reversal: number, strength: number): number {
  checkNumber("voltage", voltage, { unit: "mV" });
  checkNumber("reversal", reversal, { unit: "mV" });
  checkNumber("strength", strength, { min: 0 });
  return reversal + (voltage - reversal) * core.call((e) => e.exp(-strength));
}

/**
 * Exact moments of the voltage without threshold for Poisson events of vanishing duration ({@link marcusJump}). With q = e^{-a}
 * and x = V - m measured from the mean, d<V>/dt = 0 and d<x^2>/dt = 0 give
 *
 *     m = (E_L + I/g_L + tau_L sum r (1 - q) E)/(1 + tau_L sum r (1 - q))
 *     <x^2> (2/tau_L + sum r (1 - q^2)) = sum r (1 - q)^2 (E - m)^2 + sigma_c^2
 *
 * Errors: InputError for a field out of range or synapses without `rate` and `strength`.
 */
export function freeJumpMoments(core: Core, neuron: ConductanceNeuron): FreeMoments {
  checkNeuron(neuron);
  synapseMoments(neuron);
  const tau = neuron.membraneTimeConstant;
  const events = neuron.synapses.map((synapses, i) => {
    if (!("rate" in synapses)) throw new InputError(`neuron.synapses[${i}].rate`, undefined, "a finite number >= 0 (per ms)");
    return { rate: synapses.rate, reversal: synapses.reversal, jump: 1 - core.call((e) => e.exp(-synapses.strength)) };
  });
  let conductance = 1;
  let drive = neuron.leakReversal + (neuron.current ?? 0);
  for (const { rate, reversal, jump } of events) {
    conductance += tau * rate * jump;
    drive += tau * rate * jump * reversal;
  }
  const mean = drive / conductance;
  let source = neuron.currentNoise ?? 0;
  let decay = 2 / tau;
  for (const { rate, reversal, jump } of events) {
    source += rate * jump * jump * (reversal - mean) * (reversal - mean);
    decay += rate * jump * (2 - jump);
  }
  const variance = source / decay;
  return { mean, variance, standardDeviation: Math.sqrt(variance) };
}
