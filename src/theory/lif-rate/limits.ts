import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { effectiveOf } from "./effective.js";
import { type ConductanceNeuron, checkNeuron, type InterpretationOption, synapseMoments } from "./neuron.js";
import { type FiringRate, firingRate } from "./rate.js";
import { withoutNoise } from "./white-noise.js";
import { diffusionOf, workspaceOf } from "./workspace.js";

/**
 * Rate of escape over a high barrier (Kramers), the limit of {@link whiteNoiseRate} for weak noise and E0 below threshold:
 *
 *     T = (2/B(E0)) sqrt(pi B(E0) tau) exp(barrier) / (-2A(theta)/B(theta)),   barrier = -int_{E0}^{theta} 2A/B
 *
 * Errors: InputError for a field out of range, a neuron without noise, or E0 >= threshold.
 */
export function kramersRate(core: Core, neuron: ConductanceNeuron, options: InterpretationOption = {}): FiringRate {
  checkNeuron(neuron);
  const parameters = effectiveOf(neuron, synapseMoments(neuron), options);
  const { E0, E_S, Delta, diffusionAtE0 } = parameters;
  if (!(E0 < neuron.threshold)) {
    throw new InputError("neuron.threshold", neuron.threshold, `above the equilibrium ${E0} mV: there is no barrier otherwise`);
  }
  if (!(diffusionAtE0 > 0)) throw new InputError("the noise at equilibrium", diffusionAtE0, "a finite number > 0 (mV^2/ms)");
  if (Delta === 0 && E0 < E_S && neuron.threshold >= E_S) {
    throw new InputError("neuron.threshold", neuron.threshold, `below ${E_S} mV, where the neuron's only noise vanishes`);
  }
  const workspace = workspaceOf(core, diffusionOf(parameters));
  const { diffusion, passageTime } = workspace;
  core.call((e) => e.kramersPassageTime(diffusion.address, neuron.threshold, passageTime.address));
  return firingRate(workspace, neuron.refractoryPeriod, 1);
}

/**
 * Rate without noise, from the mean conductances alone: T = tauEffective ln((E0 - V_r)/(E0 - theta)), with S_x = 0.
 * Errors: InputError for a field out of range or a drive that does not reach the threshold.
 */
export function deterministicRate(core: Core, neuron: ConductanceNeuron): FiringRate {
  checkNeuron(neuron);
  const parameters = effectiveOf(neuron, synapseMoments(neuron), { interpretation: "ito" });
  if (!(parameters.E0 > neuron.threshold)) {
    const allowed = `below the equilibrium ${parameters.E0} mV: the neuron never fires otherwise`;
    throw new InputError("neuron.threshold", neuron.threshold, allowed);
  }
  return withoutNoise(core, parameters, neuron, neuron.refractoryPeriod);
}
