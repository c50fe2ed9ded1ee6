import { checkKeys, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { type EffectiveParameters, effectiveOf } from "./effective.js";
import { type ConductanceNeuron, checkNeuron, type InterpretationOption, synapseMoments } from "./neuron.js";
import { type FiringRate, firingRate, relativeDeviation } from "./rate.js";
import { type Bounds, diffusionOf, noiseVanishesWithin, workspaceOf } from "./workspace.js";

/**
 * How the mean passage time is computed. "angle": quadrature of the angle form, continuous down to one noisy synapse type and to
 * current noise alone. "incomplete-gamma": for one noisy synapse type with its reversal above the threshold. "collocation": the
 * backward equation by Radau collocation. "auto": the angle form, or collocation where the angle form would lose digits: where B(V)
 * vanishes between reset and threshold, or noise is so weak that its exponents are huge.
 */
export type RateMethod = "auto" | "angle" | "incomplete-gamma" | "collocation";

export interface WhiteNoiseOptions extends InterpretationOption {
  /** Default "auto". */
  readonly method?: RateMethod;
}

/**
 * Stationary firing rate in the limit of short synaptic decay times, 1/nu = tau_ref + T (arXiv:2002.11181, in the manner of):
 *
 *     T = int_{V_r}^{theta} dy phi(y)^-1 int_{-inf}^{y} dz 2 phi(z)/B(z),   phi(V) = exp(int^V 2A/B)
 *
 * with the diffusion of {@link effectiveParameters}. The mean is accurate to about 1e-12 relative; over high barriers
 * `logMeanPassageTime` stays finite. The coefficient of variation is that of the interspike intervals.
 * Errors: InputError for a field out of range, and for a neuron that never fires.
 */
export function whiteNoiseRate(core: Core, neuron: ConductanceNeuron, options: WhiteNoiseOptions = {}): FiringRate {
  checkKeys("options", options, ["interpretation", "method"]);
  checkNeuron(neuron);
  const parameters = effectiveOf(neuron, synapseMoments(neuron), options);
  return passageRate(core, parameters, neuron, neuron.refractoryPeriod, options.method);
}

/** The rate for effective parameters and bounds; neuron and parameters are checked. */
export function passageRate(
  core: Core,
  parameters: EffectiveParameters,
  bounds: Bounds,
  refractoryPeriod: number,
  method: RateMethod = "auto",
): FiringRate {
  checkOneOf("options.method", method, ["auto", "angle", "incomplete-gamma", "collocation"]);
  refuseIfSilent(parameters, bounds);
  const { reset, threshold } = bounds;
  if (parameters.diffusionAtE0 === 0 && parameters.s2 === 0) return withoutNoise(core, parameters, bounds, refractoryPeriod);
  const workspace = workspaceOf(core, diffusionOf(parameters, bounds));
  const { diffusion, passageTime } = workspace;
  const deviation = relativeDeviation(core, workspace, reset, threshold);
  if (method === "angle" || (method === "auto" && keepsDigits(parameters, bounds))) {
    core.call((e) => e.angleFormPassageTime(diffusion.address, reset, threshold, passageTime.address));
  } else if (method === "incomplete-gamma") {
    const { E0, E_S, Delta } = parameters;
    if (!(Delta === 0 && E0 < E_S)) {
      throw new InputError("options.method", method, "another one: this form holds for one noisy synapse type with E0 < E_x");
    }
    core.call((e) => e.inverseGammaPassageTime(diffusion.address, reset, threshold, passageTime.address));
  }
  return firingRate(workspace, refractoryPeriod, deviation);
}

/** For E0 > theta: T = tau ln((E0 - V_r)/(E0 - theta)). */
export function withoutNoise(
  core: Core,
  { tauEffective, E0 }: EffectiveParameters,
  { reset, threshold }: Bounds,
  refractoryPeriod: number,
): FiringRate {
  const workspace = workspaceOf(core);
  const address = workspace.passageTime.address;
  core.call((e) => e.deterministicPassageTime(tauEffective, E0, reset, threshold, address));
  return firingRate(workspace, refractoryPeriod, 0);
}

/** Largest size of the terms that cancel in the exponent h of the angle form: each carries a rounding error of 1e-16 of it. */
const LARGEST_EXPONENT = 1000;

function keepsDigits(parameters: EffectiveParameters, bounds: Bounds): boolean {
  if (noiseVanishesWithin(parameters, bounds)) return false;
  // 2a p w(V), with w about (V - E0)/Q0 and 2a/Q0 = 2/(tauEffective B(E0))
  const { E0, E_S, tauEffective, diffusionAtE0 } = parameters;
  const distance = Math.max(Math.abs(bounds.threshold - E0), Math.abs(bounds.reset - E0));
  return (2 * Math.abs(E0 - E_S) * distance) / (tauEffective * diffusionAtE0) < LARGEST_EXPONENT;
}

/** Without noise at E_S (Delta = 0) the voltage cannot pass from below E_S to above it unless the drift points upwards there. */
function refuseIfSilent({ E0, s2, E_S, Delta }: EffectiveParameters, { threshold }: Bounds): void {
  const barred = Delta === 0 && E0 <= E_S && threshold >= E_S && threshold >= E0;
  if (!barred) return;
  const reach = s2 > 0 ? `${E_S} mV, where its only noise vanishes` : `${E0} mV, where it comes to rest without noise`;
  throw new InputError("neuron.threshold", threshold, `below ${reach}: the neuron never fires otherwise`);
}
