import type { Core } from "../core/core.js";
import type { CheckedSolve } from "../solvers/checked-solve.js";
import type { EnsembleOptions, MemberTables } from "../solvers/ensembles/options.js";
import type { EnsemblePart } from "../solvers/ensembles/part.js";
import { chunkMembers } from "../solvers/ensembles/runner.js";
import { EnsembleSolution } from "../solvers/ensembles/solution.js";
import { checkEnsemble } from "../solvers/ensembles/solve-ensemble.js";
import type { EventOptions } from "../solvers/events.js";
import type { Model } from "../solvers/model.js";
import { chunksOf } from "./chunks.js";
import { describe } from "./models.js";
import type { EnsembleTask } from "./tasks.js";

/** An ensemble in pieces for workers, in the order of its members. */
export interface EnsemblePlan {
  readonly model: Model;
  readonly solve: CheckedSolve;
  readonly events: readonly EventOptions[];
  readonly tasks: readonly EnsembleTask[];
  readonly sizes: readonly number[];
}

/** Errors: InputError. */
export function splitEnsemble(
  core: Core,
  model: Model,
  options: EnsembleOptions,
  threads: number,
  chunk: number | undefined,
): EnsemblePlan {
  const description = describe(model);
  const { tables, solve } = checkEnsemble(core, model, options);
  const { members: _, initial: __, parameters: ___, ...rest } = options;
  const chunks = chunksOf(tables.members, threads, 2, Math.min(chunk ?? 2 ** 31, chunkMembers(solve, tables)), chunk);
  const tasks = chunks.map(([from, to]): EnsembleTask => {
    const options = { ...rest, ...copied(rest, "times"), ...copied(rest, "absoluteTolerance") };
    return { kind: "ensemble", model: description, options, tables: slice(tables, solve, from, to) };
  });
  return { model, solve, events: options.events ?? [], tasks, sizes: chunks.map(([from, to]) => to - from) };
}

/** Arrays of the caller as what a worker can be sent. */
function copied(options: object, field: string): object {
  const value = (options as { [field: string]: unknown })[field];
  return typeof value === "object" && value !== null ? { [field]: Float64Array.from(value as ArrayLike<number>) } : {};
}

function slice(tables: MemberTables, { engine }: CheckedSolve, from: number, to: number): MemberTables {
  const { initial, sharesInitial, constants, constantCount } = tables;
  const { length } = engine;
  return {
    members: to - from,
    initial: sharesInitial ? initial : initial.slice(from * length, to * length),
    sharesInitial,
    constants: constants.slice(from * constantCount, to * constantCount),
    constantCount,
  };
}

export function joinEnsemble({ model, solve, events }: EnsemblePlan, parts: readonly EnsemblePart[]): EnsembleSolution {
  return new EnsembleSolution(model, solve, events, parts);
}
