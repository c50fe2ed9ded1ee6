import { describe, expect, it } from "vitest";
import { solve } from "../../src/index.js";
import { continueCycles, followCycles, homoclinicOrbit, limitCycle, restBifurcations } from "./exports.js";
import { core, neuron } from "./support.js";

describe("branches of cycles", () => {
  const homoclinic = neuron("homoclinic");
  const section = { value: 5 };
  const start = limitCycle(core, homoclinic, { parameter: 40, start: [14, 0.3], section });

  it("item 8: the fold of cycles of the homoclinic set", () => {
    const { state } = start;
    const branch = continueCycles(core, homoclinic, {
      parameter: 40,
      state,
      section,
      range: [30, 50],
      direction: "up",
      untilFold: true,
    });
    const [fold] = branch.folds;
    expect(branch.end).toBe("fold");
    // ten digits are known of I, and eleven of the period; item 8 asks for 1e-5 and 1e-3
    expect(Math.abs(fold!.parameter - 40.5933519583)).toBeLessThan(1e-9);
    expect(Math.abs(fold!.period - 21.110055159)).toBeLessThan(1e-7);
    // where the parameter has its extremum the multiplier is 1: I is stationary there, the multiplier is not
    expect(Math.abs(fold!.multipliers[0]!.re - 1)).toBeLessThan(1e-6);
  });

  it("one cycle at a time gives the same branch", () => {
    const options = { parameter: 40, state: start.state, section, range: [30, 50], direction: "up", untilFold: true } as const;
    const whole = continueCycles(core, homoclinic, options);
    const following = followCycles(core, homoclinic, options);
    const followed = [];
    let step = following.next();
    for (; !step.done; step = following.next()) followed.push(step.value);
    expect(followed.map(({ cycle }) => cycle)).toEqual(whole.cycles);
    expect(step.value).toEqual(whole);
    expect(whole.folds.length).toBe(1);
    // the fold lies behind the last cycle: it is part of what is returned
    expect(followed.every(({ fold }) => fold === undefined)).toBe(true);
  });

  it("the fold is the same on another section, where w is 0.156611100615", () => {
    const higher = { value: 6 };
    const { state } = limitCycle(core, homoclinic, { parameter: 40, start: [14, 0.3], section: higher });
    const options = { parameter: 40, state, section: higher, range: [30, 50], direction: "up", untilFold: true } as const;
    const [fold] = continueCycles(core, homoclinic, options).folds;
    expect(Math.abs(fold!.parameter - 40.5933519583)).toBeLessThan(1e-9);
    // along the branch dI/dw = 0: an error of 1e-12 in I is one of 1e-6 in w
    expect(Math.abs(fold!.state[1]! - 0.156611100615)).toBeLessThan(1e-6);
  });

  it("item 9: the lower fold of the hopf set, and the canard explosion past it", () => {
    const field = neuron("hopf");
    const at = { value: -10 };
    const { state } = limitCycle(core, field, { parameter: 88.3, start: [30, 0], transient: 1000, section: at });
    const options = { parameter: 88.3, state, section: at, range: [88, 98], largestStep: 1, smallestStep: 1e-5 } as const;
    const branch = continueCycles(core, field, options);
    const [fold, ...others] = branch.folds;
    expect(others.length).toBe(0);
    expect(Math.abs(fold!.parameter - 88.29325)).toBeLessThan(1e-4);
    // cycles beyond it are unstable, and repel by factors above 1e8: followed backward
    const after = branch.cycles.filter(({ stable }) => !stable);
    expect(Math.max(...after.map(({ multipliers }) => multipliers[0]!.re))).toBeGreaterThan(1e8);
    const largest = after.reduce((a, b) => (a.multipliers[0]!.re > b.multipliers[0]!.re ? a : b));
    // it is a cycle: followed backward, where it attracts, for a period by another method
    const tolerances = { method: "dopri5", relativeTolerance: 1e-12, absoluteTolerance: 1e-13 } as const;
    const back = solve(core, field.model!(largest.parameter), {
      ...tolerances,
      initial: largest.state,
      end: -largest.period,
    }).state;
    expect(Math.abs(back[0]! - largest.state[0]!)).toBeLessThan(1e-7); // V' of 10 mV/ms times an error of 1e-9 in the period
    expect(Math.abs(back[1]! - largest.state[1]!)).toBeLessThan(1e-8);
    expect(largest.parameter).toBeGreaterThan(fold!.parameter);
  });

  it("unstable cycles shrink towards the Hopf point they were born in", () => {
    const field = neuron("homoclinic");
    const hopf = restBifurcations(field).find(({ type }) => type === "hopf")!;
    const near = { value: hopf.state[0]! + 0.2 };
    const { state } = limitCycle(core, field, { parameter: 40, start: [14, 0.3], section: near });
    const branch = continueCycles(core, field, {
      parameter: 40.5,
      state,
      section: near,
      range: [36, 41],
      direction: "up",
      largestStep: 2,
    });
    const last = branch.cycles.at(-1)!;
    expect(branch.end).toBe("lost"); // the cycles no longer reach the section
    expect(last.stable).toBe(false);
    // an amplitude a changes I and the period by multiples of a^2 (here a of 0.2 mV of 17.4 mV, and factors of about 10)
    expect(Math.abs(last.parameter - hopf.parameter)).toBeLessThan(5e-3);
    expect(Math.abs(last.period / (hopf.type === "hopf" ? hopf.period : 0) - 1)).toBeLessThan(1e-3);
  });

  it("item 8: the homoclinic orbit, by its manifolds and by the divergence of the period", () => {
    const orbit = homoclinicOrbit(core, homoclinic, { between: [34.5, 36] });
    expect(Math.abs(orbit.parameter - 35.0067341976)).toBeLessThan(1e-9); // ten decimals are known; item 8 asks for 1e-5
    expect(orbit.saddleQuantity).toBeLessThan(0); // stable cycles are born
    const other = homoclinicOrbit(core, homoclinic, { between: [34.9, 35.3], section: { value: -5, crossing: "falling" } });
    expect(Math.abs(other.parameter - orbit.parameter)).toBeLessThan(1e-10);
    const [far, near] = [1e-4, 1e-6].map((distance) => {
      const parameter = orbit.parameter + distance;
      return limitCycle(core, homoclinic, { parameter, start: [14, 0.3], section, transient: 1000 }).period;
    });
    // T = -log|I - I_c| / lambda + const + O(|I - I_c| log)
    expect(Math.abs((near! - far!) / (orbit.periodPerLogarithm * Math.log(100)) - 1)).toBeLessThan(1e-3);
    expect(() => homoclinicOrbit(core, homoclinic, { between: [35.5, 36] })).toThrow(/same side at inputs 35.5 and 36/);
    expect(() => homoclinicOrbit(core, neuron("hopf"), { between: [90, 91] })).toThrow(/no saddle at input 90/);
  });
});
