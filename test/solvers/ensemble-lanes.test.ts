import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type EnsembleOptions,
  functionModel,
  type Model,
  morrisLecarModel,
  solve,
  solveEnsemble,
  solveEnsembleAsync,
  testProblems,
} from "../../src/index.js";
import { createWorkerPool } from "../../src/parallel/index.js";
import { testCore } from "../support/core.js";
import { goldenEnsembles, goldenEnsemblesHash } from "../support/golden-ensembles.js";
import { bitsOf, expectSameBits } from "../support/same-bits.js";

const core = await testCore();
const members = 61;
const line = (from: number, to: number, count = members) =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);

const laneMethods = ["tsit5", "dopri5", "rosenbrock23"] as const;
const cell = morrisLecarModel({ current: 45 });
const cases: [string, Model, Omit<EnsembleOptions, "members">][] = [
  ["van der Pol", testProblems.vanDerPol(), { parameters: { mu: line(0.1, 10) }, end: 20 }],
  ["van der Pol, backward", testProblems.vanDerPol(), { parameters: { mu: line(-10, -0.1) }, start: 3, end: -5 }],
  ["van der Pol at times", testProblems.vanDerPol(), { parameters: { mu: line(0.1, 10) }, times: [0, 0, 1, 1.5, 1.5, 20] }],
  ["VDPOL", testProblems.vdpol(), { parameters: { epsilon: line(0.01, 1) }, end: 2 }],
  ["Lotka-Volterra", testProblems.lotkaVolterra(), { parameters: { a: line(1, 2), d: line(2, 0.5) }, end: 20, maximumStep: 0.3 }],
  ["Lorenz, by starts", testProblems.lorenz(), { initial: line(-9, 9, 3 * members), end: 5, firstStep: 1e-3 }],
  ["Lorenz, PID control", testProblems.lorenz(), { parameters: { r: line(1, 40) }, end: 5, control: { derivative: 0.1 } }],
  ["Lorenz, I control", testProblems.lorenz(), { end: 5, control: { proportional: 0, integral: 1 } }],
  ["Robertson, stiff", testProblems.rober(), { parameters: { k1: line(0.01, 0.1) }, end: 0.5, maximumSteps: 400 }],
  ["Robertson, at rest", testProblems.rober(), { initial: [0, 0, 1], end: 1e5 }],
  [
    "Robertson, long",
    testProblems.rober(),
    { maximumSteps: 3000, parameters: { k2: line(1e7, 1e8) }, times: [0.4, 40], absoluteTolerance: 1e-12 },
  ],
  ["Morris-Lecar", cell, { parameters: { current: line(20, 120) }, end: 60 }],
  ["Morris-Lecar at times", cell, { parameters: { current: line(20, 120) }, times: line(0, 60, 40), relativeTolerance: 1e-9 }],
];

