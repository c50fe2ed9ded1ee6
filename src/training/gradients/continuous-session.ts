import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { GradientSystem, Problem } from "../../core/generated/layouts.js";
import { type Arena, blockBytes } from "../../core/memory.js";
import { Struct } from "../../core/struct.js";
import { checkSolve } from "../../solvers/checked-solve.js";
import { Engine, type EngineResult } from "../../solvers/engine.js";
import type { MethodName } from "../../solvers/methods.js";
import type { BoundModel, Model } from "../../solvers/model.js";
import type { SolveOptions } from "../../solvers/options.js";
import type { CheckedContinuous } from "./continuous-options.js";

/** A model in the core with what its continuous gradients need, and the integrations of one of them. Dispose of it. */
export class ContinuousSession {
  readonly core: Core;
  readonly model: Model;
  /** Numbers in theta. */
  readonly parameters: number;
  /** Address of the model's Problem. */
  readonly problem: number;
  readonly system: Struct<typeof GradientSystem>;
  readonly #bound: BoundModel;
  readonly #arenas: Arena[] = [];

  /** `columns`: of sensitivities. Errors: InputError, MemoryError. */
  constructor(core: Core, model: Model, checked: CheckedContinuous, columns: (parameters: number) => number = () => 0) {
    this.core = core;
    this.model = model;
    const arena = this.arena(model.bytes(core) + 64);
    try {
      this.#bound = model.bind(core, (bytes) => arena.block("u8", bytes).address);
    } catch (error) {
      this.#releaseArenas();
      throw error;
    }
    try {
      const { gradient } = this.#bound;
      if (!gradient) throw new InputError("model", model.name, "one with a gradient: a function model needs vectorJacobian");
      if (checked.parameters !== undefined) gradient.set(checked.parameters);
      const { length } = model;
      const { address, parameters } = gradient;
      this.parameters = parameters;
      this.problem = this.#bound.address;
      const sizes = {
        unit: length,
        product: length,
        gradients: length * parameters,
        matrix: length * (length + 1),
        state: length + 1,
      };
      const bytes = Object.values(sizes).reduce((sum, count) => sum + blockBytes("f64", Math.max(1, count)), 0);
      const own = this.arena(bytes + blockBytes("u8", GradientSystem.byteLength));
      this.system = new Struct(core.memory, GradientSystem, own.block("u8", GradientSystem.byteLength).address);
      for (const [name, count] of Object.entries(sizes))
        this.system.set({ [name]: own.block("f64", Math.max(1, count)).address });
      this.system.set({ differentiable: address, length, parameters, columns: columns(parameters) });
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** An arena that lives as long as the session. */
  arena(bytes: number): Arena {
    const arena = this.core.arena(bytes, `The gradient of ${this.model.name}`);
    this.#arenas.push(arena);
    return arena;
  }

  /** A Problem that `fill` makes one of the core's gradient problems. */
  gradientProblem(fill: (problem: number, system: number) => void): number {
    const { address } = this.arena(blockBytes("u8", Problem.byteLength)).block("u8", Problem.byteLength);
    this.core.call(() => fill(address, this.system.address));
    return address;
  }

  /** Integrations of a Problem of `length` numbers; with `dense` its steps are kept. Errors: InputError, MemoryError. */
  integration(
    what: string,
    length: number,
    problem: number,
    options: Omit<SolveOptions, "end" | "times" | "initial">,
  ): Integration {
    const names = this.model.components;
    const components = names && Array.from({ length }, (_, i) => names[i] ?? `y[${i}]`);
    const model: Model = { name: what, length, ...(components && { components }), bytes: () => 0, bind: () => this.#bound };
    const blocks = options.jacobianBlock === undefined ? model : { ...model, blockJacobian: true };
    const checked = checkSolve(this.core, blocks, { ...options, end: 0 });
    const engineOptions = {
      ...checked.engine,
      kernel: ((e, run) => e.integrateProblem(checked.method, problem, run)) as Kernel,
    };
    const engine = new Engine(this.core, this.arena(Engine.bytes(engineOptions)), engineOptions);
    return {
      method: checked.method,
      vectors: engineOptions.vectors,
      run: (initial, start, end) => engine.run(initial, start, end),
    };
  }

  dispose(): void {
    this.#bound.release?.();
    this.#releaseArenas();
  }

  #releaseArenas(): void {
    for (const arena of this.#arenas.splice(0)) this.core.heap.release(arena.region);
  }
}

type Kernel = (exports: Core["exports"], run: number) => number;

/** A Problem with a method and memory for it. */
export interface Integration {
  /** The method's number. */
  readonly method: number;
  /** State-sized vectors of a kept step. */
  readonly vectors: number;
  /** Errors: SolverError. */
  run(initial: ArrayLike<number>, start: number, end: number): EngineResult;
}

/** Options of an integration whose numbers have `tolerances`. */
export function integrationOptions(checked: CheckedContinuous, method: MethodName, tolerances: Float64Array) {
  return { ...checked.tolerances, method, absoluteTolerance: tolerances };
}

/** The states' tolerances, then `count` times that of gradients. */
export function withAdjointTolerance({ stateTolerances, adjointTolerance }: CheckedContinuous, count: number): Float64Array {
  const all = new Float64Array(stateTolerances.length + count).fill(adjointTolerance);
  all.set(stateTolerances);
  return all;
}
