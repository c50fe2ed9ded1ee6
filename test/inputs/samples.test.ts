import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DriftingInput,
  GaussianInput,
  GeneralisedGaussianInput,
  InputError,
  multiply,
  mutualInformation,
  RandomStream,
  randomCovariance,
  type SampleSource,
  SwitchingInput,
  sampleCovariance,
  scaleToSpectralNorm,
  symmetricEigen,
} from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const A = [2, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 0.7];
const B = [0.5, -0.1, 0, -0.1, 3, 1, 0, 1, 2];

const sources: [string, SampleSource][] = [
  ["gaussian", new GaussianInput(core, { covariance: A, seed: 1, stream: 5 })],
  [
    "switching",
    new SwitchingInput(core, {
      contexts: [
        { covariance: A, length: 37 },
        { covariance: B, length: 5 },
        { covariance: A, length: 1 },
      ],
      seed: 1,
    }),
  ],
  ["drift by rate", new DriftingInput(core, { covariance: A, rate: 1e-3, seed: 1 })],
  [
    "drift along a path",
    new DriftingInput(core, {
      path: [
        { at: 10, covariance: A },
        { at: 60, covariance: B },
        { at: 61, covariance: A },
        { at: 300, covariance: B },
      ],
      seed: 1,
    }),
  ],
  ["generalised Gaussian", new GeneralisedGaussianInput(core, { exponent: 0.65, size: 3, seed: 1 })],
  ["mixed generalised Gaussian", new GeneralisedGaussianInput(core, { exponent: 1.5, size: 3, mixing: B, seed: 1 })],
];

/** Largest difference between the covariance of `samples` and `expected`, in standard errors of Gaussian samples. */
function deviation(samples: Float64Array, expected: ArrayLike<number>, n: number): number {
  const measured = sampleCovariance(samples, n);
  const count = samples.length / n;
  return Math.max(
    ...measured.map((value, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      const variance = (expected[i * n + i]! * expected[j * n + j]! + expected[at]! ** 2) / count;
      return Math.abs(value - expected[at]!) / Math.sqrt(variance);
    }),
  );
}

describe.each(sources)("samples of a source (%s)", (_, source) => {
  const whole = source.samples(0, 20000);

  it("are the same however a stretch is divided, and wherever it begins (property)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 19999 }), fc.integer({ min: 0, max: 400 }), (first, count) => {
        const length = Math.min(count, 20000 - first);
        expect(source.samples(first, length)).toEqual(whole.slice(3 * first, 3 * (first + length)));
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it("are refused outside the range of sample numbers", () => {
    expect(() => source.samples(-1, 1)).toThrow(/first is -1/);
    expect(() => source.samples(0.5, 1)).toThrow(InputError);
    expect(() => source.samples(0, -1)).toThrow(/count is -1/);
    expect(() => source.samples(0, Number.NaN)).toThrow(InputError);
    expect(() => source.samples(2 ** 36, 1)).toThrow(/count is 1; it must be an integer >= 0 and <= 0|first is/);
    expect(() => source.covarianceAt(-1)).toThrow(/index is -1/);
  });
});

describe("Gaussian samples", () => {
  it("are S times the normal draws of their stream", () => {
    const input = new GaussianInput(core, { covariance: A, seed: 1, stream: 5 });
    const normals = new RandomStream(core, { seed: 1, stream: 5, position: 3 * 7 }).normals(3 * 4);
    const expected = multiply(core, normals, input.root, 4, 3, 3); // S is symmetric
    const samples = input.samples(7, 4);
    samples.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-14); // rounding of three products
    });
    multiply(core, input.root, input.root, 3, 3, 3).forEach((value, i) => {
      expect(Math.abs(value - A[i]!)).toBeLessThan(1e-14);
    });
  });

  it("have the covariance asked for (property)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 1e6 }), (size, seed) => {
        const { covariance } = randomCovariance(core, { size, seed });
        const samples = new GaussianInput(core, { covariance, seed: seed + 1 }).samples(0, 20000);
        expect(deviation(samples, covariance, size)).toBeLessThan(5); // 5.7e-7 per element; seeds are fixed
      }),
      { numRuns: 20, seed: 3 },
    );
  });

  it("accept a singular covariance and one number", () => {
    const flat = new GaussianInput(core, { covariance: [1, 1, 1, 1], seed: 0 }).samples(0, 100);
    for (let t = 0; t < 100; t++) expect(Math.abs(flat[2 * t]! - flat[2 * t + 1]!)).toBeLessThan(1e-7); // root of rounding
    expect(new GaussianInput(core, { covariance: [4], seed: 0 }).samples(0, 2)).toEqual(
      new RandomStream(core, { seed: 0 }).normals(2).map((x) => 2 * x),
    );
  });

  it.each([
    [{ covariance: [1, 2, 3], seed: 1 }, /covariance is an array of length 3; it must be an n x n matrix/],
    [{ covariance: [1, 2, 0, 1], seed: 1 }, /covariance\[1\]\[0\] is 0; it must be equal to/],
    [{ covariance: [1, 2, 2, 1], seed: 1 }, /the smallest eigenvalue of covariance is -/],
    [{ covariance: [Number.NaN], seed: 1 }, /covariance\[0\] is NaN/],
    [{ covariance: [1], seed: -1 }, /seed is -1/],
    [{ covariance: [1] }, /seed is undefined/],
    [{ covariance: [1], seed: 1, sead: 2 }, /options.sead/],
  ])("refuse the options %j", (options, message) => {
    expect(() => new GaussianInput(core, options as never)).toThrow(message);
  });
});

