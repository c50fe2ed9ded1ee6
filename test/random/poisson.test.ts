import { describe, expect, it } from "vitest";
import { RandomStream } from "../../src/index.js";
import { testCore } from "../support/core.js";
import { chiSquareP, meanScore, NORMAL_BOUND, SIGNIFICANCE } from "./statistics.js";

const core = await testCore();

/** log k! by Stirling's series from 20 on (error below 1e-15 there), and by the product below. */
function logFactorial(k: number): number {
  if (k < 20) {
    let product = 1;
    for (let i = 2; i <= k; i++) product *= i;
    return Math.log(product);
  }
  return (k + 0.5) * Math.log(k) - k + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * k) - 1 / (360 * k ** 3) + 1 / (1260 * k ** 5);
}

describe("Poisson draws", () => {
  const n = 400_000;

  it.each([0.01, 0.5, 3, 9.99, 10.01, 30, 1e3, 1e6])("with mean %f have the Poisson distribution", (mean) => {
    const draws = new RandomStream(core, { seed: 77, stream: 1 }).poisson(mean, n);
    const lowest = Math.max(0, Math.floor(mean - 7 * Math.sqrt(mean)));
    const highest = Math.ceil(mean + 7 * Math.sqrt(mean) + 10);
    const counts = new Float64Array(highest - lowest + 1);
    for (const k of draws) counts[Math.min(Math.max(k, lowest), highest) - lowest]!++;
    // log P(k) at mean 1e6 loses seven digits here to cancellation: 1e-9 relative, against a resolution of 1e-3.
    const expected = counts.map((_, i) => n * Math.exp((lowest + i) * Math.log(mean) - mean - logFactorial(lowest + i)));
    expect(chiSquareP(counts, expected)).toBeGreaterThan(SIGNIFICANCE);
    expect(draws.every((k) => Number.isInteger(k) && k >= 0)).toBe(true);
  });

  it.each([1e3, 1e6, 1e9, 1e12, 1e15])("with mean %f have the moments of the Poisson distribution", (mean) => {
    const sd = Math.sqrt(mean);
    const scaled = new RandomStream(core, { seed: 77, stream: 2 }).poisson(mean, n).map((k) => (k - mean) / sd);
    // Central moments in units of the standard deviation: 0, 1, 1/sd, 3 + 1/mean; the variances of their estimates are
    // those of the normal distribution (1, 2, 15, 96) to 2 % at these means.
    const moments = [0, 1, 1 / sd, 3 + 1 / mean];
    for (const [i, variance] of [1, 2, 15, 96].entries()) {
      const score = meanScore(scaled, (x) => x ** (i + 1), moments[i]!, 1.02 * variance);
      expect(Math.abs(score), `moment ${i + 1}`).toBeLessThan(NORMAL_BOUND);
    }
  });

  it("with mean 0 are 0", () => {
    expect([...new RandomStream(core, { seed: 1 }).poisson(0, 5)]).toEqual([0, 0, 0, 0, 0]);
  });

  it("are the same one by one", () => {
    for (const mean of [0.3, 9.9, 10, 5e4]) {
      const draws = new RandomStream(core, { seed: 5, stream: 6 }).poisson(mean, 200);
      expect([...draws].map((_, i) => core.exports.poisson(mean, 5n, 6n, BigInt(i)))).toEqual([...draws]);
    }
  });
});
