import { describe, expect, test } from "vitest";
import type { Core } from "../../../src/core/core.js";
import { methods } from "../../../src/solvers/methods.js";
import type { Model } from "../../../src/solvers/model.js";
import { testProblems } from "../../../src/solvers/problems/index.js";
import { solve } from "../../../src/solvers/solve.js";
import { testCore } from "../../support/core.js";
import { Bench, dot, slopeAtZero } from "./bench.js";

const names = ["ros2", "ros3p", "ros34pw2", "rodas3", "rodas4", "rodas4p", "rodas5p", "rosenbrock23"] as const;
const { vanDerPol, lotkaVolterra, rober, hires } = testProblems;

interface Case {
  readonly model: Model;
  readonly parameters: readonly number[];
  readonly state: readonly number[];
  readonly h: number;
}

const moderateRates = { k1: 0.4, k2: 30, k3: 10 };
const moderateHires = [1.71, 0.43, 8.32, 0.69, 0.35, 8.32, 0.07, 2.8, 0.69, 0.69];
const cases: Readonly<Record<string, Case>> = {
  "van der Pol": { model: vanDerPol({ mu: 5 }), parameters: [5], state: [1.7, -0.4], h: 0.1 },
  "Lotka-Volterra": { model: lotkaVolterra(), parameters: [1.5, 1, 3, 1], state: [1.2, 0.7], h: 0.2 },
  ROBER: { model: rober(moderateRates), parameters: Object.values(moderateRates), state: [0.7, 0.2, 0.3], h: 0.1 },
  HIRES: { model: hires(), parameters: moderateHires, state: [0.5, 0.2, 0.1, 0.3, 0.4, 0.2, 0.3, 0.6], h: 0.05 },
};

/** A kernel's status other than 0. */
class Failure extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

function succeed(status: number): void {
  if (status !== 0) throw new Failure(status);
}

class Step extends Bench {
  readonly #work: number;
  readonly #method: number;
  readonly #h: number;

