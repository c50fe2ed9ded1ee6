import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { RandomStream } from "../../random/stream.js";
import type { Goal, Strategy } from "./contract.js";
import { createStrategy, resumeStrategy, type StrategyName, type StrategyOptionsOf } from "./registry.js";
import type { StrategyState } from "./state.js";
import { checkStop, reaches, type StopConditions, type Stopped, StopWatch } from "./stop.js";

/** What an evaluated function is told beside the parameters. */
export interface Trial {
  readonly generation: number;
  readonly member: number;
  /** Random numbers for noise; by default the same for all candidates of a generation. A fresh stream at each reading. */
  readonly random: RandomStream;
}

/** A function of n parameters. NaN marks a candidate that cannot be evaluated. */
export type Objective = (parameters: Float64Array, trial: Trial) => number;

export type MinimizeOptions<N extends StrategyName = "cma-es"> = Omit<StrategyOptionsOf<N>, "goal" | "start"> & {
  /** "cma-es" when left out. */
  readonly strategy?: N;
  /** 10,000 evaluations per parameter when left out. */
  readonly stop?: StopConditions;
  /** Goes on from a saved state of the same strategy; the start and the other options are those of the state then. */
  readonly resume?: StrategyState;
  /** Called after each generation. */
  readonly onGeneration?: (strategy: Strategy) => void;
};

export interface MinimizeResult {
  /** The best parameters evaluated, and their value. */
  readonly parameters: Float64Array;
  readonly value: number;
  /** The strategy's estimate of the optimum, which averages noise out. */
  readonly mean: Float64Array;
  readonly evaluations: number;
  readonly generations: number;
  /** Evaluations that gave NaN. */
  readonly notFinite: number;
  readonly stopped: Stopped;
  /** The state after the last whole generation: `resume` goes on from it. */
  readonly state: StrategyState;
}

/**
 * Minimizes `f` from `start` by an evolution strategy; `options.stepSize` (of most strategies) is the standard deviation of the first candidates.
 * The same options give the same bits on every machine as far as `f` does. For functions that are asynchronous or run in workers, use
 * `createStrategy` and its ask and tell.
 * Errors: InputError for options out of range and where `f` returns no number; MemoryError.
 */
export function minimize<N extends StrategyName = "cma-es">(
  core: Core,
  f: Objective,
  start: ArrayLike<number>,
  options: MinimizeOptions<N>,
): MinimizeResult {
  return search(core, f, start, "minimize", options);
}

/** {@link minimize} for large values. */
export function maximize<N extends StrategyName = "cma-es">(
  core: Core,
  f: Objective,
  start: ArrayLike<number>,
  options: MinimizeOptions<N>,
): MinimizeResult {
  return search(core, f, start, "maximize", options);
}

function search<N extends StrategyName>(
  core: Core,
  f: Objective,
  start: ArrayLike<number>,
  goal: Goal,
  options: MinimizeOptions<N>,
): MinimizeResult {
  const { strategy: name, stop, resume, onGeneration, ...rest } = options as MinimizeOptions<StrategyName> & { goal?: unknown };
  if (rest.goal !== undefined) throw new InputError("options.goal", rest.goal, `left out: this function will ${goal}`);
  const strategy = resume
    ? resumeStrategy(core, resume)
    : createStrategy(core, name ?? "cma-es", { ...rest, goal, start } as never);
  try {
    if (strategy.goal !== goal) throw new InputError("options.resume", strategy.goal, `a state that will ${goal}`);
    const conditions = checkStop(stop ?? { evaluations: 10_000 * strategy.dimension }, strategy.populationSize);
    return run(strategy, f, conditions, onGeneration);
  } finally {
    strategy.dispose();
  }
}

function run(
  strategy: Strategy,
  f: Objective,
  stop: StopConditions,
  onGeneration: ((strategy: Strategy) => void) | undefined,
): MinimizeResult {
  const watch = new StopWatch(stop, strategy);
  for (;;) {
    const stopped = watch.judge(strategy);
    if (stopped) return report(strategy, stopped);
    const candidates = strategy.ask();
    const values = new Float64Array(candidates.length);
    for (const [member, parameters] of candidates.entries()) {
      const value = evaluate(strategy, f, member, parameters);
      values[member] = value;
      if (reaches(value, stop.target, strategy.goal)) {
        const detail = `the value ${value} reaches the target ${stop.target}`;
        // Told to no one: the generation is not whole. The objective may have changed its argument, so the candidate is made again.
        const hit = { parameters: strategy.candidate(member), value };
        const missing = values.subarray(0, member).filter(Number.isNaN).length;
        return {
          ...report(strategy, { reason: "target", detail }),
          ...hit,
          evaluations: strategy.evaluations + member + 1,
          notFinite: strategy.notFinite + missing,
        };
      }
    }
    strategy.tell(values);
    onGeneration?.(strategy);
  }
}

function evaluate(strategy: Strategy, f: Objective, member: number, parameters: Float64Array): number {
  const { generation } = strategy;
  const trial: Trial = {
    generation,
    member,
    get random() {
      return strategy.trials(member);
    },
  };
  const value: unknown = f(parameters, trial);
  if (typeof value !== "number")
    throw new InputError("The function's result", value, "a number; for functions that return promises, use ask and tell");
  return value;
}

function report(strategy: Strategy, stopped: Stopped): MinimizeResult {
  return {
    parameters: strategy.best,
    value: strategy.bestValue,
    mean: strategy.mean,
    evaluations: strategy.evaluations,
    generations: strategy.generation,
    notFinite: strategy.notFinite,
    stopped,
    state: strategy.save(),
  };
}
