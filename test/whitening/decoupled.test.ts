import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Core,
  DecoupledFastGainCircuit,
  type Frame,
  frameOf,
  gainWhitenedCovariance,
  RandomStream,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import {
  context,
  correlated,
  decoupledOptions,
  inverted,
  largestDifference,
  median,
  multiplied,
  transposeOf,
} from "./gain-support.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});
const stream = (seed: number) => new RandomStream(core, { seed });

describe("decoupled synapses", () => {
  it("one step agrees with plain arithmetic", () => {
    const options = decoupledOptions();
    const circuit = new DecoupledFastGainCircuit(core, options);
    const x = [1.5, 0.4];
    const { outward: w, inward: v, gains: g } = options;
    const a = multiplied(
      w.map((value, e) => value * g[e % 2]!),
      v,
      2,
      2,
      2,
    ).map((value, e) => value + (e % 3 === 0 ? 1 : 0));
    expect(largestDifference(circuit.effectiveMatrix, a)).toBeLessThan(1e-15);
    const r = multiplied(inverted(a, 2), x, 2, 2, 1);
    const z = multiplied(v, r, 2, 2, 1);
    const loops = multiplied(v, w, 2, 2, 2);
    const gains = g.map((value, i) => Math.max(value + 0.05 * (z[i]! ** 2 - 1), 0));
    const multipliers = [0, 1].map((i) => Math.max(5 * 0.05 * (loops[3 * i]! - 1), 0));
    const change = w.map((value, e) => {
      const i = e % 2;
      return 0.01 * (r[Math.floor(e / 2)]! * g[i]! * z[i]! - (gains[i]! + multipliers[i]!) * value);
    });
    const moved = w.map((value, e) => Math.max(value + change[e]!, 0));
    const lengths = [0, 1].map((i) => Math.hypot(moved[i]!, moved[2 + i]!));
    const back = transposeOf(change, 2, 2);
    expect(largestDifference(circuit.step(x), r)).toBeLessThan(1e-14);
    expect(largestDifference(circuit.gains, gains)).toBeLessThan(1e-14);
    expect(largestDifference(circuit.multipliers, multipliers)).toBeLessThan(1e-14);
    expect(
      largestDifference(
        circuit.outward,
        moved.map((value, e) => value / lengths[e % 2]!),
      ),
    ).toBeLessThan(1e-14);
    expect(
      largestDifference(
        circuit.inward,
        v.map((value, e) => Math.max(value + back[e]!, 0)),
      ),
    ).toBeLessThan(1e-14);
  });

  it("signs stay as they must, whatever the samples, and learning in pieces is learning at once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0.1, max: 3, noNaN: true }), (seed, scale) => {
        const samples = stream(seed)
          .normals(2 * 300)
          .map((x) => scale * x);
        const options = { ...decoupledOptions(), weightRate: 0.02 };
        const whole = new DecoupledFastGainCircuit(core, options);
        expect(whole.learn([])).toBe(0);
        expect(whole.learn(samples)).toBe(300);
        for (const values of [whole.inward, whole.outward, whole.gains, whole.multipliers]) {
          expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        }
        const parts = new DecoupledFastGainCircuit(core, options);
        parts.learn(samples.subarray(0, 2 * 99));
        for (let t = 99; t < 300; t++) parts.step(samples.subarray(2 * t, 2 * t + 2));
        expect([...parts.inward]).toEqual([...whole.inward]);
        expect([...parts.gains]).toEqual([...whole.gains]);
        whole.dispose();
        parts.dispose();
      }),
      { seed: 1, numRuns: 15 },
    );
  });

  it("the two directions come closer to each other's transpose in most runs", () => {
    // One published run of 1e6 samples falls from .13 to .04. Here, over a quarter of that, seven of eight runs fall (to .32 ... .83 of their start) and
    // one rises by 5 %; the median is .70.
    const ratios = Array.from({ length: 8 }, (_, seed) => {
      const random = stream(seed);
      const target = randomPositiveFrame(random);
      const contexts = Array.from({ length: 64 }, () => context(random));
      const initial = () => random.normals(4).map((z, e) => Math.max((e % 3 === 0 ? 1 : 0) + 0.2 * z, 0));
      const circuit = new DecoupledFastGainCircuit(core, {
        primary: 2,
        interneurons: 2,
        outward: initial(),
        inward: initial(),
        gainRate: 2e-2,
        weightRate: 1e-5,
      });
      circuit.step([0, 0]); // brings W_nr to length 1
      const start = circuit.asymmetry;
      for (const i of random.integers(256, 64)) {
        circuit.learn(correlated(random.normals(2 * 1024), gainWhitenedCovariance(core, target, contexts[i]!)));
      }
      const ratio = circuit.asymmetry / start;
      circuit.dispose();
      return ratio;
    });
    expect(median(ratios)).toBeLessThan(0.9);
  });
});

function randomPositiveFrame(random: RandomStream): Frame {
  const u = random.uniforms(4);
  return frameOf([u.subarray(0, 2), u.subarray(2)], { normalised: true });
}
