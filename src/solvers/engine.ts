import type { Core } from "../core/core.js";
import { AbortError, type IntegrationStatistics } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { Integration, Watch } from "../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import { type Struct, structAt } from "../core/struct.js";
import type { SolutionEvent, WatchFields } from "./events.js";
import { solverError } from "./failures.js";
import type { StepControl } from "./methods.js";

/** An integration in the core's terms, checked. */
export interface EngineOptions {
  readonly what: string;
  readonly method: string;
  readonly components?: readonly string[] | undefined;
  readonly length: number;
  /** State-sized vectors and matrices of the method. */
  readonly vectors: number;
  readonly matrices: number;
  readonly control: StepControl;
  readonly recording: "steps" | "times" | "nothing";
  readonly times?: Float64Array | undefined;
  readonly dense: boolean;
  readonly watches: readonly WatchFields[];
  readonly eventSamples: number;
  readonly jacobianBlock: number;
  /** Whether the model gives blocks of its Jacobian only with all of it. */
  readonly fullJacobian: boolean;
  readonly relativeTolerance: number;
  readonly absoluteTolerance: number | Float64Array;
  readonly maximumSteps: number;
  readonly maximumStep: number;
  readonly firstStep: number;
  readonly fixedStep: number;
  /** The kernel; `run` is the address of an Integration. */
  readonly kernel: (exports: CoreExports, run: number) => number;
}

/** What was recorded. */
export interface EngineResult {
  readonly times: Float64Array;
  /** One row of `length` numbers for each of `times`. */
  readonly states: Float64Array;
  readonly events: readonly SolutionEvent[];
  /** What {@link interpolateKept} takes, for each step; empty without `dense`. */
  readonly steps: Uint8Array[];
  readonly time: number;
  readonly state: Float64Array;
  readonly stepSize: number;
  readonly statistics: IntegrationStatistics;
}

export interface RunControl {
  readonly signal?: AbortSignal | undefined;
  /** Called between stretches of about 30 ms with the time reached and the fraction of the interval. */
  readonly onProgress?: ((progress: { readonly time: number; readonly fraction: number }) => void) | undefined;
}

const FINISHED = 2; // assembly/solvers/integration.ts
const recordings = { steps: 0, times: 1, nothing: 2 } as const;
/** Numbers recorded in one call of a kernel, where every step is. */
const NUMBERS_PER_CALL = 2 ** 16;
const EVENTS_PER_CALL = 256;
const STRETCH = 30; // ms

/** One integration's memory in the core, for any number of runs. */
export class Engine {
  readonly #core: Core;
  readonly #options: EngineOptions;
  readonly #stride: number;
  readonly #capacity: number;
  readonly #run: Struct<typeof Integration>;
  readonly #fresh: Uint8Array; // the struct before a run
  readonly #state: Block<"f64">;
  readonly #recordTimes: Block<"f64">;
  readonly #recordStates: Block<"f64">;
  readonly #recordSteps: Block<"u8">;
  readonly #watchList: Block<"u8">;
  readonly #freshWatches: Uint8Array;
  readonly #eventTimes: Block<"f64">;
  readonly #eventIndices: Block<"u32">;
  readonly #eventStates: Block<"f64">;

  static readonly structBytes = Integration.byteLength;

  static watchBytes({ watches }: EngineOptions): number {
    return watches.length * Watch.byteLength;
  }

  /** Events that fit between two calls of the kernel. */
  static eventCapacity({ watches, eventSamples }: EngineOptions): number {
    return watches.length ? EVENTS_PER_CALL + watches.length * eventSamples : 0;
  }

  /** Bytes that an engine takes from its arena. */
  static bytes(options: EngineOptions): number {
    return plan(options).reduce((sum, [type, length]) => sum + blockBytes(type, length), 0);
  }

