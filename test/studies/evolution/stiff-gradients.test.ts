import { describe, expect, it } from "vitest";
import { plan, type Sorted } from "../../../src/studies/evolution/jobs.js";
import { robertsonGroups, robertsonMethodNames, robertsonMethods } from "../../../src/studies/evolution/ode-methods.js";
import { type Parameters, parameterSchema } from "../../../src/studies/evolution/parameters.js";
import { commonSeconds, comparisonsOf, runsOf, trainedOf } from "../../../src/studies/evolution/runs.js";
import type { GradientLook, StiffResult } from "../../../src/studies/evolution/stiff.js";
import { stiffGradients, whatHappened } from "../../../src/studies/evolution/stiff-gradients.js";

type Method = (typeof robertsonMethodNames)[number];

/** A training of 60 iterations and `evaluations`. */
function training(method: Method, evaluations: number, gradients: readonly GradientLook[] = [], stopped: string | null = null) {
  const point = { budget: evaluations, evaluations, iterations: 60, loss: 0.1, accuracy: null };
  const result: StiffResult = {
    ...{ curve: [point], iterations: 60, evaluations, notFinite: 0, stopped, changes: {}, error: 0.1, trajectory: null },
    ...(gradients.length > 0 ? { gradients } : {}),
  };
  return { input: { system: "robertson", method, repetition: 1, evaluations }, result } as const;
}

const look = (iterations: number, backsolve: number | null): GradientLook => ({
  ...{ iterations, evaluations: 3 * iterations, loss: 0.2 - iterations / 1000 },
  deviations: { "forward-sensitivities": 1e-3, backsolve },
});
const stiff = [
  training("snes", 600),
  training("guided-es", 420),
  training("discrete-adjoint", 180, [look(0, 1e-9), look(0, 1e-9), look(10, 30), look(20, 0.5), look(40, null)]),
  training("forward-sensitivities", 6000),
  training("backsolve", 12_000, [], "no loss was finite"),
];
const results = { networks: [], fullSize: [], spirals: [], stiff } as unknown as Sorted;
const trained = trainedOf(runsOf(results));
const named = (method: Method) => trained.find((one) => one.method === robertsonMethods[method].title)!;

describe("gradients of a stiff equation", () => {
  const gradients = stiffGradients(results);

  it("are listed once for each iteration that was looked at", () => {
    expect(gradients.map(({ iteration }) => iteration)).toEqual([0, 0, 10, 10, 20, 20, 40, 40]);
    expect(gradients[3]).toMatchObject({
      trainedBy: "discrete adjoint, AdamW",
      gradient: "backsolve adjoint, AdamW",
      deviation: 30,
    });
  });

  it("make sentences on what happened, and when", () => {
    expect(whatHappened(named("backsolve"), gradients)).toBe(
      "Repetition 1 ended after 60 iterations: no loss was finite. Along the training by discrete adjoint, AdamW, its gradient is off by at most 30 times the " +
        "discrete adjoint's length, by more than that length first at iteration 10 (loss 0.19); it cannot be computed at 1 of 4 times, first at iteration 40 (loss 0.16).",
    );
    expect(whatHappened(named("snes"), gradients)).toBe("");
  });
});

describe("methods counted by the clock, and guided ones", () => {
  it("do not decide common seconds; seconds count gradients by the clock", () => {
    const runs = runsOf(results);
    // 180 evaluations of 60 gradients, each 8 evaluations of 3e-4 s; the others take 0.18 s and 3.6 s.
    expect(commonSeconds(runs, "robertson")).toBeCloseTo(0.144, 12);
    const seconds = Object.fromEntries(runs.map(({ method, iterationSeconds }) => [method, iterationSeconds / 3e-4]));
    expect(seconds[robertsonMethods["guided-es"].title]).toBeCloseTo(4 + 8, 10); // four candidates and a gradient
    expect(seconds[robertsonMethods["forward-sensitivities"].title]).toBeCloseTo(100, 10);
    expect(seconds[robertsonMethods.backsolve.title]).toBeCloseTo(200, 10);
    expect(seconds[robertsonMethods.snes.title]).toBeCloseTo(10, 10);
  });

  it("are compared by family, guided evolution with neither", () => {
    const [comparison] = comparisonsOf(trained.filter(({ method }) => method !== robertsonMethods.snes.title));
    expect(comparison).toBeUndefined();
    expect(comparisonsOf(trained)[0]!.evolution.method).toBe("SNES");
  });

  it("spend the same budget, the costly gradients on Robertson's reaction alone", () => {
    for (const method of robertsonMethodNames) expect(robertsonGroups(method, ["W1"], 6000)).toHaveLength(1);
    const p: Parameters = parameterSchema.parse({});
    const ids = plan(p).map(({ id }) => id);
    for (const method of robertsonMethodNames) {
      const isCostly = method === "forward-sensitivities" || method === "backsolve";
      expect(ids.includes(`stiff-robertson-${method}-1`)).toBe(true);
      expect(ids.includes(`stiff-pollu-${method}-1`)).toBe(!isCostly);
    }
  });
});
