import { checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError, MicrocircuitError } from "../../core/errors.js";
import { AdjointRun } from "../../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../../core/memory.js";
import { Struct } from "../../core/struct.js";
import { solverError } from "../../solvers/failures.js";
import type { BoundGradient, BoundModel, Model } from "../../solvers/model.js";
import { rosenbrockObstacle } from "./methods.js";
import { type CheckedGradient, checkGradientOptions, type GradientOptions, mostAdjoints, snapshotPlan } from "./options.js";
import { fixedSteps, StepFinder, type StepList } from "./steps.js";

/**
 * A loss of the states at the output times and its gradient by them: `states` and `gradient` hold a state for each of `times`, one after the other.
 * `states` is not to be changed or kept.
 */
export type StateLoss = (states: Float64Array) => { readonly loss: number; readonly gradient: ArrayLike<number> };

/** A loss with its gradients. Arrays of a {@link DiscreteGradient} are its own and change with its next run. */
export interface LossGradient {
  readonly loss: number;
  /** A state for each of `times`, one after the other. */
  readonly states: Float64Array;
  /** By the model's parameters, in its order. */
  readonly gradient: Float64Array;
  /** By y(start). */
  readonly initialGradient: Float64Array;
  /** Steps of the run. */
  readonly steps: number;
  /** Steps taken again on the way back, for states that were not kept. */
  readonly recomputedSteps: number;
  /** States kept at a time. */
  readonly peakSnapshots: number;
  /** Numbers of `gradient` and `initialGradient` that are infinite or NaN: adjoints may grow beyond any bound though states do not. */
  readonly notFinite: number;
}

/** What one run starts from; default: what the run before started from, at first the options' initial state and the model's own parameters. */
export interface GradientRunFrom {
  readonly initial?: ArrayLike<number>;
  /** Theta, in the model's order. */
  readonly parameters?: ArrayLike<number>;
}

const noStatistics = {
  accepted: 0,
  rejected: 0,
  evaluations: 0,
  jacobians: 0,
  factorizations: 0,
  solves: 0,
  iterations: 0,
  switches: 0,
  stiffness: 0,
};

/** Losses of a model's states and their gradients, as often as wanted in the same memory. Made by {@link createGradient}. */
export class DiscreteGradient {
  readonly #core: Core;
  readonly #model: Model;
  readonly #checked: CheckedGradient;
  readonly #bound: BoundModel;
  readonly #gradient: BoundGradient;
  readonly #modelArena: Arena;
  #arena: Arena | undefined;
  readonly #run: Struct<typeof AdjointRun>;
  readonly #blocks: Blocks;
  readonly #finder: StepFinder | undefined;
  readonly #initial: Float64Array;
  #initialKnown: boolean;
  #track: Track | undefined;
  #steps = 0;
  #disposed = false;
  readonly #results: Readonly<Record<"states" | "gradient" | "initialGradient", Float64Array>>;