describe("members side by side", () => {
  for (const method of laneMethods) {
    it.each(cases)(`have the bits they have alone: %s, ${method}`, (name, model, options) => {
      const asked = { ...options, members, method };
      const lanes = solveEnsemble(core, model, asked);
      expectSameBits(lanes, solveEnsemble(core, model, { ...asked, lanes: false }));
      if (name === "Robertson, stiff" && method !== "rosenbrock23") expect(lanes.failures.length).toBeGreaterThan(0);
      else if (!name.startsWith("Robertson")) expect(lanes.failures).toEqual([]);
    });
  }

  it("have them whatever starts, parameters and tolerances are, and however many there are", () => {
    const member = fc.record({
      mu: fc.double({ min: -3, max: 20, noNaN: true }),
      y: fc.tuple(fc.double({ min: -4, max: 4, noNaN: true }), fc.double({ min: -1e3, max: 1e3, noNaN: true })),
    });
    const exponent = fc.integer({ min: -10, max: -3 });
    fc.assert(
      fc.property(
        fc.array(member, { minLength: 1, maxLength: 9 }),
        exponent,
        fc.constantFrom(...laneMethods),
        (drawn, power, method) => {
          const options = {
            members: drawn.length,
            initial: drawn.map(({ y }) => y),
            parameters: { mu: drawn.map(({ mu }) => mu) },
            end: 3,
            method,
            relativeTolerance: 10 ** power,
            maximumSteps: 2000,
          } as const;
          const alone = solveEnsemble(core, testProblems.vanDerPol(), { ...options, lanes: false });
          expectSameBits(solveEnsemble(core, testProblems.vanDerPol(), options), alone);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("do not disturb each other when one blows up, starts outside the numbers' reach or needs no step", () => {
    const initial = [2, 0, 1e200, 0, 1, 1, 1e308, 1e308, 0, 0, 3, -1]; // the cube of 1e200 is infinite
    const options = { members: 6, initial, end: 4, method: "tsit5" } as const;
    const lanes = solveEnsemble(core, testProblems.vanDerPol(), options);
    expectSameBits(lanes, solveEnsemble(core, testProblems.vanDerPol(), { ...options, lanes: false }));
    expect(lanes.failures.map(({ member }) => member)).toEqual([1, 3]);
    for (const i of [0, 2, 4, 5]) {
      const alone = solve(core, testProblems.vanDerPol(), {
        initial: initial.slice(2 * i, 2 * i + 2),
        end: 4,
        method: "tsit5",
        record: "end",
      });
      expect(lanes.state(i)).toEqual(alone.state);
    }
    const still = { members: 3, start: 1, end: 1, method: "tsit5" } as const;
    expect([...solveEnsemble(core, testProblems.lorenz(), still).states]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("can be cut anywhere", async () => {
    const options = { ...cases[2]![2], members, method: "tsit5" } as const;
    const model = testProblems.vanDerPol();
    expectSameBits(await solveEnsembleAsync(core, model, options), solveEnsemble(core, model, options));
  });
});

describe("steps in common", () => {
  const options: EnsembleOptions = {
    members: 51,
    parameters: { mu: line(0.1, 8, 51) },
    end: 15,
    method: "tsit5",
    sharedSteps: true,
    relativeTolerance: 1e-8,
    absoluteTolerance: 1e-10,
  };
  const model = testProblems.vanDerPol();
  const solution = solveEnsemble(core, model, options);

  it("are the same for members 2 i and 2 i + 1", () => {
    const { accepted, rejected } = solution.statistics;
    for (let i = 0; i + 1 < 51; i += 2) expect([accepted[i], rejected[i]]).toEqual([accepted[i + 1], rejected[i + 1]]);
  });

  it("are no longer than each needs: errors as alone", () => {
    const fine = solveEnsemble(core, model, {
      ...options,
      sharedSteps: false,
      relativeTolerance: 1e-12,
      absoluteTolerance: 1e-14,
    });
    const alone = solveEnsemble(core, model, { ...options, sharedSteps: false });
    const error = (states: Float64Array) => Math.max(...states.map((y, i) => Math.abs(y - fine.states[i]!)));
    // the reference is wrong by some 1e-4 of what is compared
    expect(error(solution.states)).toBeLessThan(1.1 * error(alone.states));
    expect(error(solution.states)).toBeGreaterThan(0);
  });

  it("give the same bits in 1, 2, 4 and 8 pieces and on 1 and 2 workers", async () => {
    for (const threads of [1, 2]) {
      const pool = await createWorkerPool({ threads });
      for (const pieces of [1, 2, 4, 8]) {
        const split = await pool.solveEnsemble(model, { ...options, chunk: 2 * Math.ceil(51 / pieces / 2) });
        expectSameBits(split, solution);
      }
      await pool.terminate();
    }
  });

  it("do not let a member that fails take its neighbour along", () => {
    const initial = [2, 0, 1e200, 0, 1, 1]; // member 1 fails
    const shared = solveEnsemble(core, model, { members: 3, initial, end: 4, method: "tsit5", sharedSteps: true });
    expect(shared.failures.map(({ member }) => member)).toEqual([1]);
    const alone = solveEnsemble(core, model, { members: 3, initial, end: 4, method: "tsit5" });
    expect(Math.abs(shared.states[0]! - alone.states[0]!)).toBeLessThan(1e-4); // 100 tolerances
    expect(shared.state(2)).toEqual(alone.state(2)); // the last has no neighbour
  });

  it("are refused where the core has no code for lanes", () => {
    const plain = functionModel(() => true, { length: 1 });
    const refused: [Model, Partial<EnsembleOptions>][] = [
      [plain, { initial: [1] }],
      [model, { method: "dop853" }],
      [model, { lanes: false }],
      [model, { events: [{ component: 0 }] }],
      [model, { stepSize: 0.1 }],
      [testProblems.brusselator(), {}],
    ];
    for (const [which, more] of refused) {
      const run = () => solveEnsemble(core, which, { members: 2, end: 1, method: "tsit5", sharedSteps: true, ...more });
      expect(run).toThrow(expect.objectContaining({ code: "input", field: "sharedSteps" }));
    }
  });

  it("differ from those of members alone", () => {
    const alone = solveEnsemble(core, model, { ...options, sharedSteps: false });
    expect(bitsOf(alone)).not.toEqual(bitsOf(solution));
  });
});

describe("ensembles", () => {
  it("have the bits they have everywhere", async () => {
    const digest = await crypto.subtle.digest("SHA-256", goldenEnsembles(core) as BufferSource);
    expect(Buffer.from(digest).toString("hex")).toBe(goldenEnsemblesHash);
  });
});
