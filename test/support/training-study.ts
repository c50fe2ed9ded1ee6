import { z } from "zod";
import { within } from "../../src/studies/framework/claims.js";
import { defineStudy, type Job } from "../../src/studies/framework/study.js";
import { createTrainer, resumeTrainer } from "../../src/training/trainer/index.js";
import { toyProblem } from "./toy-problem.js";

interface Input {
  readonly iterations: number;
  readonly work: number;
}
interface Result {
  readonly parameters: readonly number[];
  readonly loss: number;
  readonly iterations: number;
}

/** One training job, long enough to be interrupted, and a short one. */
export const trainingStudy = defineStudy({
  name: "training-check",
  title: "Training that is interrupted",
  paper: { citation: "none", link: "https://example.org" },
  summary: "Trains a toy.",
  module: import.meta.url,
  parameters: z.object({
    iterations: z.int().min(1).max(1e6).default(30).describe("of the long job"),
    work: z.number().min(0).max(100).default(0).meta({ unit: "ms", description: "time that an evaluation takes at least" }),
  }),
  presets: { quick: { seconds: 1 }, full: { seconds: 1 } },
  plan: ({ iterations, work }): Job<Input>[] => [
    { id: "long", kind: "training", input: { iterations, work }, cost: iterations },
    { id: "short", kind: "training", input: { iterations: 1, work: 0 }, cost: 1 },
  ],
  async perform({ input }, { core, seed, signal, checkpoint, onProgress }): Promise<Result> {
    const problem = toyProblem(core, { inputs: 3, hidden: 4, trials: 12, work: input.work });
    const saved = checkpoint.load();
    const trainer = saved
      ? resumeTrainer(core, saved, { problem })
      : createTrainer(core, problem, {
          groups: [
            { tensors: ["Win"], method: "openai-es", stepSize: 0.1, populationSize: 8 },
            { tensors: ["Wro", "b"], method: "readout-gradient", optimiser: { kind: "adam", rate: 0.02 } },
          ],
          seed,
        });
    onProgress(trainer.iteration / input.iterations);
    const { parameters, loss, iterations } = await trainer.runAsync({
      signal,
      stop: { iterations: input.iterations },
      checkpoints: { everySeconds: 0, save: (bytes) => checkpoint.save(bytes) },
      onProgress: ({ iteration }) => onProgress(iteration / input.iterations),
    });
    return { parameters: [...parameters], loss, iterations };
  },
  conclude: (_, results) => ({
    tables: {
      parameters: {
        columns: ["job", "number", "value"],
        rows: results.all.flatMap(({ job, result }) => result.parameters.map((value, i) => [job.id, i, value])),
      },
    },
    figures: {},
    claims: [
      within({
        id: "iterations",
        statement: "The short job has one iteration",
        source: "its plan",
        expected: 1,
        tolerance: 0,
        measured: results.get("short").iterations,
      }),
    ],
  }),
});
