import type { Core } from "../../core/core.js";
import { power } from "../../numeric/portable/index.js";
import type { TrainingProblem } from "../../training/problem.js";
import { createTrainer, resumeTrainer, type Trainer, type TrainerOptions } from "../../training/trainer/index.js";
import type { JobContext } from "../framework/study.js";

/** What parameters are worth on trials that training does not see. */
export interface Measured {
  readonly loss: number | null;
  readonly accuracy: number | null;
}

/** The state of a training when it has spent so many evaluations. */
export interface CurvePoint extends Measured {
  /** Loss evaluations that it may have spent by now; the same for all methods of an experiment. */
  readonly budget: number;
  readonly evaluations: number;
  readonly iterations: number;
}

export interface TrainingOutcome {
  readonly curve: readonly CurvePoint[];
  readonly iterations: number;
  readonly evaluations: number;
  /** Candidates without a finite loss, and entries of gradients that were not finite. */
  readonly notFinite: number;
  /** Why it ended before its budget did; null where it did not. */
  readonly stopped: string | null;
  /** ||W - W0|| / ||W0|| by tensor. */
  readonly changes: Readonly<Record<string, number>>;
}

export interface TrainingPlan<L> {
  readonly trainer: Omit<TrainerOptions, "stop">;
  /** Evaluations at which to measure, increasing; the last one is the budget. */
  readonly marks: readonly number[];
  measure(parameters: Float64Array): Measured;
  /** Shows a point of the curve to whoever watches. */
  show?(point: CurvePoint): void;
  /** Called at the start, with mark -1, and at each mark; what it returns is kept, also over interruptions: it is to be what JSON holds. */
  look?(mark: number, trainer: Trainer): L;
}

/** `count` budgets up to `budget`, each the same factor above the one before, from `first` on. */
export function geometricMarks(first: number, budget: number, count: number): number[] {
  const marks = Array.from({ length: count }, (_, i) => Math.round(budget * power(first / budget, 1 - (i + 1) / count)));
  return [...new Set(marks)].filter((mark) => mark >= 1);
}

interface Saved<L> {
  readonly curve: readonly CurvePoint[];
  readonly looks?: readonly L[];
}

/**
 * Trains until the budget is spent, measuring at the marks. Where the run keeps checkpoints, an interrupted job goes on from its last one with the same bits.
 * Returns the trained parameters beside what the study keeps.
 */
export function train<L = never>(
  context: Pick<JobContext, "core" | "checkpoint" | "onProgress" | "signal">,
  problem: TrainingProblem,
  { trainer: options, marks, measure, show, look }: TrainingPlan<L>,
): {
  readonly outcome: TrainingOutcome;
  readonly parameters: Float64Array;
  readonly trainer: Trainer;
  readonly looks: readonly L[];
} {
  const { core, checkpoint } = context;
  const kept = checkpoint.load();
  const { trainer, saved } = kept
    ? unpack<L>(core, problem, kept)
    : { trainer: createTrainer(core, problem, options), saved: undefined };
  const curve: CurvePoint[] = [...(saved?.curve ?? [])];
  for (const point of curve) show?.(point);
  const looks: L[] = [...(saved?.looks ?? [])];
  const lookAt = (mark: number) => {
    if (look) looks.push(look(mark, trainer));
  };
  const measureNow = (budget: number) => {
    const { loss, accuracy } = measure(trainer.parameters);
    const { evaluations, iteration: iterations } = trainer;
    const point = { budget, evaluations, iterations, loss: finite(loss), accuracy: finite(accuracy) };
    curve.push(point);
    show?.(point);
  };
  if (curve.length === 0) {
    measureNow(0);
    lookAt(-1);
  }
  let last = performance.now();
  const sink = {
    everySeconds: checkpoint.everySeconds,
    save(bytes: Uint8Array) {
      if (performance.now() - last < 1000 * checkpoint.everySeconds) return;
      checkpoint.save(pack({ curve, looks }, bytes));
      last = performance.now();
    },
  };
  const budget = marks.at(-1)!;
  let stopped: string | null = null;
  for (let i = curve.length - 1; i < marks.length; i++) {
    const result = trainer.run({
      stop: { evaluations: marks[i]! },
      checkpoints: sink,
      onProgress: ({ evaluations }) => {
        context.signal.throwIfAborted();
        context.onProgress(evaluations / budget);
      },
    });
    measureNow(marks[i]!);
    lookAt(i);
    stopped = result.stopped.reason === "evaluations" ? null : result.stopped.detail;
  }
  return {
    outcome: {
      curve,
      iterations: trainer.iteration,
      evaluations: trainer.evaluations,
      notFinite: trainer.notFinite,
      stopped,
      changes: trainer.history.at(-1)?.changes ?? {},
    },
    parameters: trainer.parameters,
    trainer,
    looks,
  };
}

export const finite = (value: number | null | undefined): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** Length of the text, the text, the trainer's checkpoint. */
function pack(saved: Saved<unknown>, trainer: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(saved));
  const bytes = new Uint8Array(4 + text.length + trainer.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  bytes.set(trainer, 4 + text.length);
  return bytes;
}

function unpack<L>(core: Core, problem: TrainingProblem, bytes: Uint8Array): { trainer: Trainer; saved: Saved<L> } {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const saved = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Saved<L>;
  return { trainer: resumeTrainer(core, bytes.slice(4 + length), { problem }), saved };
}