  constructor(core: Core, arena: Arena, options: EngineOptions) {
    this.#core = core;
    this.#options = options;
    const { length, watches } = options;
    const blocks = plan(options).map(([type, count]) => arena.block(type, count));
    const [struct, state, work, matrices, pivots, tolerances, recordTimes, recordStates, recordSteps] = blocks;
    const [watchList, eventTimes, eventIndices, eventStates] = blocks.slice(9);
    this.#run = structAt(core.memory, Integration, struct as Block<"u8">);
    this.#state = state as Block<"f64">;
    this.#recordTimes = recordTimes as Block<"f64">;
    this.#recordStates = recordStates as Block<"f64">;
    this.#recordSteps = recordSteps as Block<"u8">;
    this.#watchList = watchList as Block<"u8">;
    this.#eventTimes = eventTimes as Block<"f64">;
    this.#eventIndices = eventIndices as Block<"u32">;
    this.#eventStates = eventStates as Block<"f64">;
    this.#stride = strideOf(length);
    this.#capacity = capacityOf(options);
    const absolute = tolerances as Block<"f64">;
    absolute.view.fill(1);
    if (typeof options.absoluteTolerance === "number") absolute.view.fill(options.absoluteTolerance, 0, length);
    else absolute.view.set(options.absoluteTolerance);
    const { relativeTolerance, maximumSteps, maximumStep, firstStep, fixedStep, jacobianBlock, eventSamples } = options;
    this.#run.set({ length, stride: this.#stride, capacity: this.#capacity, relativeTolerance, maximumSteps, maximumStep });
    this.#run.set({
      firstStep,
      fixedStep,
      jacobianBlock,
      fullJacobian: options.fullJacobian ? 1 : 0,
      eventSamples,
      dense: options.dense ? 1 : 0,
      ...options.control,
    });
    this.#run.set({ recording: recordings[options.recording], requested: options.times?.length ?? 0, direction: 1 });
    this.#run.set({ state: state!.address, work: work!.address, matrices: matrices!.address, pivots: pivots!.address });
    this.#run.set({ absoluteTolerances: absolute.address, recordTimes: recordTimes!.address });
    this.#run.set({ recordStates: recordStates!.address, recordSteps: recordSteps!.address, watches: watches.length });
    this.#run.set({ watchList: watchList!.address, eventCapacity: watches.length ? this.#eventTimes.length : 0 });
    this.#run.set({ eventTimes: eventTimes!.address, eventIndices: eventIndices!.address, eventStates: eventStates!.address });
    for (const [i, watch] of watches.entries()) structAt(core.memory, Watch, this.#watchList, i).set({ ...watch });
    this.#freshWatches = this.#watchList.view.slice();
    this.#fresh = new Uint8Array(core.memory.buffer, this.#run.address, Integration.byteLength).slice();
  }

  /** What ensembles use: the struct and what it and the watches are before a run, and the lists of events. */
  get parts() {
    const [times, indices, states] = [this.#eventTimes, this.#eventIndices, this.#eventStates];
    return { run: this.#run, fresh: this.#fresh, freshWatches: this.#freshWatches, events: { times, indices, states } };
  }

  /** Integrates from `start` to `end`. Errors: SolverError. */
  run(initial: ArrayLike<number>, start: number, end: number): EngineResult {
    const records = this.#begin(initial, start, end, 2 ** 31 - 1);
    while (!this.#stretch(records)) {}
    return this.#result(records);
  }

  /** {@link Engine.run} in stretches, with a break for the event loop between them. Errors: AbortError too. */
  async runAsync(initial: ArrayLike<number>, start: number, end: number, control: RunControl): Promise<EngineResult> {
    let stepsPerCall = 256;
    const records = this.#begin(initial, start, end, stepsPerCall);
    for (;;) {
      if (control.signal?.aborted) {
        const where = { stepSize: this.#run.get("step"), statistics: this.#statistics() };
        throw new AbortError(this.#run.get("time"), control.signal.reason, where);
      }
      const from = performance.now();
      const finished = this.#stretch(records);
      const time = this.#run.get("time");
      control.onProgress?.({ time, fraction: end === start ? 1 : (time - start) / (end - start) });
      if (finished) return this.#result(records);
      const spent = Math.max(performance.now() - from, 0.01);
      stepsPerCall = Math.min(2 ** 30, Math.max(1, Math.round(stepsPerCall * Math.min(8, Math.max(0.125, STRETCH / spent)))));
      this.#run.set({ stepsPerCall });
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  #begin(initial: ArrayLike<number>, start: number, end: number, stepsPerCall: number): Records {
    const { times } = this.#options;
    new Uint8Array(this.#core.memory.buffer, this.#run.address, Integration.byteLength).set(this.#fresh);
    if (this.#freshWatches.length > 0) this.#watchList.view.set(this.#freshWatches);
    this.#state.view.set(initial);
    if (times) this.#recordTimes.view.set(times);
    this.#run.set({ time: start, end, direction: end < start ? -1 : 1, stepsPerCall });
    return new Records();
  }

  /** One call of the kernel. True: the integration is at its end. */
  #stretch(records: Records): boolean {
    const status = this.#core.call((e) => this.#options.kernel(e, this.#run.address));
    if (status !== 0) throw solverError(this.#core, status, this.#options, this.#statistics());
    const finished = this.#run.get("phase") === FINISHED;
    const { length } = this.#options;
    if (this.#options.recording === "steps" || (finished && this.#options.recording === "times")) {
      const recorded = this.#run.get("recorded");
      records.times.push(this.#recordTimes.view.slice(0, recorded));
      records.states.push(this.#recordStates.view.slice(0, recorded * length));
      if (this.#options.dense) {
        const bytes = stepBytes(this.#options);
        const first = records.times.length === 1 ? 1 : 0; // the record of the start has no step
        const view = this.#recordSteps.view;
        for (let i = first; i < recorded; i++) records.steps.push(view.slice(i * bytes, (i + 1) * bytes));
      }
      this.#run.set({ recorded: 0 });
    }
    const events = this.#run.get("events");
    for (let i = 0; i < events; i++) {
      records.events.push({
        event: this.#eventIndices.view[i]!,
        time: this.#eventTimes.view[i]!,
        state: this.#eventStates.view.slice(i * length, (i + 1) * length),
      });
    }
    if (events) this.#run.set({ events: 0 });
    return finished;
  }

  #result(records: Records): EngineResult {
    return {
      times: joined(records.times),
      states: joined(records.states),
      events: records.events,
      steps: records.steps,
      time: this.#run.get("time"),
      state: this.#state.view.slice(0, this.#options.length),
      stepSize: this.#run.get("step"),
      statistics: this.#statistics(),
    };
  }

  #statistics(): IntegrationStatistics {
    const get = (name: keyof typeof Integration.fields) => this.#run.get(name);
    return {
      accepted: get("accepted"),
      rejected: get("rejected"),
      evaluations: get("evaluations"),
      jacobians: get("jacobians"),
      factorizations: get("factorizations"),
      solves: get("solves"),
      iterations: get("iterations"),
      switches: get("switches"),
      stiffness: get("stiffness"),
    };
  }
}

/** What the calls of a kernel recorded, in order. */
class Records {
  readonly times: Float64Array[] = [];
  readonly states: Float64Array[] = [];
  readonly steps: Uint8Array[] = [];
  readonly events: SolutionEvent[] = [];
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function strideOf(length: number): number {
  return Math.ceil(length / 2) * 16;
}

function capacityOf({ recording, times, length }: EngineOptions): number {
  if (recording === "times") return times!.length;
  return recording === "steps" ? Math.min(1024, 2 + Math.ceil(NUMBERS_PER_CALL / length)) : 0;
}

const STEP_HEAD = 32;

/** A kept step: f64 time, f64 step, u32 mode, and from STEP_HEAD the state and the method's vectors. */
function stepBytes({ length, vectors }: EngineOptions): number {
  return STEP_HEAD + (1 + vectors) * strideOf(length);
}

/** The state at theta of a kept step. */
export function interpolateKept(core: Core, method: number, length: number, kept: Uint8Array, theta: number): Float64Array {
  const stride = strideOf(length);
  const vectors = kept.subarray(STEP_HEAD);
  const head = new DataView(kept.buffer, kept.byteOffset, STEP_HEAD);
  const arena = core.arena(
    blockBytes("u8", Integration.byteLength) + blockBytes("u8", vectors.length) + blockBytes("f64", stride / 8),
  );
  try {
    const run = structAt(core.memory, Integration, arena.block("u8", Integration.byteLength));
    const block = arena.block("u8", vectors.length);
    const out = arena.block("f64", stride / 8);
    block.view.set(vectors);
    run.set({ length, stride, state: block.address, work: block.address + stride, time: head.getFloat64(0, true) });
    run.set({ mode: head.getUint32(16, true), prepared: 1 });
    core.call((e) => e.interpolateStep(method, run.address, head.getFloat64(8, true), theta, out.address));
    return out.view.slice(0, length);
  } finally {
    core.heap.release(arena.region);
  }
}

/** As assembly/solvers/rosenbrock/system.ts has them. */
function matrixBytes({ length, matrices, jacobianBlock, fullJacobian }: EngineOptions): number {
  const full = strideOf(length) * length;
  if (jacobianBlock === 0) return matrices * full;
  const row = jacobianBlock === 1 ? 8 : strideOf(jacobianBlock);
  return matrices * Math.ceil((length * row) / 16) * 16 + (fullJacobian ? full : 0);
}

/** The blocks of an engine: type and length, in the order of its constructor. */
function plan(options: EngineOptions) {
  const { length, vectors, matrices, watches } = options;
  const stride = strideOf(length);
  const capacity = capacityOf(options);
  const events = Engine.eventCapacity(options);
  return [
    ["u8", Integration.byteLength],
    ["f64", stride / 8],
    ["u8", vectors * stride],
    ["u8", matrixBytes(options)],
    ["u32", (matrices + 1) * length],
    ["f64", stride / 8],
    ["f64", capacity],
    ["f64", capacity * length],
    ["u8", options.dense ? capacity * stepBytes(options) : 0],
    ["u8", watches.length * Watch.byteLength],
    ["f64", events],
    ["u32", events],
    ["f64", events * length],
  ] as const;
}
