import { describe, expect, it } from "vitest";
import { allToAll, Network } from "../../src/index.js";
import { Recording } from "../../src/simulation/recording.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const neuron = {
  membraneTimeConstant: 20,
  leakReversal: -65,
  threshold: -50,
  reset: -60,
  refractoryPeriod: 2,
  current: 18,
} as const;

/** 50 neurons that start at different voltages and fire regularly. */
function spread(dt = 0.1) {
  const network = new Network(core, { dt, seed: 8 });
  const neurons = network.addLif({ ...neuron, size: 50, initialVoltage: { distribution: "uniform", low: -60, high: -50 } });
  return { network, neurons };
}

it("intervals that were cleared: the rate is that since then", () => {
  const { network, neurons } = spread();
  const intervals = network.recordIntervals(neurons, { from: 20 });
  const spikes = network.recordSpikes(neurons);
  network.runSync(100);
  intervals.clear();
  spikes.clear();
  network.runSync(250);
  expect(intervals.spikes).toBe(spikes.times.length);
  expect(intervals.rate).toBeCloseTo((1000 * spikes.times.length) / (250 * 50), 9); // one division apart
  network.dispose();
});

describe("monitors agree with each other", () => {
  const { network, neurons } = spread();
  const spikes = network.recordSpikes(neurons);
  const rate = network.recordRate(neurons, { bin: 5 });
  const intervals = network.recordIntervals(neurons, { from: 100 });
  const every = network.recordState(neurons, { every: 2.5, indices: [3, 49] });
  const histogram = network.recordHistogram(neurons, { low: -62, high: -48, bins: 28, every: 0.5, from: 50 });
  network.runSync(37.5);
  network.runSync(362.5);

  it("spikes are in order of time, then neuron", () => {
    const { times, neurons: who } = spikes;
    for (let i = 1; i < times.length; i++) {
      expect(times[i]! > times[i - 1]! || (times[i] === times[i - 1] && who[i]! > who[i - 1]!)).toBe(true);
    }
    expect(spikes.count).toBe(times.length);
  });

  it("the rate counts the spikes of each bin", () => {
    expect(rate.times).toEqual(Float64Array.from({ length: 80 }, (_, i) => 5 * i + 2.5));
    rate.rates.forEach((value, i) => {
      // a spike that ends a step at the bin's edge belongs to the bin before
      const inBin = spikes.times.filter((t) => t > 5 * i + 0.05 && t < 5 * i + 5.05).length;
      expect(value).toBeCloseTo((1000 * inBin) / (5 * 50), 9);
    });
  });

  it("intervals are those between the recorded spikes", () => {
    const all: number[] = [];
    let counted = 0;
    for (let n = 0; n < 50; n++) {
      const own = [...spikes.times].filter((t, i) => spikes.neurons[i] === n && t >= 100);
      counted += own.length;
      for (let i = 1; i < own.length; i++) all.push(own[i]! - own[i - 1]!);
    }
    expect(intervals.spikes).toBe(counted);
    expect(intervals.count).toBe(all.length);
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    expect(intervals.mean).toBeCloseTo(mean, 9);
    expect(intervals.rate).toBeCloseTo((1000 * counted) / (300 * 50), 9);
    expect(intervals.standardError).toBeCloseTo((intervals.rate * intervals.coefficientOfVariation) / Math.sqrt(counted), 12);
  });

  it("samples come at the multiples of `every`", () => {
    expect(every.times).toEqual(Float64Array.from({ length: 160 }, (_, i) => 2.5 * (i + 1)));
    expect(every.trace(1).at(-1)).toBe(neurons.read("voltage")[49]);
  });

  it("the histogram holds each sample of a neuron that is not refractory once", () => {
    const inside = histogram.counts.reduce((a, b) => a + b, 0);
    const { below, above } = histogram.outside;
    expect(inside + below + above + histogram.refractory).toBe(50 * 701); // t = 50, 50.5, ... 400
    // refractory for 2 ms after each spike
    expect(histogram.refractory / (50 * 701)).toBeCloseTo((2 * intervals.rate) / 1000, 2);
    const width = 0.5;
    const mass = histogram.density.reduce((a, b) => a + b * width, 0);
    expect(mass).toBeCloseTo(inside / (50 * 701), 12);
    expect(histogram.edges.length).toBe(29);
  });
});

