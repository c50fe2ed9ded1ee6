import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  createUnrolledStrategy,
  InputError,
  loadSync,
  minimizeUnrolled,
  resumeUnrolledStrategy,
  SnapshotError,
  type UnrolledObjective,
  type UnrolledState,
  unrolledStrategyNames,
} from "../../../../src/index.js";
import { testCore } from "../../../support/core.js";

interface Walk {
  readonly place: Float64Array;
  readonly seen: { largest: number; signs: number[] };
}

/** A noisy linear system that ends its trials at random; operations whose bits are the same everywhere. */
const walk: UnrolledObjective<Walk> = {
  start: (trial) => ({ place: trial.startRandom.normals(3), seen: { largest: Number.NEGATIVE_INFINITY, signs: [] } }),
  advance(x, { place, seen }, trial) {
    const random = trial.random;
    const noise = random.normals(3);
    let loss = 0;
    for (let i = 0; i < 3; i++) {
      place[i] = 0.9 * place[i]! + x[i]! * place[(i + 1) % 3]! + 0.1 * noise[i]!;
      loss += place[i]! ** 2;
    }
    seen.signs.push(noise[0]! < 0 ? -0 : 1);
    const state = { place, seen: { largest: Math.max(seen.largest, loss), signs: seen.signs } };
    return { loss, state, finished: random.uniforms(1)[0]! < 0.2 };
  },
};

const options = {
  seed: 5,
  stepSize: 0.1,
  populationSize: 8,
  trialTruncations: 6,
  starts: "staggered",
  bounds: { lower: -1, upper: [1, 1, Infinity] },
} as const;
const start = [0.2, -0.1, 0.3];

describe.each(unrolledStrategyNames)("%s", (strategy) => {
  it("goes on from a saved state, through JSON and in another core, with the same bits", async () => {
    const run = (core: ReturnType<typeof loadSync>, updates: number, resume?: UnrolledState) => {
      const log: string[] = [];
      const stop = { evaluations: 8 * updates };
      const onUpdate = (s: { log(): string }): unknown => log.push(s.log());
      const result = resume
        ? minimizeUnrolled(core, walk, start, { ...options, strategy, stop, resume, onUpdate: onUpdate as never })
        : minimizeUnrolled(core, walk, start, { ...options, strategy, stop, onUpdate: onUpdate as never });
      return { result, log };
    };
    const core = await testCore();
    const whole = run(core, 60);
    const first = run(core, 23);
    expect(first.result.state.particles.some((particle) => particle !== null)).toBe(true);
    const rest = run(loadSync(), 60, JSON.parse(JSON.stringify(first.result.state)) as UnrolledState);
    expect(JSON.stringify(rest.result.state)).toBe(JSON.stringify(whole.result.state));
    expect(rest.result.parameters).toEqual(whole.result.parameters);
    expect([...first.log, ...rest.log]).toEqual(whole.log);
    expect(whole.result.trials).toBeGreaterThan(20);
  });

  it.each([1, 2, 4])("gives the same bits with %i workers that make their own particles", async (workers) => {
    const core = await testCore();
    const all = { ...options, goal: "minimize", start } as const;
    const strategy2 = createUnrolledStrategy(core, strategy, all);
    for (let update = 0; update < 5; update++) {
      const alone = strategy2.ask();
      const state = strategy2.save();
      const shared = new Array<Float64Array>(alone.length);
      for (let w = workers - 1; w >= 0; w--) {
        const copy = resumeUnrolledStrategy(core, state);
        for (let member = w; member < alone.length; member += workers) shared[member] = copy.candidate(member);
        copy.dispose();
      }
      expect(shared).toEqual(alone);
      strategy2.tell(
        alone.map((x) => x[0]! + x[1]! * x[2]!),
        alone.map((_, i) => (i + update) % 3 === 0),
      );
    }
    strategy2.dispose();
  });

  it("leaves out pairs whose loss is not finite, and has them begin again", async () => {
    const strategy2 = createUnrolledStrategy(await testCore(), strategy, {
      goal: "minimize",
      start,
      seed: 1,
      stepSize: 0.1,
      populationSize: 4,
      optimiser: { kind: "sgd", rate: 0.1 },
    });
    const never = [false, false, false, false];
    strategy2.tell([1, Number.NaN, Number.POSITIVE_INFINITY, 2], never);
    expect(strategy2.mean).toEqual(Float64Array.from(start));
    expect(strategy2.notFinite).toBe(2);
    expect(strategy2.trial(0)).toMatchObject({ number: 1, truncation: 0 });
    strategy2.tell([1, Number.NaN, 1, 2], never);
    expect(strategy2.trial(1)).toMatchObject({ number: 2, truncation: 0 });
    expect(strategy2.trial(3)).toMatchObject({ number: 1, truncation: 1 });
    expect(strategy2.gradient.every(Number.isFinite)).toBe(true);
    expect(strategy2.mean).not.toEqual(Float64Array.from(start));
    expect(strategy2.trials).toBe(0);
    expect(strategy2.log()).toMatch(/, not finite 3$/);
    strategy2.dispose();
  });
});

