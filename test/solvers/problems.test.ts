import { describe, expect, it } from "vitest";
import { type RightHandSide, twins } from "../../bench/problems/twins.js";
import { Problem } from "../../src/core/generated/layouts.js";
import { Struct } from "../../src/core/struct.js";
import { loadSync, type TestProblem, type TestProblemName, testProblems } from "../../src/index.js";

const core = loadSync();
const names = Object.keys(testProblems) as TestProblemName[];
const all = names.map((name) => [name, testProblems[name]()] as const);
/** Problems with other parameters than the usual ones: a forgotten parameter shows. */
const changed: readonly TestProblem[] = [
  testProblems.rober({ k1: 0.05, k2: 2e7, k3: 3e4 }),
  testProblems.hires({ k1: 1.1, k2: 0.2, k3: 7, k4: 0.5, k5: 0.03, k6: 9, oks: 0.001, kPlus: 200, kMinus: 0.4, kStar: 0.9 }),
  testProblems.vdpol({ epsilon: 1e-3 }),
  testProblems.vanDerPol({ mu: 3 }),
  testProblems.orego({ s: 70, q: 1e-5, w: 0.2 }),
  testProblems.pollu(Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`k${i + 1}`, 1 + 0.37 * i]))),
  testProblems.e5({ A: 1e-9, B: 2e7, C: 1e3, M: 3e5 }),
  testProblems.e5Reduced({ A: 1e-9, B: 2e7, C: 1e3, M: 3e5 }),
  testProblems.kaps({ epsilon: 1e-8 }),
  testProblems.protheroRobinson({ lambda: -30 }),
  testProblems.linear({ lambda: -1e6 }),
  testProblems.lorenz({ s: 9, r: 27, b: 2 }),
  testProblems.brusselator({ a: 2, b: 5 }),
  testProblems.lotkaVolterra({ a: 1, b: 0.5, c: 2, d: 3 }),
  testProblems.cubicSpiral({ a: 0.2, b: 3 }),
  testProblems.orbit({ eccentricity: 0.7 }),
];

/** The core's functions of a problem, over arrays. */
function inCore(problem: TestProblem) {
  const n = problem.length;
  const stride = 16 * Math.ceil(n / 2);
  const arena = core.arena(4096 + problem.bytes(core) + n * stride);
  const { address } = problem.bind(core, (bytes) => arena.block("u8", bytes).address);
  const state = arena.block("f64", stride / 8);
  const out = arena.block("f64", (n * stride) / 8);
  const evaluate = (call: (state: number, out: number) => number, y: ArrayLike<number>) => {
    state.view.set(Array.from(y));
    out.view.fill(0);
    const inside = core.call(() => call(state.address, out.address)) !== 0;
    return { inside, values: out.view.slice() };
  };
  const e = core.exports;
  return {
    struct: new Struct(core.memory, Problem, address),
    stride,
    derivative: (t: number, y: ArrayLike<number>) => evaluate((s, o) => e.problemDerivative(address, t, s, o), y),
    jacobian: (t: number, y: ArrayLike<number>) => evaluate((s, o) => e.problemJacobian(address, t, s, o, stride), y),
    timeDerivative: (t: number, y: ArrayLike<number>) => evaluate((s, o) => e.problemTimeDerivative(address, t, s, o), y),
    release: () => core.heap.release(arena.region),
  };
}

function evaluateTwin(problem: TestProblem, rhs: RightHandSide, t: number, y: ArrayLike<number>): Float64Array {
  const out = new Float64Array(problem.length);
  rhs(t, Float64Array.from(y), out);
  return out;
}

/** States about which the functions are compared: the start and others near it in size, none of them zero, and known states. */
function states(problem: TestProblem): { t: number; y: number[] }[] {
  const spread = [0.83, -0.31, 0.57, 0.12, -0.69, 0.44, 0.91, -0.23];
  const near = [1, 2, 3].map((k) => ({
    t: 1.7 * k,
    y: problem.initial.map((value, i) => value + (0.1 + 0.2 * k) * spread[(3 * i + k) % 8]!),
  }));
  const known = problem.reference
    .filter((reference) => reference.values.length === problem.length)
    .map(({ time, values }) => ({ t: problem.autonomous ? time : Math.min(time, 20), y: [...values] }));
  return [{ t: 0, y: [...problem.initial] }, ...near, ...known];
}

/**
 * What is missing to df/dx(x0) = `slopes` by central differences of 8th order, for each component the best of several steps: the distance
 * in units of what rounding (`terms`: the size of the terms of f) and truncation allow.
 */
function distance(f: (x: number) => Float64Array, x0: number, size: number, slopes: readonly number[], terms: readonly number[]) {
  const weights = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
  const best = slopes.map(() => Infinity);
  for (const h of [size / 64, size / 1024, size / 16384]) {
    const found = slopes.map(() => 0);
    const rounding = terms.map((term) => term);
    weights.forEach((weight, k) => {
      const [after, before] = [f(x0 + (k + 1) * h), f(x0 - (k + 1) * h)];
      slopes.forEach((_, i) => {
        found[i]! += (weight * (after[i]! - before[i]!)) / h;
        rounding[i]! += Math.abs(after[i]!) + Math.abs(before[i]!);
      });
    });
    slopes.forEach((slope, i) => {
      // 8 roundings of the terms over h; truncation (h / r)^8, r the distance to a pole: below 1e-9 for one of these steps
      const allowed = (8 * Number.EPSILON * rounding[i]!) / h + 1e-9 * Math.abs(slope);
      const apart = Math.abs(found[i]! - slope);
      best[i] = Math.min(best[i]!, apart === 0 ? 0 : apart / allowed);
    });
  }
  return best;
}

