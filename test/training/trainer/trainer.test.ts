import { describe, expect, it } from "vitest";
import { InputError, strategyNames } from "../../../src/index.js";
import { createTrainer, type TrainerOptions } from "../../../src/training/trainer/index.js";
import { testCore } from "../../support/core.js";
import { type ToyOptions, toyProblem } from "../../support/toy-problem.js";

const core = await testCore();
const problemOf = (options: Partial<ToyOptions> = {}) => toyProblem(core, { inputs: 3, hidden: 4, trials: 12, ...options });
const adam = { kind: "adam", rate: 0.02 } as const;
const win = { tensors: ["Win"], method: "openai-es", stepSize: 0.1, populationSize: 8 } as const;
const readout = { tensors: ["Wro", "b"], method: "readout-gradient", optimiser: adam } as const;

const train = (options: Partial<TrainerOptions>, iterations = 5, toy: Partial<ToyOptions> = {}) => {
  const trainer = createTrainer(core, problemOf(toy), { groups: [win, readout], seed: 3, ...options });
  const result = trainer.run({ stop: { iterations } });
  return { trainer, result };
};

describe("a trainer", () => {
  it("lowers the loss with each method, alone or with the read-out's gradient beside it", () => {
    for (const method of strategyNames) {
      const group = { tensors: ["Win", "Wro", "b"], method, stepSize: 0.1 } as never;
      // One set of trials, so that losses of iterations compare.
      const { trainer } = train({ groups: [group], batches: 1, seed: 5 }, 40);
      const before = trainer.evaluate("training", 1, problemOf().initial(5)).loss;
      expect(trainer.evaluate("training").loss, method).toBeLessThan(before);
      trainer.dispose();
    }
    for (const method of ["backpropagation", "truncated-backpropagation", "forward-sensitivity"] as const) {
      const { result, trainer } = train({ groups: [{ ...readout, method, tensors: ["Win", "Wro", "b"] }], batches: 1 }, 60);
      expect(result.history.at(-1)!.loss).toBeLessThan(0.7 * result.history[0]!.loss);
      trainer.dispose();
    }
  });

  it("leaves frozen tensors as they are, bit for bit, and lists how far the others moved", () => {
    const { trainer, result } = train({}, 6);
    const start = problemOf().initial(3);
    const [w, extra, wro] = trainer.problem.tensors as unknown as { offset: number; length: number }[];
    const part = (all: Float64Array, { offset, length }: { offset: number; length: number }) =>
      all.slice(offset, offset + length);
    expect(part(result.parameters, extra!)).toEqual(part(start, extra!));
    for (const tensor of [w!, wro!]) expect(part(result.parameters, tensor)).not.toEqual(part(start, tensor));
    const row = result.history.at(-1)!;
    expect(row.changes.extra).toBe(0);
    const change = part(result.parameters, w!).map((value, i) => value - part(start, w!)[i]!);
    const ratio = Math.hypot(...change) / Math.hypot(...part(start, w!));
    expect(row.changes.Win).toBeCloseTo(ratio, 14); // two ways to add 12 squares
    trainer.dispose();
  });

  it("counts forward runs: candidates, gradients by their cost, a shared gradient once", () => {
    expect(train({}, 4).result.evaluations).toBe(4 * (8 + 1));
    const full = { tensors: ["Win"], method: "backpropagation", optimiser: adam } as const;
    const other = { ...full, tensors: ["Wro"], optimiser: { kind: "sgd", rate: 0.01 } } as const;
    expect(train({ groups: [full, other] }, 4).result.evaluations).toBe(4 * 3);
    expect(train({ groups: [full, { ...other, checkpoints: "uniform" }] }, 4).result.evaluations).toBe(4 * 6);
    expect(train({ groups: [{ ...full, cost: 2.5 }] }, 4).result.evaluations).toBe(10);
    expect(train({ groups: [{ ...full, method: "forward-sensitivity" }] }, 1).result.evaluations).toBe(13);
    const { result } = train({ groups: [win] }, 4);
    expect(result.evaluations).toBe(32);
    expect(train({ groups: [{ method: "readout-solve", every: 3 }] }, 4).result.evaluations).toBe(4 + 2);
  });

  it("gives groups that share a gradient what they get alone", () => {
    const one = { tensors: ["Win"], method: "backpropagation", optimiser: adam } as const;
    const two = { ...one, tensors: ["Wro", "b"], optimiser: { kind: "momentum", rate: 0.01 } } as const;
    const shared = train({ groups: [one, two] });
    // Another scheme of checkpoints keeps the runs apart, and the toy has none: the same numbers.
    const apart = train({ groups: [one, { ...two, checkpoints: "all" }] });
    expect(shared.result.parameters).toEqual(apart.result.parameters);
    expect(shared.result.evaluations).not.toBe(apart.result.evaluations);
  });

  it("shows all groups and candidates of an iteration the same trials, others in the next", () => {
    const seen: string[] = [];
    const problem = problemOf();
    const watched = {
      ...problem,
      evaluate: (w: Float64Array, batch: { set: string; index: number }) => {
        seen.push(`${batch.set} ${batch.index}`);
        return problem.evaluate(w, batch as never);
      },
    };
    const group = { ...win, populationSize: 4 };
    const trainer = createTrainer(core, watched as never, {
      groups: [group],
      seed: 3,
      batches: 2,
      validation: { every: 2, batches: 2 },
    });
    trainer.run({ stop: { iterations: 3 } });
    const four = (name: string) => Array<string>(4).fill(name);
    expect(seen).toEqual([...four("training 0"), ...four("training 1"), "validation 0", "validation 1", ...four("training 0")]);
    trainer.dispose();
  });

  it("takes groups in turn where they alternate", () => {
    const { result } = train({ alternate: true }, 4);
    const moved = result.history.map(({ changes }) => [changes.Win!, changes.Wro!]);
    expect(moved[0]![0]).toBeGreaterThan(0);
    expect(moved[0]![1]).toBe(0);
    expect(moved[1]![0]).toBe(moved[0]![0]);
    expect(moved[1]![1]).toBeGreaterThan(0);
    expect(result.evaluations).toBe(2 * 8 + 2 * 1);
  });

  it("shortens long gradients, and counts entries that are not finite as 0", () => {
    const plain = { tensors: ["Win"], method: "backpropagation", optimiser: { kind: "sgd", rate: 1 } } as const;
    const { result } = train({ groups: [{ ...plain, clip: 1e-3 }] }, 1);
    expect(result.history[0]!.updateNorm).toBeCloseTo(1e-3, 15); // rate 1: the step is the gradient, up to rounding
    expect(result.history[0]!.gradientNorm).toBeGreaterThan(0.01);
    const broken = train({ groups: [plain] }, 2, { broken: 0 });
    expect(broken.result.notFinite).toBe(2);
    expect(broken.result.parameters[0]).toBe(problemOf().initial(3)[0]);
    expect(broken.result.parameters[1]).not.toBe(problemOf().initial(3)[1]);
  });

  it("survives candidates that fail, and does not move where all of them do", () => {
    const some = train({ groups: [win] }, 10, { limit: 0.7 });
    expect(some.result.notFinite).toBeGreaterThan(0);
    expect(some.result.notFinite).toBeLessThan(80);
    expect(some.result.parameters.every(Number.isFinite)).toBe(true);
    const none = train({ groups: [win] }, 3, { limit: 0 });
    expect(none.result.parameters).toEqual(problemOf().initial(3));
    expect(none.result.notFinite).toBe(24);
    expect(none.result.history[2]!.loss).toBeNaN();
  });

  it("does not move where all losses are equal", () => {
    for (const method of ["openai-es", "pgpe", "augmented-random-search"] as const) {
      const { result } = train({ groups: [{ ...win, method }] }, 3, { flat: 0.5 });
      expect(result.parameters).toEqual(problemOf().initial(3));
      expect(result.history[0]!.loss).toBe(0.5);
    }
  });

  it("solves read-outs to a loss that is not above that before", () => {
    const { trainer } = train({ groups: [win, { method: "readout-solve" }], batches: 1 }, 0);
    const before = trainer.evaluate("training").loss;
    trainer.step();
    expect(trainer.evaluate("training").loss).toBeLessThan(before);
    // Nothing is left to a second solution: the gradient of the read-out is 0 up to the ridge of 1e-12 that the toy adds.
    const { gradient } = trainer.problem.readout!.gradient(trainer.parameters, { set: "training", seed: 3, index: 0 });
    expect(Math.hypot(...gradient)).toBeLessThan(1e-10);
  });

  it("searches along a surrogate gradient with guided-es", () => {
    const guided = { tensors: ["Win"], method: "guided-es", stepSize: 0.1, populationSize: 8, isotropy: 0 } as const;
    const { result } = train({ groups: [{ ...guided, guide: { window: 2 } }] }, 1);
    expect(result.evaluations).toBe(8 + 3);
    const start = problemOf().initial(3);
    const step = result.parameters.slice(0, 12).map((value, i) => value - start[i]!);
    const { gradient } = problemOf().gradient(
      start,
      { set: "training", seed: 3, index: 0 },
      { method: "backpropagation", tensors: ["Win"] },
    );
    const g = gradient.slice(0, 12);
    const along = step.reduce((sum, value, i) => sum + value * g[i]!, 0) / (Math.hypot(...step) * Math.hypot(...g));
    expect(Math.abs(along)).toBeCloseTo(1, 10); // all variance lies along the guide
  });

  it("does not change where an evaluation throws", () => {
    const problem = problemOf();
    let calls = 0;
    const failing = {
      ...problem,
      evaluate: (w: Float64Array, batch: never) => {
        if (++calls === 13) throw new Error("out of paper");
        return problem.evaluate(w, batch);
      },
    };
    const groups = [{ tensors: ["Win"], method: "guided-es", stepSize: 0.1, populationSize: 8, directions: 2 }] as const;
    const [broken, whole] = [failing, problem].map((given) => createTrainer(core, given as never, { groups, seed: 3 })) as [
      ReturnType<typeof createTrainer>,
      ReturnType<typeof createTrainer>,
    ];
    const stop = { iterations: 3 };
    expect(() => broken.run({ stop })).toThrow("out of paper");
    expect(broken.iteration).toBe(1);
    expect(broken.run({ stop }).parameters).toEqual(whole.run({ stop }).parameters);
  });

  it("adds a penalty on large parameters to what candidates are ranked by, not to the loss", () => {
    const fast = { ...win, optimiser: { kind: "adam", rate: 0.03 } } as const;
    const free = train({ groups: [fast], batches: 1 }, 60);
    const held = train({ groups: [{ ...fast, penalty: 10 }], batches: 1 }, 60);
    const size = (all: Float64Array) => Math.hypot(...all.slice(0, 12));
    expect(size(held.result.parameters)).toBeLessThan(0.7 * size(free.result.parameters));
    expect(held.result.history[0]!.loss).toBe(free.result.history[0]!.loss);
  });

  it("keeps the parameters of the lowest validation loss", () => {
    const { trainer, result } = train({ validation: { every: 3, batches: 2 }, groups: [{ ...win, stepSize: 0.5 }] }, 12);
    const validated = result.history.filter(({ validationLoss }) => !Number.isNaN(validationLoss));
    expect(validated.map(({ iteration }) => iteration)).toEqual([3, 6, 9, 12]);
    expect(result.loss).toBe(Math.min(...validated.map(({ validationLoss }) => validationLoss)));
    expect(trainer.evaluate("validation", 2, result.parameters).loss).toBe(result.loss);
    expect(result.kept).toBe("best");
    expect(trainer.best!.parameters).toEqual(result.parameters);
    expect(train({ validation: { every: 3 }, keep: "last" }).result.kept).toBe("last");
  });

  it("writes one readable line", () => {
    const { trainer } = train({ stop: { iterations: 10 }, validation: { every: 1 } }, 4);
    const number = "-?[\\d.e+-]+";
    expect(trainer.log()).toMatch(
      new RegExp(
        `^iteration 4, evaluations 36, loss ${number}, accuracy ${number}, validation ${number}, sigma 0.1, update ${number}, gradient ${number}, ${number} evaluations/s, \\d+\\.?\\d* s left$`,
      ),
    );
  });
});

