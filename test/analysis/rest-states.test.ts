import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError, type MorrisLecarSet, restStates, steadyStateConductance, steadyStateCurrent } from "./exports.js";
import { fastNeuron, hodgkinHuxley, neuron } from "./support.js";

// Computed with 40 digits: V (mV), w, eigenvalues (1/ms) as real parts, or real and imaginary part.
const published: [MorrisLecarSet, number, number, number, [number, number], "focus" | "node"][] = [
  ["hopf", 0, -60.85538223230949, 0.014915024953999358, [-0.082228615853, 0.015795250918], "focus"],
  ["hopf", 90, -26.596866969698326, 0.12937932335924354, [-0.009404955979, 0.080339752601], "focus"],
  ["snlc", 0, -59.473997866788714, 0.00027038262491295217, [-0.0947602194, -0.2650507086], "node"],
  ["snlc", 30, -41.84516243481924, 0.0020474734633341, [-0.0715173648, -0.1575293765], "node"],
  ["homoclinic", 0, -59.473997866788714, 0.00027038262491295217, [-0.094626384, -0.9111624547], "node"],
  ["homoclinic", 30, -41.84516243481924, 0.0020474734633341, [-0.0690238506, -0.5603081086], "node"],
  ["homoclinic", 36, -36.79435042739497, 0.00365300297190174, [-0.0497283557, -0.4868631794], "node"],
  ["authors", 0, -59.46906645220931, 0.000222997836650473, [-0.0946553939, -0.276441678], "node"],
];

describe("item 3: rest states", () => {
  it.each(published)("%s set, I = %d", (set, I, V, w, [first, second], kind) => {
    const [rest] = restStates(neuron(set), I);
    // item 3's tolerances: 1e-10 for the state, 1e-9 for eigenvalues
    expect(Math.abs(rest!.state[0]! - V)).toBeLessThan(1e-10);
    expect(Math.abs(rest!.state[1]! - w)).toBeLessThan(1e-10);
    expect(rest!.kind).toBe(kind);
    expect(rest!.stable).toBe(true);
    const [a, b] = rest!.eigenvalues as [{ re: number; im: number }, { re: number; im: number }];
    expect(Math.abs(a.re - first)).toBeLessThan(1e-9);
    expect(Math.abs((kind === "focus" ? a.im : b.re) - second)).toBeLessThan(1e-9);
    expect(a.im + b.im).toBe(0);
  });

  it("are the roots of the steady-state current: one or three, the middle one a saddle", () => {
    expect(restStates(neuron("snlc"), 30).map(({ kind, stable }) => `${stable ? "stable" : "unstable"} ${kind}`)).toEqual([
      "stable node",
      "unstable saddle",
      "unstable focus",
    ]);
    expect(restStates(neuron("snlc"), 0).map(({ kind }) => kind)).toEqual(["node", "saddle", "node"]);
    expect(restStates(neuron("snlc"), 100).length).toBe(1);
    expect(restStates(neuron("homoclinic"), 38).map(({ kind, stable }) => [kind, stable])).toEqual([
      ["node", true],
      ["saddle", false],
      ["focus", true],
    ]);
    for (const I of [-20, 0, 93, 150, 250]) expect(restStates(neuron("hopf"), I).length).toBe(1);
  });

  it("miss none next to a saddle-node, and find those outside the reversal potentials", () => {
    const fold = 39.96315309274535;
    // two roots, V - V_c = +- sqrt(2 (I_c - I) / |I_ss''|), are 1e-5 mV apart here
    const close = restStates(neuron("snlc"), fold - 1e-12);
    expect(close.length).toBe(3);
    expect(close[1]!.state[0]! - close[0]!.state[0]!).toBeLessThan(1e-4);
    expect(restStates(neuron("snlc"), fold + 1e-12).length).toBe(1);
    for (const I of [-5000, 5000]) {
      const [rest] = restStates(neuron("snlc"), I);
      expect(Math.abs(steadyStateCurrent(neuron("snlc"), rest!.state[0]!) - I)).toBeLessThan(1e-9); // 1e-12 of a term
    }
  });

  it("property: the derivative vanishes there, for any input", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<MorrisLecarSet>("hopf", "snlc", "homoclinic", "authors"),
        fc.double({ min: -100, max: 300, noNaN: true }),
        (set, I) => {
          const field = neuron(set);
          const out = new Float64Array(2);
          const states = restStates(field, I);
          expect(states.length % 2).toBe(1);
          for (const { state } of states) {
            field.derivative(state, I, out);
            // V is a root to rounding: terms of the currents are up to 1e3 uA/cm2, V' is 1/20 of their sum
            expect(Math.abs(out[0]!)).toBeLessThan(1e-12);
            expect(out[1]).toBe(0);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("of a Hodgkin-Huxley neuron: V = 0 at rest by the choice of its leak, one for every input", () => {
    const [rest, ...others] = restStates(hodgkinHuxley, 0);
    expect(others.length).toBe(0);
    expect(Math.abs(rest!.state[0]!)).toBeLessThan(1e-4); // EL = 10.599 is a rounded 10.598921
    expect(rest!.eigenvalues.length).toBe(4);
    expect(rest!.stable).toBe(true);
    for (const I of [-20, 10, 160]) expect(restStates(hodgkinHuxley, I).length).toBe(1);
  });

  it("the steady-state current is the equation's, and its slope its derivative", () => {
    const field = neuron("snlc");
    const p = field.parameters;
    for (const V of [-70, -29.4, -4, 12, 60]) {
      const m = 0.5 * (1 + Math.tanh((V + 1.2) / 18));
      const w = 0.5 * (1 + Math.tanh((V - 12) / 17.4));
      const current = 2 * (V + 60) + 8 * w * (V + 84) + p.calciumConductance * m * (V - 120);
      expect(Math.abs(steadyStateCurrent(field, V) - current)).toBeLessThan(1e-12 * 1000); // rounding of terms up to 1000
      const difference = (steadyStateCurrent(field, V + 1e-4) - steadyStateCurrent(field, V - 1e-4)) / 2e-4;
      expect(Math.abs(steadyStateConductance(field, V) - difference)).toBeLessThan(1e-7); // 1e-12 / 1e-4 and h^2
    }
  });

  it("nullclines meet at the rest states", () => {
    const field = neuron("homoclinic");
    for (const { state } of restStates(field, 38)) {
      expect(Math.abs(field.voltageNullcline(state[0]!, 38) - state[1]!)).toBeLessThan(1e-12);
      expect(field.recoveryNullcline(state[0]!)).toBe(state[1]);
    }
  });

  it("bad input is refused", () => {
    expect(() => restStates(neuron("hopf"), Number.NaN)).toThrow(InputError);
    expect(() => steadyStateCurrent(fastNeuron, Infinity)).toThrow(InputError);
  });
});
