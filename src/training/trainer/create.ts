import type { Core } from "../../core/core.js";
import { SnapshotError } from "../../core/errors.js";
import type { Checkpoint } from "../checkpoints/checkpoint.js";
import { readSafetensors } from "../checkpoints/safetensors.js";
import { plainOptions } from "../evolution/state.js";
import type { TrainingProblem, TrainingProblemDescription } from "../problem.js";
import { createTrainingProblem } from "../problems/registry.js";
import type { TrainerOptions } from "./options.js";
import { readHeader, readTrainer } from "./save.js";
import { Trainer } from "./trainer.js";

/**
 * Makes a trainer of a problem, or of the description of one of the library's, which `dispose` then gives back too:
 *
 *     const trainer = createTrainer(core, problem, {
 *       groups: [
 *         { tensors: ["Win"], method: "openai-es", stepSize: 0.05, populationSize: 64 },
 *         { tensors: ["Wro"], method: "readout-gradient", optimiser: { kind: "adam", rate: 5e-3 } },
 *       ],
 *       seed: 1,
 *       stop: { evaluations: 100_000 },
 *     });
 *     const { parameters, stopped } = trainer.run();
 *
 * Errors: InputError that names the group and the field; MemoryError.
 */
export function createTrainer(
  core: Core,
  problem: TrainingProblem | TrainingProblemDescription,
  options: TrainerOptions,
): Trainer {
  if ("evaluate" in problem) return new Trainer(core, problem, options, false);
  const made = createTrainingProblem(core, problem);
  try {
    return new Trainer(core, made, options, true);
  } catch (error) {
    made.dispose();
    throw error;
  }
}

/**
 * Goes on from a checkpoint (or the bytes of its file) with the same bits. `problem`: the one it was made with, where that is one of your own.
 * Errors: SnapshotError for what is no checkpoint of this version and core, or of another problem; MemoryError.
 */
export function resumeTrainer(
  core: Core,
  checkpoint: Checkpoint | Uint8Array,
  given: { readonly problem?: TrainingProblem } = {},
): Trainer {
  const read = checkpoint instanceof Uint8Array ? readSafetensors(checkpoint) : checkpoint;
  const header = readHeader(core, read);
  const problem = given.problem ?? createTrainingProblem(core, header.problem);
  let trainer: Trainer | undefined;
  try {
    const text = (description: TrainingProblemDescription) => JSON.stringify(plainOptions(description));
    if (text(problem.description) !== text(header.problem))
      throw new SnapshotError(`This checkpoint is of another problem (${header.problem?.kind}), or of other options of it.`);
    const state = readTrainer(problem, header.options.groups?.length, read);
    trainer = new Trainer(core, problem, { ...header.options, start: state.initial }, given.problem === undefined);
    trainer.restore(state);
    return trainer;
  } catch (error) {
    trainer?.dispose();
    if (!trainer && !given.problem) problem.dispose();
    throw error;
  }
}
