import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directTime, directWeight, InputError, interneuronTime, interneuronWeight } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { decade, integrate, relative } from "./support.js";

const core = await testCore();

// Table of closed-form values, printed with 8 decimals or 9 digits.
const PRINTED = 1e-7;

describe("5: direct circuit, one mode", () => {
  it.each([
    [0.5, 10, 0.5, 9.50131561],
    [0.5, 10, 1, 9.00277695],
    [1, 0.05, 0.5, 0.88123737],
    [1, 0.05, 1, 0.96118319],
    [2, 7, 0.5, 6.54366904],
    [2, 7, 1, 6.09383394],
  ])("c = %f from %f: m(%f) = %f", (c, start, time, expected) => {
    expect(relative(directWeight(core, c, start, time), expected)).toBeLessThan(PRINTED);
    // Negative control: a variance where a standard deviation belongs gives other numbers.
    if (c !== 1) expect(relative(directWeight(core, c * c, start, time), expected)).toBeGreaterThan(100 * PRINTED);
  });

  it("is a solution of m' = c^2/m^2 - 1", () => {
    for (const [c, start] of [
      [0.5, 10],
      [1, 0.3],
      [2, 7],
      [3, 2.9],
      [1, 1.0001],
    ] as const) {
      const numerical = integrate(([m]) => [(c * c) / (m! * m!) - 1], [start], 1.5, 60_000)[0]!;
      expect(relative(directWeight(core, c, start, 1.5), numerical)).toBeLessThan(1e-12); // fourth order, step 2.5e-5, stiff start
    }
  });

  it("time and weight are inverse to each other to 1e-14", () => {
    const cases = fc.record({ c: decade(-3, 3), start: decade(-4, 4), time: decade(-3, 2) });
    fc.assert(
      fc.property(cases, ({ c, start, time }) => {
        const m0 = c * start;
        const t = c * time;
        const m = directWeight(core, c, m0, t);
        const left = Math.abs(m - c) / c;
        if (left < 1e-6) return true; // the time formula loses digits in m - c there, the weight does not
        const speed = Math.abs((c * c) / (m * m) - 1);
        // An error of the time in units of the weight: a few roundings of m_0 - t, of the logarithm and of m - c.
        return (Math.abs(directTime(core, c, m0, m) - t) * speed) / Math.max(m, t * speed) < 1e-14;
      }),
      { numRuns: 2000 },
    );
  });

  it("starts at 0 as the limit t = c artanh(m/c) - m", () => {
    expect(relative(directTime(core, 2, 0, 1), 2 * Math.atanh(0.5) - 1)).toBeLessThan(1e-14);
    expect(relative(directWeight(core, 2, 0, 2 * Math.atanh(0.5) - 1), 1)).toBeLessThan(1e-14);
    expect(relative(directTime(core, 1, 0, 1e-5), 1e-15 / 3)).toBeLessThan(1e-9); // next term of the series
  });

  it("settles, stays and keeps order", () => {
    expect(directWeight(core, 1.3, 1.3, 5)).toBe(1.3);
    expect(directWeight(core, 1.3, 1e-6, 1e6)).toBe(1.3);
    expect(relative(directWeight(core, 1.3, 20, 1e6), 1.3)).toBeLessThan(2e-16);
    expect(directWeight(core, 1.3, 20, 0)).toBe(20);
    expect(directTime(core, 1, 3, 1)).toBe(Infinity);
    expect(directTime(core, 1, 3, 3)).toBe(0);
  });

  it("scales: C -> s^2 C, M -> s M, t -> s t", () => {
    for (const s of [1e-3, 0.1, 40])
      expect(relative(directWeight(core, s, 3 * s, 2 * s), s * directWeight(core, 1, 3, 2))).toBeLessThan(1e-14);
  });
});

