import { describe, expect, it } from "vitest";
import {
  digamma,
  gaussianAbsoluteMoment,
  gaussianAbsoluteMomentDerivative,
  generalisedGaussianKurtosis,
  InputError,
  shapingFunctions,
  shapingStationarity,
  unitVarianceScale,
} from "../../src/index.js";
import { SHAPE_KINK } from "../../src/theory/whitening/shaping.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const relative = (value: number, expected: number) => Math.abs(value / expected - 1);

/** Mean of values(z) over a standard normal z: trapezoidal rule, exact to rounding for smooth integrands; z = 0 is a node. */
function normalMean(values: (z: Float64Array) => Float64Array): number {
  const step = 1 / 256;
  const z = Float64Array.from({ length: 24 * 256 + 1 }, (_, i) => -12 + i * step);
  return values(z).reduce((sum, v, i) => sum + v * Math.exp(-0.5 * (z[i] as number) ** 2), 0) * (step / Math.sqrt(2 * Math.PI));
}

describe("item 24: Gaussian absolute moments", () => {
  it("have their known values", () => {
    expect(relative(gaussianAbsoluteMoment(core, 1), Math.sqrt(2 / Math.PI))).toBeLessThan(1e-13); // stated accuracy
    for (const [p, moment] of [
      [2, 1],
      [4, 3],
      [6, 15],
      [0, 1],
    ] as const) {
      expect(relative(gaussianAbsoluteMoment(core, p), moment)).toBeLessThan(1e-13);
    }
    expect(gaussianAbsoluteMoment(core, 1)).toBeCloseTo(0.79788456, 8);
  });

  it("have the derivative of central differences", () => {
    for (const p of [0.2, 1, 2, 3.2, 7]) {
      const step = 1e-5;
      const difference = (gaussianAbsoluteMoment(core, p + step) - gaussianAbsoluteMoment(core, p - step)) / (2 * step);
      // rounding 1e-13/1e-5 and truncation of the order of step^2 m'''/6
      expect(relative(gaussianAbsoluteMomentDerivative(core, p), difference)).toBeLessThan(1e-7);
    }
  });

  it("use a digamma function with its known values", () => {
    const euler = 0.5772156649015329;
    const known = [
      [1, -euler],
      [0.5, -euler - 2 * Math.LN2],
      [2, 1 - euler],
      [10, 7129 / 2520 - euler],
      [0.25, -euler - Math.PI / 2 - 3 * Math.LN2],
      [1e-3, -1000.5755719318103],
      [1e6, 13.815510057964191],
    ] as const;
    for (const [x, value] of known) expect(Math.abs(digamma(core, x) - value)).toBeLessThan(4e-15 * (1 + Math.abs(value)));
    expect(Math.abs(digamma(core, 1.461632144968362))).toBeLessThan(2e-15);
  });

  it("refuse arguments out of range", () => {
    expect(() => gaussianAbsoluteMoment(core, -1)).toThrow(InputError);
    expect(() => gaussianAbsoluteMomentDerivative(core, Number.NaN)).toThrow(InputError);
    expect(() => digamma(core, 0)).toThrow(InputError);
  });
});

describe("item 24: the shaping function", () => {
  it("has the specification's values at theta = 2.2, z = 1.7, and is odd (h even)", () => {
    const at = shapingFunctions(core, 2.2, [1.7, -1.7, 0]);
    // six digits are given
    expect(at.f[0]).toBeCloseTo(6.362405, 6);
    expect(at.h[0]).toBeCloseTo(2.733944, 6);
    expect(at.f[1]).toBe(-(at.f[0] as number));
    expect(at.h[1]).toBe(at.h[0]);
    expect(at.f[2]).toBe(0);
    expect(at.slope[2]).toBeCloseTo(1.365716, 6); // a
  });

  it("has the two forms of dh/dtheta, which differ below the kink only", () => {
    const derivative = (theta: number, form: "true" | "published-code") =>
      shapingFunctions(core, theta, [1.7], { derivative: form }).shapeDerivative[0] as number;
    expect(derivative(2, "true")).toBeCloseTo(0.826672, 6);
    expect(derivative(2, "published-code")).toBeCloseTo(7.23142, 6);
    expect(derivative(2.2, "true")).toBeCloseTo(12.606977, 6);
    expect(derivative(2.2, "published-code")).toBe(derivative(2.2, "true"));
  });

  it.each([1, 1.3, 1.9, 2.05, 2.1647, 2.1649, 2.2, 2.6, 3])("has E h = 0 for normal z at theta = %s", (theta) => {
    // Of |z|^(theta + 1), not smooth at 0, the rule misses about step^(theta + 2): 6e-8 at theta = 1 (3e-12 at 3), times b <= 800.
    const b = Math.exp(Math.max(theta ** 2.32 - 6, 0));
    expect(Math.abs(normalMean((z) => shapingFunctions(core, theta, z).h))).toBeLessThan(b * (1 / 256) ** (theta + 2));
  });

  it.each([1, 1.5, 2, 2.16, 2.17, 2.5, 3])("has dh/dz = f and df/dz = slope at theta = %s", (theta) => {
    const step = 1e-5;
    for (const z of [-3, -0.4, 0.01, 0.7, 1.7, 2.9]) {
      const [low, middle, high] = [z - step, z, z + step].map((at) => shapingFunctions(core, theta, [at]));
      const scale = 1 + Math.abs(middle!.h[0]!) + Math.abs(middle!.f[0]!);
      // rounding of h over 2e-5 is 1e-11 of its size; truncation step^2 f''/6, f'' up to theta^2 |z|^(theta - 2) b
      expect(Math.abs((high!.h[0]! - low!.h[0]!) / (2 * step) - middle!.f[0]!) / scale).toBeLessThan(1e-8);
      expect(Math.abs((high!.f[0]! - low!.f[0]!) / (2 * step) - middle!.slope[0]!) / scale).toBeLessThan(1e-6);
    }
  });

  it.each([1.2, 1.91, 1.94, 2.1, SHAPE_KINK - 1e-4, SHAPE_KINK + 1e-4, 2.2, 2.7])(
    "has the dh/dtheta of central differences at theta = %s",
    (theta) => {
      const z = [-2.5, -1, -0.3, 0, 0.02, 0.9, 1.7];
      const step = 1e-5; // within one side of the kink
      const low = shapingFunctions(core, theta - step, z).h;
      const high = shapingFunctions(core, theta + step, z).h;
      const { shapeDerivative } = shapingFunctions(core, theta, z);
      const scale = Math.max(...shapeDerivative.map(Math.abs));
      z.forEach((_, i) => {
        const difference = (high[i]! - low[i]!) / (2 * step);
        // rounding 1e-10, truncation step^2 h'''/6; a'' diverges like (theta - 1.925)^-0.05 near the kink of a
        expect(Math.abs(shapeDerivative[i]! - difference) / scale).toBeLessThan(1e-7);
      });
    },
  );

  it("refuses shapes and inputs out of range", () => {
    expect(() => shapingFunctions(core, 0.99, [1])).toThrow(/theta is 0.99; it must be a finite number >= 1 and <= 3/);
    expect(() => shapingFunctions(core, 3.01, [1])).toThrow(InputError);
    expect(() => shapingFunctions(core, 2, [Number.NaN])).toThrow(/z\[0\] is NaN/);
    // @ts-expect-error a form that does not exist
    expect(() => shapingFunctions(core, 2, [1], { derivative: "other" })).toThrow(InputError);
  });
});

