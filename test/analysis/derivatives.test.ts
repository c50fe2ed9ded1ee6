import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calculus } from "../../src/analysis/field.js";
import { eigenvalues } from "../../src/analysis/linear.js";
import { rootBetween, rootsOnGrid } from "../../src/analysis/roots.js";
import { firingCurve, limitCycle, type MorrisLecarSet, type VectorField } from "./exports.js";
import { core, hodgkinHuxley, neuron } from "./support.js";

/** The same neuron with its derivatives left out. */
function bare(field: VectorField): VectorField {
  const { name, length, derivative, scales } = field;
  return { name, length, derivative, ...(scales ? { scales } : {}) };
}

describe("derivatives", () => {
  it("property: exact ones of Morris-Lecar agree with differences of f", () => {
    const vector = fc.tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }));
    const sets = fc.constantFrom<MorrisLecarSet>("hopf", "snlc", "homoclinic", "authors");
    const state = fc.tuple(fc.double({ min: -80, max: 60, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(sets, state, vector, vector, vector, (set, y, u, v, z) => {
        const exact = calculus(neuron(set));
        const differences = calculus(bare(neuron(set)));
        const size = (x: readonly number[]) => Math.max(Math.abs(x[0]!) / 17.4, Math.abs(x[1]!));
        const close = (a: Float64Array, b: Float64Array, tolerance: number) => {
          for (const [i, value] of a.entries()) expect(Math.abs(value - b[i]!)).toBeLessThan(tolerance);
        };
        // f is of size 100 and rounds at 1e-14; a k-th difference divides that by (0.02 to 0.03)^k, per unit of the scales
        close(exact.jacobian(y, 40), differences.jacobian(y, 40), 1e-11);
        close(exact.parameterDerivative(y, 40), differences.parameterDerivative(y, 40), 1e-12);
        const [a, b, c] = [size(u), size(v), size(z)];
        close(exact.second(y, 40, u, v), differences.second(y, 40, u, v), 1e-9 * (a + b) ** 2 + 1e-15);
        // and the sixth-order rule for third derivatives errs by (0.025)^6 of the ninth derivative
        close(exact.third(y, 40, u, v, z), differences.third(y, 40, u, v, z), 1e-6 * (a + b + c) ** 3 + 1e-15);
      }),
      { numRuns: 200 },
    );
  });

  it("a Hodgkin-Huxley neuron's cycle, with all derivatives by differences", () => {
    const options = { start: [30, 0.05, 0.6, 0.32], section: { value: 20 }, transient: 200, relativeTolerance: 1e-9 };
    const cycle = limitCycle(core, hodgkinHuxley, { parameter: 10, ...options });
    expect(cycle.multipliers.length).toBe(3);
    expect(cycle.stable).toBe(true);
    // another method and another transient lead to the same
    const [point] = firingCurve(core, hodgkinHuxley, [10], { ...options, transient: 400, method: "dopri5" });
    expect(Math.abs(point!.cycle!.period / cycle.period - 1)).toBeLessThan(1e-7); // 100 times the tolerance
    expect(cycle.maxima[0]! - cycle.minima[0]!).toBeGreaterThan(100); // an action potential
  });
});

describe("eigenvalues", () => {
  it("of two numbers are exact where they cancel", () => {
    const [a, b] = eigenvalues(2, [1e8, 1, 1, 1e-8 + 1e-9]);
    expect(Math.abs(a!.re / 1e8 - 1)).toBeLessThan(1e-15);
    expect(Math.abs(b!.re / 1e-9 - 1)).toBeLessThan(1e-6); // det is 0.1 with a rounding error of 1e-16 of 1
    expect(eigenvalues(2, [0, 1, -4, 0])).toEqual([
      { re: 0, im: 2 },
      { re: 0, im: -2 },
    ]);
  });

  it("of larger matrices come sorted", () => {
    const values = eigenvalues(3, [-1, 0, 0, 0, 2, -3, 0, 3, 2]);
    expect(values.map(({ re, im }) => [Math.round(re * 1e12) / 1e12, Math.round(im * 1e12) / 1e12])).toEqual([
      [2, 3],
      [2, -3],
      [-1, 0],
    ]);
  });
});

describe("roots", () => {
  it("property: found to rounding in any bracket", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        (root, steepness) => {
          const x = rootBetween((t) => Math.tanh(steepness * (t - root)) + (t - root) ** 3, -10, 10);
          expect(Math.abs(x - root)).toBeLessThan(1e-14 * 10);
        },
      ),
    );
  });

  it("on a grid, those at its points included", () => {
    expect(rootsOnGrid((x) => x * (x - 0.35) * (x - 1), 0, 1, 10).map((x) => Number(x.toFixed(12)))).toEqual([0, 0.35, 1]);
  });
});
