import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { Arena } from "../core/memory.js";
import { checkInitial, checkSolve } from "./checked-solve.js";
import { Engine, type EngineOptions, type EngineResult, interpolateKept, type RunControl } from "./engine.js";
import { type FunctionModelOptions, functionModel, type RightHandSide } from "./function-model.js";
import { missingEvent } from "./missing-event.js";
import type { BoundModel, Model } from "./model.js";
import { type CheckedInterval, type SolveOptions, solveKeys } from "./options.js";
import { DenseOutput, Solution } from "./solution.js";

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
  readonly #interval: CheckedInterval;
  readonly #initial: ArrayLike<number> | undefined;
  readonly #method: number;
  #disposed = false;

  /** @internal */
  constructor(core: Core, model: Model, options: SolveOptions) {
    checkKeys("options", options, solveKeys);
    const { engine, interval, method } = checkSolve(core, model, options);
    this.#interval = interval;
    this.#initial = checkInitial(options.initial ?? model.initial, model.length, options.initial !== undefined);
    let problem = 0;
    const kernel: EngineOptions["kernel"] = (e, run) => e.integrateProblem(method, problem, run);
    const engineOptions = { ...engine, kernel };
    this.#core = core;
    this.#model = model;
    this.#options = options;
    this.#method = method;
    this.#arena = core.arena(Engine.bytes(engineOptions) + model.bytes(core) + 64, model.name);
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
    const asked = this.#options.events ?? [];
    const counts = asked.map((_, i) => events.filter((found) => found.event === i).length);
    const error = missingEvent(this.#model, asked, { counts, time, stepSize, statistics });
    if (error) throw error;
  }
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
  const { name, components, parameters, jacobian, jacobianBlocks, timeDerivative, autonomous, eventFunctions, ...solveOptions } =
    options;
  checkNumbers("initial", options.initial, undefined);
  const own = { name, components, parameters, jacobian, jacobianBlocks, timeDerivative, autonomous, events: eventFunctions };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { model: functionModel(f, { length: options.initial!.length, ...given }), solveOptions };
}
