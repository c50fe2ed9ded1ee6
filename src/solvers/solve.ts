import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError, SolverError } from "../core/errors.js";
import type { Arena } from "../core/memory.js";
import { Engine, type EngineOptions, type EngineResult, interpolateKept, type RunControl } from "./engine.js";
import { checkEvents, type EventOptions, eventInWords } from "./events.js";
import { type FunctionModelOptions, functionModel, type RightHandSide } from "./function-model.js";
import type { Method } from "./methods.js";
import type { BoundModel, Model } from "./model.js";
import { checkInterval, checkMethod, checkTolerances, type SolveOptions, solveKeys } from "./options.js";
import { DenseOutput, Solution } from "./solution.js";

const defaults = { relativeTolerance: 1e-6, absoluteTolerance: 1e-9, maximumSteps: 1_000_000 };

/** The size of a block-diagonal Jacobian's blocks, 0 without. Errors: InputError. */
function checkBlock(block: number | undefined, length: number, method: Method): number {
  if (block === undefined) return 0;
  checkNumber("jacobianBlock", block, { min: 1, max: length, integer: true });
  if (length % block !== 0) throw new InputError("jacobianBlock", block, `a divisor of the model's ${length} numbers`);
  if (!method.anyJacobian) {
    throw new InputError(
      "jacobianBlock",
      block,
      `left out with ${method.title}: only W-methods (ros2, ros34pw2, rosenbrock23) keep their order`,
    );
  }
  return block;
}

/** What one run of an {@link Integrator} starts from; default: what the integrator was made with. */
export interface RunFrom {
  readonly initial?: ArrayLike<number>;
  readonly start?: number;
  /** Not with `times`. */
  readonly end?: number;
}

/** A model with a method and its memory, ready to be integrated many times. Made by {@link createIntegrator}. */
export class Integrator {
  readonly #core: Core;
  readonly #model: Model;
  readonly #bound: BoundModel;
  readonly #arena: Arena;
  readonly #engine: Engine;
  readonly #options: SolveOptions;
  readonly #interval: ReturnType<typeof checkInterval>;
  readonly #initial: ArrayLike<number> | undefined;
  readonly #method: number;
  #disposed = false;

