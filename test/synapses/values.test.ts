import { describe, expect, it } from "vitest";
import { allToAll, fixedProbability, oneToOne } from "../../src/simulation/connectivity/index.js";
import { testCore } from "../support/core.js";
import { histogram, listsOf } from "./support.js";

const core = await testCore();
const many = { connectivity: allToAll(), sourceCount: 400, targetCount: 500 }; // 200,000 synapses

function moments(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  const variance = central(2);
  return { mean, variance, skewness: central(3) / variance ** 1.5, kurtosis: central(4) / variance ** 2 };
}

describe("listed values", () => {
  it("are taken in row order by allToAll and oneToOne", () => {
    const weight = [1, 2, 3, 4, 5, 6];
    const delay = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    const lists = listsOf(core, { connectivity: allToAll(), sourceCount: 2, targetCount: 3, weight, delay });
    expect([...lists.weights]).toEqual(weight);
    expect([...lists.delays]).toEqual(delay);
    const pairs = listsOf(core, { connectivity: oneToOne(), sourceCount: 6, targetCount: 6, weight: Float32Array.from(weight) });
    expect([...pairs.weights]).toEqual(weight);
  });
});

describe.each(["f64", "f32"] as const)("drawn weights (%s)", (precision) => {
  it("uniform: within bounds, with the moments of a uniform distribution", () => {
    const weight = { distribution: "uniform", low: -1, high: 3 } as const;
    const { weights } = listsOf(core, { ...many, weight, precision });
    expect(Math.min(...weights.subarray(0, 1e5))).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...weights.subarray(0, 1e5))).toBeLessThanOrEqual(3);
    const { mean, variance, kurtosis } = moments(weights);
    // Five standard errors at n = 2e5: mean sqrt(16/12/n) = 0.0026; variance (16/12) sqrt(0.8/n) = 0.0027; kurtosis 1.8,
    // its error below sqrt(24/n) = 0.011 (that of a normal sample, which is larger)
    expect(Math.abs(mean - 1)).toBeLessThan(5 * 0.0026);
    expect(Math.abs(variance - 16 / 12)).toBeLessThan(5 * 0.0027);
    expect(Math.abs(kurtosis - 1.8)).toBeLessThan(5 * 0.011);
  });

  it("normal: mean, variance, skewness and kurtosis", () => {
    const weight = { distribution: "normal", mean: 2, standardDeviation: 0.5 } as const;
    const { weights } = listsOf(core, { ...many, weight, precision });
    const { mean, variance, skewness, kurtosis } = moments(weights);
    // Five standard errors at n = 2e5: 0.5/sqrt n, 0.25 sqrt(2/n), sqrt(6/n), sqrt(24/n)
    expect(Math.abs(mean - 2)).toBeLessThan(5 * 0.00112);
    expect(Math.abs(variance - 0.25)).toBeLessThan(5 * 0.00079);
    expect(Math.abs(skewness)).toBeLessThan(5 * 0.0055);
    expect(Math.abs(kurtosis - 3)).toBeLessThan(5 * 0.011);
  });

  it("normal: neighbours, which share a block of random words, are uncorrelated", () => {
    const weight = { distribution: "normal", mean: 0, standardDeviation: 1 } as const;
    const { weights } = listsOf(core, { ...many, weight, precision });
    let product = 0;
    let squares = 0;
    for (let i = 0; i < weights.length; i += 2) {
      product += weights[i]! * weights[i + 1]!;
      squares += weights[i]! ** 2 * weights[i + 1]! ** 2; // independence of the squares too: expected 1
    }
    const n = weights.length / 2;
    expect(Math.abs(product / n)).toBeLessThan(5 / Math.sqrt(n)); // standard error 1 / sqrt n
    expect(Math.abs(squares / n - 1)).toBeLessThan((5 * Math.sqrt(8)) / Math.sqrt(n)); // variance of z1^2 z2^2: 9 - 1
  });

  it("normal: values below lowerBound are set to it", () => {
    const weight = { distribution: "normal", mean: 1, standardDeviation: 1, lowerBound: 0 } as const;
    const clipped = listsOf(core, { ...many, weight, precision }).weights;
    const free = listsOf(core, { ...many, weight: { ...weight, lowerBound: -100 }, precision }).weights;
    expect(clipped.filter((w) => w === 0).length).toBeGreaterThan(20_000); // P(Z < -1) = 0.159
    expect(clipped.every((w, i) => w === Math.max(0, free[i]!))).toBe(true);
  });
});

describe("draws of the projection's stream", () => {
  const options = { connectivity: allToAll(), seed: 5n, stream: 9n };

  it("synapse s has normal draw s", () => {
    const { weights } = listsOf(core, { ...options, weight: { distribution: "normal", mean: 0, standardDeviation: 1 } });
    expect([...weights]).toEqual(Array.from(weights, (_, s) => core.call((e) => e.normal(5n, 9n, BigInt(s)))));
  });

  it("synapse s has uniform draw s", () => {
    const { weights } = listsOf(core, { ...options, weight: { distribution: "uniform", low: 0, high: 1 } });
    expect([...weights]).toEqual(Array.from(weights, (_, s) => core.call((e) => e.uniform(5n, 9n, BigInt(s)))));
  });

  it("synapse s has integer draw s for its delay", () => {
    const { delays } = listsOf(core, { ...options, dt: 1, delay: { distribution: "uniform", low: 2, high: 8 } });
    const draws = Array.from(delays, (_, s) => 2 + Number(core.call((e) => e.integerBelow(7n, 5n, 9n, BigInt(s)))));
    expect([...delays]).toEqual(draws);
  });
});

describe("drawn delays", () => {
  it("are equally likely multiples of dt, bounds included", () => {
    const { delays } = listsOf(core, { ...many, delay: { distribution: "uniform", low: 0.5, high: 2 } });
    const steps = Uint32Array.from(delays, (delay) => Math.round(delay * 10));
    const counts = histogram(steps, 21);
    expect([...counts.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    const expected = delays.length / 16;
    let chiSquare = 0;
    for (const count of counts.subarray(5)) chiSquare += (count - expected) ** 2 / expected;
    expect(chiSquare).toBeLessThan(15 + 5 * Math.sqrt(30)); // 15 degrees of freedom, five standard deviations
  });

  it("may span all that an element holds", () => {
    const delay = { distribution: "uniform", low: 0, high: 6553.5 } as const;
    const { delays } = listsOf(core, { ...many, delay });
    expect(delays.reduce((a, b) => Math.max(a, b), 0)).toBeGreaterThan(6553);
    expect(delays.reduce((a, b) => Math.min(a, b), 1)).toBeLessThan(0.5);
  });

  it("are independent of weights and connectivity", () => {
    const options = { connectivity: fixedProbability(0.3), sourceCount: 50, targetCount: 50 };
    const delay = { distribution: "uniform", low: 0.1, high: 5 } as const;
    const weight = { distribution: "uniform", low: 0, high: 1 } as const;
    const alone = listsOf(core, { ...options, delay });
    const both = listsOf(core, { ...options, delay, weight });
    expect(both.delays).toEqual(alone.delays);
    expect(both.targets).toEqual(alone.targets);
    let covariance = 0;
    for (let i = 0; i < both.weights.length; i++) covariance += (both.weights[i]! - 0.5) * (both.delays[i]! - 2.55);
    const n = both.weights.length; // standard deviations 0.289 and 1.44; five standard errors
    expect(Math.abs(covariance / n)).toBeLessThan((5 * 0.289 * 1.44) / Math.sqrt(n));
  });
});
