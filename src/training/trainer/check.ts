import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import { checkSeed } from "../../random/stream.js";
import type { TrainingProblem } from "../problem.js";
import type { TrainerOptions, ValidationOptions } from "./options.js";
import { checkSchedule, type Schedule } from "./schedule.js";
import { checkTrainingStop, type TrainingStopConditions } from "./stop.js";

export interface CheckedOptions {
  readonly schedule: Schedule;
  readonly validation: Required<ValidationOptions> | undefined;
  readonly keep: "best" | "last";
  /** Refuses conditions that would never end a run. */
  stopOf(stop: TrainingStopConditions | undefined): TrainingStopConditions;
}

const keys = ["groups", "seed", "start", "batches", "alternate", "schedule", "stop", "validation", "keep"];

/** Everything but the groups. Errors: InputError. */
export function checkOptions(problem: TrainingProblem, options: TrainerOptions): CheckedOptions {
  checkKeys("options", options, keys);
  checkSeed("seed", options.seed);
  if (options.start !== undefined) checkNumbers("start", options.start, problem.length);
  if (options.batches !== undefined) checkNumber("batches", options.batches, { min: 1, integer: true });
  if (options.alternate !== undefined && typeof options.alternate !== "boolean")
    throw new InputError("alternate", options.alternate, "true or false");
  const { validation } = options;
  if (validation) {
    checkKeys("validation", validation, ["every", "batches"]);
    checkNumber("validation.every", validation.every, { min: 1, integer: true });
    checkNumber("validation.batches", validation.batches ?? 1, { min: 1, integer: true });
  }
  const keep = checkOneOf("keep", options.keep ?? (validation ? "best" : "last"), ["best", "last"] as const);
  if (keep === "best" && !validation) throw new InputError("keep", keep, '"last" without validation');
  if (options.stop !== undefined) checkTrainingStop(options.stop);
  return {
    schedule: checkSchedule("schedule", options.schedule ?? { kind: "constant" }),
    validation: validation && { every: validation.every, batches: validation.batches ?? 1 },
    keep,
    stopOf: (stop) => {
      if (stop === undefined) throw new InputError("stop", stop, "given to the trainer or to this run");
      const { iterations, evaluations, seconds, noImprovement } = checkTrainingStop(stop);
      if ([iterations, evaluations, seconds, noImprovement].every((limit) => limit === undefined))
        throw new InputError(
          "stop",
          stop,
          "an object with one of iterations, evaluations, seconds, noImprovement: a target may never be reached",
        );
      return stop;
    },
  };
}
