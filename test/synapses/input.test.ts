import { describe, expect, it } from "vitest";
import { InputError } from "../../src/index.js";
import {
  allToAll,
  type BuildOptions,
  buildProjection,
  explicitPairs,
  fixedInDegree,
  fixedProbability,
  oneToOne,
  planProjection,
} from "../../src/simulation/connectivity/index.js";
import { testCore } from "../support/core.js";
import { base, listsOf } from "./support.js";

const core = await testCore();
const valid: BuildOptions = { ...base, connectivity: allToAll() };

/** Each case: what is wrong (it replaces valid options), the field that is named, and the message. */
const refused: readonly [change: object, field: string, message: RegExp][] = [
  [{ sourceCount: 0 }, "sourceCount", /sourceCount is 0; it must be an integer >= 1/],
  [{ targetCount: 2.5 }, "targetCount", /2\.5/],
  [{ targetCount: 2 ** 31 }, "targetCount", /<= 268435456/],
  [{ sourceCount: "10" }, "sourceCount", /"10"/],
  [{ dt: 0 }, "dt", /dt is 0; it must be a finite number > 0 \(ms\)/],
  [{ dt: Number.NaN }, "dt", /NaN/],
  [{ seed: 5 }, "seed", /a bigint/],
  [{ seed: -1n }, "seed", /-1n/],
  [{ stream: 2n ** 64n }, "stream", /2\^64 - 1/],
  [{ precision: "f16" }, "precision", /one of "f64", "f32"/],
  [{ sed: 1n }, "options.sed", /known fields/],
  [{ samePopulation: 1 }, "samePopulation", /true or false/],
  [{ selfConnections: 0 }, "selfConnections", /true or false/],
  [{ selfConnections: false }, "selfConnections", /different populations/],
  [{ samePopulation: true, targetCount: 11 }, "targetCount", /it must be 10/],
  [{ connectivity: undefined }, "connectivity", /type is one of allToAll/],
  [{ connectivity: "allToAll" }, "connectivity", /"allToAll"/],
  [{ connectivity: { type: "small-world" } }, "connectivity.type", /"small-world"/],
  [{ connectivity: { type: "allToAll", probability: 0.5 } }, "connectivity.probability", /left out/],
  [{ connectivity: { type: "constructor" } }, "connectivity.type", /one of/],
  [{ connectivity: oneToOne(), targetCount: 11 }, "connectivity", /10 and 11/],
  [{ connectivity: oneToOne(), samePopulation: true, selfConnections: false }, "selfConnections", /itself/],
  [{ connectivity: fixedProbability(1.01) }, "connectivity.probability", />= 0 and <= 1/],
  [{ connectivity: fixedProbability(-0.1) }, "connectivity.probability", /-0\.1/],
  [{ connectivity: fixedProbability(Number.NaN) }, "connectivity.probability", /NaN/],
  [{ connectivity: fixedInDegree(11) }, "connectivity.inDegree", /number of possible sources, 10/],
  [{ connectivity: fixedInDegree(10), samePopulation: true, selfConnections: false }, "connectivity.inDegree", /9/],
  [{ connectivity: fixedInDegree(-1) }, "connectivity.inDegree", /-1/],
  [{ connectivity: fixedInDegree(1.5) }, "connectivity.inDegree", /1\.5/],
  [{ connectivity: { type: "fixedInDegree", inDegree: 3, multapses: "yes" } }, "connectivity.multapses", /"yes"/],
  [{ connectivity: fixedInDegree(1e9, { multapses: true }) }, "connectivity.inDegree", /<= 268435456/],
  [{ connectivity: fixedInDegree(1e8, { multapses: true }), targetCount: 100 }, "synapseCount", /10000000000/],
  [{ connectivity: explicitPairs([0, 10], [0, 0]) }, "connectivity.sources[1]", /<= 9/],
  [{ connectivity: explicitPairs([0, 1], [0, -1]) }, "connectivity.targets[1]", /-1/],
  [{ connectivity: explicitPairs([0, 0.5], [0, 0]) }, "connectivity.sources[1]", /0\.5/],
  [{ connectivity: explicitPairs([0, 1], [0]) }, "connectivity.targets", /an array of 2 numbers/],
  [{ connectivity: explicitPairs("01" as never, [0, 1]) }, "connectivity.sources", /"01"/],
  [
    { connectivity: explicitPairs([0, 3], [1, 3]), samePopulation: true, selfConnections: false },
    "connectivity.targets[1]",
    /another neuron than its source/,
  ],
  [{ weight: Number.NaN }, "weight", /NaN/],
  [{ weight: Number.POSITIVE_INFINITY }, "weight", /Infinity/],
  [{ weight: 1e39, precision: "f32" }, "weight", /3\.4028234663852886e\+38/],
  [{ weight: [1, 2] }, "weight", /an array of 100 numbers/],
  [{ weight: Array(100).fill(1).with(7, Number.NaN) }, "weight[7]", /NaN/],
  [{ weight: null }, "weight", /null/],
  [{ weight: [1], connectivity: fixedProbability(0.5) }, "weight", /decided by chance/],
  [{ weight: { distribution: "cauchy" } }, "weight.distribution", /"cauchy"/],
  [{ weight: { distribution: "uniform", low: 2, high: 1 } }, "weight.high", />= 2/],
  [{ weight: { distribution: "uniform", low: 0 } }, "weight.high", /undefined/],
  [{ weight: { distribution: "uniform", low: -1.7e308, high: 1.7e308 } }, "weight.high - weight.low", /Infinity/],
  [{ weight: { distribution: "normal", mean: 1, standardDeviation: -1 } }, "weight.standardDeviation", />= 0/],
  [{ weight: { distribution: "normal", mean: 1, sd: 1, standardDeviation: 1 } }, "weight.sd", /left out/],
  [{ weight: { distribution: "normal", mean: 1, standardDeviation: 1, lowerBound: Number.NaN } }, "weight.lowerBound", /NaN/],
  [{ delay: -0.1 }, "delay", /from 0 to 6553\.5 \(ms; 65535 steps of dt\)/],
  [{ delay: 6553.6 }, "delay", /6553\.5/],
  [{ delay: 1.55 }, "delay", /a multiple of dt = 0\.1 ms; the nearest are 1\.5 and 1\.6 ms/],
  [{ delay: 0.05 }, "delay", /the nearest are 0 and 0\.1 ms/],
  [{ delay: "1.5" }, "delay", /"1\.5"/],
  [{ delay: Array(100).fill(0.1).with(3, 0.25) }, "delay[3]", /0\.2 and 0\.3/],
  [{ delay: [0.1], connectivity: fixedInDegree(2) }, "delay", /decided by chance/],
  [{ delay: { distribution: "uniform", low: 1, high: 0.5 } }, "delay.high", />= 1/],
  [{ delay: { distribution: "uniform", low: 0.1, high: 0.33 } }, "delay.high", /0\.3 and 0\.4/],
  [{ delay: { distribution: "normal", low: 0.1, high: 0.3 } }, "delay.distribution", /"uniform"/],
];

describe("what is refused", () => {
  it.each(refused.map(([change, field, message]) => ({ change, field, message })))(
    "$field: $message",
    ({ change, field, message }) => {
      const options = { ...valid, ...change } as BuildOptions;
      let error: unknown;
      try {
        planProjection(options);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).field).toBe(field);
      expect((error as InputError).message).toMatch(message);
      expect(() => buildProjection(core, options)).toThrow(InputError);
    },
  );

  it("onProgress that is no function", () => {
    expect(() => buildProjection(core, { ...valid, onProgress: 3 as never })).toThrow(/onProgress is 3/);
  });
});

describe("delays in decimal fractions of dt", () => {
  it.each([
    [0.1, 0.3],
    [0.1, 1.1],
    [0.025, 1.5],
    [0.05, 12.35],
    [1 / 3, 2],
    [0.001, 65.535],
  ])("dt %f takes %f", (dt, delay) => {
    const { delays } = listsOf(core, { connectivity: oneToOne(), dt, delay });
    // toLists multiplies steps by dt and keeps 12 digits.
    expect(Math.abs(delays[0]! - delay)).toBeLessThanOrEqual(1e-11 * delay);
  });
});
