import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { effectiveOf } from "./effective.js";
import { type ConductanceNeuron, checkNeuron, synapseMoments } from "./neuron.js";
import { type FiringRate, firingRate, relativeDeviation } from "./rate.js";
import { BOUNDARY_CONSTANT } from "./shifted.js";
import { passageRate } from "./white-noise.js";
import { additiveDiffusion, type Bounds, workspaceOf } from "./workspace.js";

/** A current-based neuron tau dV = -(V - mean) dt + sigma sqrt(tau) dW. */
export interface CurrentNeuron {
  /** mu, mV. */
  readonly mean: number;
  /** sigma, mV: sqrt(2) times the standard deviation of V without threshold. */
  readonly sigma: number;
  /** tau, ms. */
  readonly membraneTimeConstant: number;
  /** tau_ref, ms. */
  readonly refractoryPeriod: number;
  /** V_r, mV. */
  readonly reset: number;
  /** theta, mV. */
  readonly threshold: number;
  /**
   * Decay time tau_s of the synapses, ms, default 0: both bounds move by sigma (alpha/2) sqrt(tau_s/tau), alpha = sqrt(2)|zeta(1/2)|
   * (Fourcaud & Brunel 2002).
   */
  readonly synapticTimeConstant?: number;
}

export interface SiegertOptions {
  /**
   * "integral" (default): T = tau int_0^inf e^{-u^2 + 2 y_th u}(1 - e^{-2(y_th - y_r)u})/u du. "error-function": by Dawson's integral and
   * the scaled complementary error function, as most other programs do.
   */
  readonly method?: "integral" | "error-function";
}

/**
 * Firing rate under additive white noise (Siegert 1951), without overflow for any bounds:
 * T = tau sqrt(pi) int_{y_r}^{y_th} e^{y^2}(1 + erf y) dy, y = (V - mu)/sigma.
 * Errors: InputError for a field out of range.
 */
export function siegertRate(core: Core, neuron: CurrentNeuron, options: SiegertOptions = {}): FiringRate {
  checkKeys("options", options, ["method"]);
  const method = checkOneOf("options.method", options.method ?? "integral", ["integral", "error-function"]);
  checkKeys("neuron", neuron, [
    "mean",
    "sigma",
    "membraneTimeConstant",
    "refractoryPeriod",
    "reset",
    "threshold",
    "synapticTimeConstant",
  ]);
  const mean = checkNumber("neuron.mean", neuron.mean, { unit: "mV" });
  const sigma = checkNumber("neuron.sigma", neuron.sigma, { above: 0, unit: "mV" });
  const tau = checkNumber("neuron.membraneTimeConstant", neuron.membraneTimeConstant, { above: 0, unit: "ms" });
  const refractoryPeriod = checkNumber("neuron.refractoryPeriod", neuron.refractoryPeriod, { min: 0, unit: "ms" });
  const reset = checkNumber("neuron.reset", neuron.reset, { unit: "mV" });
  const threshold = checkNumber("neuron.threshold", neuron.threshold, { above: reset, unit: "mV, above the reset" });
  const tauS = checkNumber("neuron.synapticTimeConstant", neuron.synapticTimeConstant ?? 0, { min: 0, unit: "ms" });
  const shift = sigma * (0.5 * BOUNDARY_CONSTANT) * Math.sqrt(tauS / tau);
  const bounds = { reset: reset + shift, threshold: threshold + shift };
  return additiveRate(core, mean, sigma, tau, bounds, refractoryPeriod, method);
}

/** {@link siegertRate} of checked numbers. */
export function additiveRate(
  core: Core,
  mean: number,
  sigma: number,
  tau: number,
  { reset, threshold }: Bounds,
  refractoryPeriod: number,
  method: "integral" | "error-function" = "integral",
): FiringRate {
  const workspace = workspaceOf(core, additiveDiffusion(tau, mean, (sigma * sigma) / tau));
  const deviation = relativeDeviation(core, workspace, reset, threshold);
  const address = workspace.passageTime.address;
  const lower = (reset - mean) / sigma;
  const upper = (threshold - mean) / sigma;
  core.call((e) => {
    if (method === "integral") e.siegertPassageTime(tau, lower, upper, address);
    else e.siegertErrorFunctionPassageTime(tau, lower, upper, address);
  });
  return firingRate(workspace, refractoryPeriod, deviation);
}

/**
 * Effective-time-constant approximation, the usual comparator: B(V) frozen at E0 and no noise-induced drift, hence
 * {@link siegertRate} with mu = E0, tau = tauEffective, sigma^2 = B(E0) tauEffective.
 * Errors: those of effectiveParameters, and InputError for a neuron without noise whose drive does not reach the threshold.
 */
export function effectiveTimeConstantRate(core: Core, neuron: ConductanceNeuron): FiringRate {
  checkNeuron(neuron);
  const parameters = effectiveOf(neuron, synapseMoments(neuron), { interpretation: "ito" });
  const { tauEffective, E0, diffusionAtE0 } = parameters;
  if (diffusionAtE0 === 0) return passageRate(core, { ...parameters, s2: 0 }, neuron, neuron.refractoryPeriod);
  return additiveRate(core, E0, Math.sqrt(diffusionAtE0 * tauEffective), tauEffective, neuron, neuron.refractoryPeriod);
}