const everything = [...all.map(([, problem]) => problem), ...changed].map(
  (problem) => [`${problem.name} ${JSON.stringify(problem.parameters).slice(0, 40)}`, problem] as const,
);

describe.each(everything)("%s", (_, problem) => {
  const model = inCore(problem);
  const n = problem.length;
  const columns = model.stride / 8;
  const twin = twins[problem.equations](problem.parameters);

  it("is registered with its length and whether it depends on the time", () => {
    expect(model.struct.get("length")).toBe(n);
    expect(model.struct.get("timeDerivativeFunction") === 0).toBe(problem.autonomous);
    expect(model.struct.get("jacobianFunction")).toBeGreaterThan(0);
  });

  /** |f_i| + sum_j |df_i/dy_j y_j|: the size of the terms of f_i. */
  const termsOf = (f: ArrayLike<number>, jacobian: Float64Array, y: readonly number[]) =>
    Array.from({ length: n }, (_, i) =>
      y.reduce((sum, yj, j) => sum + Math.abs(jacobian[i * columns + j]! * yj), Math.abs(f[i]!)),
    );

  it("has the right-hand side of its twin", () => {
    for (const { t, y } of states(problem)) {
      const { values, inside } = model.derivative(t, y);
      expect(inside).toBe(true);
      const expected = evaluateTwin(problem, twin, t, y);
      const terms = termsOf(expected, model.jacobian(t, y).values, y);
      for (let i = 0; i < n; i++) {
        // a few roundings of the size of the terms, of which f may be a small difference
        expect(Math.abs(values[i]! - expected[i]!), `f${i + 1} at t = ${t}`).toBeLessThanOrEqual(1e-15 * terms[i]!);
      }
    }
  });

  it("has the Jacobian of its twin", () => {
    for (const { t, y } of states(problem)) {
      const jacobian = model.jacobian(t, y).values;
      const terms = termsOf(evaluateTwin(problem, twin, t, y), jacobian, y);
      for (let j = 0; j < n; j++) {
        const f = (x: number) => evaluateTwin(problem, twin, t, y.toSpliced(j, 1, x));
        const size = Math.abs(y[j]!) || 1e-3 * Math.max(...y.map(Math.abs)) || 1;
        const column = Array.from({ length: n }, (_, i) => jacobian[i * columns + j]!);
        distance(f, y[j]!, size, column, terms).forEach((apart, i) => {
          expect(apart, `df${i + 1}/dy${j + 1} at t = ${t}`).toBeLessThanOrEqual(1);
        });
      }
      // rows end in padding that stays zero
      if (columns > n) for (let i = 0; i < n; i++) expect(jacobian[i * columns + n]).toBe(0);
    }
  });

  if (!problem.autonomous) {
    it("has the time derivative of its twin", () => {
      for (const { t, y } of states(problem)) {
        const slopes = Array.from(model.timeDerivative(t, y).values.subarray(0, n));
        const terms = termsOf(evaluateTwin(problem, twin, t, y), model.jacobian(t, y).values, y);
        distance((x) => evaluateTwin(problem, twin, x, y), t, 1, slopes, terms).forEach((apart, i) => {
          expect(apart, `df${i + 1}/dt at t = ${t}`).toBeLessThanOrEqual(1);
        });
      }
    });
  }
});

describe("states where a function is not defined", () => {
  const { arenstorf, pleiades, detestA5, detestB4, detestE1, detestE5, orbit } = testProblems;
  it.each([
    ["two bodies in one place", orbit(), 0, [0, 0, 1, 1]],
    ["the satellite in the earth", arenstorf(), 0, [-0.012277471, 0, 1, 1]],
    ["the satellite in the moon", arenstorf(), 0, [1 - 0.012277471, 0, 1, 1]],
    ["two stars in one place", pleiades(), 0, pleiades().initial.map((value, i) => (i === 1 ? 3 : i === 8 ? 3 : value))],
    ["A5 at y = -t", detestA5(), 2, [-2]],
    ["B4 on its axis", detestB4(), 0, [0, 0, 1]],
    ["E1 at t = -1", detestE1(), -1, [1, 1]],
    ["E5 at t = 25", detestE5(), 25, [1, 1]],
  ] as const)("%s", (_, problem, t, y) => {
    const model = inCore(problem);
    expect(model.derivative(t, y).inside).toBe(false);
    expect(model.jacobian(t, y).inside).toBe(false);
    if (!problem.autonomous) expect(model.timeDerivative(t, y).inside).toBe(false);
    model.release();
  });
});

it("the core knows no other problems", () => {
  const arena = core.arena(4096);
  const { address } = arena.block("u8", Problem.byteLength);
  const kinds = new Set(all.map(([, problem]) => problem.kind));
  for (const kind of kinds) expect(core.call((e) => e.testProblem(kind, address))).toBe(1);
  expect(core.call((e) => e.testProblem(kinds.size, address))).toBe(0);
  core.heap.release(arena.region);
});
