import { describe, expect, it } from "vitest";
import { cycleSamples, limitCycle, orbitSpectrum, parameterSensitivity, phasePlane, runningMaximum } from "./exports.js";
import { core, neuron } from "./support.js";

describe("item 18: sensitivity to the input", () => {
  const times = Float64Array.from({ length: 50_001 }, (_, i) => i / 10);
  const maxima = (parameter: number) => {
    const { derivatives } = parameterSensitivity(core, neuron("snlc"), { parameter, start: [-20, 0.1], times });
    return runningMaximum(derivatives.map((s) => s[0]!));
  };
  const at = [100, 500, 1000, 2500, 5000];

  it("grows linearly on a cycle", () => {
    const running = maxima(45);
    const published = [87, 416, 827, 2061, 4117];
    for (const [i, time] of at.entries()) expect(Math.abs(running[10 * time]! / published[i]! - 1)).toBeLessThan(0.01); // item 18
    expect(Math.abs(running[50_000]! / running[25_000]! - 2)).toBeLessThan(0.02);
  });

  it("near the SNIC starts late and grows faster", () => {
    const running = maxima(40.5);
    const published = [2.7, 4.4e3, 6.7e3, 2e4, 4.2e4]; // two digits: 2 %
    for (const [i, time] of at.entries()) expect(Math.abs(running[10 * time]! / published[i]! - 1)).toBeLessThan(0.02);
  });

  it("is the derivative: against differences of two orbits", () => {
    const orbit = (parameter: number) =>
      parameterSensitivity(core, neuron("snlc"), { parameter, start: [-20, 0.1], times: [30], relativeTolerance: 1e-12 });
    const step = 1e-3;
    const difference = (orbit(45 + step).states[0]![0]! - orbit(45 - step).states[0]![0]!) / (2 * step);
    // the third derivative times step^2 / 6, relative
    expect(Math.abs(orbit(45).derivatives[0]![0]! / difference - 1)).toBeLessThan(1e-5);
  });
});

describe("item 19: eigenvalues along the orbit", () => {
  it.each([
    ["hopf", 100, -0.317, 0.44, 6.3],
    ["snlc", 45, -0.211, 0.419, 9.5],
    ["authors", 45, -0.211, 0.42, 9.5],
  ] as const)("%s set, I = %d", (set, parameter, least, largest, limit) => {
    const field = neuron(set);
    const cycle = limitCycle(core, field, { parameter, start: set === "hopf" ? [30, 0] : [-20, 0.1] });
    const spectrum = orbitSpectrum(field, cycleSamples(core, field, cycle, 4000).states, parameter);
    expect(Math.abs(spectrum.leastReal - least)).toBeLessThan(0.002); // item 19
    expect(Math.abs(spectrum.largestReal - largest)).toBeLessThan(0.002);
    expect(Math.abs(spectrum.eulerLimit - limit)).toBeLessThan(0.05); // half a unit of the last digit
    // Liouville: the multiplier of a cycle is the exponential of the integral of the trace
    const traces = spectrum.eigenvalues.map(([a, b]) => a!.re + b!.re).slice(1);
    const mean = traces.reduce((sum, x) => sum + x, 0) / traces.length;
    // the trapezoidal rule converges fast on a cycle; the least multiplier is 1e-6, known to about 1e-12
    expect(Math.abs(Math.exp(mean * cycle.period) / cycle.multipliers[0]!.re - 1)).toBeLessThan(1e-4);
  });
});

describe("phase planes", () => {
  it("have nullclines through the rest states and manifolds that end in attractors", () => {
    const plane = phasePlane(core, neuron("homoclinic"), { input: 38 });
    expect(plane.restStates.map(({ kind }) => kind)).toEqual(["node", "saddle", "focus"]);
    expect(plane.manifolds.map(({ kind, side }) => [kind, side])).toEqual([
      ["unstable", 1],
      ["unstable", -1],
      ["stable", 1],
      ["stable", -1],
    ]);
    const saddle = plane.restStates[1]!.state;
    for (const { states } of plane.manifolds) expect(states[0]).toEqual(saddle);
    // backward, the stable ones leave the plane
    for (const { states } of plane.manifolds.slice(2)) {
      const [V, w] = states.at(-1) as unknown as [number, number];
      expect(Math.min(Math.abs(V + 220), Math.abs(V - 200), Math.abs(w + 1), Math.abs(w - 2))).toBeLessThan(1e-9);
    }
    // downward the unstable manifold leads to rest, at 0.05 / ms: exp(-0.04 * 300) of 10 mV is left
    const down = plane.manifolds[1]!.states.at(-1)!;
    expect(Math.abs(down[0]! - plane.restStates[0]!.state[0]!)).toBeLessThan(0.1);
    // upward, past the homoclinic orbit, to the cycle: it stays above the saddle
    expect(plane.manifolds[0]!.states.at(-1)![0]).toBeGreaterThan(saddle[0]! - 10);
  });

  it("have arrows that are the derivative", () => {
    const field = neuron("snlc");
    const plane = phasePlane(core, field, { input: 45, arrows: 5, manifoldTime: 0, voltages: [-60, 40], recoveries: [0, 0.8] });
    expect(plane.manifolds).toEqual([]);
    expect(Array.from(plane.voltages)).toEqual([-60, -35, -10, 15, 40]);
    const out = new Float64Array(2);
    for (const [row, w] of plane.recoveries.entries()) {
      for (const [column, V] of plane.voltages.entries()) {
        field.derivative([V, w], 45, out);
        expect([plane.voltageVelocity[5 * row + column], plane.recoveryVelocity[5 * row + column]]).toEqual(Array.from(out));
      }
    }
    for (const [V, w] of plane.voltageNullcline) {
      field.derivative([V, w], 45, out);
      expect(Math.abs(out[0]!)).toBeLessThan(1e-12); // rounding of terms of about 100
    }
    for (const [V, w] of plane.recoveryNullcline) expect(w).toBe(field.recoveryNullcline(V));
    expect(() => phasePlane(core, field, { input: 45, voltages: [40, -60] })).toThrow(/voltages\[1\] is -60/);
  });
});
