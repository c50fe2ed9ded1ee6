import { describe, expect, it } from "vitest";
import { createTask, scoreCounts, type TaskOptions } from "../../../src/training/tasks/index.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const integration: TaskOptions = { kind: "stimulus-integration" };

/** How often each word occurs in a trial, and whether it ends with <eos>. */
function wordsOf(choices: Uint16Array, trials: number, trial: number): number[] {
  return Array.from({ length: choices.length / trials }, (_, word) => choices[word * trials + trial]!);
}

describe("scores (12 of the verification list)", () => {
  it("counts triples, ties and classes exactly", () => {
    expect(scoreCounts(49)).toEqual({ triples: 22_100, tied: 641, perClass: 7_153 });
    // C(5, 3) = 10 triples; (0,0,0), (1,1,0) and its 2 permutations are tied, (1,0,0) and (2,0,0) have an answer
    expect(scoreCounts(2)).toEqual({ triples: 10, tied: 4, perClass: 2 });
  });

  it("draws classes in equal shares and every triple equally often", () => {
    const task = createTask(core, { ...integration, inputs: 8 });
    const count = 30_000;
    const { labels, input } = task.trials({ set: "training", seed: 11, first: 0, count });
    const shares = [0, 0, 0];
    let total = 0;
    for (let trial = 0; trial < count; trial++) {
      shares[labels[trial]!]! += 1 / count;
      for (const word of wordsOf(input.choices!, count, trial)) if (word < 3) total++;
    }
    // Tolerance of the specification; the standard error is 0.0027.
    for (const share of shares) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.01);
    // Mean sum n of a uniform triple with sum s <= 49: weights (s + 1)(s + 2) / 2 give 36.75; leaving out 2.9 % ties moves it by less than 0.1 (counted: below)
    let sum = 0;
    let triples = 0;
    for (let a = 0; a <= 49; a++)
      for (let b = 0; a + b <= 49; b++)
        for (let c = 0; a + b + c <= 49; c++) {
          const top = Math.max(a, b, c);
          if ([a, b, c].filter((n) => n === top).length > 1) continue;
          sum += a + b + c;
          triples++;
        }
    // Standard deviation of the sum is 9.6, so 0.055 for the mean: 4 standard errors.
    expect(Math.abs(total / count - sum / triples)).toBeLessThan(0.23);
  });
});

describe("trials of evidence in words", () => {
  it("are 50 words of 40 steps, <eos> last, labelled by the most frequent evidence", () => {
    const task = createTask(core, integration);
    expect(task.steps).toBe(2000);
    expect(task.windows).toEqual([{ from: 1900, to: 2000 }]);
    const { labels, input } = task.trials({ set: "training", seed: 1, first: 0, count: 40 });
    expect([input.rows, input.stepsPerRow, input.inputs]).toEqual([50, 40, 50]);
    for (let trial = 0; trial < 40; trial++) {
      const words = wordsOf(input.choices!, 40, trial);
      expect(words.at(-1)).toBe(4);
      expect(words.slice(0, -1)).not.toContain(4);
      const counts = [0, 1, 2].map((kind) => words.filter((word) => word === kind).length);
      const others = counts.filter((_, kind) => kind !== labels[trial]);
      expect(counts[labels[trial]!]).toBeGreaterThan(Math.max(...others));
    }
  });

  it("have words of distinct vectors with entries 0 and 1 / 5", () => {
    const { input } = createTask(core, integration).trials({ set: "training", seed: 1, first: 0, count: 1 });
    const patterns = input.patterns!;
    expect(patterns).toHaveLength(5 * 50);
    expect([...new Set(patterns)].sort()).toEqual([0, 1 / Math.sqrt(25)]);
    const words = Array.from({ length: 5 }, (_, word) => patterns.subarray(50 * word, 50 * (word + 1)).join());
    expect(new Set(words).size).toBe(5);
    // E |x|^2 = 1 with a standard deviation of 0.14 per word, 0.063 for the mean of five: 4 of these
    const square = patterns.reduce((sum, x) => sum + (x * x) / 5, 0);
    expect(Math.abs(square - 1)).toBeLessThan(0.26);
  });

  it("place evidence by uniform orders", () => {
    // One evidence word and a score of (1,0,0), (0,1,0) or (0,0,1) out of 2 evidence positions, or twos: the first position is null as often as the second.
    const task = createTask(core, { ...integration, words: 3, stepsPerWord: 1, readoutSteps: 1 });
    const count = 20_000;
    const { choices } = task.trials({ set: "training", seed: 3, first: 0, count }).input;
    const nulls = [0, 1].map((word) => choices!.subarray(word * count, (word + 1) * count).filter((c) => c === 3).length);
    // Half of the trials have one null (3 scores of 6), in either place: 5,000 +- 61, 4 standard deviations
    for (const n of nulls) expect(Math.abs(n - 5000)).toBeLessThan(245);
  });

  it("depend on set, seed and number alone, and sets differ", () => {
    const task = createTask(core, integration);
    const all = task.trials({ set: "training", seed: 5, first: 0, count: 12 });
    const part = createTask(core, integration).trials({ set: "training", seed: 5, first: 8, count: 4 });
    expect(part.labels).toEqual(all.labels.slice(8));
    for (let trial = 0; trial < 4; trial++) {
      expect(wordsOf(part.input.choices!, 4, trial)).toEqual(wordsOf(all.input.choices!, 12, 8 + trial));
    }
    for (const other of [
      { set: "validation", seed: 5 },
      { set: "test", seed: 5 },
      { set: "training", seed: 6 },
    ] as const) {
      expect(task.trials({ ...other, first: 0, count: 12 }).input.choices).not.toEqual(all.input.choices);
    }
  });

  it("of the memory task have evidence in the first half alone", () => {
    const { input } = createTask(core, { kind: "working-memory" }).trials({ set: "test", seed: 2, first: 0, count: 30 });
    for (let trial = 0; trial < 30; trial++) {
      const words = wordsOf(input.choices!, 30, trial);
      expect(words.slice(25, 49).every((word) => word === 3)).toBe(true);
      expect(words.slice(0, 25).some((word) => word < 3)).toBe(true);
    }
  });

  it("refuse sizes that make no sense", () => {
    const make = (options: object) => () => createTask(core, { kind: "stimulus-integration", ...options } as TaskOptions);
    expect(make({ words: 1 })).toThrow(/task\.words/);
    expect(make({ evidenceWords: 50 })).toThrow(/task\.evidenceWords.*<= 49/);
    expect(make({ readoutSteps: 2001 })).toThrow(/task\.readoutSteps/);
    expect(make({ word: 3 })).toThrow(/task\.word/);
    expect(() => createTask(core, { kind: "parity" } as never)).toThrow(/task\.kind/);
    const task = createTask(core, integration);
    expect(() => task.trials({ set: "training", seed: 0, first: -1, count: 1 })).toThrow(/trials\.first/);
  });
});
