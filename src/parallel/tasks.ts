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

export type Task = EnsembleTask | CellTask;
export type PartOf<T extends Task> = T extends EnsembleTask ? EnsemblePart : CellPart;

/** Does a task. Errors: InputError, MemoryError. */
export function perform<T extends Task>(core: Core, task: T): PartOf<T> {
  return (task.kind === "ensemble" ? solvePart(core, task) : runCells(core, task)) as PartOf<T>;
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
