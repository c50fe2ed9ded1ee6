import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { morrisLecarModel } from "../../../src/neurons/morris-lecar-model.js";
import { differentiate, type GradientOptions } from "../../../src/training/gradients/index.js";
import type { CheckpointScheme } from "../../../src/training/problem.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const model = morrisLecarModel({ current: 45 });
const size = 0.25;

/** Least number of steps forward that reverse `l` steps with c snapshots, the start among them; the step being reversed is not counted. */
function leastSteps(most: number): (l: number, c: number) => number {
  const table = Array.from({ length: most + 1 }, () => new Float64Array(most + 1).fill(Infinity));
  for (let c = 1; c <= most; c++) {
    table[1]![c] = 0;
    for (let l = 2; l <= most; l++) {
      table[l]![c] = c === 1 ? (l * (l - 1)) / 2 : Infinity;
      if (c === 1) continue;
      for (let m = 1; m < l; m++) table[l]![c] = Math.min(table[l]![c]!, m + table[l - m]![c - 1]! + table[m]![c]!);
    }
  }
  return (l, c) => table[l]![Math.min(c, most)]!;
}

const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k);

function run(steps: number, outputs: readonly number[], checkpoints: CheckpointScheme, more: Partial<GradientOptions> = {}) {
  const times = outputs.map((step) => step * size);
  const options = { times: [...times, steps * size], stepSize: size, method: "rk4" as const, checkpoints, ...more };
  return differentiate(core, model, options, (y) => ({
    loss: y.reduce((sum, x) => sum + x * x, 0),
    gradient: y.map((x) => 2 * x),
  }));
}

/** Steps, and outputs before the last of them. */
const runs = fc.integer({ min: 1, max: 70 }).chain((steps) =>
  fc.record({
    steps: fc.constant(steps),
    outputs: fc
      .uniqueArray(fc.integer({ min: 0, max: Math.max(steps - 1, 0) }), { maxLength: 5 })
      .map((all) => all.sort((a, b) => a - b)),
    snapshots: fc.integer({ min: 1, max: steps + 3 }),
    method: fc.constantFrom("rk4", "tsit5", "trapezoid", "radau", "ros2", "rodas5p"),
  }),
);

describe("checkpoints", () => {
  test("item 15: gradients have the same bits with every scheme", () => {
    fc.assert(
      fc.property(runs, ({ steps, outputs, snapshots, method }) => {
        const more = { method } as Partial<GradientOptions>;
        const all = run(steps, outputs, "all", more);
        expect([all.steps, all.recomputedSteps]).toEqual([steps, 0]);
        for (const scheme of ["uniform", { snapshots }] as const) {
          const other = run(steps, outputs, scheme, more);
          expect(other.gradient).toEqual(all.gradient);
          expect(other.initialGradient).toEqual(all.initialGradient);
          expect(other.states).toEqual(all.states);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("item 15: binomial checkpoints recompute as little as possible", () => {
    const least = leastSteps(70);
    fc.assert(
      fc.property(runs, ({ steps, snapshots }) => {
        const { recomputedSteps, peakSnapshots } = run(steps, [], { snapshots });
        expect(peakSnapshots).toBeLessThanOrEqual(snapshots);
        // The first sweep takes steps - 1 of them, and the last step, which is not counted.
        expect(recomputedSteps).toBe(least(steps, snapshots) - (steps - 1));
      }),
    );
  });

  test("C(s + r, s) steps take at most r - 1 more runs, by the formula of Griewank and Walther", () => {
    for (const [s, r] of [
      [3, 3],
      [5, 2],
      [2, 5],
      [8, 2],
      [1, 6],
      [4, 4],
    ] as const) {
      const steps = binomial(s + r, s);
      const { recomputedSteps, peakSnapshots } = run(steps, [], { snapshots: s });
      expect(peakSnapshots).toBe(s);
      expect(recomputedSteps).toBe(r * steps - binomial(s + r, s + 1) - (steps - 1));
      expect(recomputedSteps).toBeLessThanOrEqual((r - 1) * steps);
    }
  });

  test("uniform checkpoints keep about 2 sqrt(steps) states and take less than one more run", () => {
    for (const steps of [1, 2, 3, 10, 99, 100, 101, 1000]) {
      const { recomputedSteps, peakSnapshots } = run(steps, [], "uniform");
      expect(peakSnapshots).toBeLessThanOrEqual(2 * Math.ceil(Math.sqrt(steps)));
      expect(recomputedSteps).toBeLessThan(steps);
    }
  });

  test("all states are kept with all", () => {
    const { recomputedSteps, peakSnapshots } = run(50, [10], "all");
    // The state before the last step stays where it was computed.
    expect([recomputedSteps, peakSnapshots]).toEqual([0, 49]);
  });
});

describe("truncated gradients", () => {
  test("follow each adjoint for the window's steps", () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 20 }), ({ steps, outputs, snapshots }, window) => {
        const truncated = run(steps, outputs, { snapshots }, { window });
        // One run for each output: from the state `window` steps before it, or from the start.
        const expected = new Float64Array(13);
        const initial = new Float64Array(2);
        const full = run(steps, [...Array(steps).keys()], "all").states;
        for (const k of [...outputs, steps]) {
          const from = Math.max(0, k - window);
          const start = full.subarray(2 * from, 2 * from + 2);
          const end = full.subarray(2 * k, 2 * k + 2);
          const options = { initial: start, start: from * size, times: [k * size], stepSize: size, method: "rk4" as const };
          const part = differentiate(core, model, options, () => ({ loss: 0, gradient: end.map((x) => 2 * x) }));
          for (const [i, g] of part.gradient.entries()) expected[i]! += g;
          if (k <= window) for (const [i, g] of part.initialGradient.entries()) initial[i]! += g;
        }
        // Sums in another order.
        const near = (found: Float64Array, wanted: Float64Array) => {
          for (const [i, g] of wanted.entries())
            expect(Math.abs(found[i]! - g)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(g)));
        };
        near(truncated.gradient, expected);
        near(truncated.initialGradient, initial);
      }),
      { numRuns: 30 },
    );
  });

  test("are the whole gradient, bit for bit, with a window as long as the run, and biased with a shorter one", () => {
    const whole = run(40, [7, 20], "all");
    expect(run(40, [7, 20], "uniform", { window: 40 }).gradient).toEqual(whole.gradient);
    expect(run(40, [7, 20], "all", { window: 10 }).gradient).not.toEqual(whole.gradient);
  });
});
