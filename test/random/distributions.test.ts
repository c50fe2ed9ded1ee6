import { describe, expect, it } from "vitest";
import { RandomStream } from "../../src/index.js";
import { testCore } from "../support/core.js";
import {
  chiSquareP,
  correlationScore,
  KOLMOGOROV_BOUND,
  kolmogorov,
  meanScore,
  NORMAL_BOUND,
  normalCdf,
  normalTail,
  SIGNIFICANCE,
} from "./statistics.js";

const core = await testCore();
const N = 1_000_000;
const stream = (number: number) => new RandomStream(core, { seed: 20_240_229, stream: number });

// Raw moments E x^k, k = 1..8: the variance of x^k is E x^2k - (E x^k)^2
const distributions = [
  {
    name: "uniform",
    moments: [1, 2, 3, 4, 5, 6, 7, 8].map((k) => 1 / (k + 1)),
    cdf: (x: number) => x,
    f64: () => stream(1).uniforms(N),
    f32: () => stream(2).uniformsF32(N),
  },
  {
    name: "normal",
    moments: [0, 1, 0, 3, 0, 15, 0, 105],
    cdf: normalCdf,
    f64: () => stream(3).normals(N),
    f32: () => stream(4).normalsF32(N),
  },
  {
    name: "exponential",
    moments: [1, 2, 6, 24, 120, 720, 5040, 40320],
    cdf: (x: number) => -Math.expm1(-x),
    f64: () => stream(5).exponentials(N),
    f32: () => stream(6).exponentialsF32(N),
  },
];

describe.each(distributions)("$name draws", ({ moments, cdf, ...make }) => {
  it.each(["f64", "f32"] as const)("have the distribution function and four moments (%s)", (type) => {
    const draws = make[type]();
    expect(kolmogorov(draws, cdf)).toBeLessThan(KOLMOGOROV_BOUND);
    for (let k = 1; k <= 4; k++) {
      const expected = moments[k - 1]!;
      const score = meanScore(draws, (x) => x ** k, expected, moments[2 * k - 1]! - expected ** 2);
      expect(Math.abs(score), `moment ${k}`).toBeLessThan(NORMAL_BOUND);
    }
  });

  it("are uncorrelated with their neighbours in index, stream and seed", () => {
    const mean = moments[0]!;
    const variance = moments[1]! - mean ** 2;
    const n = 200_000;
    const at = (seed: number, number: number) => {
      const source = new RandomStream(core, { seed, stream: number });
      return mean === 0.5 ? source.uniforms(n) : mean === 0 ? source.normals(n) : source.exponentials(n);
    };
    const base = at(8, 8);
    for (const lag of [1, 2, 3, 4, 8, 16, 64]) {
      const score = correlationScore(base.subarray(lag), base.subarray(0, n - lag), mean, variance);
      expect(Math.abs(score), `lag ${lag}`).toBeLessThan(NORMAL_BOUND);
    }
    for (const [seed, number] of [
      [8, 9],
      [9, 8],
      [9, 9],
      [8, 2 ** 32 + 8],
      [2 ** 32 + 8, 8],
    ] as const) {
      const score = correlationScore(base, at(seed, number), mean, variance);
      expect(Math.abs(score), `seed ${seed}, stream ${number}`).toBeLessThan(NORMAL_BOUND);
    }
  });
});

describe("normal draws", () => {
  it.each(["f64", "f32"] as const)("have the tail probabilities of the normal distribution (%s)", (type) => {
    const n = 3_000_000;
    const draws = type === "f64" ? stream(10).normals(n) : stream(11).normalsF32(n);
    const edges = [1, 2, 3, 3.5, 4, 4.5, 5];
    const counts = edges.map(() => [0, 0]);
    for (const x of draws) {
      for (let i = 0; i < edges.length; i++) if (Math.abs(x) > edges[i]!) counts[i]![x > 0 ? 1 : 0]!++;
    }
    for (const [i, edge] of edges.entries()) {
      const expected = n * normalTail(edge);
      // A count is Poisson distributed: its quantile is the normal one and, for the skewness, (z^2 - 1)/6 (Cornish and Fisher).
      const bound = NORMAL_BOUND * Math.sqrt(expected) + (NORMAL_BOUND ** 2 - 1) / 6;
      for (const count of counts[i]!) expect(Math.abs(count - expected), `beyond ${edge}`).toBeLessThan(bound);
    }
  });

  it("have uncorrelated squares within a pair", () => {
    const draws = stream(12).normals(N);
    const squares = (offset: number) => Float64Array.from({ length: N / 2 }, (_, i) => draws[2 * i + offset]! ** 2);
    expect(Math.abs(correlationScore(squares(0), squares(1), 1, 2))).toBeLessThan(NORMAL_BOUND);
  });
});

