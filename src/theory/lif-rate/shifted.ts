import { checkKeys } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { effectiveOf } from "./effective.js";
import { type ConductanceNeuron, checkNeuron, type InterpretationOption, type SynapseMoments, synapseMoments } from "./neuron.js";
import type { FiringRate } from "./rate.js";
import { passageRate, type RateMethod } from "./white-noise.js";
import type { Bounds } from "./workspace.js";

/** alpha = sqrt(2) |zeta(1/2)|: extrapolation length of an Ornstein-Uhlenbeck driven particle at an absorbing wall. */
export const BOUNDARY_CONSTANT = 2.065253152231217;

export interface ShiftOptions {
  /**
   * Weighs the reset's shift by exp(-tau_ref/tau_s), what is left after the refractory period of the synaptic noise's excess at
   * the spike. Default false: at high rates the plain shift is closer, as terms of order tau_s cancel part of it.
   */
  readonly withMemory?: boolean;
}

export interface ShiftedOptions extends InterpretationOption, ShiftOptions {
  /** How the passage time is computed. Default "auto". */
  readonly method?: RateMethod;
}

/** Displacements of the bounds, mV. */
export interface BoundaryShifts {
  /** d_th, added to the threshold. */
  readonly threshold: number;
  /** d_r, added to the reset. */
  readonly reset: number;
}

/**
 * First correction in sqrt(tau_s): the bounds move as if the noise were white. With n(V)_x = sqrt(S_x)(E_x - V),
 *
 *     d_th = (alpha/2) sqrt(tau_s) |n(theta)|/tau_L
 *     d_r  = (alpha/2) sqrt(tau_s) n(V_r).n(theta)/(|n(theta)| tau_L)  [exp(-tau_ref/tau_s)]
 *
 * For additive noise this is the shift of Fourcaud & Brunel (2002). Where decay times differ, sqrt(tau_s) moves into the sums
 * over x: a heuristic, good to 0-8 % of the rate.
 * Errors: InputError for a noisy synapse type without `timeConstant`, and for white current noise, for which no such correction is known.
 */
export function boundaryShifts(core: Core, neuron: ConductanceNeuron, options: ShiftOptions = {}): BoundaryShifts {
  checkKeys("options", options, ["withMemory"]);
  checkNeuron(neuron);
  return shiftsOf(core, neuron, synapseMoments(neuron), options.withMemory);
}

/** {@link boundaryShifts} of a checked neuron. */
export function shiftsOf(
  core: Core,
  neuron: ConductanceNeuron,
  synapses: readonly SynapseMoments[],
  withMemory: unknown = false,
): BoundaryShifts {
  if (typeof withMemory !== "boolean") throw new InputError("options.withMemory", withMemory, "true or false");
  if ((neuron.currentNoise ?? 0) > 0) {
    throw new InputError(
      "neuron.currentNoise",
      neuron.currentNoise,
      "0 where bounds are shifted: the shift is known for coloured noise alone",
    );
  }
  let square = 0; // |n(theta)|^2
  let weighted = 0; // sum sqrt(tau_x) n_x(theta)^2
  let mixed = 0; // sum sqrt(tau_x) n_x(V_r) n_x(theta)
  for (const [i, { reversal, noise, timeConstant }] of synapses.entries()) {
    if (noise === 0) continue;
    if (timeConstant === undefined) {
      throw new InputError(
        `neuron.synapses[${i}].timeConstant`,
        timeConstant,
        "a finite number > 0 (ms) where bounds are shifted",
      );
    }
    const atThreshold = reversal - neuron.threshold;
    const root = Math.sqrt(timeConstant);
    const memory = withMemory ? core.call((e) => e.exp(-neuron.refractoryPeriod / timeConstant)) : 1;
    square += noise * atThreshold * atThreshold;
    weighted += root * noise * atThreshold * atThreshold;
    mixed += memory * root * noise * (reversal - neuron.reset) * atThreshold;
  }
  if (square === 0) return { threshold: 0, reset: 0 };
  const factor = (0.5 * BOUNDARY_CONSTANT) / (Math.sqrt(square) * neuron.membraneTimeConstant);
  return { threshold: factor * weighted, reset: factor * mixed };
}

/** The neuron's bounds moved by its shifts. */
export function shiftedBounds(neuron: ConductanceNeuron, shifts: BoundaryShifts): Bounds {
  const reset = neuron.reset + shifts.reset;
  const threshold = neuron.threshold + shifts.threshold;
  if (!(reset < threshold)) {
    throw new InputError(
      "neuron.synapses' shifted reset",
      reset,
      `below the shifted threshold ${threshold} mV: decay times are too long for this correction`,
    );
  }
  return { reset, threshold };
}

/**
 * Stationary firing rate for synapses with finite decay times tau_s: {@link whiteNoiseRate} between shifted bounds, see
 * {@link boundaryShifts}. Good to 2-4 % for tau_s up to a tenth of the effective membrane time constant.
 * Errors: those of whiteNoiseRate and boundaryShifts.
 */
export function shiftedRate(core: Core, neuron: ConductanceNeuron, options: ShiftedOptions = {}): FiringRate {
  checkKeys("options", options, ["interpretation", "withMemory", "method"]);
  checkNeuron(neuron);
  const synapses = synapseMoments(neuron);
  const parameters = effectiveOf(neuron, synapses, options);
  const bounds = shiftedBounds(neuron, shiftsOf(core, neuron, synapses, options.withMemory));
  return passageRate(core, parameters, bounds, neuron.refractoryPeriod, options.method);
}