  constructor(core: Core, { model, h }: Case, method: (typeof names)[number]) {
    super(core, model);
    this.#method = methods[method].number;
    this.#h = h;
    this.#work = this.take(core.call((e) => e.rosenbrockWorkBytes(this.#method, this.n)));
    this.numbers(this.#work, 8).fill(Number.NaN); // what was in the work must not matter
  }

  step(state: ArrayLike<number>, parameters: ArrayLike<number>): Float64Array {
    this.setParameters(parameters);
    const [y, out] = [this.put(state), this.take(8 * this.n)];
    succeed(this.core.call((e) => e.rosenbrockStep(this.address, this.#method, 0, this.#h, y, out, this.#work)));
    return this.numbers(out, this.n).slice();
  }

  reverse(state: ArrayLike<number>, parameters: ArrayLike<number>, adjoint: ArrayLike<number>, start: ArrayLike<number>) {
    this.setParameters(parameters);
    const [y, a, gradient] = [this.put(state), this.put(adjoint), this.put(start)];
    succeed(this.core.call((e) => e.rosenbrockStepReverse(this.address, this.#method, 0, this.#h, y, a, gradient, this.#work)));
    return { state: this.numbers(a, this.n).slice(), parameters: this.numbers(gradient, this.p).slice() };
  }
}

/** a + x b */
function along(a: readonly number[], x: number, b: readonly number[]): number[] {
  return a.map((value, i) => value + x * b[i]!);
}

const wave = (length: number, phase: number) => Array.from({ length }, (_, i) => Math.cos(phase + 1.3 * i));

describe.each(names)("%s", (method) => {
  test.each(Object.keys(cases))("item 14: the reverse of a step of %s is the transpose of its derivative", async (name) => {
    const chosen = cases[name]!;
    const step = new Step(await testCore(), chosen, method);
    const { state, parameters } = chosen;
    const a = wave(step.n, 0.4);
    const back = step.reverse(state, parameters, a, new Array(step.p).fill(0));
    // Differences of order 8 with increments of 1 %: 1e-14 of rounding, and less than 1e-12 of the series.
    for (let i = 0; i < step.n; i++) {
      const unit = state.map((_, k) => (k === i ? 1 : 0));
      const forward = slopeAtZero((x) => step.step(along(state, x, unit), parameters), 0.005);
      expect(Math.abs(dot(a, forward) - back.state[i]!)).toBeLessThan(1e-10 * Math.max(1, Math.abs(back.state[i]!)));
    }
    for (let i = 0; i < step.p; i++) {
      const size = parameters[i]!;
      const unit = parameters.map((_, k) => (k === i ? size : 0));
      const forward = slopeAtZero((x) => step.step(state, along(parameters, x, unit)), 0.01);
      const expected = dot(a, forward) / size;
      expect(Math.abs(expected - back.parameters[i]!)).toBeLessThan(1e-10 * Math.max(0.1, Math.abs(expected)));
    }
  });

  test("adds to the gradient, and does without one", async () => {
    const chosen = cases["Lotka-Volterra"]!;
    const step = new Step(await testCore(), chosen, method);
    const a = [0.3, -0.8];
    const once = step.reverse(chosen.state, chosen.parameters, a, [0, 0, 0, 0]);
    const again = step.reverse(chosen.state, chosen.parameters, a, [1, 2, 3, 4]);
    for (let i = 0; i < 4; i++) expect(again.parameters[i]! - once.parameters[i]!).toBeCloseTo(i + 1, 13); // rounding of numbers up to 4
    expect(again.state).toEqual(once.state);
  });

  test("a step is the solver's", async () => {
    const core = await testCore();
    for (const chosen of Object.values(cases)) {
      const step = new Step(core, chosen, method);
      const { model, state, h, parameters } = chosen;
      const fresh =
        parameters.length === 10
          ? hires(Object.fromEntries(Object.keys(hires().parameters).map((k, i) => [k, parameters[i]!])))
          : model;
      const solved = solve(core, fresh, { initial: state, end: h, stepSize: h, method, record: "end" });
      const own = step.step(state, parameters);
      // Rosenbrock23 is rewritten in the form of the others: rounding of a few operations, amplified by the couplings.
      if (method === "rosenbrock23")
        for (let i = 0; i < step.n; i++) expect(Math.abs(own[i]! - solved.state[i]!)).toBeLessThan(1e-14);
      else expect(Array.from(own)).toEqual(Array.from(solved.state));
    }
  });

  test("stiff ROBER and POLLU: <a, dPhi v> = <dPhi^T a, v>", async () => {
    const core = await testCore();
    const stiff: Case[] = [
      { model: rober(), parameters: [0.04, 3e7, 1e4], state: [0.99, 3e-5, 0.01], h: 0.1 },
      {
        model: testProblems.pollu(),
        parameters: Object.values(testProblems.pollu().parameters),
        state: Array.from(solve(core, testProblems.pollu(), { end: 1, record: "end", method: "rodas5p" }).state),
        h: 0.5,
      },
    ];
    for (const chosen of stiff) {
      const step = new Step(core, chosen, method);
      const { state, parameters } = chosen;
      const direction = wave(step.n, 0.1).map((x, i) => x * state[i]!); // in proportion: the numbers differ by many powers of ten
      const turned = wave(step.p, 0.7).map((x, i) => x * parameters[i]!);
      const end = step.step(state, parameters);
      const a = wave(step.n, 0.3).map((x, i) => x / Math.max(Math.abs(end[i]!), 1e-12));
      const back = step.reverse(state, parameters, a, new Array(step.p).fill(0));
      const move = (x: number) => step.step(along([...state], x, direction), along([...parameters], x, turned));
      const forward = dot(a, slopeAtZero(move, 1e-3));
      const backward = dot(back.state, direction) + dot(back.parameters, turned);
      // a and the directions are relative, so all terms are of order 1; W has a condition up to 1e8, which leaves 1e-16 1e8 / 1e-3 at worst and far less in fact.
      expect(Math.abs(forward - backward)).toBeLessThan(1e-7 * Math.max(1, Math.abs(forward)));
    }
  });
});

describe("failures of a step and of its reverse", () => {
  const linear = (lambda: number, state: number, h: number): Case => ({
    model: testProblems.linear({ lambda }),
    parameters: [lambda],
    state: [state],
    h,
  });

  test("a singular matrix", async () => {
    // W = 1 / (h gamma) - lambda, gamma = 1/2 in RODAS3
    const chosen = linear(2, 1, 1);
    const step = new Step(await testCore(), chosen, "rodas3");
    const found = [() => step.step([1], [2]), () => step.reverse([1], [2], [1], [0])].map(statusOf);
    expect(found).toEqual([17, 17]);
  });

  test("a step that overflows, and an adjoint that does", async () => {
    const step = new Step(await testCore(), linear(-1, 1, 0.1), "rodas4");
    const found = [() => step.step([Number.MAX_VALUE], [8]), () => step.reverse([1], [8], [Number.MAX_VALUE], [0])].map(statusOf);
    expect(found).toEqual([10, 10]);
  });

  /** The code that a kernel failed with. */
  function statusOf(run: () => unknown): number {
    try {
      run();
    } catch (error) {
      if (error instanceof Failure) return error.status;
      throw error;
    }
    throw new Error("it did not fail");
  }
});