describe("strategies for long trials", () => {
  it("stagger the first trials of their pairs, and then keep to the length of a trial", async () => {
    const lengths: number[][] = [[], [], [], []];
    minimizeUnrolled(
      await testCore(),
      {
        start: ({ member, number }) => {
          if (member % 2 === 0) lengths[member >> 1]![number] = 0;
          return 0;
        },
        advance: (_, state, { member, number }) => {
          if (member % 2 === 0) lengths[member >> 1]![number]! += 1;
          return { loss: 0, state, finished: false };
        },
      },
      [0],
      { seed: 1, stepSize: 1, populationSize: 8, trialTruncations: 8, starts: "staggered", stop: { evaluations: 8 * 17 } },
    );
    expect(lengths).toEqual([
      [1, 8, 8],
      [3, 8, 6],
      [5, 8, 4],
      [7, 8, 2],
    ]);
  });

  it("give both particles of a pair the same random numbers, others others, and each truncation its own", async () => {
    const seen = new Map<string, number>();
    minimizeUnrolled(
      await testCore(),
      {
        start: ({ member, number, startRandom }) => {
          seen.set(`${member} ${number} start`, startRandom.uniforms(1)[0]!);
          return 0;
        },
        advance: (_, state, { member, number, truncation, random }) => {
          seen.set(`${member} ${number} ${truncation}`, random.uniforms(1)[0]!);
          return { loss: 0, state, finished: truncation === 2 };
        },
      },
      [0],
      { seed: 1, stepSize: 1, populationSize: 4, stop: { evaluations: 4 * 6 } },
    );
    for (const [key, value] of seen) if (/^[02]/.test(key)) expect(seen.get(`${Number(key[0]) + 1}${key.slice(1)}`)).toBe(value);
    expect(seen.size).toBe(4 * 8);
    expect(new Set(seen.values()).size).toBe(2 * 8);
  });

  it("stop at a target of the trials' loss", async () => {
    const result = minimizeUnrolled(
      await testCore(),
      {
        start: () => 0,
        advance: (x, state, { truncation }) => ({ loss: (x[0]! - 3) ** 2, state, finished: truncation === 3 }),
      },
      [0],
      { seed: 1, stepSize: 0.1, optimiser: { kind: "adam", rate: 0.1 }, stop: { target: 0.5, evaluations: 1e5 } },
    );
    expect(result.stopped.reason).toBe("target");
    expect(result.trialLoss).toBeLessThanOrEqual(0.5);
    expect(Math.abs(result.parameters[0]! - 3)).toBeLessThan(0.5); // 4 (x - 3)^2 <= 0.5, with sigma^2 on top
  });

  it("take states that are more than data where the objective saves them", async () => {
    class Counter {
      count = 0;
    }
    const core = await testCore();
    const objective: UnrolledObjective<Counter> = {
      start: () => new Counter(),
      advance(x, counter) {
        counter.count++;
        return { loss: x[0]! * counter.count, state: counter, finished: counter.count === 5 };
      },
    };
    const all = { seed: 1, stepSize: 0.1, populationSize: 2 } as const;
    const bare = minimizeUnrolled(core, objective, [1], { ...all, stop: { evaluations: 4 } });
    expect(bare.updates).toBe(2);
    expect(() => bare.state).toThrow(/^state is .*`save` and `restore`/);
    const saving: UnrolledObjective<Counter> = {
      ...objective,
      save: (counter) => counter.count,
      restore: (saved) => Object.assign(new Counter(), { count: saved as number }),
    };
    const whole = minimizeUnrolled(core, saving, [1], { ...all, stop: { evaluations: 14 } });
    const { state: resume } = minimizeUnrolled(core, saving, [1], { ...all, stop: { evaluations: 6 } });
    const rest = minimizeUnrolled(core, saving, [1], { ...all, stop: { evaluations: 14 }, resume });
    expect(JSON.stringify(rest.state)).toBe(JSON.stringify(whole.state));
  });

  it("give the golden bits", async () => {
    const hash = createHash("sha256");
    for (const strategy of unrolledStrategyNames) {
      const { parameters } = minimizeUnrolled(await testCore(), walk, start, {
        ...options,
        strategy,
        stop: { evaluations: 400 },
      });
      expect(parameters.every(Number.isFinite)).toBe(true);
      hash.update(parameters);
    }
    expect(hash.digest("hex")).toBe("243d1849835ff5415ef5cc55e807730aedf80cc554410ba99c79e8226b82e740");
  });

  it("refuse wrong options, answers and states", async () => {
    const core = await testCore();
    const good = { goal: "minimize", start: [1, 1], seed: 1, stepSize: 1 } as const;
    const refused = (changes: object, message: RegExp): void =>
      expect(() => createUnrolledStrategy(core, "persistent-es", { ...good, ...changes } as never)).toThrow(message);
    refused({ stepSize: 0 }, /^stepSize is 0/);
    refused({ populationSize: 3 }, /^populationSize is 3/);
    refused({ starts: "staggered" }, /^trialTruncations is undefined/);
    refused({ starts: "random" }, /^starts is "random"/);
    refused({ trialTruncations: 1.5 }, /^trialTruncations is 1.5/);
    refused({ shaping: "none" }, /^options.shaping/);
    refused({ bounds: { lower: 2 } }, /start\[0\]/);
    expect(() => createUnrolledStrategy(core, "pes" as never, good)).toThrow(/^strategy is "pes"/);
    const strategy = createUnrolledStrategy(core, "persistent-es", { ...good, populationSize: 2 });
    expect(() => strategy.tell([1], [true, true])).toThrow(/^losses/);
    expect(() => strategy.tell([1, 2], [true])).toThrow(/^finished/);
    expect(() => strategy.tell([1, 2], [true, 1] as never)).toThrow(/^finished\[1\]/);
    expect(() => strategy.candidate(2)).toThrow(/^member is 2/);
    const state = strategy.save();
    expect(() => resumeUnrolledStrategy(core, { ...state, strategy: "snes" })).toThrow(SnapshotError);
    expect(() => resumeUnrolledStrategy(core, { ...state, vectors: {} })).toThrow(SnapshotError);
    strategy.dispose();
    expect(() => strategy.ask()).toThrow(/disposed/);
    const answer = (result: unknown) => () =>
      minimizeUnrolled(core, { start: () => 0, advance: () => result as never }, [1], {
        seed: 1,
        stepSize: 1,
        stop: { evaluations: 100 },
      });
    expect(answer(Promise.resolve(1))).toThrow(InputError);
    expect(answer({ loss: 1, state: 0 })).toThrow(/result/);
    expect(() => minimizeUnrolled(core, walk, start, { ...options, stop: { noImprovement: 3 } as never })).toThrow(/stop/);
    const { state: saved } = minimizeUnrolled(core, walk, start, { ...options, stop: { evaluations: 24 } });
    const resume = { ...saved, particles: saved.particles.map(() => null) };
    expect(() => minimizeUnrolled(core, walk, start, { ...options, stop: { evaluations: 80 }, resume })).toThrow(/is in a trial/);
  });

  it("give their memory back", async () => {
    const core = await testCore();
    const before = core.memory.buffer.byteLength;
    for (let k = 0; k < 60; k++)
      createUnrolledStrategy(core, "persistent-es", {
        goal: "minimize",
        start: new Float64Array(3000),
        seed: 1,
        stepSize: 1,
      }).dispose();
    expect(core.memory.buffer.byteLength - before).toBeLessThan(2 * 1024 * 1024);
  });
});