describe("a trainer refuses", () => {
  it.each<[string, object, string]>([
    ["no group", { groups: [] }, "groups"],
    ["an unknown method", { groups: [{ ...win, method: "magic" }] }, "groups[0].method"],
    ["an unknown tensor", { groups: [{ ...win, tensors: ["Wrec"] }] }, "groups[0].tensors[0]"],
    ["a group without tensors", { groups: [{ ...win, tensors: [] }] }, "groups[0].tensors"],
    ["a tensor twice in a group", { groups: [{ ...win, tensors: ["Win", "Win"] }] }, "groups[0].tensors[1]"],
    ["a tensor in two groups", { groups: [win, { ...win, method: "pgpe" }] }, "groups[1].tensors"],
    ["the read-out in two groups", { groups: [readout, { method: "readout-solve" }] }, "groups[1].tensors"],
    ["read-out methods for others", { groups: [{ ...readout, tensors: ["Win"] }] }, "groups[0].tensors[0]"],
    ["a part of the read-out to solve", { groups: [{ method: "readout-solve", tensors: ["b"] }] }, "groups[0].tensors"],
    ["a population of 1", { groups: [readout, { ...win, populationSize: 1 }] }, "groups[1].populationSize"],
    ["a population of 1 for CMA-ES", { groups: [{ ...win, method: "cma-es", populationSize: 1 }] }, "groups[0].populationSize"],
    ["a step size of 0", { groups: [{ ...win, stepSize: 0 }] }, "groups[0].stepSize"],
    ["another goal", { groups: [{ ...win, goal: "maximize" }] }, "groups[0].goal"],
    ["a misspelt option", { groups: [{ ...win, stepsize: 1 }] }, "groups[0].stepsize"],
    ["a misspelt option of a gradient", { groups: [{ ...readout, window: 1 }] }, "groups[0].window"],
    ["a guide for others", { groups: [{ ...win, guide: {} }] }, "groups[0].guide"],
    ["a gradient that the problem lacks", { groups: [{ ...readout, method: "backsolve-adjoint" }] }, "groups[0].method"],
    ["a window of 0", { groups: [{ ...readout, method: "backpropagation", window: 0 }] }, "groups[0].window"],
    ["a window of 0 of a guide", { groups: [{ ...win, method: "guided-es", guide: { window: 0 } }] }, "groups[0].window"],
    ["a clip of 0", { groups: [{ ...readout, clip: 0 }] }, "groups[0].clip"],
    ["a bad schedule", { schedule: { kind: "cosine" } }, "schedule.iterations"],
    ["a bad schedule of a group", { groups: [{ ...win, schedule: { kind: "plateau" } }] }, "groups[0].schedule.patience"],
    ["a start of another length", { start: [1] }, "start"],
    ["the best without validation", { keep: "best" }, "keep"],
    ["a bad seed", { seed: -1 }, "seed"],
    ["a misspelt option of its own", { batch: 2 }, "options.batch"],
  ])("%s", (_, options, field) => {
    let error: unknown;
    try {
      createTrainer(core, problemOf(), { groups: [win], seed: 1, ...options } as never);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).field).toBe(field);
  });

  it("methods of gradients and read-outs for a problem without", () => {
    const bare = problemOf({ bare: true });
    expect(() => createTrainer(core, bare, { groups: [readout], seed: 1 })).toThrow(/no linear read-out/);
    const guided = { ...win, method: "guided-es" } as never;
    expect(() => createTrainer(core, bare, { groups: [guided], seed: 1 })).toThrow(/groups\[0\]\.guide\.method.*no gradient/);
  });

  it("to run without an end, and to run twice at a time", async () => {
    const trainer = createTrainer(core, problemOf(), { groups: [win], seed: 1 });
    expect(() => trainer.run()).toThrow(/stop is undefined/);
    expect(() => trainer.run({ stop: { target: 0 } })).toThrow(/a target may never be reached/);
    const running = trainer.runAsync({ stop: { iterations: 3 } });
    await Promise.resolve().then(() => expect(() => trainer.step()).toThrow(/busy/));
    await running;
    trainer.dispose();
    expect(() => trainer.step()).toThrow(/disposed/);
  });

  it("nothing twice: memory is given back", () => {
    const before = core.memory.buffer.byteLength;
    for (let k = 0; k < 200; k++) {
      const trainer = createTrainer(core, problemOf({ hidden: 500 }), { groups: [win, readout], seed: 1 });
      trainer.dispose();
    }
    expect(core.memory.buffer.byteLength - before).toBeLessThan(4 * 1024 * 1024);
  });
});
