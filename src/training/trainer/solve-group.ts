import { checkKeys, checkNumber } from "../../core/check.js";
import { readNumbers, storeNumbers } from "../evolution/state.js";
import { gather, scatter } from "../population/evaluate.js";
import type { Batch, Tensor, TrainingProblem } from "../problem.js";
import type { Group, GroupState } from "./group.js";
import type { ReadoutSolveGroupOptions } from "./options.js";

/** A read-out that is solved exactly, after all others have moved. */
export class SolveGroup implements Group {
  readonly method = "readout-solve";
  readonly tensors: readonly Tensor[];
  readonly schedule = undefined;
  readonly want = undefined;
  readonly sigma = undefined;
  readonly measured = undefined;
  readonly gradientNorm = undefined;
  readonly exhausted = undefined;
  notFinite = 0;
  usable: boolean | undefined;
  readonly #problem: TrainingProblem;
  readonly #ridge: number;
  readonly #every: number;
  /** Turns it had. */
  readonly #numbers = { turns: 0 };

  constructor(problem: TrainingProblem, options: ReadoutSolveGroupOptions, tensors: readonly Tensor[]) {
    checkKeys("options", options, ["method", "tensors", "ridge", "every"]);
    this.#problem = problem;
    this.tensors = tensors;
    this.#ridge = checkNumber("ridge", options.ridge ?? 0, { min: 0 });
    this.#every = checkNumber("every", options.every ?? 1, { min: 1, integer: true });
  }

  get cost(): number {
    return this.#numbers.turns % this.#every === 0 ? 1 : 0;
  }

  *estimate(): Generator<never, void, never> {}
  undo(): void {}
  apply(): void {}

  /** Writes the best read-out for the other parameters; where there is none, it stays, and is counted. */
  solve(parameters: Float64Array, batch: Batch): void {
    const due = this.cost > 0;
    this.notFinite = 0;
    this.#numbers.turns += 1;
    this.usable = undefined;
    if (!due) return;
    const found = gather(this.#problem.readout!.solve(parameters.slice(), batch, { ridge: this.#ridge }), this.tensors);
    for (const value of found) if (!Number.isFinite(value)) this.notFinite += 1;
    this.usable = this.notFinite === 0;
    if (this.usable) scatter(found, this.tensors, parameters);
  }

  save(): GroupState {
    return { numbers: storeNumbers(this.#numbers), vectors: {} };
  }

  restore({ numbers }: GroupState): void {
    Object.assign(this.#numbers, readNumbers(numbers, ["turns"]));
  }

  dispose(): void {}
}
