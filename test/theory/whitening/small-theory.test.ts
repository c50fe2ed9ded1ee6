import { describe, expect, it } from "vitest";
import {
  directLateRates,
  directModeStep,
  directNoiseFloor,
  directOvershootStart,
  directPositivityLimit,
  directSpeedLimit,
  directStepLimit,
  directTrackingLag,
  InputError,
  interneuronLateRates,
  interneuronModeStep,
  interneuronNoiseFloor,
  interneuronOvershootStart,
  interneuronSpeedLimit,
  interneuronStepLimit,
  interneuronTrackingLag,
  interneuronTrackingWeight,
  neuralStepLimit,
  RandomStream,
  twoPopulationEigenvalues,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { integrate, relative } from "./support.js";

const core = await testCore();

describe("11: late rates", () => {
  it("c = (.5, 1, 3)", () => {
    const c = [0.5, 1, 3];
    expect(relative(directLateRates(c).slowest, 0.666667)).toBeLessThan(1e-6);
    expect(interneuronLateRates(c).slowest).toBe(4);
    expect(relative(interneuronLateRates(c).fastest, 8.166667)).toBeLessThan(1e-6);
    expect(relative(interneuronLateRates(c, 0.4).slowest, 0.8)).toBeLessThan(1e-14);
    expect(relative(interneuronLateRates(c, 0.4).fastest, 6.3)).toBeLessThan(1e-14);
    expect(relative(directLateRates(c).rates[1]!, 3)).toBeLessThan(1e-15);
  });

  it("4 is the slowest rate without leak, whatever the spectrum", () => {
    const stream = new RandomStream(core, { seed: 3 });
    for (let i = 0; i < 50; i++) {
      const c = stream.uniforms(6).map((u) => 10 ** (4 * u - 2));
      expect(relative(interneuronLateRates(c).slowest, 4)).toBeLessThan(1e-15);
    }
  });
});

describe("18: step limits", () => {
  it("printed examples", () => {
    expect(directStepLimit([0.3, 0.7, 1.2, 2.5])).toBe(0.3);
    expect(Math.abs(interneuronStepLimit([0.3, 0.7, 1.2, 2.5]) - 0.191327)).toBeLessThan(5e-7);
    expect(directStepLimit([0.5, 1, 3])).toBe(0.5);
    expect(Math.abs(interneuronStepLimit([0.5, 1, 3], 0.4) - 0.31746)).toBeLessThan(5e-7);
    const kappa = 2.5 / 0.3;
    expect(relative(interneuronStepLimit([0.3, 0.7, 1.2, 2.5]), (2 * kappa) / (kappa + 1) ** 2)).toBeLessThan(1e-14);
  });

  it.each([
    ["direct", 0.4, (m: number, eta: number) => directModeStep(0.4, m, eta), directStepLimit([0.4])],
    ["interneurons", 0.4, (p: number, eta: number) => interneuronModeStep(0.4, p, eta), interneuronStepLimit([0.4])],
    [
      "interneurons, alpha = .1",
      0.3,
      (p: number, eta: number) => interneuronModeStep(0.4, p, eta, 0.1),
      interneuronStepLimit([0.4], 0.1),
    ],
  ])("one mode settles at .98 and leaves at 1.02 of the limit: %s", (_, fixed, step, limit) => {
    const distanceAfter = (share: number) => {
      let weight = fixed + 1e-6;
      for (let i = 0; i < 300; i++) weight = step(weight, share * limit);
      return Math.abs(weight - fixed);
    };
    expect(distanceAfter(0.98)).toBeLessThan(1e-7); // 0.96^300 = 5e-6
    expect(distanceAfter(1.02)).toBeGreaterThan(1e-5); // 1.04^300 = 1e5, then nonlinear
  });

  it("positivity of the direct circuit, one mode: 2.598 c; interneurons: 1", () => {
    expect(relative(directPositivityLimit(2), 1.5 ** 1.5 * Math.SQRT2 * 2)).toBeLessThan(1e-15);
    const least = (step: (m: number) => number) => Math.min(...Array.from({ length: 4000 }, (_, i) => step(0.001 * (i + 1))));
    const limit = directPositivityLimit(0.5);
    expect(least((m) => directModeStep(0.5, m, 0.999 * limit))).toBeGreaterThan(0);
    expect(least((m) => directModeStep(0.5, m, 1.001 * limit))).toBeLessThan(0);
    expect(least((p) => interneuronModeStep(0.5, p, 0.999))).toBeGreaterThan(0);
    expect(interneuronModeStep(0.5, 1e9, 1)).toBeLessThan(1e-6); // the factor is c^2/p^2 at eta = 1
  });

  it("neural step: 2/lambda_max", () => {
    const error = (gamma: number) => {
      let y = 0;
      for (let i = 0; i < 5000; i++) y += gamma * (1 - 4 * y);
      return Math.abs(y - 0.25);
    };
    const limit = neuralStepLimit([0.3, 4, 1]);
    expect(limit).toBe(0.5);
    expect(error(0.99 * limit)).toBeLessThan(1e-15);
    expect(error(1.01 * limit)).toBeGreaterThan(1);
  });
});

describe("19: speed limits hold for any data", () => {
  it("one mode, adversarial samples", () => {
    const stream = new RandomStream(core, { seed: 8 });
    let [m, w] = [50, 50];
    const eta = 0.01;
    for (let step = 1; step <= 500; step++) {
      const x = 10 ** (4 * stream.uniforms(1)[0]! - 3);
      m += eta * ((x / m) ** 2 - 1);
      w *= 1 + eta * ((x / (w * w)) ** 2 - 1);
      expect(m).toBeGreaterThanOrEqual(directSpeedLimit(50, eta, step) * (1 - 1e-12)); // rounding of 500 sums
      expect(w).toBeGreaterThanOrEqual(interneuronSpeedLimit(core, 50, eta, step) * (1 - 1e-12));
    }
  });
});

describe("overshoot of a small start at finite learning rate, c = 1, eta = .01", () => {
  const run = (step: (x: number) => number, start: number) => {
    const first = step(start);
    let steps = 1;
    for (let x = first; Math.abs(x - 1) > 0.1; x = step(x)) steps++;
    return { first, steps };
  };
  const direct = (m: number) => directModeStep(1, m, 0.01);
  const interneurons = (p: number) => interneuronModeStep(1, p, 0.01);

  it("from .01 and .1", () => {
    expect(run(direct, 0.01)).toEqual({ first: expect.closeTo(100, 8), steps: 10_042 });
    expect(run(interneurons, 0.01).first).toBeGreaterThan(101.9);
    expect(run(interneurons, 0.01).first).toBeLessThan(102.1);
    expect(run(interneurons, 0.01).steps).toBe(270);
    expect(run(direct, 0.1).steps).toBe(1);
    expect(run(interneurons, 0.1).steps).toBe(37);
  });

  it("the least starts without overshoot land on 1.09 and 1.472", () => {
    expect(relative(direct(directOvershootStart(1, 0.01)), 1.09)).toBeLessThan(1e-14);
    expect(Math.abs(interneurons(interneuronOvershootStart(core, 1, 0.01)) - 1.472)).toBeLessThan(5e-4);
  });

  it("17: eta x iterations tends to the time as eta does to 0", () => {
    const steps = (step: (x: number) => number) => {
      let count = 0;
      for (let x = 100; x > 1.1; x = step(x)) count++;
      return count;
    };
    expect(steps((m) => directModeStep(1, m, 0.1))).toBe(1004);
    expect(steps((p) => interneuronModeStep(1, p, 0.1))).toBe(25);
    expect(steps((m) => directModeStep(1, m, 0.001))).toBe(100_412);
    expect(steps((p) => interneuronModeStep(1, p, 0.001))).toBe(2691);
  });
});

describe("12: tracking", () => {
  const lagAt30 = (c0: number) => {
    const [m, c] = integrate(([m, c]) => [(c! / m!) ** 2 - 1, 0.01 * c!], [c0, c0], 30, 6000);
    return 1 - m! / c!;
  };

  it.each([
    [0.5, 0.003336, 0.003375],
    [3, 0.018952, 0.020248],
  ])("direct from c_0 = %f", (c0, exact, first) => {
    const c = c0 * Math.exp(0.3);
    expect(Math.abs(lagAt30(c0) - exact)).toBeLessThan(1e-6);
    expect(Math.abs(directTrackingLag(0.01, c) - exact)).toBeLessThan(1e-6);
    expect(Math.abs(directTrackingLag(0.01, c) - lagAt30(c0))).toBeLessThan(1e-9); // of the transient e^{-2t/c} is left
    expect(Math.abs(0.005 * c - first)).toBeLessThan(1e-6);
  });

  it("interneurons, any c: .0024907", () => {
    expect(Math.abs(interneuronTrackingLag(0.01) - 0.0024907)).toBeLessThan(5e-8);
    expect(relative(interneuronTrackingLag(0.01), 1 - (1 + 0.005) ** -0.5)).toBeLessThan(1e-12); // digits lost in 1 - ...
    for (const c0 of [0.5, 3]) {
      const p = interneuronTrackingWeight(core, c0, 0.01, c0, 30);
      expect(Math.abs(1 - p / (c0 * Math.exp(0.3)) - interneuronTrackingLag(0.01))).toBeLessThan(1e-14);
      const numerical = integrate(([p, c]) => [2 * ((c! * c!) / p! - p!), 0.01 * c!], [c0, c0], 2, 4000)[0]!;
      expect(relative(interneuronTrackingWeight(core, c0, 0.01, c0, 2), numerical)).toBeLessThan(1e-12);
    }
  });

  it("a shrinking covariance is led, not followed", () => {
    expect(directTrackingLag(-0.01, 1)).toBeLessThan(0);
    expect(interneuronTrackingLag(-0.01)).toBeLessThan(0);
  });
});

describe("noise floors", () => {
  const c = [0.5, 0.8, 1, 1.5, 2.5];

  it("printed table", () => {
    const eta = 1e-3;
    expect(relative(directNoiseFloor([1], eta), 2 * eta)).toBeLessThan(1e-15);
    expect(relative(interneuronNoiseFloor([1], eta), 4 * eta)).toBeLessThan(1e-15);
    expect(relative(interneuronNoiseFloor([1], eta, { leak: 0.3 }), 2.8 * eta)).toBeLessThan(1e-14);
    expect(relative(directNoiseFloor(c, eta), 31.9 * eta)).toBeLessThan(1e-14);
    expect(relative(interneuronNoiseFloor(c, eta), 68.495 * eta)).toBeLessThan(1e-14);
    expect(relative(interneuronNoiseFloor(c, eta, { leak: 0.3 }), 49.355 * eta)).toBeLessThan(1e-14);
  });

  it("without leak: eta [n^2 + 2n + Tr S Tr S^{-1}]; a batch divides the floor", () => {
    const sum = (f: (x: number) => number) => c.reduce((total, x) => total + f(x), 0);
    expect(relative(interneuronNoiseFloor(c, 1), 25 + 10 + sum((x) => x) * sum((x) => 1 / x))).toBeLessThan(1e-14);
    expect(relative(directNoiseFloor(c, 1e-3, { batch: 8 }), directNoiseFloor(c, 1e-3) / 8)).toBeLessThan(1e-15);
    expect(relative(interneuronNoiseFloor(c, 1e-3, { batch: 8 }), interneuronNoiseFloor(c, 1e-3) / 8)).toBeLessThan(1e-15);
  });
});

describe("two populations", () => {
  it("alpha = .1, tau_z = 1, singular value 2: -.55 +- 1.948718 i", () => {
    const { real, imaginary, split } = twoPopulationEigenvalues(2, 0.1, 1);
    expect(relative(real, -0.55)).toBeLessThan(1e-15);
    expect(Math.abs(imaginary - 1.948718)).toBeLessThan(5e-7);
    expect(split).toBe(0);
  });

  it("stable for every leak and time constant while W has full rank, and rings where it should", () => {
    for (const alpha of [0, 0.1]) {
      for (const tau of [0.01, 1, 100]) {
        for (const s of [0.01, 0.3, 2]) {
          const { real, imaginary, split, stable } = twoPopulationEigenvalues(s, alpha, tau);
          expect(stable).toBe(true);
          expect(real + split).toBeLessThan(0);
          expect(imaginary > 0).toBe((alpha + 1 / tau) ** 2 < (4 * (alpha + s * s)) / tau);
        }
      }
    }
    expect(twoPopulationEigenvalues(0, 0, 1).stable).toBe(false);
  });
});

describe("bad input", () => {
  it.each([
    ["leak", () => interneuronLateRates([0.5, 1], 0.5)],
    ["leak", () => interneuronNoiseFloor([0.5, 1], 1e-3, { leak: 0.6 })],
    ["learningRate", () => directNoiseFloor([1], 0)],
    ["learningRate", () => interneuronSpeedLimit(core, 1, 1, 3)],
    ["batch", () => directNoiseFloor([1], 0.1, { batch: 0 })],
    ["drift x deviation", () => directTrackingLag(0.1, 101)],
    ["drift", () => interneuronTrackingLag(-2)],
    ["steps", () => directSpeedLimit(1, 0.1, 1.5)],
    ["eigenvalues", () => neuralStepLimit([])],
    ["timeConstant", () => twoPopulationEigenvalues(1, 0, 0)],
  ])("%s", (field, call) => {
    expect(call).toThrow(InputError);
    expect(call).toThrow(new RegExp(`^${field} `));
  });
});
