import { checkKeys, checkNumber, checkOneOf } from "../core/check.js";
import { InputError } from "../core/errors.js";
import {
  checkEach,
  checkInitial,
  checkParameter,
  checkParameterOrInfinity,
  type InitialValue,
  type NeuronParameter,
  type Precision,
} from "./parameters.js";

/** A conductance gamma = g / g_L. A spike of weight w adds w (exponential) or starts a course that peaks at w (alpha). */
export type SynapseOptions =
  | {
      /** tau dgamma/dt = -gamma */
      readonly type: "exponential";
      /** mV */
      readonly reversal: NeuronParameter;
      /** tau, ms, > 0 */
      readonly timeConstant: NeuronParameter;
    }
  | {
      /** gamma(t) = w (t/tau) exp(1 - t/tau) */
      readonly type: "alpha";
      readonly reversal: NeuronParameter;
      readonly timeConstant: NeuronParameter;
    }
  | {
      /** Gaussian conductance with the given mean, standard deviation and correlation time; may become negative. */
      readonly type: "ornstein-uhlenbeck";
      readonly reversal: NeuronParameter;
      readonly timeConstant: NeuronParameter;
      readonly mean: NeuronParameter;
      readonly standardDeviation: NeuronParameter;
    };

/** Independent Poisson trains, one into each neuron, with event times that are not tied to dt. */
export interface PoissonInputOptions {
  /** Synapse type that the events address. */
  readonly synapse: string;
  /** Events per ms, >= 0 */
  readonly rate: NeuronParameter;
  /** Weight of one event (units of g_L), any finite number */
  readonly weight: NeuronParameter;
}

/**
 * Conductance-based leaky integrate-and-fire neurons:
 *
 *     tau_L dV/dt = E_L - V + sum_x gamma_x (E_x - V) + I/g_L ;  V >= theta: spike, V := V_r for tau_ref
 */
export interface LifOptions {
  readonly name?: string;
  readonly size: number;
  /** tau_L, ms, > 0 */
  readonly membraneTimeConstant: NeuronParameter;
  /** E_L, mV */
  readonly leakReversal: NeuronParameter;
  /** theta, mV, > reset; Infinity: never spikes */
  readonly threshold: NeuronParameter;
  /** V_r, mV */
  readonly reset: NeuronParameter;
  /** tau_ref, ms, >= 0, a multiple of dt; default 0 */
  readonly refractoryPeriod?: NeuronParameter;
  /** I/g_L, mV; default 0 */
  readonly current?: NeuronParameter;
  readonly synapses?: Readonly<Record<string, SynapseOptions>>;
  readonly inputs?: readonly PoissonInputOptions[];
  /** mV; default: the leak reversal */
  readonly initialVoltage?: InitialValue;
  /** By synapse type, units of g_L; default 0, of an Ornstein-Uhlenbeck conductance a draw from its stationary law */
  readonly initialConductance?: Readonly<Record<string, InitialValue>>;
  /** Default "f64" */
  readonly precision?: Precision;
  /** Default "exponential-euler": conductances averaged over the step */
  readonly method?: "exponential-euler" | "euler";
}

/** {@link LifOptions} checked and with all defaults filled in. */
export interface LifDescription {
  readonly size: number;
  readonly membraneTimeConstant: NeuronParameter;
  readonly leakReversal: NeuronParameter;
  readonly threshold: NeuronParameter;
  readonly reset: NeuronParameter;
  readonly refractoryPeriod: NeuronParameter;
  readonly current: NeuronParameter;
  readonly synapses: ReadonlyMap<string, SynapseOptions>;
  readonly inputs: readonly PoissonInputOptions[];
  readonly initialVoltage: InitialValue;
  readonly initialConductance: ReadonlyMap<string, InitialValue>;
  readonly precision: Precision;
  readonly method: "exponential-euler" | "euler";
}

/** Largest number of neurons in one population: indices are 32 bits, and state must fit a module. */
export const MAXIMUM_SIZE = 2 ** 28;

/** Checks the membrane's own parameters, which all LIF neurons share. */
export function checkMembrane(options: Record<string, unknown>) {
  const size = checkNumber("size", options.size, { integer: true, min: 1, max: MAXIMUM_SIZE });
  const membrane = {
    size,
    membraneTimeConstant: checkParameter("membraneTimeConstant", options.membraneTimeConstant, size, { above: 0, unit: "ms" }),
    leakReversal: checkParameter("leakReversal", options.leakReversal, size, { unit: "mV" }),
    threshold: checkParameterOrInfinity("threshold", options.threshold, size, { unit: "mV" }),
    reset: checkParameter("reset", options.reset, size, { unit: "mV" }),
    refractoryPeriod: checkParameter("refractoryPeriod", options.refractoryPeriod ?? 0, size, { min: 0, unit: "ms" }),
    current: checkParameter("current", options.current ?? 0, size, { unit: "mV" }),
  };
  checkEach(
    size,
    [membrane.threshold, membrane.reset],
    (threshold, reset) => (threshold as number) > (reset as number),
    (i, [threshold, reset]) => {
      throw new InputError(i === undefined ? "threshold" : `threshold[${i}]`, threshold, `above the reset voltage ${reset} (mV)`);
    },
  );
  return membrane;
}

