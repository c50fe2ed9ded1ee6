import { describe, expect, it } from "vitest";
import { InputError, loadSync, MemoryError } from "../../src/index.js";
import {
  BuildAbortedError,
  type BuildOptions,
  buildProjection,
  buildProjectionAsync,
  type Connectivity,
  explicitPairs,
  fixedInDegree,
  fixedProbability,
  planProjection,
  type SynapseLists,
} from "../../src/simulation/connectivity/index.js";
import { testCore } from "../support/core.js";
import { base, listsOf, sameBytes, withProjection } from "./support.js";

const core = await testCore();

function sameLists(a: SynapseLists, b: SynapseLists): boolean {
  return (["sources", "targets", "weights", "delays"] as const).every((name) => sameBytes(a[name], b[name]));
}

const random = {
  weight: { distribution: "normal", mean: 1, standardDeviation: 0.2 },
  delay: { distribution: "uniform", low: 0.1, high: 2 },
} as const;

describe("reproducibility", () => {
  it.each<Connectivity>([fixedProbability(0.05), fixedInDegree(20), fixedInDegree(20, { multapses: true })])(
    "the same seed and stream give the same projection, others another ($type)",
    (connectivity) => {
      const options = { connectivity, sourceCount: 200, targetCount: 300, ...random };
      const first = listsOf(core, options);
      expect(sameLists(listsOf(loadSync(), options), first)).toBe(true);
      expect(sameLists(listsOf(core, { ...options, seed: 12n }), first)).toBe(false);
      expect(sameLists(listsOf(core, { ...options, stream: 3n }), first)).toBe(false);
      expect(sameLists(listsOf(core, { ...options, stream: 2n ** 63n + 2n }), first)).toBe(false);
    },
  );

  it("rows do not depend on the range a kernel was called with", () => {
    const options = { connectivity: fixedProbability(0.05), sourceCount: 200, targetCount: 300 };
    withProjection(core, options, (built) => {
      const expected = built.blocks.targets.view.slice();
      built.blocks.targets.view.fill(0);
      const { seed, stream } = base;
      for (const [first, end] of [
        [150, 200],
        [0, 1],
        [1, 40],
        [40, 150],
      ] as const) {
        core.call((e) => e.fillFixedProbability(built.address, 0.05, false, seed, stream, first, end));
      }
      expect(built.blocks.targets.view).toEqual(expected);
    });
  });

  it.each([true, false])("nor do those of a fixed in-degree on ranges of targets (multapses: %s)", (multapses) => {
    const inDegree = 300; // more than one batch of draws
    const options = { connectivity: fixedInDegree(inDegree, { multapses }), sourceCount: 400, targetCount: 50 };
    withProjection(core, options, (built) => {
      const expected = built.blocks.targets.view.slice();
      const rowStart = built.blocks.rowStart.view.slice();
      built.blocks.targets.view.fill(0);
      const arena = core.arena(4096);
      const chosen = arena.block("u32", inDegree).address;
      const bits = arena.block("u8", 50).address;
      core.call((e) => e.openRows(built.address));
      for (const [first, end] of [
        [0, 1],
        [1, 33],
        [33, 50],
      ] as const) {
        const draw = [built.address, inDegree, multapses, false, base.seed, base.stream, first, end, true, chosen, bits] as const;
        core.call((e) => e.visitFixedInDegree(...draw));
      }
      core.heap.release(arena.region);
      expect(built.blocks.targets.view).toEqual(expected);
      expect(built.blocks.rowStart.view).toEqual(rowStart);
    });
  });

  it("weights and delays do not depend on the range either", () => {
    const options = { connectivity: fixedProbability(0.05), sourceCount: 200, targetCount: 300, ...random };
    withProjection(core, options, (built) => {
      const weights = built.blocks.weights!.view.slice();
      const delays = built.blocks.delays!.view.slice();
      built.blocks.weights!.view.fill(0);
      built.blocks.delays!.view.fill(0);
      const { seed, stream } = base;
      for (const [first, end] of [
        [1024, built.synapseCount],
        [0, 8],
        [8, 1024],
      ] as const) {
        core.call((e) => e.normalWeightsF64(built.address, 1, 0.2, Number.NEGATIVE_INFINITY, seed, stream, first, end));
        core.call((e) => e.uniformDelays(built.address, 1, 20, seed, stream, first, end));
      }
      expect(built.blocks.weights!.view).toEqual(weights);
      expect(built.blocks.delays!.view).toEqual(delays);
    });
  });

  it("a build in many steps equals one in few, synchronous or not", async () => {
    const options = { ...base, connectivity: fixedInDegree(1000), sourceCount: 2000, targetCount: 2200, ...random };
    let calls = 0;
    let last = 0;
    const onProgress = (fraction: number) => {
      expect(fraction).toBeGreaterThanOrEqual(last);
      last = fraction;
      calls++;
    };
    const eager = buildProjection(core, { ...options, onProgress });
    expect(calls).toBeGreaterThan(8); // four passes over 2.2e6 synapses, about 1e6 per call
    expect(last).toBe(1);
    const patient = await buildProjectionAsync(core, options);
    expect(sameLists(patient.toLists(), eager.toLists())).toBe(true);
    eager.dispose();
    patient.dispose();
  });
});