describe("switching contexts", () => {
  const contexts = [
    { covariance: A, length: 3 },
    { covariance: B, length: 2 },
  ];
  const input = new SwitchingInput(core, { contexts, seed: 4 });

  it("follow one another and begin again", () => {
    expect(Array.from({ length: 11 }, (_, t) => input.contextAt(t))).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0]);
    expect(input.period).toBe(5);
    expect([...input.covarianceAt(8)]).toEqual(B);
  });

  it("take the normal draws of the samples' numbers", () => {
    const [a, b] = [A, B].map((covariance) => new GaussianInput(core, { covariance, seed: 4 }));
    const samples = input.samples(0, 10);
    for (let t = 0; t < 10; t++) {
      expect(samples.slice(3 * t, 3 * t + 3)).toEqual((t % 5 < 3 ? a : b)!.samples(t, 1));
    }
  });

  it("refuse contexts of different sizes, of no length, and none", () => {
    const wrong = (list: unknown) => () => new SwitchingInput(core, { contexts: list as never, seed: 1 });
    expect(wrong([contexts[0], { covariance: [1], length: 2 }])).toThrow(/contexts\[1\].covariance/);
    expect(wrong([{ covariance: A, length: 0 }])).toThrow(/contexts\[0\].length is 0/);
    expect(wrong([])).toThrow(InputError);
    expect(wrong(undefined)).toThrow(InputError);
  });
});

describe("drifting covariances", () => {
  it("by rate: standard deviations grow as exp(rate t)", () => {
    const rate = 1e-3;
    const input = new DriftingInput(core, { covariance: A, rate, seed: 9 });
    const steady = new GaussianInput(core, { covariance: A, seed: 9 });
    const [samples, unscaled] = [input.samples(0, 2000), steady.samples(0, 2000)];
    for (const at of [0, 1, 999, 3000, 5999]) {
      const factor = Math.exp(rate * Math.floor(at / 3));
      expect(Math.abs(samples[at]! / (factor * unscaled[at]!) - 1)).toBeLessThan(1e-14); // exp and two products
    }
    input.covarianceAt(500).forEach((value, i) => {
      expect(Math.abs(value / (Math.exp(1) * A[i]!) - 1)).toBeLessThan(1e-14);
    });
    expect(() => input.samples(299_999, 10)).toThrow(/beyond it rate x index exceeds 300/);
  });

  it("along a path: the covariance is interpolated between knots and stays outside them", () => {
    const path = [
      { at: 100, covariance: A },
      { at: 100_100, covariance: B },
    ];
    const input = new DriftingInput(core, { path, seed: 9 });
    expect([...input.covarianceAt(0)]).toEqual(A);
    expect([...input.covarianceAt(200_000)]).toEqual(B);
    const quarter = A.map((a, i) => 0.75 * a + 0.25 * B[i]!);
    input.covarianceAt(25_100).forEach((value, i) => {
      expect(Math.abs(value - quarter[i]!)).toBeLessThan(1e-15);
    });
    // within +-2500 samples the covariance changes by 2.5 % of B - A, evenly
    expect(deviation(input.samples(22_600, 5000), quarter, 3)).toBeLessThan(5);
    expect(deviation(input.samples(110_000, 20000), B, 3)).toBeLessThan(5);
    expect(input.samples(0, 50)).toEqual(new GaussianInput(core, { covariance: A, seed: 9 }).samples(0, 50));
  });

  it("do not jump at a knot: samples on both sides of it share their draws", () => {
    const path = [0, 1000, 2000, 3000].map((at, i) => ({ at, covariance: i % 2 ? B : A }));
    const input = new DriftingInput(core, { path, seed: 9 });
    const own = new DriftingInput(core, { path: path.slice(0, 2), seed: 9 });
    expect(input.samples(0, 1000)).toEqual(own.samples(0, 1000));
    // just before and at the knot the same stream carries nearly all of B
    const after = input.samples(1000, 1);
    const still = own.samples(1000, 1);
    expect(after).toEqual(still);
  });

  it("refuse bad paths and rates", () => {
    const path = (list: unknown) => () => new DriftingInput(core, { path: list as never, seed: 1 });
    expect(
      path([
        { at: 5, covariance: A },
        { at: 5, covariance: B },
      ]),
    ).toThrow(/path\[1\].at is 5/);
    expect(path([{ at: 5, covariance: [1, 2, 2, 1] }])).toThrow(/path\[0\].covariance/);
    expect(path([])).toThrow(InputError);
    expect(() => new DriftingInput(core, { covariance: A, rate: 2, seed: 1 })).toThrow(/rate is 2/);
    expect(() => new DriftingInput(core, { covariance: A, path: [], rate: 0, seed: 1 } as never)).toThrow(InputError);
  });
});

