import { describe, expect, it } from "vitest";
import { loadSync, SnapshotError, strategyNames } from "../../../src/index.js";
import { type Checkpoint, readSafetensors, writeSafetensors } from "../../../src/training/checkpoints/index.js";
import { createTrainer, resumeTrainer, type TrainerOptions } from "../../../src/training/trainer/index.js";
import { testCore } from "../../support/core.js";
import { toyProblem } from "../../support/toy-problem.js";

const core = await testCore();
const toyOptions = { inputs: 3, hidden: 4, trials: 6, limit: 0.9 };
const problem = toyProblem(core, toyOptions);
const readout = { tensors: ["Wro", "b"], method: "readout-gradient", optimiser: { kind: "adam", rate: 0.02 } } as const;

/** All that a checkpoint holds but the one column of history that is time. */
function timeless({ tensors, metadata }: Checkpoint) {
  const { history, ...rest } = tensors;
  const width = history!.shape[1]!;
  const rows = Array.from(history!.data as Float64Array, (value, i) => (i % width === 2 ? 0 : value));
  const state = JSON.parse(metadata.state!);
  delete state.counters.seconds;
  return { rest, rows, metadata: { ...metadata, state } };
}

const combinations: [string, TrainerOptions][] = [
  ...strategyNames.map((method): [string, TrainerOptions] => [
    method,
    {
      groups: [
        { tensors: ["Win"], method, stepSize: 0.2, ...(method === "guided-es" ? { guide: { window: 2 } } : {}) } as never,
        readout,
      ],
      seed: 4,
      schedule: { kind: "plateau", patience: 2 },
    },
  ]),
  [
    "restarts",
    {
      groups: [{ tensors: ["b"], method: "restarted-cma-es", stepSize: 0.2, populationSize: 4 }],
      seed: 2n ** 60n,
      alternate: false,
    },
  ],
  [
    "gradients, in turn, with validation",
    {
      groups: [
        { tensors: ["Win"], method: "backpropagation", optimiser: { kind: "rmsprop", rate: 0.01 }, clip: 0.5 },
        { method: "readout-solve", every: 2, ridge: 1e-6 },
      ],
      seed: 4,
      alternate: true,
      batches: 3,
      validation: { every: 2, batches: 2 },
      start: Float64Array.from({ length: 22 }, (_, i) => i / 22 - 0.5),
    },
  ],
];

describe.each(combinations)("%s", (_, options) => {
  it("goes on from the bytes of a checkpoint, in another core, with the same bits", () => {
    const whole = createTrainer(core, problem, options);
    whole.run({ stop: { iterations: 7 } });
    const bytes = writeSafetensors(whole.save());
    const otherCore = loadSync();
    const other = resumeTrainer(otherCore, bytes, { problem: toyProblem(otherCore, toyOptions) });
    expect(writeSafetensors(other.save())).toEqual(bytes);
    for (const trainer of [whole, other]) trainer.run({ stop: { iterations: 12 } });
    expect(other.parameters).toEqual(whole.parameters);
    expect(timeless(other.save())).toEqual(timeless(whole.save()));
    expect(other.best).toEqual(whole.best);
    whole.dispose();
  });
});

describe("resuming", () => {
  const trainer = createTrainer(core, problem, combinations[0]![1]);
  trainer.run({ stop: { iterations: 2 } });
  const saved = trainer.save();
  const refused = (changes: Partial<Checkpoint>, words: RegExp, given = problem) => {
    let error: unknown;
    try {
      resumeTrainer(core, { ...saved, ...changes }, { problem: given });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(SnapshotError);
    expect((error as Error).message).toMatch(words);
  };

  it("names the problem and options it is of, as text that people can read", () => {
    expect(JSON.parse(saved.metadata.problem!)).toMatchObject({ kind: "toy", options: { hidden: 4 } });
    expect(JSON.parse(saved.metadata.options!).groups[1].method).toBe("readout-gradient");
    expect(saved.tensors["parameters/Win"]!.shape).toEqual([4, 3]);
  });

  it("refuses what is not its own", () => {
    const metadata = (changes: object) => ({ metadata: { ...saved.metadata, ...changes } as Record<string, string> });
    refused(metadata({ format: "pt" }), /not the checkpoint of a trainer/);
    refused(metadata({ version: "2" }), /has version 2/);
    refused(metadata({ core: "00" }), /another version of the core/);
    refused(metadata({ options: "{" }), /options cannot be read/);
    refused(metadata({ state: "{}" }), /states of its groups do not fit/);
    refused({}, /of another problem \(toy\)/, toyProblem(core, { ...toyOptions, hidden: 5 }));
  });

  it("refuses tensors that are missing or do not fit", () => {
    const { "parameters/Win": _, ...rest } = saved.tensors;
    refused({ tensors: rest }, /parameters\/Win is missing/);
    refused({ tensors: { ...saved.tensors, history: { shape: [0], data: new Float64Array(0) } } }, /history has another length/);
    const short = { shape: [1], data: new Float64Array(1) };
    refused({ tensors: { ...saved.tensors, "groups/1/first": short } }, /vector first of a group does not fit/);
    refused({ tensors: { ...saved.tensors, "groups/0/centre": short } }, /centre does not fit/);
  });

  it("takes checkpoints as often as it is asked to, and one at the end", () => {
    const taken: Checkpoint[] = [];
    const save = (bytes: Uint8Array) => taken.push(readSafetensors(bytes));
    const other = createTrainer(core, problem, combinations[0]![1]);
    other.run({ stop: { iterations: 3 }, checkpoints: { everySeconds: 0, save } });
    expect(taken.map(({ tensors }) => tensors.history!.shape[0])).toEqual([1, 2, 3]);
    other.run({ stop: { iterations: 5 }, checkpoints: { everySeconds: 1000, save } });
    expect(taken.map(({ tensors }) => tensors.history!.shape[0])).toEqual([1, 2, 3, 5]);
    expect(timeless(taken[3]!)).toEqual(timeless(other.save()));
  });
});