describe("6: interneuron circuit, one mode", () => {
  it.each([
    [0.5, 0, 10, 0.1, 8.19233938],
    [0.5, 0, 10, 0.5, 3.70805805],
    [1, 0, 0.05, 0.1, 0.57563509],
    [1, 0, 0.05, 0.5, 0.9300554],
    [2, 0, 7, 0.1, 5.84503226],
    [2, 0, 7, 0.5, 3.17648985],
    [1, 0.5, 5, 0.2, 3.41592879],
    [1, 0.5, 5, 1, 0.98860796],
    [1, 0.5, 5, 1.5, 0.66497884],
    [1, 0.5, 1e-3, 1, 0.15136738],
    [1, 0.5, 1e-3, 1.5, 0.33821348],
    [3, 1, 100, 0.2, 67.0680473],
    [3, 1, 100, 1, 13.8269632],
    [3, 1, 100, 1.5, 5.65012723],
  ])("c = %f, alpha = %f from %f: p(%f) = %f", (c, leak, start, time, expected) => {
    expect(relative(interneuronWeight(core, c, start, time, { leak }), expected)).toBeLessThan(PRINTED);
    if (c !== 1) expect(relative(interneuronWeight(core, c * c, start, time, { leak }), expected)).toBeGreaterThan(100 * PRINTED);
  });

  it("one value printed with 6 digits", () => {
    expect(Math.abs(interneuronWeight(core, 1, 1e-3, 0.2, { leak: 0.5 }) - 0.00327979)).toBeLessThan(5e-9);
  });

  it("p^2 - c^2 decays as e^{-4t} without leak", () => {
    for (const [c, start] of [
      [0.7, 4],
      [0.7, 0.01],
    ] as const) {
      const excess = (t: number) => interneuronWeight(core, c, start, t) ** 2 - c * c;
      for (const t of [0.1, 0.5, 1.2]) expect(relative(excess(t) / excess(0), Math.exp(-4 * t))).toBeLessThan(1e-12); // digits lost in p^2 - c^2
    }
  });

  it("is a solution of p' = 2p (c^2/(alpha+p)^2 - 1), below, at and above alpha = c", () => {
    for (const [c, leak, start] of [
      [1, 0, 5],
      [1, 0.02, 0.01],
      [1, 0.5, 5],
      [1, 0.5, 1e-3],
      [1, 0.99, 2],
      [1, 1, 2],
      [1, 1.01, 2],
      [1, 3, 2],
      [0.2, 0.1999, 1e-3],
    ] as const) {
      const numerical = integrate(([p]) => [2 * p! * ((c * c) / (leak + p!) ** 2 - 1)], [start], 2, 60_000)[0]!;
      expect(relative(interneuronWeight(core, c, start, 2, { leak }), numerical)).toBeLessThan(1e-12); // as above
    }
  });

  it("decays algebraically at alpha = c: t p/(c/4) = 1.1283 at 10 and 1.0029 at 1000", () => {
    const measured = (t: number) => (t * interneuronWeight(core, 1, 1, t, { leak: 1 })) / 0.25;
    expect(Math.abs(measured(10) - 1.1283)).toBeLessThan(5e-5);
    expect(Math.abs(measured(1000) - 1.0029)).toBeLessThan(5e-5);
  });

  it("decays at the rate 2(1 - c^2/alpha^2) for alpha > c", () => {
    const p = (t: number) => interneuronWeight(core, 1, 0.5, t, { leak: 2 });
    expect(relative(Math.log(p(20) / p(21)), 2 * (1 - 1 / 4))).toBeLessThan(1e-10);
    expect(p(1e4)).toBeLessThan(1e-290); // under the least number that is told apart from 0
  });

  it("time and weight are inverse to each other to 3e-14", () => {
    const leaks = fc.constantFrom(0, 1e-3, 0.1, 0.5, 0.9, 0.999, 1, 1.001, 1.5, 3);
    const cases = fc.record({ c: decade(-2, 2), start: decade(-4, 4), time: decade(-3, 1), leak: leaks });
    fc.assert(
      fc.property(cases, ({ c, start, time, leak }) => {
        const alpha = leak * c;
        const fixed = Math.max(0, c - alpha);
        const p = interneuronWeight(core, c, c * start, time, { leak: alpha });
        if (Math.abs(p - fixed) < 1e-6 * fixed || p < 1e-200) return true;
        const rate = 2 * Math.abs((c / (alpha + p)) ** 2 - 1); // |p'|/p
        // The time formula, 1e-14, and its inversion, 2e-14; 2.4e-14 is the most in 600,000 cases, where p << c.
        return (
          (Math.abs(interneuronTime(core, c, c * start, p, { leak: alpha }) - time) * rate) / Math.max(1, time * rate) < 3e-14
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("is continuous in the leak at alpha = c", () => {
    const p = (leak: number) => interneuronWeight(core, 1, 0.7, 3, { leak });
    for (const away of [1e-6, 1e-9, 1e-12]) {
      expect(Math.abs(p(1 + away) - p(1))).toBeLessThan(away); // |dp/d alpha| < 1
      expect(Math.abs(p(1 - away) - p(1))).toBeLessThan(away);
    }
  });

  it("does not depend on the scale of the input without leak", () => {
    for (const s of [1e-3, 40])
      expect(relative(interneuronWeight(core, s, 3 * s, 0.4), s * interneuronWeight(core, 1, 3, 0.4))).toBeLessThan(1e-14);
  });
});

describe("bad input", () => {
  it.each([
    ["deviation", () => directWeight(core, 0, 1, 1)],
    ["deviation", () => interneuronWeight(core, Number.NaN, 1, 1)],
    ["initial", () => directWeight(core, 1, -1, 1)],
    ["initial", () => interneuronWeight(core, 1, 0, 1, { leak: 0.1 })],
    ["time", () => directWeight(core, 1, 1, -1)],
    ["leak", () => interneuronWeight(core, 1, 1, 1, { leak: -0.1 })],
    ["to", () => directTime(core, 1, 3, 4)],
    ["to", () => directTime(core, 1, 3, 0.9)],
    ["to", () => interneuronTime(core, 1, 3, 0.4, { leak: 0.5 })],
    ["from", () => directTime(core, 1, Infinity, 4)],
  ])("%s", (field, call) => {
    expect(call).toThrow(InputError);
    expect(call).toThrow(new RegExp(`^${field} `));
  });
});
