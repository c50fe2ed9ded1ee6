import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { Model } from "../model.js";
import { EnsembleAbortError } from "./aborted.js";
import { type CheckedEnsemble, checkEnsembleSolve, checkMembers, type EnsembleOptions, type MemberTables } from "./options.js";
import type { EnsemblePart } from "./part.js";
import { chunkMembers, EnsembleRunner } from "./runner.js";
import { EnsembleSolution } from "./solution.js";

export interface EnsembleControl {
  readonly signal?: AbortSignal | undefined;
  /** Called between stretches with the members that have ended. */
  readonly onProgress?: ((progress: { readonly members: number; readonly fraction: number }) => void) | undefined;
}

const STRETCH = 30; // ms

/**
 * Solves N initial value problems of one model, which differ in their start and their parameters:
 *
 *     const { states, failures } = solveEnsemble(core, model, { members: 3, initial: [[1, 0], [2, 0], [3, 0]], end: 10 });
 *
 * Each member comes out as {@link solve} solves it alone, bit for bit. One that fails does not stop the others: see
 * `failures`. Errors: InputError, MemoryError; what a function of yours throws.
 */
export function solveEnsemble(core: Core, model: Model, options: EnsembleOptions): EnsembleSolution {
  const { tables, solve } = checkEnsemble(core, model, options);
  return withRunner(core, model, solve, tables, (runner, capacity) => {
    const parts: EnsemblePart[] = [];
    for (let from = 0; from < tables.members; from += capacity) {
      const stretches = runner.run(tables, from, Math.min(from + capacity, tables.members));
      for (;;) {
        const { done, value } = stretches.next();
        if (!done) continue;
        parts.push(value);
        break;
      }
    }
    return new EnsembleSolution(model, solve, options.events ?? [], parts);
  });
}

/** {@link solveEnsemble} in stretches of about 30 ms, with a break for the event loop between them. Errors: EnsembleAbortError too. */
export async function solveEnsembleAsync(
  core: Core,
  model: Model,
  options: EnsembleOptions & EnsembleControl,
): Promise<EnsembleSolution> {
  const { signal, onProgress, ...rest } = options;
  const { tables, solve } = checkEnsemble(core, model, rest);
  return withRunner(core, model, solve, tables, async (runner, capacity) => {
    const parts: EnsemblePart[] = [];
    let steps = 256;
    for (let from = 0; from < tables.members; from += capacity) {
      const stretches = runner.run(tables, from, Math.min(from + capacity, tables.members), steps);
      for (;;) {
        const begun = performance.now();
        const { done, value } = stretches.next(steps);
        const members = done ? from + value.members : from + value;
        onProgress?.({ members, fraction: members / tables.members });
        if (done) {
          parts.push(value);
          break;
        }
        if (signal?.aborted) throw new EnsembleAbortError(members, tables.members, signal.reason);
        const spent = Math.max(performance.now() - begun, 0.01);
        steps = Math.min(2 ** 30, Math.max(1, Math.round(steps * Math.min(8, Math.max(0.125, STRETCH / spent)))));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      if (signal?.aborted) throw new EnsembleAbortError(from + capacity, tables.members, signal.reason);
    }
    return new EnsembleSolution(model, solve, rest.events ?? [], parts);
  });
}

/** Errors: InputError. */
export function checkEnsemble(
  core: Core,
  model: Model,
  options: EnsembleOptions,
): { tables: MemberTables; solve: CheckedEnsemble } {
  if (typeof model !== "object" || typeof model?.bind !== "function") {
    throw new InputError("model", model, "a model of the core, or functionModel(f, { length }) of a function of yours");
  }
  const tables = checkMembers(model, options);
  const { members: _, ...rest } = options;
  return { tables, solve: checkEnsembleSolve(core, model, rest) };
}

function withRunner<R>(
  core: Core,
  model: Model,
  solve: CheckedEnsemble,
  tables: MemberTables,
  use: (runner: EnsembleRunner, capacity: number) => R,
): R {
  const capacity = chunkMembers(solve, tables);
  const runner = new EnsembleRunner(core, model, solve, capacity, tables.constantCount);
  let result: R;
  try {
    result = use(runner, capacity);
  } catch (error) {
    runner.dispose();
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => runner.dispose()) as R;
  runner.dispose();
  return result;
}
