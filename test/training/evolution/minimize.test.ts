import { describe, expect, it } from "vitest";
import { InputError, maximize, minimize, type Strategy } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { functions } from "./support.js";

const options = { seed: 1, stepSize: 0.5 } as const;

describe("minimize", () => {
  it("stops at the first value that reaches the target", async () => {
    const values: number[] = [];
    const f = (x: Float64Array): number => {
      values.push(functions.sphere(x));
      return values.at(-1)!;
    };
    const result = minimize(await testCore(), f, [1, 1, 1], { ...options, stop: { target: 1e-3 } });
    expect(result.stopped.reason).toBe("target");
    expect(result.evaluations).toBe(values.length);
    expect(values.findIndex((value) => value <= 1e-3)).toBe(values.length - 1);
    expect(result.value).toBe(values.at(-1));
    expect(functions.sphere(result.parameters)).toBe(result.value);
  });

  it("never passes the evaluations allowed", async () => {
    const core = await testCore();
    let count = 0;
    const f = (x: Float64Array): number => {
      count++;
      return functions.sphere(x);
    };
    const result = minimize(core, f, [1, 1, 1], { ...options, stop: { evaluations: 50 } });
    expect(result.stopped.reason).toBe("evaluations");
    expect(count).toBe(49); // seven generations of seven
    expect(result.evaluations).toBe(49);
    expect(() => minimize(core, functions.sphere, [1, 1, 1], { ...options, stop: { evaluations: 6 } })).toThrow(/>= 7/);
  });

  it("stops for time, and for want of improvement", async () => {
    const core = await testCore();
    const late = minimize(core, functions.sphere, [1, 1], { ...options, stop: { seconds: 1e-9 } });
    expect(late.stopped.reason).toBe("seconds");
    const noise = minimize(core, (_, { random }) => 1 + random.uniforms(1)[0]!, [1, 1], {
      ...options,
      strategy: "snes",
      stop: { noImprovement: 600 },
    });
    expect(noise.stopped.reason).toBe("no improvement");
  });

  it("goes on from the state of an earlier call as if there had been one", async () => {
    const core = await testCore();
    const whole = minimize(core, functions.rosenbrock, [0, 0, 0], { ...options, stop: { evaluations: 700 } });
    const half = minimize(core, functions.rosenbrock, [0, 0, 0], { ...options, stop: { evaluations: 350 } });
    const rest = minimize(core, functions.rosenbrock, [0, 0, 0], { ...options, resume: half.state, stop: { evaluations: 700 } });
    expect(rest).toEqual(whole);
    expect(() => maximize(core, functions.sphere, [0, 0, 0], { ...options, resume: half.state })).toThrow(/resume/);
  });

  it("gives all candidates of a generation the same random numbers, other ones in the next, and each its own on request", async () => {
    const core = await testCore();
    const seen: number[][] = [];
    const note = (_: Float64Array, trial: { generation: number; random: { uniforms(n: number): Float64Array } }): number => {
      seen[trial.generation] ??= [];
      seen[trial.generation]!.push(trial.random.uniforms(1)[0]!);
      return 0;
    };
    minimize(core, note, [1, 1], { ...options, stop: { evaluations: 12 } });
    expect(seen.map((draws) => new Set(draws).size)).toEqual([1, 1]);
    expect(seen[0]![0]).not.toBe(seen[1]![0]);
    seen.length = 0;
    minimize(core, note, [1, 1], { ...options, commonRandomNumbers: false, stop: { evaluations: 12 } });
    expect(seen.map((draws) => new Set(draws).size)).toEqual([6, 6]);
  });

  it("counts NaN and works around it", async () => {
    const f = (x: Float64Array): number => (x[0]! > 0.9 ? Number.NaN : functions.sphere(x));
    const lines: string[] = [];
    const result = minimize(await testCore(), f, [0.8, 1], {
      ...options,
      stop: { target: 1e-8 },
      onGeneration: (strategy: Strategy) => lines.push(strategy.log()),
    });
    expect(result.stopped.reason).toBe("target");
    expect(result.notFinite).toBeGreaterThan(0);
    expect(lines.at(-1)).toMatch(/^cma-es generation \d+, evaluations \d+, best \S+, this generation \S+, step \S+, NaN \d+$/);
  });

  it("is not disturbed by a function that changes its argument", async () => {
    const core = await testCore();
    const own = minimize(core, functions.sphere, [1, 1], { ...options, stop: { target: 1e-4 } });
    const spoilt = minimize(
      core,
      (x) => {
        const value = functions.sphere(x);
        x.fill(Number.NaN);
        return value;
      },
      [1, 1],
      { ...options, stop: { target: 1e-4 } },
    );
    expect(spoilt).toEqual(own);
  });

  it("refuses what it cannot use", async () => {
    const core = await testCore();
    const promise = (async () => 1) as unknown as () => number;
    expect(() => minimize(core, promise, [1, 1], options)).toThrow(/use ask and tell/);
    expect(() => minimize(core, functions.sphere, [], options)).toThrow(InputError);
    expect(() => minimize(core, functions.sphere, [1, Number.NaN], options)).toThrow(/start\[1\]/);
    expect(() => minimize(core, functions.sphere, [1], { ...options, strategy: "ga" } as never)).toThrow(/one of "cma-es"/);
    expect(() => minimize(core, functions.sphere, [1], { ...options, stop: { tolerance: 1 } as never })).toThrow(
      /stop.tolerance/,
    );
  });

  it("maximizes", async () => {
    const result = maximize(await testCore(), (x) => 5 - functions.sphere(x), [1, 1], { ...options, stop: { target: 5 - 1e-8 } });
    expect(result.stopped.reason).toBe("target");
    expect(result.value).toBeGreaterThanOrEqual(5 - 1e-8);
  });
});
