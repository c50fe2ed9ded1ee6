import { checkKeys, checkNumber } from "../core/check.js";
import { type Core, compileCore, type LoadOptions, load } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { EnsembleControl, EnsembleOptions, EnsembleSolution, Model } from "../solvers/index.js";
import type { PopulationRequest, PopulationValues } from "../training/population/request.js";
import type { StretchRequest } from "../training/population/stretches.js";
import type { StretchEvaluation } from "../training/problem.js";
import { type CellEnsembleOptions, type CellEnsembleRun, joinCells, splitCells } from "./cells.js";
import { errorFromData } from "./errors.js";
import { joinEnsemble, splitEnsemble } from "./members.js";
import { PoolAbortError } from "./pool-abort-error.js";
import { joinPopulation, splitPopulation, splitStretches } from "./population.js";
import { type PartOf, perform, type Task } from "./tasks.js";
import type { Answer } from "./worker.js";
import { WorkerError } from "./worker-error.js";
import { workerpool } from "./workerpool.js";
import { processors, startWorkers } from "./workers.js";

export interface WorkerPoolOptions {
  /** Worker threads, 0 to 256; 0: everything runs in this one, which it blocks. Default: one for each processor. */
  readonly threads?: number;
  /** The core itself, where it does not come from the package ({@link LoadOptions.module}). */
  readonly module?: LoadOptions["module"];
  /** Takes notices in words: of workers that ended unexpectedly and whose work others do again. Default: the console's warnings. */
  readonly onNotice?: (text: string) => void;
}

/** Workers that may end while they do the same piece of work. */
const ATTEMPTS = 4;

/** How ensembles are split and watched. */
export interface PoolControl extends EnsembleControl {
  /** Members that a worker takes at a time, >= 1; does not change results. Default: so that each worker comes back for more some 16 times. */
  readonly chunk?: number;
}

type Started = Awaited<ReturnType<typeof startWorkers>>;

/** Workers, each with a core of its own, that share the members of ensembles. Made by {@link createWorkerPool}; terminate it. */
export class WorkerPool {
  /** Worker threads. */
  readonly threads: number;
  readonly #core: Core;
  readonly #module: WebAssembly.Module;
  readonly #workers: Started | undefined;
  readonly #notice: (text: string) => void;
  #terminated = false;

  /** @internal */
  constructor(
    core: Core,
    module: WebAssembly.Module,
    threads: number,
    workers: Started | undefined,
    notice: (text: string) => void,
  ) {
    this.#notice = notice;
    this.#core = core;
    this.#module = module;
    this.threads = threads;
    this.#workers = workers;
  }

