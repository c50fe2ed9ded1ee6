export { TrainingAbortError } from "./abort-error.js";
export { createTrainer, resumeTrainer } from "./create.js";
export type { PopulationEvaluator } from "./evaluation.js";
export type { HistoryRow } from "./history.js";
export { measureGradientCost } from "./measure.js";
export {
  type BackwardOptions,
  type GradientGroupOptions,
  gradientCosts,
  type PopulationGroupOptions,
  type ReadoutSolveGroupOptions,
  type TrainerGroupOptions,
  type TrainerOptions,
  type UnrolledGroupOptions,
  type ValidationOptions,
} from "./options.js";
export type { TrainingProgress } from "./progress.js";
export type { CheckpointSink, TrainingResult, TrainingRunAsyncOptions, TrainingRunOptions } from "./run.js";
export type { Schedule } from "./schedule.js";
export type { TrainingStopConditions, TrainingStopped, TrainingStopReason } from "./stop.js";
export type { BestParameters, Trainer } from "./trainer.js";
