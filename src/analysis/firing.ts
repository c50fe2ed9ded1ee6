import { checkKeys, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { MicrocircuitError } from "../core/errors.js";
import type { VectorField } from "./field.js";
import { type LimitCycle, type LimitCycleOptions, limitCycle } from "./limit-cycle.js";
import { accuracyKeys } from "./section.js";

export interface FiringOptions extends Omit<LimitCycleOptions, "parameter"> {
  /** Whether each search starts from the cycle found before it, if there is one, which shows hysteresis; default: always from `start`. */
  readonly follow?: boolean;
}

/** One point of an f-I curve. */
export interface FiringPoint {
  /** uA/cm2. */
  readonly input: number;
  /** Hz; 0 where the neuron comes to rest. */
  readonly frequency: number;
  /** The cycle, with period and extrema; none where the neuron comes to rest. */
  readonly cycle: LimitCycle | undefined;
}

const keys = ["start", "transient", "section", "longestPeriod", "follow", ...accuracyKeys];

/**
 * The f-I curve: the firing rate at each input current, for the attractor that `start` leads to. Type I neurons start at rate 0 (SNIC: as the
 * square root of I - I_c; homoclinic: as 1 / log), type II neurons at a finite one. Errors: InputError, SolverError.
 */
export function firingCurve(core: Core, field: VectorField, inputs: ArrayLike<number>, options: FiringOptions): FiringPoint[] {
  checkKeys("options", options, keys);
  const { follow = false, ...rest } = options;
  let before: LimitCycle | undefined;
  return Array.from(checkNumbers("inputs", inputs, undefined), (input) => {
    const start = follow && before ? before.state : rest.start;
    const cycle = cycleOrRest(() => limitCycle(core, field, { ...rest, start, parameter: input }));
    before = cycle;
    return { input, frequency: cycle?.frequency ?? 0, cycle };
  });
}

function cycleOrRest(find: () => LimitCycle): LimitCycle | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof MicrocircuitError && error.code === "no-cycle") return undefined;
    throw error;
  }
}
