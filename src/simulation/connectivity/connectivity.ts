import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import { InputError } from "../../core/errors.js";

/** Every source to every target. */
export interface AllToAll {
  readonly type: "allToAll";
}

/** Source i to target i; both populations have the same size. */
export interface OneToOne {
  readonly type: "oneToOne";
}

/** Each pair with `probability`, independently (at most one synapse per pair). */
export interface FixedProbability {
  readonly type: "fixedProbability";
  readonly probability: number;
}

/** Each target gets exactly `inDegree` synapses from sources drawn uniformly. */
export interface FixedInDegree {
  readonly type: "fixedInDegree";
  readonly inDegree: number;
  /** Whether a source may be drawn more than once for one target (default: false). */
  readonly multapses?: boolean;
}

/** The listed pairs, in any order; a pair that is listed twice makes two synapses. */
export interface ExplicitPairs {
  readonly type: "explicit";
  /** Index of the source of each pair. */
  readonly sources: ArrayLike<number>;
  /** Index of the target of each pair. */
  readonly targets: ArrayLike<number>;
}

/** Which source is connected to which target. */
export type Connectivity = AllToAll | OneToOne | FixedProbability | FixedInDegree | ExplicitPairs;

/** Connects every source to every target. */
export function allToAll(): AllToAll {
  return { type: "allToAll" };
}

/** Connects source i to target i. */
export function oneToOne(): OneToOne {
  return { type: "oneToOne" };
}

/** Connects each pair with `probability`, 0 to 1, independently. */
export function fixedProbability(probability: number): FixedProbability {
  return { type: "fixedProbability", probability };
}

/** Gives each target exactly `inDegree` synapses; `multapses` allows several from one source. */
export function fixedInDegree(inDegree: number, options: { readonly multapses?: boolean } = {}): FixedInDegree {
  checkKeys("options", options, ["multapses"]);
  return { type: "fixedInDegree", inDegree, multapses: options.multapses ?? false };
}

/** Connects sources[i] to targets[i] for every i. */
export function explicitPairs(sources: ArrayLike<number>, targets: ArrayLike<number>): ExplicitPairs {
  return { type: "explicit", sources, targets };
}

const fieldsOf = {
  allToAll: [],
  oneToOne: [],
  fixedProbability: ["probability"],
  fixedInDegree: ["inDegree", "multapses"],
  explicit: ["sources", "targets"],
} as const;

/** Sizes of the two populations, and whether a neuron may be connected to itself. */
export interface Populations {
  readonly sourceCount: number;
  readonly targetCount: number;
  /** True when both are the same population and no neuron may be connected to itself. */
  readonly withoutSelf: boolean;
}

/** Number of synapses: the exact one, or, by chance, mean and standard deviation. */
export interface SynapseCount {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** Refuses a connectivity that cannot be built between these populations, and counts its synapses. */
export function checkConnectivity(connectivity: Connectivity, populations: Populations): SynapseCount {
  const { sourceCount, targetCount, withoutSelf } = populations;
  const types = Object.keys(fieldsOf) as (keyof typeof fieldsOf)[];
  if (connectivity === null || typeof connectivity !== "object") {
    throw new InputError("connectivity", connectivity, `an object whose type is one of ${types.join(", ")}`);
  }
  const type = checkOneOf("connectivity.type", connectivity.type, types);
  checkKeys("connectivity", connectivity, ["type", ...fieldsOf[type]]);
  const pairs = sourceCount * targetCount - (withoutSelf ? sourceCount : 0);
  const exactly = (mean: number): SynapseCount => ({ mean, standardDeviation: 0 });
  switch (connectivity.type) {
    case "allToAll":
      return exactly(pairs);
    case "oneToOne":
      if (sourceCount !== targetCount) {
        throw new InputError(
          "connectivity",
          "oneToOne",
          `between populations of one size; they have ${sourceCount} and ${targetCount}`,
        );
      }
      if (withoutSelf) {
        throw new InputError(
          "selfConnections",
          false,
          "true or left out: within one population, one-to-one connects each neuron to itself",
        );
      }
      return exactly(sourceCount);
    case "fixedProbability": {
      const p = checkNumber("connectivity.probability", connectivity.probability, { min: 0, max: 1 });
      return { mean: pairs * p, standardDeviation: Math.sqrt(pairs * p * (1 - p)) };
    }
    case "fixedInDegree":
      return exactly(targetCount * checkInDegree(connectivity, sourceCount - (withoutSelf ? 1 : 0)));
    case "explicit":
      return exactly(checkPairs(connectivity, populations));
  }
}

/** The addresses of draws have 28 bits for the blocks of a neuron, four draws each; some draws are repeated. */
const MOST_DRAWS = 2 ** 28;

function checkInDegree({ inDegree, multapses }: FixedInDegree, candidates: number): number {
  if (multapses !== undefined && typeof multapses !== "boolean") {
    throw new InputError("connectivity.multapses", multapses, "true or false");
  }
  checkNumber("connectivity.inDegree", inDegree, { min: 0, max: MOST_DRAWS, integer: true });
  if (!multapses && inDegree > candidates) {
    throw new InputError(
      "connectivity.inDegree",
      inDegree,
      `at most the number of possible sources, ${candidates}, or have multapses: true`,
    );
  }
  if (inDegree > 0 && candidates === 0) throw new InputError("connectivity.inDegree", inDegree, "0: there is no possible source");
  return inDegree;
}

function checkPairs({ sources, targets }: ExplicitPairs, { sourceCount, targetCount, withoutSelf }: Populations): number {
  checkNumbers("connectivity.sources", sources, undefined, { min: 0, max: sourceCount - 1, integer: true });
  checkNumbers("connectivity.targets", targets, sources.length, { min: 0, max: targetCount - 1, integer: true });
  if (withoutSelf) {
    for (let i = 0; i < sources.length; i++) {
      if (sources[i] === targets[i]) {
        throw new InputError(
          `connectivity.targets[${i}]`,
          targets[i],
          "another neuron than its source, because selfConnections is false",
        );
      }
    }
  }
  return sources.length;
}