describe("generalised Gaussian samples", () => {
  // E(|u|/scale)^(beta k) = Gamma(k + 1/beta) / Gamma(1/beta): for k = 1, 1/beta
  it.each([0.3, 0.65, 1, 1.7, 2, 4, 50])("have the moments of exponent %s", (exponent) => {
    const input = new GeneralisedGaussianInput(core, { exponent, seed: 21 });
    const samples = input.samples(0, 200_000);
    const powers = samples.map((u) => (Math.abs(u) / input.scale) ** exponent);
    const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
    // a gamma variable of shape 1/beta: mean and variance 1/beta, fourth central moment 3/beta^2 + 6/beta
    const shape = 1 / exponent;
    expect(Math.abs(mean(powers) - shape)).toBeLessThan(5 * Math.sqrt(shape / 2e5));
    const squares = powers.map((p) => (p - shape) ** 2);
    expect(Math.abs(mean(squares) - shape)).toBeLessThan(5 * Math.sqrt((2 * shape * shape + 6 * shape) / 2e5));
    expect(Math.abs(mean(samples.map(Math.sign)))).toBeLessThan(5 / Math.sqrt(2e5));
    expect(Math.abs(mean(samples))).toBeLessThan(5 / Math.sqrt(2e5)); // unit variance
    const neighbours = samples.subarray(1).map((u, i) => Math.sign(u * samples[i]!));
    expect(Math.abs(mean(neighbours))).toBeLessThan(5 / Math.sqrt(2e5));
  });

  it("are normal for exponent 2 (Kolmogorov-Smirnov)", () => {
    const sorted = new GeneralisedGaussianInput(core, { exponent: 2, seed: 3 }).samples(0, 100_000).sort();
    const distance = Math.max(
      ...[...sorted].map((u, i) => {
        const below = 0.5 * core.exports.erfc(-u / Math.SQRT2);
        return Math.max(below - i / 1e5, (i + 1) / 1e5 - below);
      }),
    );
    expect(distance * Math.sqrt(1e5)).toBeLessThan(2.69); // exceeded with a probability of 1e-6
  });

  it("mix as B u, with covariance B B^T times their variance", () => {
    const input = new GeneralisedGaussianInput(core, { exponent: 3, scale: 2, size: 3, mixing: A, seed: 1 });
    const plain = new GeneralisedGaussianInput(core, { exponent: 3, scale: 2, size: 3, seed: 1 });
    const expected = multiply(core, plain.samples(5, 10), A, 10, 3, 3); // A is symmetric
    input.samples(5, 10).forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-14);
    });
    // light tails: standard errors are below those of Gaussian samples
    expect(deviation(input.samples(0, 100_000), input.covarianceAt(0), 3)).toBeLessThan(5);
  });

  it.each([
    [{ exponent: 0.05, seed: 1 }, /exponent is 0.05/],
    [{ exponent: 1, scale: 0, seed: 1 }, /scale is 0/],
    [{ exponent: 1, size: 2, mixing: [1], seed: 1 }, /mixing is an array of length 1/],
  ])("refuse the options %j", (options, message) => {
    expect(() => new GeneralisedGaussianInput(core, options)).toThrow(message);
  });
});

