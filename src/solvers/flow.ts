import type { Core } from "../core/core.js";
import type { IntegrationStatistics } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import type { Arena } from "../core/memory.js";
import { Engine, type EngineOptions } from "./engine.js";
import type { CheckedFlow } from "./flow-options.js";
import { methods } from "./methods.js";

export interface Trajectory {
  readonly times: Float64Array;
  /** One state for each of `times`. */
  readonly states: readonly Float64Array[];
  /** When the event happened; absent if it did not. */
  readonly eventTime?: number;
  /** The state at `eventTime`. */
  readonly eventState?: Float64Array;
  readonly statistics: IntegrationStatistics;
}

/** A problem with a kernel of its own, solved by Dormand-Prince 5(4) from time 0. Its event function falls to 0. */
export interface FlowProblem {
  /** Named in errors: "The direct flow". */
  readonly name: string;
  readonly initial: ArrayLike<number>;
  /** Whether there is an event function, and whether the event ends the integration. */
  readonly event: "none" | "stops" | "passes";
  /** Kernel of assembly/solvers for this problem's model; `run` is the address of an Integration. */
  readonly kernel: (exports: CoreExports, run: number) => number;
}

function engineOptions(core: Core, { name, initial, event, kernel }: FlowProblem, options: CheckedFlow): EngineOptions {
  const { number, control } = methods.dopri5;
  const watch = { component: -1, index: 0, crossing: -1, stopAfter: event === "stops" ? 1 : 0, atStart: 1, threshold: 0 };
  return {
    ...options,
    what: name,
    method: "dopri5",
    length: initial.length,
    vectors: core.call((e) => e.methodVectors(number)),
    matrices: 0,
    control,
    recording: options.times ? "times" : "steps",
    dense: false,
    watches: event === "none" ? [] : [watch],
    eventSamples: 4,
    jacobianBlock: 0,
    fullJacobian: true,
    firstStep: 0,
    kernel,
  };
}

/** Bytes that {@link integrateFlow} takes from its arena. */
export function flowBytes(core: Core, problem: FlowProblem, options: CheckedFlow): number {
  return Engine.bytes(engineOptions(core, problem, options));
}

/** Integrates from time 0. Errors: SolverError, MemoryError. */
export function integrateFlow(core: Core, arena: Arena, problem: FlowProblem, options: CheckedFlow): Trajectory {
  const { initial } = problem;
  const result = new Engine(core, arena, engineOptions(core, problem, options)).run(initial, 0, options.end);
  const states = Array.from(result.times, (_, i) => result.states.subarray(i * initial.length, (i + 1) * initial.length));
  const [event] = result.events;
  const { times, statistics } = result;
  return { times, states, statistics, ...(event ? { eventTime: event.time, eventState: event.state } : {}) };
}
