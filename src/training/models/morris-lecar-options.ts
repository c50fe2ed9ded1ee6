import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import {
  type MorrisLecarChoice,
  type MorrisLecarParameters,
  morrisLecarParameters,
} from "../../neurons/morris-lecar-parameters.js";
import { type NetworkStepper, networkSteppers } from "../../neurons/network-run-options.js";
import { type SynapseChoice, type SynapseParameters, synapseParameters } from "../../neurons/synapses.js";

/** Tensors with a number per cell: log phi, log gCa, V3 (mV), and the constant part of z. */
export const cellTensors = ["phi", "gCa", "V3", "bias"] as const;
export type CellTensor = (typeof cellTensors)[number];

/**
 * A trainable network of Morris-Lecar cells, the input u held for the steps of a row:
 *
 *     z_i = sum_k u_k Win[k, i] + bias_i                 I_i = gain z_i + base  (uA/cm2)
 *     type "current":     z_i also gets sum_j T_j Wrec[j, i] ,  T = 1 / (1 + exp(-(V + 3) / 8))
 *     type "conductance": C V_i' = ... - sum_j g[j, i] B_j(V_i) s_j (V_i - E_j) ,  g = log(1 + exp(Wrec))  (mS/cm2)
 *
 * Source first, target second. What is read out is T, or s.
 */
export interface MorrisLecarSequenceOptions {
  /** Default "current". */
  readonly type?: "current" | "conductance";
  /** 1 to 4096. */
  readonly cells: number;
  /** Components of an input vector. */
  readonly inputs: number;
  /** Of all cells. Default "authors", with conductances "snlc". */
  readonly parameters?: MorrisLecarChoice;
  /** Step, ms. */
  readonly dt: number;
  /** Default "exponential-euler". */
  readonly stepper?: NetworkStepper;
  /** Default "f64". */
  readonly precision?: "f64" | "f32";
  /** uA/cm2 per unit of z; default 36.75. */
  readonly gain?: number;
  /** Constant part of z; default 0.1. */
  readonly bias?: number;
  /** uA/cm2; default 39.9. */
  readonly base?: number;
  /** Which of a cell's own numbers are tensors: "phi" and "gCa" as logarithms, "V3", "bias". Default none. */
  readonly cellTensors?: readonly CellTensor[];
  /** Dale's law (type "current"): 1 or -1 for each source; the weight is then sign log(1 + exp(Wrec)). */
  readonly signs?: ArrayLike<number>;
  /** The synapse each cell makes (type "conductance"): of all cells, or one entry per cell. Default "ampa". */
  readonly synapses?: SynapseChoice | readonly SynapseChoice[];
  /** Which connections exist: cells x cells, [source, target], 0 for none. Others have no weight and a gradient of 0. Default all. */
  readonly connections?: ArrayLike<number>;
  /** Weights to start from. */
  readonly weights?: InitialWeights;
  /** State to start from in each trial. */
  readonly start?: InitialState;
}

/** Uniform draws of mean +- spread; weights with a sign of their own have the draws' absolute values. */
export interface InitialWeights {
  /** Default 0.1. */
  readonly inputMean?: number;
  /** Default 0.001. */
  readonly recurrentMean?: number;
  /** Default 1 / sqrt(cells). */
  readonly spread?: number;
  /** Share of the recurrent weights that are `resetTo` instead; default 0.2. */
  readonly resetShare?: number;
  /** Default 0.001. */
  readonly resetTo?: number;
}

export interface InitialState {
  /** Mean and standard deviation of normal draws of V, mV; default -20 and 5. */
  readonly voltage?: number;
  readonly voltageSpread?: number;
  /** w; default 0.014173, with conductances 0.1. */
  readonly recovery?: number;
}

/** The options, checked and complete. */
export interface SequenceDescription {
  readonly isCurrent: boolean;
  readonly cells: number;
  readonly inputs: number;
  readonly parameters: MorrisLecarParameters;
  readonly dt: number;
  readonly stepper: NetworkStepper;
  readonly precision: "f64" | "f32";
  readonly gain: number;
  readonly bias: number;
  readonly base: number;
  readonly cellTensors: readonly CellTensor[];
  /** Per source; undefined: weights are signed. */
  readonly signs: Float64Array | undefined;
  readonly synapses: readonly SynapseParameters[];
  readonly connections: Uint8Array | undefined;
  readonly weights: Required<InitialWeights>;
  readonly start: Required<InitialState>;
}

const output = { type: "kinetic", opening: 0, closing: 0, halfVoltage: -3, width: 8, reversal: 0, magnesium: 0 } as const;
const keys = ["type", "cells", "inputs", "parameters", "dt", "stepper", "precision", "gain", "bias", "base", "cellTensors"];
const moreKeys = ["signs", "synapses", "connections", "weights", "start"];

