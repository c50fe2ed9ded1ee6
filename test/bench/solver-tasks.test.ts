import { describe, expect, it } from "vitest";
import { absoluteTolerances, errorOf, solverTasks } from "../../bench/peers/solver-tasks.js";
import { functionModel, loadSync, solve } from "../../src/index.js";

const core = loadSync();

describe.each(solverTasks().map((task) => [task.name, task] as const))("solver task %s", (_, task) => {
  const { initial, end, stiff, twin } = task;
  const method = stiff ? "radau" : "dop853";
  const options = { initial, end, method, record: "end", relativeTolerance: 1e-11, maximumSteps: 1e7 } as const;
  const absoluteTolerance = absoluteTolerances(task, { relative: 1e-11, share: 1e-3 });

  it("leads to the expected state by the core's model and by its twin", () => {
    const models = [task.model, functionModel(twin, { length: initial.length, autonomous: true })];
    for (const model of models) {
      // far below the 1e-6 that the comparison allows; errors of steps of 1e-11 add up over some thousand steps
      expect(errorOf(task, solve(core, model, { ...options, absoluteTolerance }).state)).toBeLessThan(1e-8);
    }
  });
});

describe("the measure of errors", () => {
  const task = { ...solverTasks()[0]!, expected: [2, 1e-8] };

  it("is the largest relative error, however small the number", () => {
    expect(errorOf(task, [2, 1.5e-8])).toBeCloseTo(0.5, 12);
    expect(errorOf(task, [3, 1e-8])).toBe(0.5);
    expect(errorOf(task, [2, Number.NaN])).toBeNaN();
  });

  it("makes absolute tolerances in proportion to the numbers, and to the largest where a number is not known", () => {
    expect(absoluteTolerances(task, { relative: 1e-3, share: 0.1 })).toEqual(
      [2e-4, 1e-12, 2e-4].map((x) => expect.closeTo(x, 20)),
    );
  });
});
