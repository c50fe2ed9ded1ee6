import { describe, expect, it } from "vitest";
import { solve } from "../../../src/index.js";
import { core, distance, fixed, forcedVanDerPol, orders, rosenbrockMethods } from "./support.js";

const start = [2, 0];

/** The largest error inside one step of size h. */
function errorInside(method: (typeof rosenbrockMethods)[number], h: number): number {
  const thetas = [0.1, 0.3, 0.5, 0.7, 0.9];
  const options = { method, initial: start, times: [...thetas.map((theta) => theta * h), h], stepSize: h } as const;
  const { states } = solve(core, forcedVanDerPol(), options);
  const exact = thetas.map((theta) => fixed(forcedVanDerPol(), "rodas5p", start, theta * h, 16));
  return Math.max(...thetas.map((_, i) => distance(states[i]!, exact[i]!)));
}

describe("dense output", () => {
  it.each([
    ["ros2", 3],
    ["ros3p", 4],
    ["ros34pw2", 4],
    ["rodas3", 4],
    ["rodas4", 4],
    ["rodas4p", 4],
    ["rodas5p", 5],
    ["rosenbrock23", 3],
  ] as const)("of %s has an error that falls as step^%i", (method, power) => {
    const local = orders([1 / 20, 1 / 40, 1 / 80, 1 / 160].map((h) => errorInside(method, h)));
    for (const slope of local) expect(Math.abs(slope - power)).toBeLessThan(0.3);
  });

  it.each(rosenbrockMethods)("of %s is the step itself at its ends, bit for bit", (method) => {
    const options = { method, initial: start, relativeTolerance: 1e-5 } as const;
    const steps = solve(core, forcedVanDerPol(), { ...options, end: 5, dense: true });
    expect(steps.times.length).toBeGreaterThan(10);
    // every third time alone, so that some steps end at a time asked for and others do not
    const asked = Array.from(steps.times).filter((_, i) => i % 3 === 0 || i === steps.times.length - 1);
    const { states } = solve(core, forcedVanDerPol(), { ...options, times: asked });
    for (const [i, time] of asked.entries()) {
      const at = steps.times.indexOf(time);
      expect(states[i]).toEqual(steps.states[at]);
      expect(steps.at(time)).toEqual(steps.states[at]);
    }
  });

  it.each(rosenbrockMethods)("does not change the steps of %s", (method) => {
    const options = { method, initial: start, relativeTolerance: 1e-5 } as const;
    const plain = solve(core, forcedVanDerPol(), { ...options, end: 5, record: "end" });
    const dense = solve(core, forcedVanDerPol(), { ...options, times: Array.from({ length: 101 }, (_, i) => i / 20) });
    expect(dense.state).toEqual(plain.state);
    expect(dense.statistics.accepted).toBe(plain.statistics.accepted);
    expect(dense.statistics.evaluations).toBe(plain.statistics.evaluations);
  });
});