/** Errors: InputError. */
export function describeSequenceModel(options: MorrisLecarSequenceOptions): SequenceDescription {
  checkKeys("options", options, [...keys, ...moreKeys]);
  const isCurrent = checkOneOf("type", options.type ?? "current", ["current", "conductance"]) === "current";
  const cells = checkNumber("cells", options.cells, { min: 1, max: 4096, integer: true });
  const range = { min: -1e9, max: 1e9 };
  const wrong = isCurrent ? "synapses" : "signs";
  if (options[wrong] !== undefined) {
    throw new InputError(wrong, options[wrong], `left out in a network of type "${isCurrent ? "current" : "conductance"}"`);
  }
  const asked = options.cellTensors ?? [];
  for (const [i, name] of asked.entries()) checkOneOf(`cellTensors[${i}]`, name, cellTensors);
  const { weights = {}, start = {} } = options;
  checkKeys("weights", weights, ["inputMean", "recurrentMean", "spread", "resetShare", "resetTo"]);
  checkKeys("start", start, ["voltage", "voltageSpread", "recovery"]);
  return {
    isCurrent,
    cells,
    inputs: checkNumber("inputs", options.inputs, { min: 1, max: 4096, integer: true }),
    parameters: morrisLecarParameters(options.parameters ?? (isCurrent ? "authors" : "snlc")),
    dt: checkNumber("dt", options.dt, { above: 0, max: 1e6, unit: "ms" }),
    stepper: checkOneOf("stepper", options.stepper ?? "exponential-euler", networkSteppers),
    precision: checkOneOf("precision", options.precision ?? "f64", ["f64", "f32"]),
    gain: checkNumber("gain", options.gain ?? 36.75, { ...range, unit: "uA/cm2" }),
    bias: checkNumber("bias", options.bias ?? 0.1, range),
    base: checkNumber("base", options.base ?? 39.9, { ...range, unit: "uA/cm2" }),
    cellTensors: cellTensors.filter((name) => asked.includes(name)),
    signs: isCurrent ? checkSigns(options.signs, cells) : new Float64Array(cells).fill(1),
    synapses: isCurrent ? new Array<SynapseParameters>(cells).fill(output) : checkSynapses(options.synapses ?? "ampa", cells),
    connections:
      options.connections &&
      Uint8Array.from(checkNumbers("connections", options.connections, cells * cells), (one) => (one === 0 ? 0 : 1)),
    weights: {
      inputMean: checkNumber("weights.inputMean", weights.inputMean ?? 0.1, range),
      recurrentMean: checkNumber("weights.recurrentMean", weights.recurrentMean ?? 0.001, range),
      spread: checkNumber("weights.spread", weights.spread ?? 1 / Math.sqrt(cells), { min: 0, max: 1e9 }),
      resetShare: checkNumber("weights.resetShare", weights.resetShare ?? 0.2, { min: 0, max: 1 }),
      resetTo: checkNumber("weights.resetTo", weights.resetTo ?? 0.001, range),
    },
    start: {
      voltage: checkNumber("start.voltage", start.voltage ?? -20, { ...range, unit: "mV" }),
      voltageSpread: checkNumber("start.voltageSpread", start.voltageSpread ?? 5, { min: 0, max: 1e6, unit: "mV" }),
      recovery: checkNumber("start.recovery", start.recovery ?? (isCurrent ? 0.014173 : 0.1), range),
    },
  };
}

function checkSigns(signs: unknown, cells: number): Float64Array | undefined {
  if (signs === undefined) return undefined;
  const list = Float64Array.from(checkNumbers("signs", signs, cells));
  for (const [i, sign] of list.entries()) if (Math.abs(sign) !== 1) throw new InputError(`signs[${i}]`, sign, "1 or -1");
  return list;
}

function checkSynapses(choice: SynapseChoice | readonly SynapseChoice[], cells: number): SynapseParameters[] {
  if (!Array.isArray(choice)) {
    return new Array<SynapseParameters>(cells).fill(synapseParameters(choice as SynapseChoice, "synapses"));
  }
  if (choice.length !== cells) throw new InputError("synapses", choice, `one entry, or ${cells} in an array`);
  const all = choice.map((one, i) => synapseParameters(one as SynapseChoice, `synapses[${i}]`));
  const levels = new Set(all.map(({ magnesium }) => magnesium).filter((level) => level > 0));
  if (levels.size > 1) throw new InputError("synapses", choice, "synapses with the same [Mg], or none");
  return all;
}