const keys = [
  "name", "size", "membraneTimeConstant", "leakReversal", "threshold", "reset", "refractoryPeriod", "current", "synapses",
  "inputs", "initialVoltage", "initialConductance", "precision", "method",
]; // biome-ignore format: a list of names

/** Checks {@link LifOptions}. Errors: InputError naming the field, its value and what is allowed. */
export function checkLif(options: LifOptions): LifDescription {
  checkKeys("lif", options, keys);
  const given = options as unknown as Record<string, unknown>;
  const membrane = checkMembrane(given);
  const { size } = membrane;
  const synapses = checkRecord("synapses", given.synapses, (field, value) => checkSynapse(field, value, size));
  const inputs = checkList("inputs", given.inputs).map((input, i) => checkInput(`inputs[${i}]`, input, size, synapses));
  const initialConductance = checkRecord("initialConductance", given.initialConductance, (field, value, name) => {
    if (!synapses.has(name))
      throw new InputError(field, value, `left out: there is no synapse type "${name}" (${listOf(synapses)})`);
    return checkInitial(field, value, size);
  });
  return {
    ...membrane,
    synapses,
    inputs,
    initialVoltage: checkInitial("initialVoltage", given.initialVoltage ?? membrane.leakReversal, size),
    initialConductance,
    precision: checkOneOf("precision", given.precision ?? "f64", ["f64", "f32"]),
    method: checkOneOf("method", given.method ?? "exponential-euler", ["exponential-euler", "euler"]),
  };
}

function checkSynapse(field: string, value: unknown, size: number): SynapseOptions {
  const given = value as Record<string, unknown>;
  const common = ["type", "reversal", "timeConstant"];
  if (given === null || typeof given !== "object")
    throw new InputError(field, value, `an object with the fields ${common.join(", ")}`);
  const type = checkOneOf(`${field}.type`, given.type, ["exponential", "alpha", "ornstein-uhlenbeck"]);
  const reversal = checkParameter(`${field}.reversal`, given.reversal, size, { unit: "mV" });
  const timeConstant = checkParameter(`${field}.timeConstant`, given.timeConstant, size, { above: 0, unit: "ms" });
  if (type !== "ornstein-uhlenbeck") {
    checkKeys(field, given, common);
    return { type, reversal, timeConstant };
  }
  checkKeys(field, given, [...common, "mean", "standardDeviation"]);
  return {
    type,
    reversal,
    timeConstant,
    mean: checkParameter(`${field}.mean`, given.mean, size),
    standardDeviation: checkParameter(`${field}.standardDeviation`, given.standardDeviation, size, { min: 0 }),
  };
}

function checkInput(
  field: string,
  value: unknown,
  size: number,
  synapses: ReadonlyMap<string, SynapseOptions>,
): PoissonInputOptions {
  checkKeys(field, value, ["synapse", "rate", "weight"]);
  const given = value as Record<string, unknown>;
  const synapse = synapses.get(given.synapse as string);
  if (!synapse || synapse.type === "ornstein-uhlenbeck") {
    throw new InputError(
      `${field}.synapse`,
      given.synapse,
      `the name of an exponential or alpha synapse type (${listOf(synapses)})`,
    );
  }
  return {
    synapse: given.synapse as string,
    rate: checkParameter(`${field}.rate`, given.rate, size, { min: 0, max: 1e6, unit: "events per ms" }),
    weight: checkParameter(`${field}.weight`, given.weight, size),
  };
}

/** Checks each value of an optional record and returns it as a map. */
export function checkRecord<T>(
  field: string,
  record: unknown,
  check: (field: string, value: unknown, name: string) => T,
): Map<string, T> {
  if (record === undefined) return new Map();
  if (record === null || typeof record !== "object" || Array.isArray(record))
    throw new InputError(field, record, "an object, one entry for each synapse type");
  return new Map(Object.entries(record).map(([name, value]) => [name, check(`${field}.${name}`, value, name)]));
}

export function checkList(field: string, list: unknown): readonly unknown[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw new InputError(field, list, "an array");
  return list;
}

export function listOf(synapses: ReadonlyMap<string, unknown>): string {
  return synapses.size > 0 ? `here: ${[...synapses.keys()].join(", ")}` : "here: none";
}
