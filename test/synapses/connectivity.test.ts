import { describe, expect, it } from "vitest";
import { allToAll, explicitPairs, fixedInDegree, fixedProbability, oneToOne } from "../../src/simulation/connectivity/index.js";
import { testCore } from "../support/core.js";
import { ascend, histogram, listsOf, sameBytes, withProjection } from "./support.js";

const core = await testCore();

describe("structure", () => {
  it("allToAll connects every pair once, in row order", () => {
    const lists = listsOf(core, { connectivity: allToAll(), sourceCount: 3, targetCount: 4 });
    expect([...lists.sources]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    expect([...lists.targets]).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
    expect(new Set(lists.weights)).toEqual(new Set([0.5]));
    expect(new Set(lists.delays)).toEqual(new Set([1.5]));
  });

  it("allToAll without self connections leaves out the diagonal", () => {
    const lists = listsOf(core, {
      connectivity: allToAll(),
      sourceCount: 3,
      targetCount: 3,
      samePopulation: true,
      selfConnections: false,
    });
    expect([...lists.sources]).toEqual([0, 0, 1, 1, 2, 2]);
    expect([...lists.targets]).toEqual([1, 2, 0, 2, 0, 1]);
  });

  it("oneToOne connects equal indices", () => {
    const lists = listsOf(core, { connectivity: oneToOne(), sourceCount: 5, targetCount: 5 });
    expect([...lists.sources]).toEqual([0, 1, 2, 3, 4]);
    expect([...lists.targets]).toEqual([0, 1, 2, 3, 4]);
  });

  it("explicit lists are sorted stably by source, then target, with their weights and delays", () => {
    const lists = listsOf(core, {
      connectivity: explicitPairs([2, 0, 2, 2, 0, 2], [1, 3, 0, 1, 2, 1]),
      weight: [10, 20, 30, 40, 50, 60],
      delay: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
    });
    expect([...lists.sources]).toEqual([0, 0, 2, 2, 2, 2]);
    expect([...lists.targets]).toEqual([2, 3, 0, 1, 1, 1]);
    expect([...lists.weights]).toEqual([50, 20, 30, 10, 40, 60]);
    expect([...lists.delays]).toEqual([0.5, 0.2, 0.3, 0.1, 0.4, 0.6]);
  });

  it("explicit lists longer than one staging piece agree with a sort in JavaScript", () => {
    const length = 150_000;
    let state = 1;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    // Source 7 has a third of all pairs: a row long enough for many merges. 70,000 targets: 32-bit indices.
    const sources = Uint32Array.from({ length }, () => (random(3) === 0 ? 7 : random(50)));
    const targets = Uint32Array.from({ length }, () => random(70_000));
    const weight = Float64Array.from({ length }, (_, i) => i);
    const order = Array.from({ length }, (_, i) => i).sort(
      (a, b) => sources[a]! - sources[b]! || targets[a]! - targets[b]! || a - b,
    );
    const lists = listsOf(core, {
      connectivity: explicitPairs(sources, targets),
      sourceCount: 50,
      targetCount: 70_000,
      weight,
    });
    expect(sameBytes(lists.weights, Float64Array.from(order))).toBe(true);
    expect(
      sameBytes(
        lists.sources,
        Uint32Array.from(order, (i) => sources[i]!),
      ),
    ).toBe(true);
    expect(
      sameBytes(
        lists.targets,
        Uint32Array.from(order, (i) => targets[i]!),
      ),
    ).toBe(true);
  });

  it("an explicit list may be empty", () => {
    expect(listsOf(core, { connectivity: explicitPairs([], []) }).sources.length).toBe(0);
  });

  it.each([1, 0])("fixedProbability(%i) is all or nothing", (probability) => {
    const lists = listsOf(core, { connectivity: fixedProbability(probability), sourceCount: 7, targetCount: 9 });
    expect(lists.sources.length).toBe(probability * 63);
    expect(ascend(lists, true)).toBe(true);
  });

  it("uses 16-bit indices up to 65,536 targets and 32-bit ones beyond, with the same result", () => {
    for (const [targetCount, bytes] of [
      [65_536, 2],
      [65_537, 4],
    ] as const) {
      const options = { connectivity: fixedProbability(0.01), sourceCount: 20, targetCount };
      withProjection(core, options, (built) => {
        expect(built.plan.targetBytes).toBe(bytes);
        expect(built.blocks.targets.view.BYTES_PER_ELEMENT).toBe(bytes);
        const lists = built.toLists();
        expect(ascend(lists, true)).toBe(true);
        expect(Math.max(...lists.targets)).toBeGreaterThan(60_000);
      });
    }
    const all = { connectivity: allToAll(), sourceCount: 2 };
    const short = listsOf(core, { ...all, targetCount: 65_536 }).targets;
    const long = listsOf(core, { ...all, targetCount: 65_537 }).targets;
    expect(sameBytes(short.subarray(0, 65_536), long.subarray(0, 65_536))).toBe(true);
  });
});

describe("fixed probability", () => {
  const sourceCount = 2000;
  const targetCount = 3000;
  const probability = 0.1;
  const lists = listsOf(core, { connectivity: fixedProbability(probability), sourceCount, targetCount });

  it("makes each pair at most once, in row order", () => {
    expect(ascend(lists, true)).toBe(true);
  });

  it("has a binomial number of synapses", () => {
    const pairs = sourceCount * targetCount;
    // Five standard deviations: a false alarm once in 1.7 million seeds, and the seed is fixed.
    expect(Math.abs(lists.sources.length - pairs * probability)).toBeLessThan(
      5 * Math.sqrt(pairs * probability * (1 - probability)),
    );
  });

  it.each(["sources", "targets"] as const)("has binomial counts over %s (chi-square)", (side) => {
    const [cells, trials] = side === "targets" ? [targetCount, sourceCount] : [sourceCount, targetCount];
    const variance = trials * probability * (1 - probability);
    let chiSquare = 0;
    for (const count of histogram(lists[side], cells)) chiSquare += (count - trials * probability) ** 2 / variance;
    // Chi-square with `cells` degrees of freedom: mean cells, variance 2 cells. Five standard deviations to each side,
    // so counts that vary too little (a stratified draw) fail as well.
    expect(Math.abs(chiSquare - cells)).toBeLessThan(5 * Math.sqrt(2 * cells));
  });

  it("has geometric gaps within rows (chi-square over the first 30)", () => {
    const gaps = new Float64Array(31);
    let total = 0;
    for (let i = 1; i < lists.targets.length; i++) {
      const row = lists.sources[i] === lists.sources[i - 1];
      // Only gaps that could have been long without leaving the row: the cut at its end would favour short ones.
      if (!row || lists.targets[i - 1]! > targetCount - 400) continue;
      gaps[Math.min(30, lists.targets[i]! - lists.targets[i - 1]! - 1)]!++;
      total++;
    }
    let chiSquare = 0;
    for (let gap = 0; gap <= 30; gap++) {
      const expected = total * (gap === 30 ? (1 - probability) ** 30 : probability * (1 - probability) ** gap);
      chiSquare += (gaps[gap]! - expected) ** 2 / expected;
    }
    expect(chiSquare).toBeLessThan(30 + 5 * Math.sqrt(60)); // 30 degrees of freedom, five standard deviations
  });

  it("without self connections leaves out the diagonal and keeps the rate of all other pairs", () => {
    const n = 500;
    const counts = new Uint32Array(n * n);
    let total = 0;
    for (let stream = 0n; stream < 20n; stream++) {
      const connectivity = fixedProbability(0.3);
      const options = { connectivity, sourceCount: n, targetCount: n, samePopulation: true, selfConnections: false, stream };
      const { sources, targets } = listsOf(core, options);
      for (let i = 0; i < sources.length; i++) counts[sources[i]! * n + targets[i]!]!++;
      total += sources.length;
    }
    for (let i = 0; i < n; i++) expect(counts[i * n + i]).toBe(0);
    const pairs = 20 * n * (n - 1);
    expect(Math.abs(total - 0.3 * pairs)).toBeLessThan(5 * Math.sqrt(pairs * 0.21)); // five standard deviations
    // The last candidate of each row must be reachable: target n - 1 as often as any other.
    const last = Array.from({ length: n - 1 }, (_, row) => counts[row * n + n - 1]!).reduce((a, b) => a + b, 0);
    expect(Math.abs(last - 0.3 * 20 * (n - 1))).toBeLessThan(5 * Math.sqrt(20 * n * 0.21));
  });

  it("handles tiny probabilities", () => {
    expect(listsOf(core, { connectivity: fixedProbability(Number.MIN_VALUE), targetCount: 1e6 }).sources.length).toBe(0);
    // 1e9 pairs at 1e-6: 1000 expected; five standard deviations
    const lists = listsOf(core, { connectivity: fixedProbability(1e-6), sourceCount: 1000, targetCount: 1e6 });
    expect(Math.abs(lists.sources.length - 1000)).toBeLessThan(5 * Math.sqrt(1000));
  });
});

describe("fixed in-degree", () => {
  it.each([true, false])("gives each target exactly its in-degree (multapses: %s)", (multapses) => {
    const lists = listsOf(core, {
      connectivity: fixedInDegree(80, { multapses }),
      sourceCount: 300,
      targetCount: 1000,
    });
    expect(new Set(histogram(lists.targets, 1000))).toEqual(new Set([80]));
    expect(ascend(lists, !multapses)).toBe(true);
    // With multapses, 80 of 300: some pair is repeated for certain (chance of none: below 1e-5 per target).
    expect(ascend(lists, true)).toBe(!multapses);
  });

  it.each([true, false])("draws sources uniformly (chi-square; multapses: %s)", (multapses) => {
    const [inDegree, sourceCount, targetCount] = [30, 200, 20_000];
    const lists = listsOf(core, { connectivity: fixedInDegree(inDegree, { multapses }), sourceCount, targetCount });
    const mean = (targetCount * inDegree) / sourceCount;
    // Without repeats a source's count is a sum of Bernoulli trials with p = k / N; the N counts sum to a constant.
    const share = inDegree / sourceCount;
    const variance = multapses ? mean * (1 - 1 / sourceCount) : targetCount * share * (1 - share);
    const scale = (sourceCount - 1) / sourceCount; // N - 1 degrees of freedom
    let chiSquare = 0;
    for (const count of histogram(lists.sources, sourceCount)) chiSquare += ((count - mean) ** 2 / variance) * scale;
    expect(Math.abs(chiSquare - (sourceCount - 1))).toBeLessThan(5 * Math.sqrt(2 * sourceCount));
  });

  it("all sources, or all but the target itself", () => {
    const every = listsOf(core, { connectivity: fixedInDegree(10) });
    expect(every.sources.length).toBe(100);
    const others = listsOf(core, {
      connectivity: fixedInDegree(9),
      samePopulation: true,
      selfConnections: false,
    });
    expect(others.sources.length).toBe(90);
    for (let i = 0; i < 90; i++) expect(others.sources[i]).not.toBe(others.targets[i]);
    expect(ascend(others, true)).toBe(true);
  });

  it("without self connections no target draws itself, with multapses too", () => {
    const lists = listsOf(core, {
      connectivity: fixedInDegree(50, { multapses: true }),
      sourceCount: 5,
      targetCount: 5,
      samePopulation: true,
      selfConnections: false,
    });
    expect(lists.sources.some((source, i) => source === lists.targets[i])).toBe(false);
    expect(new Set(lists.sources).size).toBe(5);
  });
});
