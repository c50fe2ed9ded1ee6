import { checkKeys } from "../core/check.js";
import { InputError } from "../core/errors.js";
import { checkLif, type LifDescription, type LifOptions } from "./lif-options.js";
import type { NeuronParameter } from "./parameters.js";

/** Parameters of a synapse type that can be changed; mean and standard deviation: Ornstein-Uhlenbeck conductances alone. */
export interface LifSynapseParameters {
  /** mV */
  readonly reversal?: NeuronParameter;
  /** ms, > 0 */
  readonly timeConstant?: NeuronParameter;
  /** Units of g_L */
  readonly mean?: NeuronParameter;
  readonly standardDeviation?: NeuronParameter;
}

/** Parameters of a Poisson input that can be changed. */
export interface PoissonInputParameters {
  /** Events per ms, >= 0 */
  readonly rate?: NeuronParameter;
  /** Units of g_L */
  readonly weight?: NeuronParameter;
}

/** What {@link LifPopulation.set} takes: the parameters of {@link LifOptions} by the same names and in the same ranges. */
export interface LifParameters
  extends Partial<
    Pick<LifOptions, "membraneTimeConstant" | "leakReversal" | "threshold" | "reset" | "refractoryPeriod" | "current">
  > {
  /** By the name of the synapse type */
  readonly synapses?: Readonly<Record<string, LifSynapseParameters>>;
  /** By the place in `inputs` of the population: `{ 1: { rate: 5 } }` */
  readonly inputs?: Readonly<Record<number, PoissonInputParameters>>;
}

const membraneKeys = ["membraneTimeConstant", "leakReversal", "threshold", "reset", "refractoryPeriod", "current"] as const;

/** The description with `parameters` changed. `built`: the description for which there is memory, if there is. Errors: InputError. */
export function changedLif(before: LifDescription, parameters: LifParameters, built?: LifDescription): LifDescription {
  checkKeys("parameters", parameters, [...membraneKeys, "synapses", "inputs"]);
  const { synapses = {}, inputs = {}, ...membrane } = parameters;
  const known = Object.fromEntries(before.synapses);
  const changedSynapses = merge("synapses", known, synapses, ["reversal", "timeConstant", "mean", "standardDeviation"]);
  const changedInputs = merge("inputs", Object.fromEntries(before.inputs.entries()), inputs, ["rate", "weight"]);
  const after = checkLif({
    ...before,
    ...given(membrane),
    synapses: changedSynapses as LifOptions["synapses"] & object,
    inputs: before.inputs.map((_, k) => changedInputs[k]) as LifOptions["inputs"] & object,
    initialConductance: Object.fromEntries(before.initialConductance),
  });
  if (built) refuseOtherShapes(after, built);
  return after;
}

/** `all` with the fields of `changes` changed, entry by entry. */
function merge(field: string, all: Readonly<Record<string, object>>, changes: object, keys: readonly string[]) {
  const merged: Record<string, object> = { ...all };
  for (const [name, change] of Object.entries(changes)) {
    const entry = all[name];
    if (!entry) {
      const names = Object.keys(all)
        .map((key) => `"${key}"`)
        .join(", ");
      throw new InputError(`${field}.${name}`, change, `left out: the population has ${names || "none"}`);
    }
    if (change === undefined) continue;
    checkKeys(`${field}.${name}`, change, keys);
    merged[name] = { ...entry, ...given(change) };
  }
  return merged;
}

/** Without the fields that are undefined. */
function given(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A parameter has room for one value of each neuron only where it was built with them. */
function refuseOtherShapes(after: LifDescription, built: LifDescription): void {
  const check = (field: string, now: unknown, then: unknown) => {
    if (typeof now === "object" && typeof then === "number")
      throw new InputError(field, now, "one number: the network was built with one for all neurons of this population");
  };
  for (const key of membraneKeys) check(key, after[key], built[key]);
  for (const [name, synapse] of after.synapses) checkAll(`synapses.${name}`, synapse, built.synapses.get(name) as object, check);
  for (const [k, input] of after.inputs.entries()) checkAll(`inputs.${k}`, input, built.inputs[k] as object, check);
}

function checkAll(field: string, now: object, then: object, check: (field: string, now: unknown, then: unknown) => void): void {
  for (const [key, value] of Object.entries(now)) check(`${field}.${key}`, value, (then as Record<string, unknown>)[key]);
}