  /** @internal */
  constructor(core: Core, model: Model, options: GradientOptions) {
    const checked = checkGradientOptions(model, options);
    const { length } = model;
    const fixed = checked.tolerances.fixedStep > 0 ? fixedSteps(checked) : undefined;
    const outputs = checked.times.length;
    this.#core = core;
    this.#model = model;
    this.#checked = checked;
    this.#modelArena = core.arena(model.bytes(core) + 64, model.name);
    try {
      this.#bound = model.bind(core, (bytes) => this.#modelArena.block("u8", bytes).address);
    } catch (error) {
      core.heap.release(this.#modelArena.region);
      throw error;
    }
    try {
      if (!this.#bound.gradient) {
        throw new InputError("model", model.name, "one with a gradient: a function model needs vectorJacobian");
      }
      this.#gradient = this.#bound.gradient;
      const obstacle = rosenbrockObstacle(core, checked.method, this.#bound.address, this.#gradient.address);
      if (obstacle) throw new InputError("method", checked.methodName, obstacle);
      const plan = {
        run: ["u8", AdjointRun.byteLength],
        work: ["u8", core.call((e) => e.adjointWorkBytes(checked.method.number, length)) >>> 0],
        initial: ["f64", length],
        current: ["f64", length],
        initialGradient: ["f64", length],
        states: ["f64", outputs * length],
        seeds: ["f64", outputs * length],
        outputSteps: ["u32", outputs],
        gradient: ["f64", this.#gradient.parameters],
      } as const;
      const planned = Object.values(plan).reduce((sum, [type, count]) => sum + blockBytes(type, count), 0);
      const engineBytes = fixed ? 0 : StepFinder.bytes(core, model, checked);
      this.#arena = core.arena(planned + engineBytes, `The gradient of ${model.name}`);
      const blocks = Object.fromEntries(
        Object.entries(plan).map(([name, [type, count]]) => [name, this.#arena!.block(type, count)]),
      ) as Record<keyof typeof plan, Block<"u8"> | F64 | Block<"u32">>;
      const problem = this.#bound.address;
      this.#finder = fixed ? undefined : new StepFinder(core, this.#arena, model, checked, () => problem);
      const { run, ...pointed } = blocks;
      this.#run = new Struct(core.memory, AdjointRun, run.address);
      this.#run.set(Object.fromEntries(Object.entries(pointed).map(([name, block]) => [name, block.address])));
      this.#run.set({ differentiable: this.#gradient.address, method: checked.method.number, outputs });
      this.#blocks = blocks as unknown as Blocks;
    } catch (error) {
      this.#release();
      throw error;
    }
    this.#initialKnown = checked.initial !== undefined;
    this.#initial = checked.initial ?? new Float64Array(length);
    this.#results = {
      states: new Float64Array(outputs * length),
      gradient: new Float64Array(this.#gradient.parameters),
      initialGradient: new Float64Array(length),
    };
    if (fixed) this.#lay(fixed);
  }

  /** Numbers in theta. */
  get parameters(): number {
    return this.#gradient.parameters;
  }

  /** The states at the output times: a forward run alone. Errors: InputError, SolverError. */
  simulate(from: GradientRunFrom = {}): Float64Array {
    if (this.#disposed) throw new InputError("gradient", "disposed", "one that has not been disposed of");
    if (from.parameters !== undefined) this.#gradient.set(from.parameters);
    if (from.initial !== undefined) {
      this.#initial.set(checkNumbers("initial", from.initial, this.#model.length));
      this.#initialKnown = true;
    }
    if (!this.#initialKnown) throw new InputError("initial", undefined, `an array of ${this.#model.length} numbers`);
    if (this.#finder) this.#lay(this.#finder.find(this.#initial));
    this.#blocks.initial.view.set(this.#initial);
    this.#call((e, run) => e.adjointForward(run));
    this.#results.states.set(this.#blocks.states.view);
    return this.#results.states;
  }

  /** The loss of the states and its gradients. Errors: InputError, SolverError; what `loss` throws. */
  run(loss: StateLoss, from: GradientRunFrom = {}): LossGradient {
    const { states, gradient, initialGradient } = this.#results;
    this.simulate(from);
    const given = loss(states);
    if (given.gradient?.length !== states.length) {
      throw new MicrocircuitError(
        "loss-gradient",
        `The loss returned a gradient of ${given.gradient?.length} numbers; it must return { loss, gradient } with the ${states.length} derivatives of the loss by the states.`,
      );
    }
    this.#blocks.seeds.view.set(given.gradient);
    this.#blocks.gradient.view.fill(0);
    this.#call((e, run) => e.adjointReverse(run));
    gradient.set(this.#blocks.gradient.view);
    initialGradient.set(this.#blocks.initialGradient.view);
    return {
      loss: given.loss,
      states,
      gradient,
      initialGradient,
      steps: this.#steps,
      recomputedSteps: this.#run.get("recomputed"),
      peakSnapshots: this.#run.get("peak"),
      notFinite: countNotFinite(gradient) + countNotFinite(initialGradient),
    };
  }

  /** Gives the memory back; results stay. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#release();
  }

  #release(): void {
    this.#bound.release?.();
    this.#track?.release();
    if (this.#arena) this.#core.heap.release(this.#arena.region);
    this.#core.heap.release(this.#modelArena.region);
  }

  #call(kernel: (exports: Core["exports"], run: number) => number): void {
    const status = this.#core.call((e) => kernel(e, this.#run.address));
    if (status === 0) return;
    const names = { what: this.#model.name, method: this.#checked.methodName, components: this.#model.components };
    throw solverError(this.#core, status, names, { ...noStatistics, accepted: this.#steps });
  }

  /** Puts the steps into the core's memory, of which more is taken where they need it. */
  #lay(list: StepList): void {
    const { checkpoints, window } = this.#checked;
    const { count } = list;
    const followed = window < count ? window : 0;
    const { capacity, spacing } = snapshotPlan(checkpoints, count);
    const adjoints = mostAdjoints(list.outputSteps, followed);
    if (!this.#track?.holds(count, capacity, adjoints)) {
      const room = this.#finder ? Math.ceil(1.5 * count) : count;
      const wanted = snapshotPlan(checkpoints, room).capacity;
      this.#track?.release();
      this.#track = undefined;
      this.#track = new Track(this.#core, this.#model, room, Math.max(wanted, capacity), adjoints);
      this.#run.set(this.#track.addresses);
    }
    this.#track.times.view.set(list.times.subarray(0, count));
    this.#track.sizes.view.set(list.sizes.subarray(0, count));
    this.#blocks.outputSteps.view.set(list.outputSteps);
    this.#run.set({ steps: count, capacity, spacing, window: followed, capacityAdjoints: adjoints });
    this.#steps = count;
  }
}

type F64 = Block<"f64">;
type Blocks = Readonly<Record<"initial" | "states" | "seeds" | "gradient" | "initialGradient", F64>> & {
  readonly outputSteps: Block<"u32">;
};

/** What grows with the number of steps. */
class Track {
  readonly times: F64;
  readonly sizes: F64;
  readonly addresses: Readonly<Record<"times" | "sizes" | "snapshots" | "marks" | "adjoints" | "starts", number>>;
  readonly #core: Core;
  readonly #arena: Arena;
  readonly #room: readonly [number, number, number];

  constructor(core: Core, model: Model, steps: number, snapshots: number, adjoints: number) {
    this.#core = core;
    this.#room = [steps, snapshots, adjoints];
    const plan = [
      ["f64", steps],
      ["f64", steps],
      ["f64", snapshots * model.length],
      ["u32", snapshots],
      ["f64", adjoints * model.length],
      ["u32", adjoints],
    ] as const;
    this.#arena = core.arena(
      plan.reduce((sum, [type, length]) => sum + blockBytes(type, length), 0),
      `The gradient of ${model.name}`,
    );
    const blocks = plan.map(([type, length]) => this.#arena.block(type, length));
    const [times, sizes, kept, marks, lambdas, starts] = blocks.map((block) => block.address) as number[];
    this.times = blocks[0] as F64;
    this.sizes = blocks[1] as F64;
    this.addresses = { times: times!, sizes: sizes!, snapshots: kept!, marks: marks!, adjoints: lambdas!, starts: starts! };
  }

  holds(...needed: readonly [number, number, number]): boolean {
    return needed.every((count, i) => count <= this.#room[i]!);
  }

  release(): void {
    this.#core.heap.release(this.#arena.region);
  }
}

function countNotFinite(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) count++;
  return count;
}

/**
 * Readies a model for many gradients: `gradient.run(loss, { parameters })`. Dispose of it. Errors: InputError, MemoryError.
 */
export function createGradient(core: Core, model: Model, options: GradientOptions): DiscreteGradient {
  return new DiscreteGradient(core, model, options);
}

/**
 * A loss of a model's states at `options.times`, and its gradient by the model's parameters and by the initial state, by the adjoint of the steps taken
 * ("discretise, then optimise"): exact, up to rounding, for the states as computed. Where step sizes are controlled, it is the gradient with the steps
 * held. The continuous problem's gradient differs by the error of the method.
 *
 *     differentiate(core, morrisLecarModel({ current: 45 }), { times: [50], stepSize: 0.05, method: "rk4" },
 *       (states) => ({ loss: states[0], gradient: [1, 0] })).gradient;
 *
 * Errors: InputError, SolverError, MemoryError; what `loss` throws.
 */
export function differentiate(
  core: Core,
  model: Model,
  options: GradientOptions & { readonly parameters?: ArrayLike<number> },
  loss: StateLoss,
): LossGradient {
  const { parameters, ...rest } = options;
  const gradient = createGradient(core, model, rest);
  try {
    return gradient.run(loss, parameters === undefined ? {} : { parameters });
  } finally {
    gradient.dispose();
  }
}
