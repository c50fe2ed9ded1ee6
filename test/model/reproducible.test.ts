import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fixedProbability, load, Network, SnapshotError } from "../../src/index.js";
import { goldenHash, goldenNetwork, goldenRun } from "../support/golden.js";

const core = await load();
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("same seed, same bits", () => {
  it("gives the golden hash", () => {
    expect(sha256(goldenRun(core, [100]))).toBe(goldenHash);
  });

  it.each([[[1, 99]], [[33.3, 33.3, 33.4]], [Array.from({ length: 20 }, () => 5)]])("for runs cut into %j ms", (pieces) => {
    expect(sha256(goldenRun(core, pieces))).toBe(goldenHash);
  });

  it.each([1, 7, 64, 1e6])("for stretches of %i steps", (stretch) => {
    expect(sha256(goldenRun(core, [100], { stretch }))).toBe(goldenHash);
  });

  it("after a snapshot in the middle, restored into a new network in a new core", async () => {
    const first = goldenNetwork(core);
    first.network.runSync(60);
    const snapshot = first.network.snapshot();
    first.network.runSync(40);
    const second = goldenNetwork(await load());
    second.network.restore(snapshot);
    expect(second.network.time).toBe(60);
    second.network.runSync(40);
    expect(sha256(second.network.snapshot())).toBe(sha256(first.network.snapshot()));
    const late = first.spikes.times.findIndex((time) => time > 60 + 1e-9);
    expect(second.spikes.times).toEqual(first.spikes.times.slice(late));
    expect(second.spikes.neurons).toEqual(first.spikes.neurons.slice(late));
    first.network.dispose();
  });

  it("asynchronous runs give the same bits as synchronous ones", async () => {
    const sync = goldenNetwork(core);
    sync.network.runSync(50);
    const other = goldenNetwork(core);
    const progress: number[] = [];
    await other.network.run(50, { stretch: 10, onProgress: ({ fraction }) => progress.push(fraction) });
    expect(sha256(other.network.snapshot())).toBe(sha256(sync.network.snapshot()));
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    sync.network.dispose();
    other.network.dispose();
  });
});

describe("snapshots are refused", () => {
  const { network } = goldenNetwork(core);
  network.runSync(5);
  const snapshot = network.snapshot();

  it("when damaged anywhere", () => {
    for (const at of [0, 5, 40, snapshot.length >> 1, snapshot.length - 1]) {
      const damaged = snapshot.slice();
      damaged[at] = (damaged[at] as number) ^ 0x10;
      expect(() => network.restore(damaged)).toThrow(SnapshotError);
    }
    expect(() => network.restore(snapshot.subarray(0, 10))).toThrow(/too short/);
    expect(sha256(network.snapshot())).toBe(sha256(snapshot)); // nothing changed
  });

  it("by another network", () => {
    const other = goldenNetwork(core, 2n);
    expect(() => other.network.restore(snapshot)).toThrow(/belongs to another network/);
    other.network.dispose();
  });
});

describe("the one-pass kernel and the general one", () => {
  it.each([
    ["exponential-euler", "f64"],
    ["exponential-euler", "f32"],
    ["euler", "f64"],
    ["euler", "f32"],
  ] as const)("give the same bits (%s, %s)", (method, precision) => {
    const size = 333;
    const voltages = [false, true].map((arrays) => {
      // A parameter given as an array, even of equal values, takes the general kernel.
      const each = (value: number) => (arrays ? new Float64Array(size).fill(value) : value);
      const network = new Network(core, { dt: 0.1, seed: 7 });
      const neurons = network.addLif({
        size,
        membraneTimeConstant: each(20),
        leakReversal: -60,
        threshold: each(-50),
        reset: -60,
        refractoryPeriod: 5,
        current: 14,
        synapses: {
          e: { type: "exponential", reversal: 0, timeConstant: 5 },
          i: { type: "exponential", reversal: -80, timeConstant: 10 },
        },
        initialConductance: { e: { distribution: "uniform", low: 0, high: 1 }, i: { distribution: "uniform", low: 0, high: 1 } },
        method,
        precision,
      });
      network.connect(neurons, neurons, { synapse: "e", connectivity: fixedProbability(0.1), weight: 0.02 });
      const spikes = network.recordSpikes(neurons);
      network.runSync(200);
      expect(spikes.count).toBeGreaterThan(size);
      const voltage = neurons.read("voltage");
      network.dispose();
      return voltage;
    });
    expect(voltages[1]).toEqual(voltages[0]);
  });
});
