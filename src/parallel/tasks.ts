import type { Core } from "../core/core.js";
import {
  createMorrisLecarEnsemble,
  type MorrisLecarEnsembleOptions,
  type MorrisLecarRunOptions,
} from "../neurons/morris-lecar-ensemble.js";
import { checkEnsembleSolve, type EnsembleOptions, type MemberTables } from "../solvers/ensembles/options.js";
import type { EnsemblePart } from "../solvers/ensembles/part.js";
import { EnsembleRunner } from "../solvers/ensembles/runner.js";
import type { ModelDescription } from "../solvers/model.js";
import { Evaluators, type PopulationPiece, type StretchPiece } from "../training/population/evaluators.js";
import type { PopulationValues } from "../training/population/request.js";
import type { StretchEvaluation } from "../training/problem.js";
import { modelFrom } from "./models.js";

/** Members of an ensemble for one worker. */
export interface EnsembleTask {
  readonly kind: "ensemble";
  readonly model: ModelDescription;
  readonly options: Omit<EnsembleOptions, "members" | "initial" | "parameters">;
  /** Of these members alone. */
  readonly tables: MemberTables;
}

/** Cells of a Morris-Lecar ensemble for one worker. */
export interface CellTask {
  readonly kind: "cells";
  readonly options: MorrisLecarEnsembleOptions;
  readonly duration: number;
  readonly run: MorrisLecarRunOptions;
}

/** What a worker returns of a {@link CellTask}. */
export interface CellPart {
  readonly times: Float64Array;
  /** samples x cells */
  readonly voltages: Float64Array | Float32Array;
  readonly recoveries?: Float64Array | Float32Array;
  readonly finalVoltages: Float64Array | Float32Array;
  readonly finalRecoveries: Float64Array | Float32Array;
  readonly spikeCounts?: Uint32Array;
  readonly failures: readonly { readonly cell: number; readonly time: number }[];
}

/** Candidates of a generation for one worker. */
export interface PopulationTask {
  readonly kind: "population";
  readonly piece: PopulationPiece;
}

/** Particles of long trials for one worker. */
export interface StretchTask {
  readonly kind: "stretches";
  readonly piece: StretchPiece;
}

interface Parts {
  readonly ensemble: EnsemblePart;
  readonly cells: CellPart;
  readonly population: PopulationValues;
  readonly stretches: readonly StretchEvaluation[];
}

export type Task = EnsembleTask | CellTask | PopulationTask | StretchTask;
export type PartOf<T extends Task> = Parts[T["kind"]];

/** Does a task. Errors: InputError, MemoryError. */
export async function perform<T extends Task>(core: Core, task: T): Promise<PartOf<T>> {
  if (task.kind === "ensemble") return solvePart(core, task) as PartOf<T>;
  if (task.kind === "cells") return runCells(core, task) as PartOf<T>;
  if (task.kind === "stretches") return (await evaluatorsOf(core).advance(task.piece)) as unknown as PartOf<T>;
  return (await evaluatorsOf(core).evaluate(task.piece)) as PartOf<T>;
}

const evaluators = new WeakMap<Core, Evaluators>();

function evaluatorsOf(core: Core): Evaluators {
  const found = evaluators.get(core) ?? new Evaluators(core);
  evaluators.set(core, found);
  return found;
}

function solvePart(core: Core, { model: description, options, tables }: EnsembleTask): EnsemblePart {
  const model = modelFrom(description);
  const solve = checkEnsembleSolve(core, model, options);
  const runner = new EnsembleRunner(core, model, solve, tables.members, tables.constantCount);
  try {
    const stretches = runner.run(tables, 0, tables.members);
    for (;;) {
      const { done, value } = stretches.next();
      if (done) return value;
    }
  } finally {
    runner.dispose();
  }
}

function runCells(core: Core, { options, duration, run }: CellTask): CellPart {
  const ensemble = createMorrisLecarEnsemble(core, options);
  try {
    const recording = ensemble.run(duration, run);
    return {
      ...recording,
      finalVoltages: ensemble.voltages,
      finalRecoveries: ensemble.recoveries,
      ...(options.threshold === undefined ? {} : { spikeCounts: ensemble.spikeCounts }),
      failures: ensemble.failures,
    };
  } finally {
    ensemble.dispose();
  }
}

/** Buffers of a part, which can move to another thread. */
export function buffersOf(part: object): ArrayBuffer[] {
  return Object.values(part).flatMap((value) => (ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : []));
}
