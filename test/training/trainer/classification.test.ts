import { afterAll, describe, expect, it } from "vitest";
import { loadSync } from "../../../src/index.js";
import { createWorkerPool } from "../../../src/parallel/index.js";
import { writeSafetensors } from "../../../src/training/checkpoints/index.js";
import { createTrainer, resumeTrainer, type TrainerOptions } from "../../../src/training/trainer/index.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const pool = await createWorkerPool({ threads: 2 });
afterAll(() => pool.terminate());

const description = {
  kind: "classification",
  options: {
    task: { kind: "stimulus-integration", words: 6, stepsPerWord: 3, readoutSteps: 4, inputs: 6 },
    model: { kind: "rate-network", cells: 6 },
    trials: 8,
  },
} as const;
const options: TrainerOptions = {
  groups: [
    { tensors: ["Win"], method: "openai-es", stepSize: 0.1, populationSize: 8 },
    { tensors: ["Wro", "bro"], method: "readout-gradient", optimiser: { kind: "adam", rate: 0.05 } },
  ],
  seed: 7,
  validation: { every: 3 },
};

describe("a network that learns a task as in the released code of arXiv:2311.10869 (evolution on Win, gradient on the read-out)", () => {
  it("ends with the same bits in one thread, over workers, and from a checkpoint that knows its problem", async () => {
    const [alone, shared] = [createTrainer(core, description, options), createTrainer(core, description, options)];
    const start = alone.problem.initial(7);
    const expected = alone.run({ stop: { iterations: 8 } });
    await shared.runAsync({ pool, stop: { iterations: 4 } });
    const otherCore = loadSync();
    const resumed = resumeTrainer(otherCore, writeSafetensors(shared.save()));
    const result = await resumed.runAsync({ pool, stop: { iterations: 8 } });
    expect(result.parameters).toEqual(expected.parameters);
    expect(resumed.best).toEqual(alone.best);
    expect(result.loss).toBe(expected.loss);
    // Frozen: the recurrent weights.
    const frozen = alone.problem.tensors.filter(({ name }) => !["Win", "Wro", "bro"].includes(name));
    expect(frozen.map(({ name }) => name)).toContain("Wrec");
    for (const { offset, length } of frozen)
      expect(alone.parameters.slice(offset, offset + length)).toEqual(start.slice(offset, offset + length));
    for (const trainer of [alone, shared, resumed]) trainer.dispose();
  });

  it("searches along truncated gradients of the network with guided-es", () => {
    const guided = { tensors: ["Win", "Wrec"], method: "guided-es", stepSize: 0.05, populationSize: 8 } as const;
    const trainer = createTrainer(core, description, {
      groups: [{ ...guided, guide: { window: 6 }, optimiser: { kind: "adam", rate: 0.02 } }, options.groups[1]!],
      seed: 7,
      batches: 1,
    });
    const { history, evaluations } = trainer.run({ stop: { iterations: 40 } });
    expect(evaluations).toBe(40 * (8 + 3 + 1));
    expect(history.at(-1)!.loss).toBeLessThan(0.8 * history[0]!.loss); // chance is ln 3; a batch of 8 trials is learnt by heart
    trainer.dispose();
  });

  it("lowers the training loss by backpropagation of everything", () => {
    const group = { tensors: ["Win", "Wrec", "Wro", "bro"], method: "backpropagation", clip: 10 } as const;
    const trainer = createTrainer(core, description, {
      groups: [{ ...group, optimiser: { kind: "adam", rate: 0.02 } }],
      seed: 7,
      batches: 1,
    });
    const { history } = trainer.run({ stop: { iterations: 40 } });
    // Chance is ln 3 = 1.0986; a batch of 8 trials is learnt by heart.
    expect(history.at(-1)!.loss).toBeLessThan(0.7 * history[0]!.loss);
    trainer.dispose();
  });
});
