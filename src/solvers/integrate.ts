import type { Core } from "../core/core.js";
import type { CoreExports } from "../core/exports.js";
import { Integration } from "../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import { type Struct, structAt } from "../core/struct.js";
import type { CheckedOptions } from "./options.js";

export interface IntegrationStatistics {
  /** Steps that met the tolerances. */
  readonly accepted: number;
  /** Steps tried again, shorter. */
  readonly rejected: number;
  /** Evaluations of the right-hand side. */
  readonly evaluations: number;
}

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

/** An initial value problem of the core. */
export interface Problem {
  /** Named in errors: "The direct flow". */
  readonly name: string;
  readonly initial: ArrayLike<number>;
  readonly stopAtEvent: boolean;
  /** Kernel of assembly/solvers for this problem's model; `run` is the address of an Integration. */
  readonly kernel: (exports: CoreExports, run: number) => number;
}

/** Numbers recorded in one call of a kernel, where every step is. */
const NUMBERS_PER_CALL = 2 ** 17;
const FINISHED = 2; // assembly/solvers/integration.ts

/** Bytes that {@link integrate} takes from its arena. */
export function integrationBytes(core: Core, length: number, options: CheckedOptions): number {
  const { stride, workStates, capacity } = planOf(core, length, options);
  return (
    blockBytes("u8", Integration.byteLength) +
    blockBytes("u8", stride) +
    blockBytes("u8", stride * workStates) +
    blockBytes("f64", capacity) +
    blockBytes("f64", capacity * length) +
    blockBytes("f64", length)
  );
}

function planOf(core: Core, length: number, { times }: CheckedOptions) {
  return {
    stride: Math.ceil(length / 2) * 16,
    workStates: core.call((e) => e.dormandPrinceWorkStates()),
    capacity: times ? times.length : Math.min(4096, 2 + Math.ceil(NUMBERS_PER_CALL / length)),
  };
}

/** Integrates from time 0. Errors: SolverError, MemoryError. */
export function integrate(core: Core, arena: Arena, problem: Problem, options: CheckedOptions): Trajectory {
  const length = problem.initial.length;
  const { stride, workStates, capacity } = planOf(core, length, options);
  const run = structAt(core.memory, Integration, arena.block("u8", Integration.byteLength));
  const state = arena.block("f64", stride / 8);
  const work = arena.block("u8", stride * workStates);
  const recordTimes = arena.block("f64", capacity);
  const recordStates = arena.block("f64", capacity * length);
  const eventState = arena.block("f64", length);
  state.view.set(problem.initial);
  if (options.times) recordTimes.view.set(options.times);
  const { end, relativeTolerance, absoluteTolerance, maximumSteps, maximumStep, fixedStep } = options;
  run.set({ length, stride, capacity, end, relativeTolerance, absoluteTolerance, maximumSteps, maximumStep, fixedStep });
  run.set({ requested: options.times?.length ?? 0, stopAtEvent: problem.stopAtEvent ? 1 : 0 });
  run.set({ state: state.address, work: work.address, eventState: eventState.address });
  run.set({ recordTimes: recordTimes.address, recordStates: recordStates.address });

  const records = new Records(length);
  do {
    run.set({ recorded: 0 });
    core.run(
      (e) => problem.kernel(e, run.address),
      () => problem.name,
    );
    records.take(run.get("recorded"), recordTimes, recordStates);
  } while (run.get("phase") !== FINISHED);
  return { ...records.all(), ...eventOf(run, eventState), statistics: statisticsOf(run) };
}

function eventOf(run: Struct<typeof Integration>, state: Block<"f64">): Pick<Trajectory, "eventTime" | "eventState"> {
  const eventTime = run.get("eventTime");
  return Number.isNaN(eventTime) ? {} : { eventTime, eventState: state.view.slice() };
}

function statisticsOf(run: Struct<typeof Integration>): IntegrationStatistics {
  return { accepted: run.get("accepted"), rejected: run.get("rejected"), evaluations: run.get("evaluations") };
}

/** What the calls of a kernel recorded, in order. */
class Records {
  readonly #length: number;
  readonly #times: Float64Array[] = [];
  readonly #states: Float64Array[] = [];
  constructor(length: number) {
    this.#length = length;
  }

  take(count: number, times: Block<"f64">, states: Block<"f64">): void {
    this.#times.push(times.view.slice(0, count));
    const numbers = states.view.slice(0, count * this.#length);
    for (let i = 0; i < count; i++) this.#states.push(numbers.subarray(i * this.#length, (i + 1) * this.#length));
  }

  all(): { times: Float64Array; states: Float64Array[] } {
    return { times: Float64Array.from(this.#times.flatMap((part) => [...part])), states: this.#states };
  }
}
