import { checkKeys } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError, MicrocircuitError } from "../../core/errors.js";
import type { BuiltProjection } from "./built-projection.js";
import { type ProjectionOptions, type ProjectionPlan, planProjection, projectionFields } from "./plan.js";
import { projectionSteps } from "./steps.js";
import { isDistribution } from "./values.js";

export interface BuildOptions extends ProjectionOptions {
  /** Called with the fraction done, 0 to 1, every few hundred thousand synapses. */
  readonly onProgress?: (fraction: number) => void;
  /** Ends the build with a {@link BuildAbortedError}; nothing is left behind. */
  readonly signal?: AbortSignal;
}

/** A build was ended by its AbortSignal; the core is as it was before. */
export class BuildAbortedError extends MicrocircuitError {
  constructor(reason: unknown) {
    super("aborted", "Building the projection was aborted. Its memory was given back; the core is as it was before.", {
      cause: reason,
    });
    this.name = "AbortError";
  }
}

/** Wall time between two breaks of {@link buildProjectionAsync}, ms. */
const STRETCH = 30;

/**
 * Builds a projection in the core's memory: counts its synapses, takes exactly the memory they need, and fills it. The
 * result depends on the options alone. On any error all memory is given back.
 * Errors: InputError; MemoryError when the core is too small; BuildAbortedError.
 */
export function buildProjection(core: Core, options: BuildOptions): BuiltProjection {
  const { steps, onStep } = start(core, options);
  let step = steps.next();
  while (!step.done) {
    onStep(step.value);
    step = steps.next();
  }
  return step.value;
}

/** {@link buildProjection} with a break for the event loop every 30 ms: pages stay responsive, and `signal` is seen. */
export async function buildProjectionAsync(core: Core, options: BuildOptions): Promise<BuiltProjection> {
  const { steps, onStep } = start(core, options);
  let since = performance.now();
  let step = steps.next();
  while (!step.done) {
    onStep(step.value);
    if (performance.now() - since > STRETCH) {
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
    step = steps.next();
  }
  return step.value;
}

function start(core: Core, options: BuildOptions) {
  checkKeys("options", options, [...projectionFields, "onProgress", "signal"]);
  const { onProgress, signal, ...projection } = options;
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new InputError("onProgress", onProgress, "a function, or left out");
  }
  const plan = withOwnLists(planProjection(projection));
  if (signal?.aborted) throw new BuildAbortedError(signal.reason);
  const steps = projectionSteps(core, plan);
  const onStep = (fraction: number): void => {
    try {
      onProgress?.(fraction);
      if (signal?.aborted) throw new BuildAbortedError(signal.reason);
    } catch (error) {
      steps.return(undefined as never); // runs its `finally`, which gives the memory back
      throw error;
    }
  };
  return { steps, onStep };
}

/** Copies lists after their check: kernels trust indices and weights, and the caller's arrays may change between steps. */
function withOwnLists(plan: ProjectionPlan): ProjectionPlan {
  const { connectivity, weight } = plan;
  const ownWeight = typeof weight === "number" || isDistribution(weight) ? weight : Float64Array.from(weight);
  if (connectivity.type !== "explicit") return { ...plan, weight: ownWeight };
  const sources = Uint32Array.from(connectivity.sources);
  const targets = Uint32Array.from(connectivity.targets);
  return { ...plan, weight: ownWeight, connectivity: { type: "explicit", sources, targets } };
}