  /**
   * {@link solveEnsemble} over all workers: the same bits for any number of them. `model` is one of the core's (testProblems, morrisLecarModel);
   * only its name, parameters, starts and options travel. Errors: InputError, MemoryError, PoolAbortError.
   */
  async solveEnsemble(model: Model, options: EnsembleOptions & PoolControl): Promise<EnsembleSolution> {
    const { signal, onProgress, chunk, ...rest } = options;
    const plan = splitEnsemble(this.#core, model, rest, this.threads, checkChunk(chunk));
    const parts = await this.#performAll(plan.tasks, plan.sizes, { signal, onProgress });
    return joinEnsemble(plan, parts);
  }

  /** Runs N Morris-Lecar cells with fixed steps ({@link createMorrisLecarEnsemble}) over all workers: the same bits for any number of them. */
  async runMorrisLecarEnsemble(options: CellEnsembleOptions & PoolControl): Promise<CellEnsembleRun> {
    const { signal, onProgress, chunk, ...rest } = options;
    const plan = splitCells(rest, this.threads, checkChunk(chunk));
    return joinCells(plan, await this.#performAll(plan.tasks, plan.sizes, { signal, onProgress }));
  }

  /**
   * Evaluates the candidates of a generation over all workers: the same bits for any number of them. What a trainer's `runAsync({ pool })`
   * calls. The problem is one of the library's, or one whose description names its `module`. Errors: those of the problem, WorkerError,
   * PoolAbortError.
   */
  async evaluatePopulation(request: PopulationRequest, control: PoolControl = {}): Promise<PopulationValues> {
    const { signal, onProgress, chunk } = control;
    const plan = splitPopulation(request, this.threads, checkChunk(chunk));
    return joinPopulation(plan, await this.#performAll(plan.tasks, plan.sizes, { signal, onProgress }));
  }

  /**
   * Takes particles of long trials some steps further, shared out over all workers: the same bits for any number of them. Where their trials are goes with
   * them and comes back. Errors: those of the problem, WorkerError, PoolAbortError.
   */
  async advanceParticles(request: StretchRequest, control: PoolControl = {}): Promise<readonly StretchEvaluation[]> {
    const { signal, onProgress, chunk } = control;
    const { tasks, sizes } = splitStretches(request, this.threads, checkChunk(chunk));
    return (await this.#performAll(tasks, sizes, { signal, onProgress })).flat();
  }

  /** Ends the workers, and rejects what they are doing. */
  async terminate(): Promise<void> {
    this.#terminated = true;
    await this.#workers?.pool.terminate(true);
    this.#workers?.release();
  }

  /** Does tasks, each of `sizes` members, as many at a time as there are workers. */
  async #performAll<T extends Task>(
    tasks: readonly T[],
    sizes: readonly number[],
    control: EnsembleControl,
  ): Promise<PartOf<T>[]> {
    if (this.#terminated) throw new InputError("pool", "terminated", "one that has not been terminated");
    const { signal, onProgress } = control;
    const members = sizes.reduce((sum, size) => sum + size, 0);
    const parts = new Array<PartOf<T>>(tasks.length);
    const running = new Set<{ cancel(): unknown }>();
    let [next, done, ended] = [0, 0, false];
    const aborted = () => new PoolAbortError(done, members, signal?.reason);
    const work = async () => {
      while (next < tasks.length && !ended) {
        const i = next++;
        parts[i] = await this.#perform(tasks[i]!, running, () => ended || this.#terminated);
        if (ended) return;
        done += sizes[i]!;
        onProgress?.({ members: done, fraction: done / members });
        if (signal?.aborted) throw aborted();
      }
    };
    let onAbort = () => {};
    const abort = new Promise<never>((_, reject) => {
      onAbort = () => reject(aborted());
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
    });
    try {
      await Promise.race([abort, Promise.all(Array.from({ length: Math.max(1, this.threads) }, work))]);
      return parts;
    } finally {
      ended = true;
      signal?.removeEventListener("abort", onAbort);
      for (const task of running) task.cancel(); // ends their workers; others take their place
    }
  }

  async #perform<T extends Task>(task: T, running: Set<{ cancel(): unknown }>, ended: () => boolean): Promise<PartOf<T>> {
    if (!this.#workers) {
      await new Promise((resolve) => setTimeout(resolve, 0)); // a break for the event loop
      return perform(this.#core, task);
    }
    for (let attempt = 1; ; attempt++) {
      const promise = this.#workers.pool.exec("perform", [this.#module, task]);
      running.add(promise);
      try {
        const answer = (await promise) as Answer<T>;
        if ("failure" in answer) throw errorFromData(answer.failure);
        return answer.part;
      } catch (error) {
        if (!(error instanceof workerpool.TerminateError) || ended()) throw error;
        if (attempt === ATTEMPTS) throw new WorkerError(attempt, error);
        this.#notice(
          `A worker ended unexpectedly (${error.message.split("\n")[0]!.trim()}); another one takes its place and does its work again.`,
        );
        await new Promise((resolve) => setTimeout(resolve, 0)); // until the pool has noticed too
      } finally {
        running.delete(promise);
      }
    }
  }
}

function checkChunk(chunk: number | undefined): number | undefined {
  return chunk === undefined ? undefined : checkNumber("chunk", chunk, { min: 1, max: 2 ** 31, integer: true });
}

/**
 * Starts workers for {@link WorkerPool.solveEnsemble}:
 *
 *     const pool = await createWorkerPool();
 *     const { states } = await pool.solveEnsemble(testProblems.vanDerPol(), { members: 10_000, parameters: { mu }, end: 20 });
 *     await pool.terminate();
 *
 * Errors: InputError.
 */
export async function createWorkerPool(options: WorkerPoolOptions = {}): Promise<WorkerPool> {
  checkKeys("options", options, ["threads", "module", "onNotice"]);
  const threads = checkNumber("threads", options.threads ?? Math.max(1, processors()), { min: 0, max: 256, integer: true });
  const module = await compileCore(options.module);
  const workers = threads === 0 ? undefined : await startWorkers(threads);
  return new WorkerPool(await load({ module }), module, threads, workers, options.onNotice ?? console.warn);
}