describe("kinds of draws", () => {
  it("are independent at the same seed, stream and position", () => {
    const n = 200_000;
    const at = () => stream(20);
    const centred = [
      at()
        .uniforms(n)
        .map((x) => (x - 0.5) * Math.sqrt(12)),
      at().normals(n),
      at()
        .exponentials(n)
        .map((x) => x - 1),
      Float64Array.from(at().uniformsF32(n), (x) => (x - 0.5) * Math.sqrt(12)),
      Float64Array.from(at().normalsF32(n)),
      at()
        .poisson(4, n)
        .map((x) => (x - 4) / 2),
      at()
        .integers(n, 2)
        .map((x) => 2 * x - 1),
    ];
    for (const [i, a] of centred.entries()) {
      for (const b of centred.slice(i + 1)) expect(Math.abs(correlationScore(a, b, 0, 1))).toBeLessThan(NORMAL_BOUND);
    }
  });
});

describe("integer draws", () => {
  it.each([2, 3, 10, 1000])("below %i are equally likely", (below) => {
    const counts = new Float64Array(below);
    for (const k of stream(30).integers(N, below)) counts[k]!++;
    expect(chiSquareP(counts, Array(below).fill(N / below))).toBeGreaterThan(SIGNIFICANCE);
  });

  it("below 3 x 2^51, where modulo would be biased, are equally likely in thirds", () => {
    const below = 3 * 2 ** 51;
    const counts = [0, 0, 0];
    for (const k of stream(31).integers(N, below)) counts[Math.floor(k / 2 ** 51)]!++;
    expect(chiSquareP(counts, Array(3).fill(N / 3))).toBeGreaterThan(SIGNIFICANCE);
  });

  it("below 1 are 0", () => {
    expect([...stream(32).integers(5, 1)]).toEqual([0, 0, 0, 0, 0]);
  });

  it("reject the words that would bias them", () => {
    // n = 2^63 + 1: almost half of all words are rejected, and the accepted half must still be uniform.
    const n = 2n ** 63n + 1n;
    const counts = new Float64Array(8);
    for (let i = 0n; i < 40_000n; i++) {
      const draw = BigInt.asUintN(64, core.exports.integerBelow(BigInt.asIntN(64, n), 1n, 2n, i));
      counts[Number((draw * 8n) / n)]!++;
    }
    expect(chiSquareP(counts, Array(8).fill(5000))).toBeGreaterThan(SIGNIFICANCE);
  });
});

describe("permutations", () => {
  it("of 4 come in all 24 orders, equally often", () => {
    const source = stream(40);
    const counts = new Map<string, number>();
    for (let i = 0; i < 48_000; i++) {
      const key = source.permutation(4).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquareP([...counts.values()], Array(24).fill(2000))).toBeGreaterThan(SIGNIFICANCE);
  });

  it("of 1000 put every number in every region equally often", () => {
    const source = stream(41);
    const counts = new Float64Array(100); // ten regions of places by ten regions of numbers
    for (let i = 0; i < 500; i++) {
      const order = source.permutation(1000);
      expect(new Set(order).size).toBe(1000);
      for (let place = 0; place < 1000; place++) counts[10 * Math.floor(place / 100) + Math.floor(order[place]! / 100)]!++;
    }
    // Rows and columns have fixed sums, so the statistic lies below a chi-square number with 99 degrees of freedom: the
    // bound is on the safe side.
    expect(chiSquareP(counts, Array(100).fill(5000))).toBeGreaterThan(SIGNIFICANCE);
  });
});

describe("samples without replacement", () => {
  it("take every subset of 2 out of 6 equally often", () => {
    const source = stream(50);
    const counts = new Map<string, number>();
    for (let i = 0; i < 30_000; i++) {
      const key = [...source.sample(2, 6)].sort().join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(15);
    expect(chiSquareP([...counts.values()], Array(15).fill(2000))).toBeGreaterThan(SIGNIFICANCE);
  });

  it("are different numbers in range, for every share taken", () => {
    for (const [k, n] of [
      [0, 0],
      [0, 5],
      [1, 1],
      [5, 5],
      [64, 65],
      [1000, 1001],
      [1000, 2 ** 31 - 1],
      [70_000, 100_000],
    ] as const) {
      const taken = stream(51).sample(k, n);
      expect(new Set(taken).size).toBe(k);
      expect(taken.every((x) => x < n)).toBe(true);
    }
  });

  it("take every number equally often", () => {
    const source = stream(52);
    const counts = new Float64Array(100);
    for (let i = 0; i < 5000; i++) for (const x of source.sample(20, 100)) counts[x]!++;
    // Counts are hypergeometric (variance smaller by the factor 0.8): the bound is on the safe side.
    expect(chiSquareP(counts, Array(100).fill(1000))).toBeGreaterThan(SIGNIFICANCE);
  });
});
