import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import { InputError, MemoryError } from "../../core/errors.js";
import { Projection } from "../../core/generated/layouts.js";
import { blockBytes, elementBytes, MODULE_LIMIT } from "../../core/memory.js";
import { type Connectivity, checkConnectivity } from "./connectivity.js";
import { checkWeight, type Delay, type DelaySteps, delayInSteps, type Listable, type Precision, type Weight } from "./values.js";

/** Everything that decides what a projection is. The same options make the same projection, to the bit, on any machine. */
export interface ProjectionOptions {
  readonly connectivity: Connectivity;
  /** Neurons of the source population. */
  readonly sourceCount: number;
  /** Neurons of the target population. */
  readonly targetCount: number;
  /** Whether source and target are the same population (default: false). */
  readonly samePopulation?: boolean;
  /** Whether a neuron may be connected to itself (default: true); false only within one population. */
  readonly selfConnections?: boolean;
  readonly weight: Weight;
  /** ms */
  readonly delay: Delay;
  /** Time step, ms. */
  readonly dt: number;
  /** Precision of the target population's state (default: "f64"). */
  readonly precision?: Precision;
  /** Key of all draws, 0 to 2^64 - 1. */
  readonly seed: bigint;
  /** Number of the stream of draws, 0 to 2^64 - 1; each projection has its own. */
  readonly stream: bigint;
}

/** Checked options and what they need. */
export interface ProjectionPlan {
  readonly connectivity: Connectivity;
  readonly sourceCount: number;
  readonly targetCount: number;
  readonly withoutSelf: boolean;
  readonly weight: Weight;
  readonly delay: DelaySteps;
  readonly dt: number;
  readonly precision: Precision;
  readonly seed: bigint;
  readonly stream: bigint;
  /** Number of synapses; its expected value where `exact` is false (fixed probability: known after the counting pass). */
  readonly synapseCount: number;
  readonly exact: boolean;
  /** Bytes of one target index. */
  readonly targetBytes: 2 | 4;
  /** Bytes of the core's memory that the projection takes, for `synapseCount` synapses. */
  readonly bytes: number;
}

/** Bytes of the parts of a projection. */
export function projectionBytes(
  plan: Pick<ProjectionPlan, "sourceCount" | "targetBytes" | "weight" | "delay" | "precision">,
  synapseCount: number,
): { readonly rows: number; readonly synapses: number } {
  return {
    rows: blockBytes("u8", Projection.byteLength) + blockBytes("u32", plan.sourceCount + 1),
    synapses:
      blockBytes(plan.targetBytes === 2 ? "u16" : "u32", synapseCount) +
      (typeof plan.weight === "number" ? 0 : blockBytes(plan.precision, synapseCount)) +
      (plan.delay.kind === "one" ? 0 : blockBytes("u16", synapseCount)),
  };
}

/** Row starts are 32-bit numbers. */
const MOST_SYNAPSES = 2 ** 32 - 1;
/** The addresses of draws have 28 bits for the number of a neuron. */
const MOST_NEURONS = 2 ** 28;
const MOST_U16 = 65536;

/** Names of the options. */
export const projectionFields = [
  "connectivity",
  "sourceCount",
  "targetCount",
  "samePopulation",
  "selfConnections",
  "weight",
  "delay",
  "dt",
  "precision",
  "seed",
  "stream",
];

/**
 * Checks the options of a projection and counts what it needs, without building anything.
 * Errors: InputError names what is refused; MemoryError when no core could hold it.
 */
export function planProjection(options: ProjectionOptions): ProjectionPlan {
  checkKeys("options", options, projectionFields);
  const { connectivity, dt, seed, stream } = options;
  const sourceCount = checkNumber("sourceCount", options.sourceCount, { min: 1, max: MOST_NEURONS, integer: true });
  const targetCount = checkNumber("targetCount", options.targetCount, { min: 1, max: MOST_NEURONS, integer: true });
  const withoutSelf = checkSelfConnections(options);
  checkNumber("dt", dt, { above: 0, unit: "ms" });
  const precision = checkOneOf("precision", options.precision ?? "f64", ["f64", "f32"]);
  checkWord("seed", seed);
  checkWord("stream", stream);

  const count = checkConnectivity(connectivity, { sourceCount, targetCount, withoutSelf });
  const atLeast = count.mean - 6 * count.standardDeviation;
  if (atLeast > MOST_SYNAPSES) refuseTooMany(count.mean);
  const exact = connectivity.type !== "fixedProbability" || count.standardDeviation === 0;
  const chance = connectivity.type === "fixedProbability" || connectivity.type === "fixedInDegree";
  const listable: Listable = chance ? "by chance" : count.mean;
  const weight = checkWeight(options.weight, listable, precision);
  const delay = delayInSteps(options.delay, listable, dt);
  const targetBytes = targetCount <= MOST_U16 ? 2 : 4;

  const shape = { sourceCount, targetBytes, weight, delay, precision } as const;
  const least = projectionBytes(shape, Math.max(0, Math.floor(atLeast)));
  if (least.rows + least.synapses > MODULE_LIMIT) {
    const perSynapse = targetBytes + (typeof weight === "number" ? 0 : elementBytes(precision)) + (delay.kind === "one" ? 0 : 2);
    throw new MemoryError(
      `A projection of about ${count.mean} synapses of ${perSynapse} bytes each does not fit into the 4096 MiB that a core can address. Connect fewer pairs, use one weight or delay for all, or split it over cores.`,
      least.rows + least.synapses,
    );
  }
  const synapseCount = Math.round(count.mean);
  const { rows, synapses } = projectionBytes(shape, synapseCount);
  return { ...shape, connectivity, targetCount, withoutSelf, dt, seed, stream, synapseCount, exact, bytes: rows + synapses };
}

/** Refuses more synapses than a projection can number. */
export function refuseTooMany(synapseCount: number): void {
  if (synapseCount > MOST_SYNAPSES) {
    throw new InputError(
      "synapseCount",
      synapseCount,
      `at most ${MOST_SYNAPSES} in one projection: connect fewer pairs or split it`,
    );
  }
}

function checkSelfConnections(options: ProjectionOptions): boolean {
  const { samePopulation = false, selfConnections = true, sourceCount, targetCount } = options;
  if (typeof samePopulation !== "boolean") throw new InputError("samePopulation", samePopulation, "true or false");
  if (typeof selfConnections !== "boolean") throw new InputError("selfConnections", selfConnections, "true or false");
  if (samePopulation && sourceCount !== targetCount) {
    throw new InputError("targetCount", targetCount, `${sourceCount}, as sourceCount: source and target are the same population`);
  }
  if (!samePopulation && !selfConnections) {
    throw new InputError("selfConnections", false, "true or left out: source and target are different populations");
  }
  return !selfConnections;
}

function checkWord(field: string, value: unknown): void {
  if (typeof value !== "bigint" || value < 0n || value >= 2n ** 64n) {
    throw new InputError(field, value, "a bigint from 0n to 2^64 - 1");
  }
}
