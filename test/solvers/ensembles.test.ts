import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type EnsembleAbortError,
  type EnsembleOptions,
  functionModel,
  InputError,
  SolverError,
  solve,
  solveEnsemble,
  solveEnsembleAsync,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import { expectSameBits } from "../support/same-bits.js";

const core = await testCore();

const oscillator = (mu = 1) =>
  functionModel(
    (_t, y, out, parameters) => {
      out[0] = y[1]!;
      out[1] = parameters[0]! * (1 - y[0]! * y[0]!) * y[1]! - parameters[1]! * y[0]!;
    },
    { length: 2, name: "The oscillator", components: ["x", "v"], parameters: { mu, stiffness: 1 }, autonomous: true },
  );

/** y' = p y^2 from 1: 1 / (1 - p t), which is infinite at 1 / p. */
const growing = functionModel(
  (_t, y, out, [p]) => {
    out[0] = p! * y[0]! * y[0]!;
  },
  {
    length: 1,
    name: "Growth",
    parameters: { p: 1 },
  },
);

const starts = (members: number) => Array.from({ length: members }, (_, i) => [2 - 0.17 * i, 0.3 * i]);
const mus = (members: number) => Array.from({ length: members }, (_, i) => 0.5 + 0.37 * i);

describe("an ensemble", () => {
  const options = { relativeTolerance: 1e-7, absoluteTolerance: 1e-10, end: 12 } as const;

  it("has members that are what each is alone, bit for bit", () => {
    const ensemble = solveEnsemble(core, oscillator(), {
      ...options,
      members: 7,
      initial: starts(7),
      parameters: { mu: mus(7) },
    });
    for (const [i, initial] of starts(7).entries()) {
      const alone = solve(core, oscillator(mus(7)[i]!), { ...options, initial, record: "end" });
      expect(ensemble.state(i)).toEqual(alone.state);
      expect(ensemble.statisticsOf(i)).toEqual(alone.statistics);
      expect(ensemble.times[i]).toBe(12);
    }
    expect(ensemble.failures).toEqual([]);
    expect(ensemble.members).toBe(7);
  });

  it("returns states at times, and events with their times, as each member has them alone", () => {
    const times = [0, 1.5, 1.5, 7, 11.25];
    const events = [
      { component: 0, crossing: "falling" },
      { component: 1, threshold: 0.5 },
      { component: 0, threshold: -1.9, crossing: "falling", stopAfter: 2 },
    ] as const;
    const asked = { ...options, end: undefined as never, times, events };
    const ensemble = solveEnsemble(core, oscillator(), { ...asked, members: 9, initial: starts(9), parameters: { mu: mus(9) } });
    for (const [i, initial] of starts(9).entries()) {
      const alone = solve(core, oscillator(mus(9)[i]!), { ...asked, initial });
      expect(ensemble.recordsOf(i)).toEqual(alone.states);
      const own = alone.events.map(({ event, time }) => [event, time]);
      const { offsets, indices, times: eventTimes, states } = ensemble.events;
      const [from, to] = [offsets[i]!, offsets[i + 1]!];
      expect(Array.from({ length: to - from }, (_, k) => [indices[from + k], eventTimes[from + k]])).toEqual(own);
      expect([...states.subarray(2 * from, 2 * to)]).toEqual(alone.events.flatMap(({ state }) => [...state]));
      expect(ensemble.eventCount(i, 1)).toBe(own.filter(([event]) => event === 1).length);
      expect([...ensemble.eventTimes(i)]).toEqual(own.filter(([event]) => event === 0).map(([, time]) => time));
      expect(ensemble.times[i]).toBe(alone.time);
    }
  });

  it("takes starts and parameters as rows, as one table or by name", () => {
    const rows = starts(4);
    const table = [0.5, 1, 0.9, 1, 1.3, 1, 1.7, 1];
    const asked = { ...options, members: 4 } as const;
    const one = solveEnsemble(core, oscillator(), { ...asked, initial: rows, parameters: table });
    const forms: Partial<EnsembleOptions>[] = [
      { initial: rows.flat(), parameters: Float64Array.from(table) },
      { initial: rows.map((row) => Float64Array.from(row)), parameters: { mu: [0.5, 0.9, 1.3, 1.7] } },
      { initial: rows, parameters: [[0.5, 1], [0.9, 1], [1.3, 1], Float64Array.of(1.7, 1)] }, // biome-ignore format: rows
      { initial: rows, parameters: { mu: [0.5, 0.9, 1.3, 1.7], stiffness: 1 } },
    ];
    for (const form of forms) {
      expectSameBits(solveEnsemble(core, oscillator(3), { ...asked, ...form }), one);
    }
  });

  it("lets members fail on their own, with the error each has alone", () => {
    const p = [0.1, 1, 0.2, 4, 0];
    const asked = { end: 2, relativeTolerance: 1e-8 };
    const { failures, states, times } = solveEnsemble(core, growing, { ...asked, members: 5, initial: [1], parameters: { p } });
    expect(failures.map(({ member }) => member)).toEqual([1, 3]);
    for (const { member, error } of failures) {
      const model = functionModel(
        (_t, y, out) => {
          out[0] = p[member]! * y[0]! * y[0]!;
        },
        { length: 1, name: "Growth" },
      );
      let alone: unknown;
      try {
        solve(core, model, { ...asked, initial: [1], record: "end" });
      } catch (thrown) {
        alone = thrown;
      }
      expect(error).toBeInstanceOf(SolverError);
      expect(error.code).toBe("blow-up");
      expect([error.message, error.time, error.statistics]).toEqual([
        (alone as SolverError).message,
        (alone as SolverError).time,
        (alone as SolverError).statistics,
      ]);
      expect(Math.abs(times[member]! - 1 / p[member]!)).toBeLessThan(1e-6); // the pole, to 100 times the tolerance
    }
    for (const i of [0, 2, 4]) {
      const exact = 1 / (1 - p[i]! * 2);
      expect(Math.abs(states[i]! / exact - 1)).toBeLessThan(1e-6); // steps of 1e-8 each, some ten of them, amplified by 1/(1 - pt)^2 < 3
    }
  });

  it("names the members whose required event does not happen", () => {
    const { failures } = solveEnsemble(core, growing, {
      members: 3,
      initial: [1],
      parameters: { p: [0.1, 0.2, 0.4] },
      end: 2,
      events: [{ component: 0, threshold: 1.5, required: true, name: "y = 1.5" }],
    });
    expect(failures.map(({ member, error }) => [member, error.code])).toEqual([[0, "event-missing"]]);
    const { message, remedy } = failures[0]!.error;
    expect(message.split(remedy)).toHaveLength(2); // once
    expect(message).toContain('The event "y = 1.5" of Growth did not happen until time 2.');
  });

  it("does not depend on how many members are in memory at once, nor on stretches", async () => {
    const times = Array.from({ length: 700 }, (_, i) => 0.004 * i);
    const asked = {
      members: 501, // 5.6 MB of records: more than are kept in memory at once
      times,
      events: [{ component: 0, threshold: 1 }],
      parameters: { mu: mus(501).map((mu) => mu / 40) },
      initial: [2, 0],
    };
    const whole = solveEnsemble(core, oscillator(), asked);
    const seen: number[] = [];
    const stretched = await solveEnsembleAsync(core, oscillator(), { ...asked, onProgress: ({ members }) => seen.push(members) });
    expectSameBits(stretched, whole);
    expect(seen.at(-1)).toBe(501);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    const last = solve(core, oscillator(mus(501)[500]! / 40), { initial: [2, 0], times });
    expect(whole.recordsOf(500)).toEqual(last.states);
  });

  it("gives its memory back", () => {
    const asked = { members: 40, initial: [1, 0], end: 1 };
    solveEnsemble(core, oscillator(), asked);
    const { byteLength } = core.memory.buffer;
    for (let i = 0; i < 50; i++) solveEnsemble(core, oscillator(), asked);
    expect(core.memory.buffer.byteLength).toBe(byteLength);
  });

  it("ends when its signal says so", async () => {
    const controller = new AbortController();
    const promise = solveEnsembleAsync(core, oscillator(), {
      members: 100_000,
      initial: [2, 0],
      end: 100,
      signal: controller.signal,
      onProgress: () => controller.abort("enough"),
    });
    const error = await promise.catch((thrown) => thrown as EnsembleAbortError);
    expect(error).toMatchObject({ name: "AbortError", code: "aborted", cause: "enough" });
    expect((error as EnsembleAbortError).members).toBeLessThan(100_000);
  });

  it("hands on what a function of yours throws", () => {
    const broken = functionModel(() => { throw new RangeError("no"); }, { length: 1 }); // biome-ignore format: short
    expect(() => solveEnsemble(core, broken, { members: 2, initial: [1], end: 1 })).toThrow(new RangeError("no"));
  });

  it("solves y' = p y for any number of members, starts and rates", () => {
    const linear = functionModel(
      (_t, y, out, [p]) => {
        out[0] = p! * y[0]!;
      },
      { length: 1, parameters: { p: 1 } },
    );
    const member = fc.record({
      y: fc.double({ min: -100, max: 100, noNaN: true }),
      p: fc.double({ min: -3, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 20 }), (members) => {
        const solution = solveEnsemble(core, linear, {
          members: members.length,
          initial: members.map(({ y }) => y),
          parameters: { p: members.map(({ p }) => p) },
          end: 1,
          relativeTolerance: 1e-9,
          absoluteTolerance: 1e-12,
        });
        for (const [i, { y, p }] of members.entries()) {
          const exact = y * Math.exp(p);
          // errors of at most a few dozen steps, each below its tolerance, which growth multiplies by e at most
          expect(Math.abs(solution.states[i]! - exact)).toBeLessThan(100 * (1e-9 * Math.abs(y) * Math.E + 1e-12));
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("an ensemble refuses", () => {
  const cases: [string, Partial<EnsembleOptions>, string][] = [
    ["no members", { members: 0 }, "members"],
    ["parts of members", { members: 1.5 }, "members"],
    ["too few starts", { initial: [1, 2, 3] }, "initial"],
    ["rows of the wrong width", { initial: [[1, 2], [3]] }, "initial[1]"],
    ["starts that are not finite", { initial: [1, 2, 3, Number.NaN] }, "initial[3]"],
    ["unknown parameters", { parameters: { nu: 1 } }, "parameters.nu"],
    ["columns of the wrong length", { parameters: { mu: [1] } }, "parameters.mu"],
    ["tables of the wrong size", { parameters: [1, 2, 3] }, "parameters"],
    ["an end and times", { times: [1] }, "end"],
    ["every step", { record: "steps" } as never, "options.record"],
    ["dense output", { dense: true } as never, "options.dense"],
    ["misspelt options", { member: 3 } as never, "options.member"],
  ];
  it.each(cases)("%s", (_, options, field) => {
    const run = () => solveEnsemble(core, oscillator(), { members: 2, initial: [1, 0], end: 1, ...options });
    expect(run).toThrow(InputError);
    expect(run).toThrow(expect.objectContaining({ field }));
  });

  it("parameters where the model has none, and a model without a start", () => {
    const plain = functionModel(() => true, { length: 1 });
    expect(() => solveEnsemble(core, plain, { members: 1, initial: [1], end: 1, parameters: [1] })).toThrow(
      expect.objectContaining({ field: "parameters" }),
    );
    expect(() => solveEnsemble(core, plain, { members: 1, end: 1 })).toThrow(expect.objectContaining({ field: "initial" }));
    expect(() => solveEnsemble(core, (() => 0) as never, { members: 1, end: 1 })).toThrow(
      expect.objectContaining({ field: "model" }),
    );
  });

  it("members that do not exist", () => {
    const solution = solveEnsemble(core, oscillator(), { members: 2, initial: [1, 0], end: 1 });
    for (const member of [-1, 2, 0.5]) expect(() => solution.state(member)).toThrow(expect.objectContaining({ field: "member" }));
  });
});
