import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import { InputError } from "../../core/errors.js";

/** A population of synapses of one type that fires as a Poisson process. Conductances are in units of the leak conductance. */
export interface PoissonSynapses {
  /** Reversal potential E_x, mV. */
  readonly reversal: number;
  /** Total rate of events r_x, per ms. */
  readonly rate: number;
  /** Strength a_x of one event, dimensionless: area of its conductance over membrane time constant, q tau_x / C. */
  readonly strength: number;
  /** Decay time tau_x of the conductance, ms. Needed only for corrections in sqrt(tau_x). */
  readonly timeConstant?: number;
}

/** Synapses of one type given by the first two moments of their conductance gamma = g/g_L. */
export interface GaussianSynapses {
  /** Reversal potential E_x, mV. */
  readonly reversal: number;
  /** Mean conductance gamma_x0, dimensionless. */
  readonly mean: number;
  /** White-noise strength S_x = 2 tau_x Var(gamma_x), ms. */
  readonly noise: number;
  /** Decay time tau_x of the conductance, ms. Needed only for corrections in sqrt(tau_x). */
  readonly timeConstant?: number;
}

export type Synapses = PoissonSynapses | GaussianSynapses;

/**
 * A leaky integrate-and-fire neuron with conductance synapses,
 * tau_L dV/dt = E_L - V + sum_x gamma_x(t) (E_x - V) + I/g_L: spike where V reaches the threshold, then V = reset for the
 * refractory period.
 */
export interface ConductanceNeuron {
  /** tau_L, ms. */
  readonly membraneTimeConstant: number;
  /** E_L, mV. */
  readonly leakReversal: number;
  /** theta, mV. */
  readonly threshold: number;
  /** V_r, mV. */
  readonly reset: number;
  /** tau_ref, ms. */
  readonly refractoryPeriod: number;
  /** Constant current over leak conductance I/g_L, mV. Default 0. */
  readonly current?: number;
  /** Strength sigma_c^2 of white current noise, mV^2/ms. Default 0. */
  readonly currentNoise?: number;
  /** Synapse types, any number. */
  readonly synapses: readonly Synapses[];
}

/**
 * Which calculus turns multiplicative white noise into a diffusion. "stratonovich" is the limit of synapses with short decay
 * times and of shot noise; "ito" leaves the noise-induced drift out and is here for comparison.
 */
export type Interpretation = "stratonovich" | "ito";

export interface InterpretationOption {
  /** Default "stratonovich". */
  readonly interpretation?: Interpretation;
}

/** One synapse type in the moments the theory needs. */
export interface SynapseMoments {
  readonly reversal: number;
  /** gamma_x0. */
  readonly mean: number;
  /** S_x, ms. */
  readonly noise: number;
  readonly timeConstant: number | undefined;
}

const neuronFields = [
  "membraneTimeConstant",
  "leakReversal",
  "threshold",
  "reset",
  "refractoryPeriod",
  "current",
  "currentNoise",
  "synapses",
];

/** Checks a description. Errors: InputError naming field, value and range. */
export function checkNeuron(neuron: ConductanceNeuron): void {
  checkKeys("neuron", neuron, neuronFields);
  checkNumber("neuron.membraneTimeConstant", neuron.membraneTimeConstant, { above: 0, unit: "ms" });
  checkNumber("neuron.leakReversal", neuron.leakReversal, { unit: "mV" });
  checkNumber("neuron.reset", neuron.reset, { unit: "mV" });
  checkNumber("neuron.threshold", neuron.threshold, { above: neuron.reset, unit: "mV, above the reset" });
  checkNumber("neuron.refractoryPeriod", neuron.refractoryPeriod, { min: 0, unit: "ms" });
  if (neuron.current !== undefined) checkNumber("neuron.current", neuron.current, { unit: "mV" });
  if (neuron.currentNoise !== undefined) checkNumber("neuron.currentNoise", neuron.currentNoise, { min: 0, unit: "mV^2/ms" });
  if (!Array.isArray(neuron.synapses)) throw new InputError("neuron.synapses", neuron.synapses, "an array of synapse types");
}

/** gamma_x0 = r_x a_x tau_L and S_x = r_x a_x^2 tau_L^2 of each synapse type (Campbell's theorem). */
export function synapseMoments(neuron: ConductanceNeuron): SynapseMoments[] {
  const tau = neuron.membraneTimeConstant;
  return neuron.synapses.map((synapses, i) => {
    const field = `neuron.synapses[${i}]`;
    const isPoisson = typeof synapses === "object" && synapses !== null && ("rate" in synapses || "strength" in synapses);
    checkKeys(field, synapses, ["reversal", ...(isPoisson ? ["rate", "strength"] : ["mean", "noise"]), "timeConstant"]);
    const reversal = checkNumber(`${field}.reversal`, synapses.reversal, { unit: "mV" });
    const timeConstant = synapses.timeConstant;
    if (timeConstant !== undefined) checkNumber(`${field}.timeConstant`, timeConstant, { above: 0, unit: "ms" });
    if (isPoisson) {
      const { rate, strength } = synapses as PoissonSynapses;
      checkNumber(`${field}.rate`, rate, { min: 0, unit: "per ms" });
      checkNumber(`${field}.strength`, strength, { min: 0 });
      const mean = rate * strength * tau;
      return { reversal, mean, noise: mean * strength * tau, timeConstant };
    }
    const { mean, noise } = synapses as GaussianSynapses;
    checkNumber(`${field}.mean`, mean);
    checkNumber(`${field}.noise`, noise, { min: 0, unit: "ms" });
    return { reversal, mean, noise, timeConstant };
  });
}

/** The interpretation asked for. */
export function interpretationOf(options: InterpretationOption): Interpretation {
  return checkOneOf("options.interpretation", options.interpretation ?? "stratonovich", ["stratonovich", "ito"]);
}
