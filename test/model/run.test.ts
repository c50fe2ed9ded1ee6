import { describe, expect, it } from "vitest";
import { AbortError, fixedProbability, Network } from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();

function network(size = 500) {
  const net = new Network(core, { dt: 0.1, seed: 1 });
  const neurons = net.addLif({
    size,
    membraneTimeConstant: 20,
    leakReversal: -65,
    threshold: -50,
    reset: -60,
    refractoryPeriod: 2,
    current: 16,
    synapses: { e: { type: "exponential", reversal: 0, timeConstant: 5 } },
  });
  net.connect(neurons, neurons, { synapse: "e", connectivity: fixedProbability(0.02), weight: 0.001 });
  return { net, neurons };
}

describe("run", () => {
  it("reports progress from 0 to 1 with the simulated time", async () => {
    const { net } = network();
    const seen: { time: number; fraction: number }[] = [];
    await net.run(50, { stretch: 100, onProgress: (p) => seen.push(p) });
    expect(seen.map((p) => p.fraction)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(seen.at(-1)?.time).toBeCloseTo(50, 9);
  });

  it("stops when its signal is aborted, keeps its state, and goes on to the same bits", async () => {
    const { net, neurons } = network();
    const whole = network();
    const controller = new AbortController();
    const run = net.run(50, {
      stretch: 50,
      signal: controller.signal,
      onProgress: ({ fraction }) => fraction >= 0.3 && controller.abort("enough"),
    });
    const error = await run.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AbortError);
    expect((error as AbortError).time).toBeCloseTo(15, 9);
    expect(net.time).toBeCloseTo(15, 9);
    net.runSync(35);
    whole.net.runSync(50);
    expect(neurons.read("voltage")).toEqual(whole.neurons.read("voltage"));
  });

  it("gives the event loop a turn between stretches", async () => {
    const { net } = network();
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await net.run(100, { stretch: 100 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it("refuses a second run while one is under way", async () => {
    const { net } = network();
    const first = net.run(20, { stretch: 10 });
    expect(() => net.runSync(1)).toThrow('network is "running"; it must be idle: await the run that is under way first.');
    await first;
    net.runSync(1);
  });

  it("an error thrown by onProgress ends the run and leaves the network usable", () => {
    const { net } = network();
    expect(() =>
      net.runSync(10, {
        stretch: 10,
        onProgress: () => {
          throw new Error("mine");
        },
      }),
    ).toThrow("mine");
    net.runSync(9);
    expect(net.time).toBeCloseTo(10, 9);
  });

  it("many models live in one core, and give back all of their memory", () => {
    const before = core.memory.buffer.byteLength;
    for (let round = 0; round < 30; round++) {
      const models = Array.from({ length: 5 }, () => network(2000).net);
      for (const model of models) model.runSync(1);
      for (const model of models) model.dispose();
      if (round === 0) expect(core.memory.buffer.byteLength).toBeGreaterThanOrEqual(before);
    }
    const after = core.memory.buffer.byteLength;
    for (let round = 0; round < 5; round++) network(2000).net.dispose();
    expect(core.memory.buffer.byteLength).toBe(after);
  });
});

describe("the refractory period", () => {
  it("is counted right across the epochs of 2^22 steps, in f64 and f32", () => {
    for (const precision of ["f64", "f32"] as const) {
      const net = new Network(core, { dt: 0.1 });
      const neuron = net.addLif({
        size: 1,
        membraneTimeConstant: 20,
        leakReversal: -65,
        threshold: -50,
        reset: -60,
        refractoryPeriod: 30,
        current: 20,
        precision,
      });
      const spikes = net.recordSpikes(neuron, { keep: 2000 });
      net.runSync((2 ** 22 + 5000) * 0.1);
      const intervals = spikes.times.slice(1).map((t, i) => Math.round((t - spikes.times[i]!) * 10));
      expect(new Set(intervals).size).toBe(1); // none shorter or longer, the one across the epoch's end included
      expect(spikes.times.at(-1)! > 2 ** 22 * 0.1).toBe(true);
      net.dispose();
    }
  });
});
