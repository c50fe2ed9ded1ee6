import { describe, expect, it } from "vitest";
import {
  type Core,
  directObjectiveBound,
  directPassageBounds,
  directSpectrumBounds,
  directVelocity,
  InputError,
  interneuronPassageBounds,
  interneuronSpectrumBounds,
  interneuronTail,
  multiply,
  objectiveConvexity,
  symmetricEigen,
  whiteningObjective,
  whiteningOptimum,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { frobenius, integrate, randomSymmetric, relative } from "./support.js";

const core = await testCore();
const c = [0.4, 0.8, 1, 1.3];
const n = c.length;
const covarianceOf = (seed: number) =>
  randomSymmetric(
    core,
    c.map((x) => x * x),
    seed,
  );

const transposed = (p: ArrayLike<number>, i: number) => p[(i % n) * n + Math.floor(i / n)]!;
const symmetrise = (p: ArrayLike<number>) => Float64Array.from(p, (x, i) => (x + transposed(p, i)) / 2);

function flow(core: Core, covariance: Float64Array, kind: "direct" | "interneurons") {
  return (p: readonly number[]): number[] => {
    const P = symmetrise(p);
    const D = directVelocity(core, P, covariance, n);
    if (kind === "direct") return Array.from(D);
    const product = multiply(core, D, P, n, n, n);
    return Array.from(product, (x, i) => x + transposed(product, i));
  };
}

const slack = 1e-7; // of the integrator

describe.each(["direct", "interneurons"] as const)("8-10: %s, starts that do not commute", (kind) => {
  it.each([1, 2, 3])("stays inside the bounds, draw %i", (seed) => {
    const covariance = covarianceOf(seed);
    const spectrum = [0.2, 1, 5 / 7, 5];
    const start = randomSymmetric(core, spectrum, 100 + seed);
    const { target, objective } = whiteningOptimum(core, covariance, n);
    const convexity = objectiveConvexity(c, 2.6);
    const tail = interneuronTail(core, c);
    const bounds = kind === "direct" ? directSpectrumBounds : interneuronSpectrumBounds;
    const initialDistance = frobenius(start, target);
    let before = { t: 0, U: whiteningObjective(core, start, covariance, n), distance: initialDistance, slowEnough: false };
    const velocity = flow(core, covariance, kind);
    integrate(velocity, Array.from(start), kind === "direct" ? 9 : 3, 1500, (y, t) => {
      const A = symmetrise(y);
      const values = symmetricEigen(core, A, n).values;
      const { greatest, least } = bounds(core, c, spectrum, t);
      expect(values[n - 1]!).toBeGreaterThan(greatest.lower - slack);
      expect(values[n - 1]!).toBeLessThan(greatest.upper + slack);
      expect(values[0]!).toBeGreaterThan(least.lower - slack);
      // 9, 10: U and the distance from S never rise; U at the exact rate.
      const U = whiteningObjective(core, A, covariance, n);
      const distance = frobenius(A, target);
      const D = directVelocity(core, A, covariance, n);
      const rate =
        kind === "direct"
          ? frobenius(D) ** 2
          : 2 * multiply(core, D, A, n, n, n).reduce((sum, x, i) => sum + x * transposed(D, i), 0);
      expect(U).toBeLessThan(before.U + 1e-12);
      expect(distance).toBeLessThan(before.distance + 1e-12);
      const along = Float64Array.from(velocity(y));
      const at = (h: number) =>
        whiteningObjective(
          core,
          A.map((x, i) => x + h * along[i]!),
          covariance,
          n,
        );
      const h = 1e-4 / frobenius(along);
      if (U - objective > 1e-3) expect(relative((at(-h) - at(h)) / (2 * h), rate)).toBeLessThan(1e-4); // h^2, rounding of U over h
      if (kind === "direct") {
        expect(U - objective).toBeLessThan(directObjectiveBound(initialDistance, t) + 1e-12);
        if (before.slowEnough) expect(distance).toBeLessThan(before.distance * Math.exp(-convexity * (t - before.t)) + 1e-12);
      } else if (before.slowEnough && before.t > tail.from) {
        expect(U - objective).toBeLessThan((before.U - objective) * Math.exp(-tail.objectiveRate * (t - before.t)) + 1e-12);
        expect(distance * distance).toBeLessThan(tail.distanceFactor * (U - objective) + 1e-12);
      }
      before = { t, U, distance, slowEnough: values[n - 1]! <= 2.6 };
      return false;
    });
  });
});

describe("time to lambda_max <= 2 c_max", () => {
  it("printed bounds", () => {
    const near = (bounds: { lower: number; upper: number }, lower: number, upper: number, digits: number) => {
      expect(Math.abs(bounds.lower - lower)).toBeLessThan(digits);
      expect(Math.abs(bounds.upper - upper)).toBeLessThan(digits);
    };
    near(interneuronPassageBounds(core, c, [0.01, 50]), 1.478, 1.55, 5.5e-4);
    near(interneuronPassageBounds(core, c, [0.01, 5000]), 3.781, 3.853, 5.5e-4);
    near(directPassageBounds(core, c, [0.01, 50]), 47.4, 48.11, 5.5e-3);
    near(directPassageBounds(core, c, [0.01, 5000]), 4997.4, 4998.11, 5.5e-3);
    expect(directPassageBounds(core, c, [2])).toEqual({ lower: 0, upper: 0 });
  });

  it.each([
    ["direct", directPassageBounds, 50, 47.76, 60],
    ["interneurons", interneuronPassageBounds, 50, 1.514, 2],
  ] as const)("%s: measured time lies between them and near the printed one", (kind, bounds, L, printed, longest) => {
    for (const seed of [5, 6]) {
      const spectrum = [0.2, 1, L / 7, L];
      let time = 0;
      integrate(
        flow(core, covarianceOf(seed), kind),
        Array.from(randomSymmetric(core, spectrum, 200 + seed)),
        longest,
        3000,
        (y, t) => {
          time = t;
          return symmetricEigen(core, symmetrise(y), n).values[n - 1]! <= 2.6;
        },
      );
      const { lower, upper } = bounds(core, c, spectrum);
      const step = longest / 3000;
      expect(time).toBeGreaterThan(lower);
      expect(time).toBeLessThan(upper + step);
      // Another draw of eigenvectors: the bounds are .07 and .71 apart.
      expect(Math.abs(time - printed)).toBeLessThan(upper - lower);
    }
  });
});

describe("bounds at time 0 and for late times", () => {
  it("start at the start and enclose S", () => {
    for (const bounds of [directSpectrumBounds, interneuronSpectrumBounds]) {
      const start = bounds(core, c, [0.2, 5], 0);
      expect(start.greatest).toEqual({ lower: 5, upper: 5 });
      expect(start.least.lower).toBe(0.2);
      const late = bounds(core, c, [0.2, 5], 500);
      expect(late.greatest.upper).toBeCloseTo(1.3, 12);
      expect(late.least.lower).toBeLessThanOrEqual(0.4);
    }
  });

  it("refuse bad input", () => {
    expect(() => directSpectrumBounds(core, c, [], 1)).toThrow(InputError);
    expect(() => directSpectrumBounds(core, c, [0, 1], 1)).toThrow(/initial\[0\]/);
    expect(() => directObjectiveBound(1, 0)).toThrow(/time/);
    expect(() => objectiveConvexity(c, -1)).toThrow(/greatest/);
  });
});
