import { describe, expect, it } from "vitest";
import { solve } from "../../src/index.js";
import { firingCurve, limitCycle, type MorrisLecarSet, restBifurcations } from "./exports.js";
import { core, neuron } from "./support.js";

const starts: Record<MorrisLecarSet, [number, number]> = {
  hopf: [30, 0],
  snlc: [-20, 0.1],
  snlcFifteenth: [-20, 0.1],
  authors: [-20, 0.1],
  homoclinic: [14, 0.3],
};

/** The cycle by the published recipe: 3000 ms of transient, 6000 ms within 1 uA/cm2 of the SNIC; section V = 0, homoclinic set V = 5. */
function cycleAt(set: MorrisLecarSet, parameter: number) {
  const near = set !== "hopf" && set !== "homoclinic" && parameter < 41;
  const section = { value: set === "homoclinic" ? 5 : 0 };
  return limitCycle(core, neuron(set), { parameter, start: starts[set], transient: near ? 6000 : 3000, section });
}

// Quadruple precision: I (uA/cm2), period (ms), w at the section. Homoclinic rows: double precision, 11 digits.
const published: [MorrisLecarSet, number, number, number?][] = [
  ["hopf", 89, 108.32928234574118, 0.19465445104431572],
  ["hopf", 90, 102.72716532744512, 0.18535154420632555],
  ["hopf", 100, 85.2906410429124, 0.1692867350694291],
  ["hopf", 150, 66.1617527345285, 0.21160925008030929],
  ["snlc", 40, 944.4207311854084, 0.04152843796813195],
  ["snlc", 40.5, 264.0091791025111, 0.04113556640500653],
  ["snlc", 45, 99.19209321206034, 0.037893996250308884],
  ["snlc", 50, 75.41741293134514, 0.035170645599156385],
  ["snlc", 80, 46.781444199906765, 0.040079327466696714],
  ["snlc", 100, 41.95071212541011, 0.06234281452817611],
  ["snlcFifteenth", 40, 943.6623837730397],
  ["snlcFifteenth", 50, 75.54351759650743],
  ["snlcFifteenth", 100, 42.07273967014469],
  ["authors", 39.9, 339.8077296489505],
  ["authors", 40, 299.3877764763628],
  ["authors", 50, 74.07531772552895],
  ["homoclinic", 35.1, 66.403356975],
  ["homoclinic", 35.5, 48.038388601],
  ["homoclinic", 37, 33.941067311],
  ["homoclinic", 38, 29.917828894],
  ["homoclinic", 40, 24.037759028],
];