describe("random covariances", () => {
  it.each(["uniform-variances", "uniform-deviations", "log-spread"] as const)("are V diag V^T, of the law %s", (law) => {
    const size = 6;
    const { covariance, root, variances, vectors } = randomCovariance(core, { size, law, seed: 5 });
    const square = multiply(core, root, root, size, size, size);
    const { values } = symmetricEigen(core, covariance, size);
    const sorted = variances.slice().sort();
    covariance.forEach((value, at) => {
      expect(Math.abs(value - square[at]!)).toBeLessThan(1e-14);
      expect(value).toBe(covariance[(at % size) * size + Math.floor(at / size)]);
    });
    for (let i = 0; i < size; i++) expect(Math.abs(values[i]! - sorted[i]!)).toBeLessThan(1e-13);
    const gram = multiply(
      core,
      vectors,
      vectors.map((_, at) => vectors[(at % size) * size + Math.floor(at / size)]!),
      size,
      size,
      size,
    );
    gram.forEach((value, at) => {
      expect(Math.abs(value - Number(at % (size + 1) === 0))).toBeLessThan(1e-14);
    });
  });

  it("draw their spectra as the laws say", () => {
    const size = 400;
    const uniform = randomCovariance(core, { size, seed: 1 }).variances;
    const deviations = randomCovariance(core, { size, law: "uniform-deviations", range: [5, 15], seed: 1 }).variances.map(
      Math.sqrt,
    );
    const logs = randomCovariance(core, { size, law: "log-spread", seed: 1 }).variances.map((v) => 10 * Math.log(v));
    const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(Math.min(...uniform)).toBeGreaterThan(0.5);
    expect(Math.max(...uniform)).toBeLessThan(1.5);
    const five = 5 / Math.sqrt(size); // standard errors
    expect(Math.abs(mean(uniform) - 1)).toBeLessThan(five * Math.sqrt(1 / 12));
    expect(Math.abs(mean(deviations) - 10)).toBeLessThan(five * 10 * Math.sqrt(1 / 12));
    const rest = logs.map((value, i) => value - (-3 + (6 * i) / (size - 1)));
    expect(Math.abs(mean(rest))).toBeLessThan(five);
    expect(Math.abs(mean(rest.map((x) => x * x)) - 1)).toBeLessThan(five * Math.SQRT2);
  });

  it("depend on seed and stream, and refuse bad options", () => {
    const first = randomCovariance(core, { size: 2, seed: 1 }).covariance;
    expect(randomCovariance(core, { size: 2, seed: 1 }).covariance).toEqual(first);
    expect(randomCovariance(core, { size: 2, seed: 1, stream: 1 }).covariance).not.toEqual(first);
    expect(() => randomCovariance(core, { size: 0, seed: 1 })).toThrow(/size is 0/);
    expect(() => randomCovariance(core, { size: 2, range: [2, 1], seed: 1 })).toThrow(/range\[1\] is 1/);
    expect(() => randomCovariance(core, { size: 2, law: "log-spread", range: [1, 2], seed: 1 })).toThrow(/range/);
  });
});

describe("statistics of samples", () => {
  it("are the covariance about zero or about the mean", () => {
    const samples = [1, 2, 3, -4, 5, 0];
    expect([...sampleCovariance(samples, 2)]).toEqual([35 / 3, -10 / 3, -10 / 3, 20 / 3]);
    const centred = sampleCovariance(samples, 2, { subtractMean: true });
    expect(centred[0]).toBeCloseTo(35 / 3 - 9, 14);
    expect(centred[1]).toBeCloseTo(-10 / 3 + 2, 14);
    expect(() => sampleCovariance([1, 2, 3], 2)).toThrow(/samples.length is 3/);
    expect(() => sampleCovariance([], 2)).toThrow(InputError);
  });

  it("are the mutual information of the two numbers", () => {
    const both = (pairs: number[][], bin = 1) => mutualInformation(core, pairs.flat(), { bin });
    // the four cells of a fair, independent pair; a pair of equals; a noisy pair
    expect(
      both([
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]),
    ).toBe(0);
    expect(
      both([
        [0, 5],
        [1, 6],
        [2, 7],
        [3, 8],
      ]),
    ).toBeCloseTo(Math.log(4), 15);
    const noisy = [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 0],
    ];
    expect(both(noisy)).toBeCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), 15);
    expect(
      both([
        [-0.1, 0],
        [0.1, 1],
      ]),
    ).toBeCloseTo(Math.log(2), 15); // bins begin at multiples of the width
    expect(() => both([])).toThrow(/pairs.length is 0/);
    expect(() => both([[1]])).toThrow(InputError);
    expect(() => both([[1, 2]], 0)).toThrow(/options.bin is 0/);
  });

  it("scale to a spectral norm", () => {
    const scaled = scaleToSpectralNorm(core, B, 10);
    expect(symmetricEigen(core, scaled, 3).values[2]).toBeCloseTo(10, 13);
    expect(() => scaleToSpectralNorm(core, [0, 0, 0, 0], 1)).toThrow(/spectral norm/);
    expect(() => scaleToSpectralNorm(core, B, 0)).toThrow(/norm is 0/);
  });
});
