import { describe, expect, it } from "vitest";
import { createTask, type TaskOptions } from "../../../src/training/tasks/index.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const range = { set: "training", seed: 7, first: 0, count: 200 } as const;
const at = (values: Float64Array, inputs: number, row: number, input: number, trial: number) =>
  values[(row * inputs + input) * range.count + trial]!;

describe("two pulses", () => {
  const options: TaskOptions = { kind: "two-pulse", stepDuration: 0.5, stepsPerRow: 20, delay: { min: 100, max: 1000 } };

  it("are as far apart as the delay says, and the label names the larger", () => {
    const task = createTask(core, options);
    expect(task.steps).toBe((50 + 1000 + 50 + 50) / 0.5);
    const { input, labels } = task.trials(range);
    const delays = new Set<number>();
    const rows = Array.from({ length: input.rows }, (_, row) => row);
    for (let trial = 0; trial < range.count; trial++) {
      const cued = rows.filter((row) => at(input.values!, 2, row, 1, trial) === 1);
      expect(cued).toHaveLength(10); // 2 x 50 ms in rows of 10 ms
      expect(cued.slice(5)).toEqual([105, 106, 107, 108, 109]);
      delays.add(cued[5]! - cued[4]! - 1);
      const [first, second] = [at(input.values!, 2, cued[0]!, 0, trial), at(input.values!, 2, cued[9]!, 0, trial)];
      expect(Math.abs(first - second)).toBeGreaterThanOrEqual(0.2);
      expect(Math.min(first, second)).toBeGreaterThan(0);
      expect(Math.max(first, second)).toBeLessThan(1);
      expect(labels[trial]).toBe(second > first ? 1 : 0);
    }
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...delays)).toBeLessThanOrEqual(100);
    expect(delays.size).toBeGreaterThan(50); // 200 draws of 91 delays: 81 expected
  });

  it("refuse durations that are no whole rows", () => {
    expect(() => createTask(core, { ...options, pulse: 55 })).toThrow(/task\.pulse.*whole number of rows of 10 ms/);
    expect(() => createTask(core, { ...options, delay: { min: 200, max: 100 } })).toThrow(/task\.delay\.max/);
  });
});

describe("flip-flop memory", () => {
  it("asks in several windows for the last pulse of each bit", () => {
    const task = createTask(core, { kind: "flip-flop", bits: 2, windows: 3, rowsPerWindow: 4, stepsPerRow: 5, readoutSteps: 2 });
    expect([task.inputs, task.classes, task.steps]).toEqual([4, 4, 60]);
    expect(task.windows).toEqual([20, 40, 60].map((to) => ({ from: to - 2, to })));
    const { input, labels } = task.trials(range);
    const seen = new Set<number>();
    for (let trial = 0; trial < range.count; trial++) {
      const state = [-1, -1];
      for (let row = 0; row < input.rows; row++) {
        for (let channel = 0; channel < 4; channel++) {
          const value = at(input.values!, 4, row, channel, trial);
          if (value !== 0) state[channel >> 1] = channel & 1;
          if (row % 4 === 3) expect(value).toBe(0);
        }
        if (row % 4 === 3) expect(labels[((row - 3) / 4) * range.count + trial]).toBe(state[0]! + 2 * state[1]!);
      }
      seen.add(labels[2 * range.count + trial]!);
    }
    expect(seen.size).toBe(4);
  });
});

describe("noisy evidence", () => {
  it("is labelled by its sums, has the given mean and stops before the delay", () => {
    const task = createTask(core, { kind: "noisy-evidence", rows: 30, delayRows: 6, coherences: [0.2], noise: 0.3 });
    const { input, labels } = task.trials(range);
    let favoured = 0;
    for (let trial = 0; trial < range.count; trial++) {
      const sums = [0, 0];
      for (let row = 0; row < 36; row++) {
        for (let k = 0; k < 2; k++) {
          const value = at(input.values!, 2, row, k, trial);
          if (row >= 30) expect(value).toBe(0);
          sums[k]! += value;
        }
      }
      expect(labels[trial]).toBe(sums[1]! > sums[0]! ? 1 : 0);
      favoured += sums[labels[trial]!]! / 30 / range.count;
    }
    // Larger of two normals of means 0.6 and 0.4 with deviation s = 0.3 / sqrt(30): their mean 0.5 plus E|d| / 2, d ~ N(0.2, 2 s^2): 0.6004.
    // Standard error s / sqrt(2 x 200) = 0.0027; 4 of these.
    expect(Math.abs(favoured - 0.6004)).toBeLessThan(0.011);
  });

  it("is read along the way where that is asked for, by the sums so far", () => {
    const options = {
      kind: "noisy-evidence",
      rows: 20,
      delayRows: 6,
      stepsPerRow: 4,
      readoutSteps: 8,
      coherences: [0.1],
    } as const;
    const task = createTask(core, { ...options, windows: 5 });
    // Of 26 rows: floor(26 (w + 1) / 5).
    const ends = [5, 10, 15, 20, 26];
    expect(task.windows).toEqual(ends.map((row) => ({ from: 4 * row - 8, to: 4 * row })));
    const { input, labels } = task.trials(range);
    const plain = createTask(core, options).trials(range);
    expect(input.values).toEqual(plain.input.values);
    expect(labels.subarray(4 * range.count)).toEqual(plain.labels);
    let changes = 0;
    for (let trial = 0; trial < range.count; trial++) {
      for (const [window, end] of ends.entries()) {
        const sums = [0, 1].map((k) =>
          Array.from({ length: end }, (_, row) => at(input.values!, 2, row, k, trial)).reduce((a, b) => a + b),
        );
        expect(labels[window * range.count + trial]).toBe(sums[1]! > sums[0]! ? 1 : 0);
      }
      if (labels[trial] !== plain.labels[trial]) changes++;
    }
    expect(changes).toBeGreaterThan(10); // of 200
    expect(() => createTask(core, { ...options, windows: 14 })).toThrow(/readoutSteps/); // windows of one row, four steps
    expect(() => createTask(core, { ...options, windows: 27 })).toThrow(/windows/);
  });
});