describe("item 24: stationarity for generalised Gaussian input", () => {
  it("has the specification's values for exponent 0.65", () => {
    const at = shapingStationarity(core, { exponent: 0.65 });
    expect(Math.abs(at.gain - 0.176)).toBeLessThan(1e-3); // as the specification asks
    expect(Math.abs(at.shape - 2.268)).toBeLessThan(1e-3);
    expect(Math.abs(at.responseVariance - 1.0013)).toBeLessThan(1e-3);
    expect(Math.abs(at.responseKurtosis - 3.007)).toBeLessThan(1e-3);
    expect(Math.abs(at.distanceToOptimalMap - 0.0152)).toBeLessThan(1e-3);
    expect(at.atKink).toBe(false);
  });

  it("agrees with an independent quadrature (QUADPACK) to nine digits", () => {
    const at = shapingStationarity(core, { exponent: 0.65 });
    expect(relative(at.gain, 0.17564998772731805)).toBeLessThan(1e-9);
    expect(relative(at.shape, 2.268412147555846)).toBeLessThan(1e-9);
    expect(relative(at.responseVariance, 1.0013679816648848)).toBeLessThan(1e-9);
    expect(relative(at.responseKurtosis, 3.007813281170093)).toBeLessThan(1e-9);
  });

  it("sits on the kink for exponent 0.8", () => {
    const at = shapingStationarity(core, { exponent: 0.8 });
    expect(at.atKink).toBe(true);
    expect(at.shape).toBeCloseTo(2.1648, 4);
    expect(at.responseKurtosis).toBeCloseTo(2.99, 2);
  });

  it("lies below the kink for exponents 1 and 1.4, where the true derivative still moves the shape", () => {
    for (const exponent of [1, 1.4]) {
      const at = shapingStationarity(core, { exponent });
      expect(at.shape).toBeLessThan(1.8);
      expect(Math.abs(at.responseKurtosis - 3)).toBeLessThan(0.05);
      // the fixed point does not depend on the side it is reached from
      expect(shapingStationarity(core, { exponent, startingShape: 1.1 }).shape).toBeCloseTo(at.shape, 10);
    }
  });

  it("makes Gaussian input nearly linear: the shape ends at its bound or close to it", () => {
    const at = shapingStationarity(core, { exponent: 2 });
    expect(at.shape).toBeLessThan(1.1);
    expect(Math.abs(at.responseVariance - 1)).toBeLessThan(1e-3);
    expect(Math.abs(at.responseKurtosis - 3)).toBeLessThan(1e-2);
  });

  it("refuses exponents out of range", () => {
    expect(() => shapingStationarity(core, { exponent: 0.2 })).toThrow(InputError);
    expect(() => shapingStationarity(core, { exponent: 1, startingShape: 4 })).toThrow(InputError);
  });

  it("knows scale and kurtosis of the input", () => {
    expect(relative(unitVarianceScale(core, 2), Math.SQRT2)).toBeLessThan(1e-13);
    expect(relative(unitVarianceScale(core, 1), Math.SQRT1_2)).toBeLessThan(1e-13);
    expect(relative(generalisedGaussianKurtosis(core, 2), 3)).toBeLessThan(1e-13);
    expect(relative(generalisedGaussianKurtosis(core, 1), 6)).toBeLessThan(1e-13);
    expect(unitVarianceScale(core, 0.65)).toBeCloseTo(0.25, 2);
  });
});
