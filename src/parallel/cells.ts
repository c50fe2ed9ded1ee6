import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { MorrisLecarEnsembleOptions, MorrisLecarRunOptions } from "../neurons/morris-lecar-ensemble.js";
import type { PerCell } from "../neurons/network-description.js";
import { chunksOf } from "./chunks.js";
import type { CellPart, CellTask } from "./tasks.js";

/** An ensemble of cells, and how long it runs (ms) and what it records. */
export interface CellEnsembleOptions extends MorrisLecarEnsembleOptions, MorrisLecarRunOptions {
  /** ms, a whole number of steps. */
  readonly duration: number;
}

/** Cells after a run. */
export interface CellEnsembleRun extends CellPart {}

export interface CellPlan {
  readonly cells: number;
  readonly tasks: readonly CellTask[];
  readonly sizes: readonly number[];
}

const keys = [
  "cells",
  "parameters",
  "current",
  "initial",
  "precision",
  "stepper",
  "dt",
  "threshold",
  "duration",
  "every",
  "recovery",
];

/** Lanes of f32: pieces of this many cells leave no lane empty. */
const UNIT = 4;

/** Errors: InputError; what depends on single cells is checked by the workers. */
export function splitCells(options: CellEnsembleOptions, threads: number, chunk: number | undefined): CellPlan {
  checkKeys("options", options, keys);
  const { duration, every, recovery, current, initial, parameters, ...rest } = options;
  const cells = checkNumber("cells", options.cells, { min: 1, max: 2 ** 24, integer: true });
  const each = (field: string, value: PerCell | undefined) => {
    if (value === undefined || typeof value === "number") return () => value;
    const all = Float64Array.from(checkNumbers(field, value, cells));
    return (from: number, to: number) => all.slice(from, to);
  };
  const currentOf = each("current", current);
  const voltageOf = each("initial.voltage", initial?.voltage);
  const recoveryOf = each("initial.recovery", initial?.recovery);
  const chunks = chunksOf(cells, threads, UNIT, 2 ** 20, chunk);
  const tasks = chunks.map(([from, to]): CellTask => {
    const [voltage, w] = [voltageOf(from, to), recoveryOf(from, to)];
    const own = Array.isArray(parameters) ? parameters.slice(from, to) : parameters;
    const start = { ...(voltage === undefined ? {} : { voltage }), ...(w === undefined ? {} : { recovery: w }) };
    return {
      kind: "cells",
      options: {
        ...rest,
        cells: to - from,
        current: currentOf(from, to) as PerCell,
        initial: start,
        ...(own === undefined ? {} : { parameters: own }),
      },
      duration,
      run: { ...(every === undefined ? {} : { every }), ...(recovery === undefined ? {} : { recovery }) },
    };
  });
  return { cells, tasks, sizes: chunks.map(([from, to]) => to - from) };
}

export function joinCells({ cells, sizes }: CellPlan, parts: readonly CellPart[]): CellEnsembleRun {
  const [first] = parts as [CellPart, ...CellPart[]];
  const columns = (field: "voltages" | "recoveries") => {
    const samples = first.times.length;
    const all = emptyLike(first.voltages, samples * cells);
    let from = 0;
    for (const [p, part] of parts.entries()) {
      const width = sizes[p]!;
      const values = part[field]!;
      for (let s = 0; s < samples; s++) all.set(values.subarray(s * width, (s + 1) * width), s * cells + from);
      from += width;
    }
    return all;
  };
  const joined = <A extends Float64Array | Float32Array | Uint32Array>(all: A, of: (part: CellPart) => A): A => {
    let from = 0;
    for (const part of parts) {
      all.set(of(part), from);
      from += of(part).length;
    }
    return all;
  };
  const starts = sizes.map((_, p) => sizes.slice(0, p).reduce((sum, size) => sum + size, 0));
  return {
    times: first.times,
    voltages: columns("voltages"),
    ...(first.recoveries ? { recoveries: columns("recoveries") } : {}),
    finalVoltages: joined(emptyLike(first.finalVoltages, cells), (part) => part.finalVoltages),
    finalRecoveries: joined(emptyLike(first.finalRecoveries, cells), (part) => part.finalRecoveries),
    ...(first.spikeCounts ? { spikeCounts: joined(new Uint32Array(cells), (part) => part.spikeCounts!) } : {}),
    failures: parts.flatMap(({ failures }, p) => failures.map(({ cell, time }) => ({ cell: cell + starts[p]!, time }))),
  };
}

function emptyLike(array: Float64Array | Float32Array, length: number): Float64Array | Float32Array {
  return array instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}
