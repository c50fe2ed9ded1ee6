import { checkNumber } from "../../core/check.js";
import type { Checkpoint } from "../checkpoints/checkpoint.js";
import { writeSafetensors } from "../checkpoints/safetensors.js";
import type { PopulationEvaluator } from "./evaluation.js";
import type { HistoryRow } from "./history.js";
import type { TrainingProgress } from "./progress.js";
import type { TrainingStopConditions, TrainingStopped } from "./stop.js";

/** Where checkpoints go: a file, the job of a study, storage of a page. */
export interface CheckpointSink {
  /** Seconds from one checkpoint to the next. */
  readonly everySeconds: number;
  /** Keeps the bytes of a checkpoint in place of those before. */
  save(bytes: Uint8Array): void;
}

export interface TrainingRunOptions {
  /** In place of the trainer's. */
  readonly stop?: TrainingStopConditions;
  /** Called after each iteration. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Takes checkpoints while training runs, and one at its end. */
  readonly checkpoints?: CheckpointSink;
}

export interface TrainingRunAsyncOptions extends TrainingRunOptions {
  readonly signal?: AbortSignal;
  /** Workers that share the candidates of each generation, and the particles of long trials. */
  readonly pool?: PopulationEvaluator;
}

export interface TrainingResult {
  /** All parameters; see `kept`. */
  readonly parameters: Float64Array;
  /** Of `parameters` at validation; of the last iteration, before its move, where they are the last ones. */
  readonly loss: number;
  /** Whether `parameters` are those of the lowest validation loss, or the last. */
  readonly kept: "best" | "last";
  readonly iterations: number;
  readonly evaluations: number;
  readonly seconds: number;
  /** Candidates and entries of gradients that were not finite. */
  readonly notFinite: number;
  readonly stopped: TrainingStopped;
  readonly history: readonly HistoryRow[];
}

/** Writes checkpoints when they are due. */
export class Saver {
  readonly #sink: CheckpointSink | undefined;
  #last = performance.now();
  #pending = false;

  constructor(sink: CheckpointSink | undefined) {
    this.#sink = sink;
    if (sink) checkNumber("checkpoints.everySeconds", sink.everySeconds, { min: 0, unit: "s" });
  }

  offer(save: () => Checkpoint): void {
    if (!this.#sink) return;
    this.#pending = true;
    if (performance.now() - this.#last >= 1000 * this.#sink.everySeconds) this.end(save);
  }

  end(save: () => Checkpoint): void {
    if (!this.#sink || !this.#pending) return;
    this.#sink.save(writeSafetensors(save()));
    this.#last = performance.now();
    this.#pending = false;
  }
}

/** The thread is left to others this often, ms. */
const STRETCH = 20;

/** Leaves the thread to its event loop where this stretch has lasted long enough. */
export function turnTaker(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < STRETCH) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    since = performance.now();
  };
}