  /** @internal */
  constructor(core: Core, model: Model, options: SolveOptions) {
    checkKeys("options", options, solveKeys);
    const { length, name } = model;
    const { name: methodName, method, control } = checkMethod(options);
    this.#interval = checkInterval(options);
    this.#initial = checkInitial(options.initial ?? model.initial, length, options.initial !== undefined);
    const { dense = false, record = "steps" } = options;
    checkOneOf("record", record, ["steps", "end"]);
    if (dense && (options.times || record === "end")) throw new InputError("dense", dense, 'false with times or record: "end"');
    const base = {
      what: name,
      method: methodName,
      components: model.components,
      length,
      vectors: core.call((e) => e.methodVectors(method.number)),
      matrices: core.call((e) => e.methodMatrices(method.number)),
      control,
      recording: options.times ? "times" : record === "end" ? "nothing" : "steps",
      times: this.#interval.times,
      dense,
      watches: checkEvents(options.events, length, model.eventFunctions ?? 0),
      eventSamples: checkNumber("eventSamples", options.eventSamples ?? 4, { min: 1, max: 1000, integer: true }),
      jacobianBlock: checkBlock(options.jacobianBlock, length, method),
      ...checkTolerances(options, length, defaults),
      firstStep: options.firstStep === undefined ? 0 : checkNumber("firstStep", options.firstStep, { above: 0 }),
    } satisfies Omit<EngineOptions, "kernel">;
    let problem = 0;
    const kernel: EngineOptions["kernel"] = (e, run) => e.integrateProblem(method.number, problem, run);
    const engineOptions = { ...base, kernel };
    this.#core = core;
    this.#model = model;
    this.#options = options;
    this.#method = method.number;
    this.#arena = core.arena(Engine.bytes(engineOptions) + model.bytes(core) + 64, name);
    try {
      this.#bound = model.bind(core, (bytes) => this.#arena.block("u8", bytes).address);
      problem = this.#bound.address;
      this.#engine = new Engine(core, this.#arena, engineOptions);
    } catch (error) {
      core.heap.release(this.#arena.region);
      throw error;
    }
  }

  /** Integrates. Errors: InputError, SolverError. */
  run(from: RunFrom = {}): Solution {
    const { initial, start, end } = this.#from(from);
    return this.#solution(this.#engine.run(initial, start, end));
  }

  /** {@link Integrator.run} in stretches of about 30 ms, with a break for the event loop between them. Errors: AbortError too. */
  async runAsync(from: RunFrom & RunControl = {}): Promise<Solution> {
    const { signal, onProgress, ...rest } = from;
    const { initial, start, end } = this.#from(rest);
    return this.#solution(await this.#engine.runAsync(initial, start, end, { signal, onProgress }));
  }

  /** Gives the memory back; solutions stay. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#bound.release?.();
    this.#core.heap.release(this.#arena.region);
  }

  #from(from: RunFrom) {
    if (this.#disposed) throw new InputError("integrator", "disposed", "one that has not been disposed of");
    checkKeys("from", from, ["initial", "start", "end"]);
    const initial = from.initial === undefined ? this.#initial : checkInitial(from.initial, this.#model.length, true);
    if (!initial) throw new InputError("initial", undefined, `an array of ${this.#model.length} numbers`);
    if (from.end !== undefined && this.#interval.times) throw new InputError("end", from.end, "left out with times");
    const start = from.start === undefined ? this.#interval.start : checkNumber("start", from.start);
    return { initial, start, end: from.end === undefined ? this.#interval.end : checkNumber("end", from.end) };
  }

  #solution(result: EngineResult): Solution {
    const { length } = this.#model;
    this.#requireEvents(result);
    if (!this.#options.dense) return new Solution(result, length);
    const [core, method] = [this.#core, this.#method];
    const interpolate = (kept: Uint8Array, theta: number) => interpolateKept(core, method, length, kept, theta);
    return new Solution(result, length, new DenseOutput(result.steps, result.time, interpolate));
  }

  #requireEvents({ events, time, stepSize, statistics }: EngineResult): void {
    for (const [i, event] of (this.#options.events ?? []).entries()) {
      if (!event.required) continue;
      const count = events.filter((found) => found.event === i).length;
      const wanted = event.stopAfter ?? 1;
      if (count >= wanted) continue;
      throw new SolverError("event-missing", missing(this.#model, event, count, wanted, time), {
        time,
        index: event.component ?? 0,
        value: stepSize,
        remedy:
          "Integrate longer, check the threshold and direction of the event, or look for short visits with more eventSamples.",
        statistics,
      });
    }
  }
}

function missing(model: Model, event: EventOptions, count: number, wanted: number, time: number): string {
  const often = count === 0 ? "did not happen" : `happened ${count} times, not ${wanted},`;
  return `The event "${eventInWords(event, model.components)}" of ${model.name} ${often} until time ${time}.`;
}

function checkInitial(value: ArrayLike<number> | undefined, length: number, given: boolean): Float64Array | undefined {
  return value === undefined && !given ? undefined : Float64Array.from(checkNumbers("initial", value, length));
}

/** Readies a model for many integrations: `integrator.run({ initial })`. Dispose of it. Errors: InputError, MemoryError. */
export function createIntegrator(core: Core, model: Model, options: SolveOptions): Integrator {
  return new Integrator(core, model, options);
}

/** What {@link solve} takes beside a right-hand side in JavaScript. */
export type FunctionOptions = SolveOptions &
  Omit<FunctionModelOptions, "length" | "events"> & { readonly eventFunctions?: FunctionModelOptions["events"] };

/**
 * Solves the initial value problem y' = f(t, y), y(start) = initial, where f is a function of yours or a model of the core:
 *
 *     solve(core, (t, y, out) => { out[0] = -y[0]; }, { initial: [1], end: 5 }).state;
 *
 * Errors: InputError; SolverError with the time, the step size, statistics and what to do; what f throws.
 */
export function solve(core: Core, f: RightHandSide | Model, options: FunctionOptions): Solution {
  return withIntegrator(core, f, options, (integrator) => integrator.run());
}

/** {@link solve} in stretches of about 30 ms, so that a page stays responsive; `signal` ends it. Errors: AbortError too. */
export async function solveAsync(core: Core, f: RightHandSide | Model, options: FunctionOptions & RunControl): Promise<Solution> {
  const { signal, onProgress, ...rest } = options;
  const { model, solveOptions } = modelOf(f, rest);
  const integrator = createIntegrator(core, model, solveOptions);
  try {
    return await integrator.runAsync({ signal, onProgress });
  } finally {
    integrator.dispose();
  }
}

function withIntegrator(
  core: Core,
  f: RightHandSide | Model,
  options: FunctionOptions,
  use: (integrator: Integrator) => Solution,
): Solution {
  const { model, solveOptions } = modelOf(f, options);
  const integrator = createIntegrator(core, model, solveOptions);
  try {
    return use(integrator);
  } finally {
    integrator.dispose();
  }
}

function modelOf(f: RightHandSide | Model, options: FunctionOptions): { model: Model; solveOptions: SolveOptions } {
  if (typeof f !== "function") {
    if (f === null || typeof f?.bind !== "function")
      throw new InputError("f", f, "a function (t, y, out) or a model of the core");
    return { model: f, solveOptions: options };
  }
  const { name, components, jacobian, timeDerivative, autonomous, eventFunctions, ...solveOptions } = options;
  checkNumbers("initial", options.initial, undefined);
  const own = { name, components, jacobian, timeDerivative, autonomous, events: eventFunctions };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { model: functionModel(f, { length: options.initial!.length, ...given }), solveOptions };
}