describe("memory", () => {
  it("plans exactly what a build takes", () => {
    const options: BuildOptions = { ...base, connectivity: fixedInDegree(7), ...random };
    const plan = planProjection(options);
    expect(plan.exact).toBe(true);
    const built = buildProjection(core, options);
    expect(built.synapseCount).toBe(plan.synapseCount);
    expect(built.bytes).toBe(plan.bytes);
    built.dispose();
  });

  it("dispose gives it back, once", () => {
    const own = loadSync({ maximumMemory: 8 });
    const options: BuildOptions = { ...base, connectivity: fixedProbability(0.5), sourceCount: 1000, targetCount: 2000 };
    for (let i = 0; i < 10; i++) {
      const built = buildProjection(own, options); // 2 MB each: ten at once would not fit
      built.dispose();
      built.dispose();
      expect(() => built.toLists()).toThrow(InputError);
    }
  });

  it("a build that does not fit says so and leaves nothing behind", () => {
    const own = loadSync({ maximumMemory: 14 });
    const big: BuildOptions = { ...base, connectivity: fixedProbability(0.5), sourceCount: 4000, targetCount: 4000 };
    for (let i = 0; i < 5; i++) {
      expect(() => buildProjection(own, big)).toThrow(MemoryError);
      expect(() => buildProjection(own, big)).toThrow(/A projection of about 8000000 synapses needs 15 MiB/);
    }
    const built = buildProjection(own, { ...big, sourceCount: 3000 }); // 12 MB: nearly all there is
    expect(built.bytes).toBeGreaterThan(11e6);
    built.dispose();
  });

  it("an abort, or an error of onProgress, gives it back too", async () => {
    const own = loadSync({ maximumMemory: 32 });
    const options: BuildOptions = { ...base, connectivity: fixedInDegree(1000), sourceCount: 5000, targetCount: 5000 };
    for (let round = 0; round < 4; round++) {
      const controller = new AbortController();
      const abortAt = (fraction: number) => {
        if (fraction > 0.3 * round) controller.abort(new Error("enough"));
      };
      const aborted = { ...options, signal: controller.signal, onProgress: abortAt };
      await expect(buildProjectionAsync(own, aborted)).rejects.toMatchObject({ name: "AbortError", code: "aborted" });
      expect(() => buildProjection(own, { ...options, signal: controller.signal })).toThrow(BuildAbortedError);
      const broken = {
        ...options,
        onProgress: () => {
          throw new RangeError("from the caller");
        },
      };
      expect(() => buildProjection(own, broken)).toThrow(RangeError);
    }
    const built = buildProjection(own, { ...options, targetCount: 12_000 }); // 24 MB of 32
    built.dispose();
  });

  it("refuses more than a core can address before drawing anything", () => {
    const million = { ...base, sourceCount: 1e6, targetCount: 1e6 };
    expect(() => planProjection({ ...million, connectivity: fixedProbability(0.002) })).toThrow(MemoryError);
    expect(() => planProjection({ ...million, connectivity: fixedProbability(0.01) })).toThrow(
      "synapseCount is 10000000000; it must be at most 4294967295 in one projection: connect fewer pairs or split it.",
    );
  });

  it("builds 2e7 synapses", () => {
    const options = { connectivity: fixedProbability(1e-3), sourceCount: 200_000, targetCount: 100_000 };
    withProjection(core, options, (built) => {
      // Binomial: mean 2e7, standard deviation 4470; five of them
      expect(Math.abs(built.synapseCount - 2e7)).toBeLessThan(5 * 4470);
      const rowStart = built.blocks.rowStart.view;
      expect(rowStart[200_000]).toBe(built.synapseCount);
    });
  });
});

describe("explicit values", () => {
  it("a list that changes during the build changes nothing", () => {
    const sources = new Uint32Array(1000).fill(3);
    const targets = new Uint32Array(1000).fill(4);
    const weight = new Float64Array(1000).fill(2);
    const spoil = () => {
      sources.fill(2 ** 32 - 1);
      targets.fill(2 ** 32 - 1);
      weight.fill(Number.NaN);
    };
    const lists = listsOf(core, { connectivity: explicitPairs(sources, targets), weight, onProgress: spoil });
    expect(new Set(lists.weights)).toEqual(new Set([2]));
    expect(new Set(lists.sources)).toEqual(new Set([3]));
    expect(new Set(lists.targets)).toEqual(new Set([4]));
    expect(lists.sources.length).toBe(1000);
  });

  it("listed weights of an f32 projection are rounded once", () => {
    const lists = listsOf(core, { connectivity: explicitPairs([0, 1], [1, 0]), weight: [0.1, 1 / 3], precision: "f32" });
    expect([...lists.weights]).toEqual([Math.fround(0.1), Math.fround(1 / 3)]);
    expect(listsOf(core, { connectivity: explicitPairs([0], [1]), weight: 0.1, precision: "f32" }).weights[0]).toBe(
      Math.fround(0.1),
    );
  });
});