describe("item 11: periods", () => {
  it.each(published)("%s set, I = %d", (set, I, period, w) => {
    const cycle = cycleAt(set, I);
    // item 11's tolerance, without its relaxation near SNICs
    expect(Math.abs(cycle.period / period - 1)).toBeLessThan(1e-8);
    if (w !== undefined) expect(Math.abs(cycle.state[1]! - w)).toBeLessThan(1e-8);
    expect(cycle.stable).toBe(true);
    expect(cycle.frequency).toBe(1000 / cycle.period);
  });

  it("do not depend on the method or the section", () => {
    const options = { parameter: 45, start: starts.snlc } as const;
    const { period } = cycleAt("snlc", 45);
    const others = [
      limitCycle(core, neuron("snlc"), { ...options, method: "dopri5" }),
      limitCycle(core, neuron("snlc"), { ...options, section: { component: 1, value: 0.2, crossing: "falling" } }),
      limitCycle(core, neuron("snlc"), { ...options, section: { value: -35, crossing: "rising" } }),
    ];
    for (const other of others) expect(Math.abs(other.period / period - 1)).toBeLessThan(1e-10); // 100 times the tolerance of a step
  });

  it("item 10: near the SNIC the period is the square-root law's and 2.6 % more", () => {
    const snic = restBifurcations(neuron("snlc")).find(({ type }) => type === "saddle-node");
    if (snic?.type !== "saddle-node") throw new Error("no saddle-node");
    const { period } = cycleAt("snlc", 40);
    expect(Math.abs(period / 944.4207311854 - 1)).toBeLessThan(1e-7);
    const law = snic.passageConstant / Math.sqrt(40 - snic.parameter);
    expect(Math.abs(period / law - 1.026)).toBeLessThan(1e-3);
  });

  it("item 12: amplitudes of the hopf set at I = 100", () => {
    const { minima, maxima } = cycleAt("hopf", 100);
    expect(Math.abs(minima[0]! - -50.3361)).toBeLessThan(1e-3); // item 12's tolerances
    expect(Math.abs(maxima[0]! - 33.3258)).toBeLessThan(1e-3);
    expect(Math.abs(minima[1]! - 0.118391)).toBeLessThan(1e-5);
    expect(Math.abs(maxima[1]! - 0.511558)).toBeLessThan(1e-5);
  });

  it("an f-I curve: type I starts at rate 0, type II at 9 Hz and with hysteresis", () => {
    const near = firingCurve(core, neuron("snlc"), [39.9, 40, 45], { start: starts.snlc, transient: 6000 });
    expect(near.map(({ frequency }) => Number(frequency.toFixed(2)))).toEqual([0, 1.06, 10.08]);
    const rest = { start: [-26.6, 0.129], transient: 2000 };
    const up = firingCurve(core, neuron("hopf"), [88, 90, 94], rest).map(({ frequency }) => frequency > 0);
    const down = firingCurve(core, neuron("hopf"), [94, 90, 88], { ...rest, follow: true }).map(({ frequency }) => frequency > 0);
    expect(up).toEqual([false, false, true]);
    expect(down).toEqual([true, true, false]);
  });

  it("a neuron at rest has no cycle, and says so", () => {
    const options = { parameter: 30, start: starts.snlc };
    expect(() => limitCycle(core, neuron("snlc"), options)).toThrow(/does not return to the section \(V rising through 0\)/);
    expect(() => limitCycle(core, neuron("snlc"), { ...options, transient: -1 })).toThrow(/transient is -1/);
    expect(() => limitCycle(core, neuron("snlc"), { ...options, section: { component: 2 } })).toThrow(/section.component is 2/);
  });
});

describe("item 13: attractors", () => {
  const run = (set: MorrisLecarSet, current: number, initial: [number, number]) => {
    const model = neuron(set).model!(current);
    const tolerances = { method: "dop853", relativeTolerance: 1e-10, absoluteTolerance: 1e-12 } as const;
    const { state } = solve(core, model, { ...tolerances, initial, end: 3000, record: "end" });
    const times = Float64Array.from({ length: 2001 }, (_, i) => i / 10);
    const voltages = solve(core, model, { ...tolerances, initial: state, times }).states.map((y) => y[0]!);
    return { state, range: Math.max(...voltages) - Math.min(...voltages) };
  };

  it("the hopf set at I = 90 rests or fires", () => {
    const rest = run("hopf", 90, [-26.6, 0.129]);
    expect(Math.abs(rest.state[0]! - -26.596866969698326)).toBeLessThan(1e-3); // item 13's tolerances
    expect(rest.range).toBeLessThan(1e-3);
    expect(run("hopf", 90, [30, 0]).range).toBeGreaterThan(20);
  });

  it("the homoclinic set at I = 38 fires, or rests at either of two states", () => {
    expect(run("homoclinic", 38, [16, 0.25]).range).toBeGreaterThan(20);
    const focus = run("homoclinic", 38, [4, 0.3]).state;
    expect(Math.abs(focus[0]! - 4.5475)).toBeLessThan(1e-2);
    expect(Math.abs(focus[1]! - 0.29805)).toBeLessThan(1e-3); // w follows V with a slope of 0.025 / mV
    const rest = run("homoclinic", 38, [0, 0]).state;
    expect(Math.abs(rest[0]! - -34.4597)).toBeLessThan(1e-3);
    expect(Math.abs(rest[1]! - 0.0047721)).toBeLessThan(1e-6);
  });
});
