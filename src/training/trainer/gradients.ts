import { checkNumber } from "../../core/check.js";
import type { Batch, CheckpointScheme, GradientMethod, GradientResult, Tensor, TrainingProblem } from "../problem.js";
import { type GradientOptions, gradientCosts } from "./options.js";

/** A gradient that a group wants. */
export interface Want {
  readonly method: GradientMethod | "readout-gradient";
  readonly tensors: readonly Tensor[];
  readonly window?: number;
  readonly checkpoints?: CheckpointScheme;
  readonly cost?: number;
}

/** The want of a group. Errors: InputError. */
export function checkWant(
  method: Want["method"],
  tensors: readonly Tensor[],
  { window, checkpoints, cost }: GradientOptions & { readonly cost?: number },
): Want {
  if (window !== undefined) checkNumber("window", window, { min: 1, integer: true });
  if (cost !== undefined) checkNumber("cost", cost, { min: 0 });
  return {
    method,
    tensors,
    ...(window === undefined ? {} : { window }),
    ...(checkpoints === undefined ? {} : { checkpoints }),
    ...(cost === undefined ? {} : { cost }),
  };
}

const keyOf = ({ method, window, checkpoints }: Want) => JSON.stringify([method, window, checkpoints]);

function byKey(wants: readonly Want[]): Map<string, Want[]> {
  const groups = new Map<string, Want[]>();
  for (const want of wants) groups.set(keyOf(want), [...(groups.get(keyOf(want)) ?? []), want]);
  return groups;
}

function costOf([first, ...rest]: readonly Want[]): number {
  const all = [first!, ...rest];
  const given = all.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  if (given.length > 0) return Math.max(...given);
  const { method } = first!;
  if (method !== "forward-sensitivity") return gradientCosts[method];
  const lengths = new Map(all.flatMap(({ tensors }) => tensors.map(({ name, length }) => [name, length] as const)));
  return 1 + [...lengths.values()].reduce((sum, length) => sum + length, 0);
}

/** Forward runs that the gradients count as. */
export function costOfWants(wants: readonly Want[]): number {
  return [...byKey(wants).values()].reduce((sum, same) => sum + costOf(same), 0);
}

/** The gradients of one iteration, all at the same parameters and trials. Groups that want the same one share it. */
export class Gradients {
  readonly #problem: TrainingProblem;
  readonly #parameters: Float64Array;
  readonly #batch: Batch;
  readonly #wants: ReadonlyMap<string, readonly Want[]>;
  readonly #results = new Map<string, GradientResult>();

  constructor(problem: TrainingProblem, parameters: Float64Array, batch: Batch, wants: readonly Want[]) {
    this.#problem = problem;
    this.#parameters = parameters;
    this.#batch = batch;
    this.#wants = byKey(wants);
  }

  /** Results so far, in the order they were taken. */
  get taken(): readonly GradientResult[] {
    return [...this.#results.values()];
  }

  /** As long as all parameters; of others' tensors too where they share it. */
  of(want: Want): GradientResult {
    const key = keyOf(want);
    const found = this.#results.get(key);
    if (found) return found;
    const result = this.#take(this.#wants.get(key)!);
    this.#results.set(key, result);
    return result;
  }

  #take(same: readonly Want[]): GradientResult {
    const { method, window, checkpoints } = same[0]!;
    if (method === "readout-gradient") return this.#problem.readout!.gradient(this.#parameters, this.#batch);
    const tensors = [...new Set(same.flatMap((want) => want.tensors.map(({ name }) => name)))];
    return this.#problem.gradient(this.#parameters, this.#batch, {
      method,
      tensors,
      ...(window === undefined ? {} : { window }),
      ...(checkpoints === undefined ? {} : { checkpoints }),
    });
  }
}

/** Square root of the sum of squares, in order. */
export function norm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
