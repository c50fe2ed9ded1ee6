import { checkKeys } from "../../../core/check.js";
import type { Core } from "../../../core/core.js";
import { InputError, SnapshotError } from "../../../core/errors.js";
import type { StrategyState } from "../state.js";
import { checkStop, type StopConditions, type Stopped, StopWatch } from "../stop.js";
import type { UnrolledOptions, UnrolledTrial } from "./options.js";
import { restoreParticle, storeParticle } from "./particle-state.js";
import { createUnrolledStrategy, resumeUnrolledStrategy, type UnrolledStrategyName } from "./registry.js";
import type { UnrolledStrategy } from "./unrolled-strategy.js";

/** What one truncation of a trial gave. */
export interface TruncationResult<State> {
  /** Loss of this stretch alone. NaN marks a trial that cannot go on: its pair is left out and begins a new one. */
  readonly loss: number;
  /** Where the next truncation goes on from. */
  readonly state: State;
  /** Whether the trial ends here. */
  readonly finished: boolean;
}

/** A trial in pieces. */
export interface UnrolledObjective<State> {
  /** The state at the beginning of a trial; `trial.startRandom` is the same for both particles of a pair, as `trial.random` below is. */
  start(trial: UnrolledTrial): State;
  /** One truncation with these parameters. It may change `state` in place and return it. */
  advance(parameters: Float64Array, state: State, trial: UnrolledTrial): TruncationResult<State>;
  /** Writes a state in a form that JSON keeps, and reads it; needed for states that are more than numbers, arrays and plain objects. */
  save?(state: State): unknown;
  restore?(saved: unknown): State;
}

/** When to stop: `evaluations` counts truncations, `target` is compared with the mean loss of the trials that ended last. */
export type UnrolledStop = Pick<StopConditions, "target" | "evaluations" | "seconds">;

export interface MinimizeUnrolledOptions extends Omit<UnrolledOptions, "goal" | "start"> {
  /** "noise-reuse-es" when left out. */
  readonly strategy?: UnrolledStrategyName;
  readonly stop: UnrolledStop;
  /** Goes on from a saved state; the start and the other options are those of the state then. */
  readonly resume?: UnrolledState;
  /** Called after each update. */
  readonly onUpdate?: (strategy: UnrolledStrategy) => void;
}

/** A search between two updates; `JSON.stringify` keeps it whole. */
export interface UnrolledState {
  readonly strategy: StrategyState;
  /** States of the particles' trials; null where a trial has not begun. */
  readonly particles: readonly unknown[];
}

export interface MinimizeUnrolledResult {
  readonly parameters: Float64Array;
  /** Mean total loss of the trials that ended last, of particles around the parameters; NaN where none ended. */
  readonly trialLoss: number;
  /** Truncations evaluated. */
  readonly evaluations: number;
  readonly updates: number;
  readonly trials: number;
  /** Losses of truncations that were NaN or infinite. */
  readonly notFinite: number;
  readonly stopped: Stopped;
  /** What `resume` goes on from. Reading it fails with an InputError where the objective's states cannot be saved. */
  readonly state: UnrolledState;
}

/**
 * Minimizes the mean total loss of long trials from `start`, moving the parameters after every truncation: for trials that are too long, or too
 * chaotic, to be run whole for each update. The same options give the same bits as far as the objective does. For truncations in workers, use
 * `createUnrolledStrategy` and its ask and tell.
 * Errors: InputError for options out of range and where the objective returns no number; MemoryError; SnapshotError.
 */
export function minimizeUnrolled<State>(
  core: Core,
  objective: UnrolledObjective<State>,
  start: ArrayLike<number>,
  options: MinimizeUnrolledOptions,
): MinimizeUnrolledResult {
  const { strategy: name = "noise-reuse-es", stop, resume, onUpdate, ...rest } = options;
  checkKeys("stop", stop, ["target", "evaluations", "seconds"]);
  const strategy = resume
    ? resumeUnrolledStrategy(core, resume.strategy)
    : createUnrolledStrategy(core, name, { ...rest, goal: "minimize", start });
  try {
    if (strategy.goal !== "minimize") throw new InputError("options.resume", strategy.goal, "a state that will minimize");
    const particles = readParticles(objective, strategy, resume);
    const watch = new StopWatch(checkStop(stop, strategy.populationSize), progress(strategy));
    for (;;) {
      const stopped = watch.judge(progress(strategy));
      if (stopped) return report(strategy, stopped, () => saveParticles(objective, particles));
      advanceAll(strategy, objective, particles);
      onUpdate?.(strategy);
    }
  } finally {
    strategy.dispose();
  }
}

type Particles<State> = ({ state: State } | undefined)[];

function advanceAll<State>(strategy: UnrolledStrategy, objective: UnrolledObjective<State>, particles: Particles<State>): void {
  const finished = new Array<boolean>(particles.length).fill(true);
  const losses = strategy.ask().map((parameters, member) => {
    const trial = strategy.trial(member);
    if (trial.waiting) return 0;
    const before = trial.truncation === 0 ? objective.start(trial) : particles[member]!.state;
    const result = objective.advance(parameters, before, trial);
    if (typeof result?.loss !== "number" || typeof result.finished !== "boolean")
      throw new InputError(
        "The objective's result",
        result,
        "an object with a number `loss`, a `state` and a boolean `finished`",
      );
    particles[member] = { state: result.state };
    finished[member] = result.finished;
    return result.loss;
  });
  strategy.tell(losses, finished);
  // What a trial that is over left behind is nobody's, and need not be saved.
  for (const member of particles.keys()) {
    const { truncation, waiting } = strategy.trial(member);
    if (truncation === 0 || waiting) particles[member] = undefined;
  }
}

/** The loss of trials stands for the best value: single truncations do not compare. */
function progress(strategy: UnrolledStrategy) {
  const { trialLoss: bestValue, goal, exhausted, evaluations, populationSize } = strategy;
  return { bestValue, goal, exhausted, evaluations, populationSize };
}

function saveParticles<State>(objective: UnrolledObjective<State>, particles: Particles<State>): unknown[] {
  const save = objective.save?.bind(objective) ?? storeParticle;
  return particles.map((particle) => (particle ? { state: save(particle.state) } : null));
}

function readParticles<State>(
  objective: UnrolledObjective<State>,
  strategy: UnrolledStrategy,
  resume: UnrolledState | undefined,
): Particles<State> {
  const size = strategy.populationSize;
  if (!resume) return new Array<undefined>(size).fill(undefined);
  if (resume.particles?.length !== size)
    throw new SnapshotError(`This state is damaged: it does not have ${size} particles' states.`);
  const restore = objective.restore?.bind(objective) ?? ((saved: unknown) => restoreParticle(saved) as State);
  return Array.from(resume.particles, (saved, member) => {
    const { truncation, waiting } = strategy.trial(member);
    if (truncation === 0 || waiting) return undefined;
    if (saved === null) throw new SnapshotError(`This state is damaged: particle ${member} is in a trial and has no state.`);
    return { state: restore((saved as { state: unknown }).state) };
  });
}

function report(strategy: UnrolledStrategy, stopped: Stopped, particles: () => unknown[]): MinimizeUnrolledResult {
  const saved = strategy.save();
  return {
    parameters: strategy.mean,
    trialLoss: strategy.trialLoss,
    evaluations: strategy.evaluations,
    updates: strategy.generation,
    trials: strategy.trials,
    notFinite: strategy.notFinite,
    stopped,
    // Late, so that a state that cannot be saved does not cost the result.
    get state() {
      return { strategy: saved, particles: particles() };
    },
  };
}