describe("bounded recordings", () => {
  it("keep the newest rows, and say when they were", () => {
    const { network, neurons } = spread();
    const all = network.recordSpikes(neurons);
    const few = network.recordSpikes(neurons, { keep: 20 });
    const trace = network.recordState(neurons, { every: 1, indices: [7], keep: 10 });
    const rate = network.recordRate(neurons, { bin: 10, keep: 3 });
    for (let i = 0; i < 10; i++) network.runSync(30);
    expect(few.times).toEqual(all.times.slice(-20));
    expect(few.neurons).toEqual(all.neurons.slice(-20));
    expect(few.count).toBe(all.count);
    expect(trace.times).toEqual(Float64Array.from({ length: 10 }, (_, i) => 291 + i));
    expect(rate.times).toEqual(Float64Array.from([275, 285, 295]));
  });

  it("keep the newest rows of a long recording", () => {
    const recording = new Recording(2, 100);
    for (let i = 0; i < 10_000; i++) {
      recording.push([i, -i]);
      expect(recording.rows).toBe(Math.min(i + 1, 100));
    }
    expect([...recording.values()].slice(-2)).toEqual([9999, -9999]);
    expect(recording.values().length).toBe(200);
    expect(recording.dropped).toBe(9900);
  });

  it("clear() starts anew from the current time", () => {
    const { network, neurons } = spread();
    const trace = network.recordState(neurons, { every: 1, indices: [7] });
    const intervals = network.recordIntervals(neurons);
    network.runSync(20.5);
    trace.clear();
    intervals.clear();
    network.runSync(3);
    expect(trace.times).toEqual(Float64Array.from([21, 22, 23]));
    expect(intervals.count).toBe(0);
  });
});

describe("sources", () => {
  it("Poisson sources emit Poisson counts at their rates, several spikes in a step included", () => {
    const network = new Network(core, { dt: 1, seed: 2 });
    const rates = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 0.02 : 3));
    const source = network.addPoissonSource({ size: 200, rate: rates });
    const spikes = network.recordSpikes(source);
    network.runSync(2000);
    const counts = new Float64Array(200);
    for (const n of spikes.neurons) counts[n]!++;
    for (const [first, mean] of [
      [0, 40],
      [100, 6000],
    ] as const) {
      const own = counts.subarray(first, first + 100);
      const average = own.reduce((a, b) => a + b, 0) / 100;
      expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(mean / 100));
      const index = own.reduce((a, b) => a + (b - mean) ** 2, 0) / 100 / mean; // dispersion of 100 Poisson counts: 1 +- sqrt(2/100)
      expect(Math.abs(index - 1)).toBeLessThan(5 * Math.sqrt(0.02));
    }
  });

  it("given spikes come at the end of the step they lie in, in order, whatever order they were given in", () => {
    const network = new Network(core, { dt: 0.5 });
    const source = network.addSpikeSource({ size: 4, neurons: [3, 0, 1, 2, 0], times: [7.1, 0.5, 2, 2, 0.2] });
    const spikes = network.recordSpikes(source);
    network.runSync(10);
    expect([...spikes.times]).toEqual([0.5, 0.5, 2, 2, 7.5]);
    expect([...spikes.neurons]).toEqual([0, 0, 1, 2, 3]);
  });

  it("a spike is delivered once to each synapse, in f32 too", () => {
    const network = new Network(core, { dt: 0.5 });
    const source = network.addSpikeSource({ size: 2, neurons: [0, 1, 1], times: [1, 1, 1] });
    const synapses = { x: { type: "exponential", reversal: 0, timeConstant: 1e6 } } as const;
    const targets = (["f64", "f32"] as const).map((precision) => {
      const target = network.addLif({ ...neuron, size: 3, synapses, precision });
      network.connect(source, target, { synapse: "x", connectivity: allToAll(), weight: 0.25 });
      return target;
    });
    network.runSync(5);
    // three spikes of 0.25, all but undecayed: 4 ms of 1e6 ms
    for (const target of targets) for (const gamma of target.read("x")) expect(gamma).toBeCloseTo(0.75, 5);
    network.dispose();
  });
});
