import { describe, expect, it } from "vitest";
import {
  allToAll,
  type ConnectOptions,
  fixedInDegree,
  fixedProbability,
  InputError,
  type LifOptions,
  loadSync,
  MemoryError,
  Network,
  oneToOne,
} from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const good = {
  size: 10,
  membraneTimeConstant: 20,
  leakReversal: -65,
  threshold: -50,
  reset: -60,
  refractoryPeriod: 2,
  synapses: { e: { type: "exponential", reversal: 0, timeConstant: 5 } },
} as const;

/** The InputError that `action` throws. */
function refusal(action: () => unknown): InputError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error("nothing was refused");
}

describe("a population is refused, naming field, value and range", () => {
  const cases: [Record<string, unknown>, string][] = [
    [{ size: 0 }, "size is 0; it must be an integer >= 1 and <= 268435456."],
    [{ size: 1e300 }, "size is 1e+300; it must be an integer >= 1 and <= 268435456."],
    [{ size: "10" }, 'size is "10"; it must be an integer >= 1 and <= 268435456.'],
    [{ size: 2.5 }, "size is 2.5; it must be an integer >= 1 and <= 268435456."],
    [{ membraneTimeConstant: -20 }, "membraneTimeConstant is -20; it must be a finite number > 0 (ms)."],
    [{ membraneTimeConstant: Number.NaN }, "membraneTimeConstant is NaN; it must be a finite number > 0 (ms)."],
    [{ membraneTimeConstant: [20, 20] }, "membraneTimeConstant is an array of length 2; it must be an array of 10 numbers."],
    [
      { membraneTimeConstant: [1, 2, 3, 4, 5, 6, 7, 8, 0, 10] },
      "membraneTimeConstant[8] is 0; it must be a finite number > 0 (ms).",
    ],
    [{ leakReversal: undefined }, "leakReversal is undefined; it must be a finite number (mV)."],
    [{ threshold: -61 }, "threshold is -61; it must be above the reset voltage -60 (mV)."],
    [{ threshold: -60 }, "threshold is -60; it must be above the reset voltage -60 (mV)."],
    [{ threshold: Number.NaN }, "threshold is NaN; it must be a finite number (mV)."],
    [{ refractoryPeriod: 0.25 }, "refractoryPeriod is 0.25; it must be a multiple of dt = 0.1 ms, such as 0.2 or 0.3."],
    [{ refractoryPeriod: -1 }, "refractoryPeriod is -1; it must be a finite number >= 0 (ms)."],
    [{ current: Number.POSITIVE_INFINITY }, "current is Infinity; it must be a finite number (mV)."],
    [
      { synapses: { e: { type: "gaba", reversal: 0, timeConstant: 5 } } },
      'synapses.e.type is "gaba"; it must be one of "exponential", "alpha", "ornstein-uhlenbeck".',
    ],
    [
      { synapses: { e: { type: "exponential", reversal: 0, timeConstant: 0 } } },
      "synapses.e.timeConstant is 0; it must be a finite number > 0 (ms).",
    ],
    [
      { synapses: { e: { type: "exponential", reversal: 0, timeConstant: 5, mean: 1 } } },
      "synapses.e.mean is 1; it must be left out: the known fields are type, reversal, timeConstant.",
    ],
    [{ synapses: null }, "synapses is null; it must be an object, one entry for each synapse type."],
    [
      { inputs: [{ synapse: "i", rate: 1, weight: 1 }] },
      'inputs[0].synapse is "i"; it must be the name of an exponential or alpha synapse type (here: e).',
    ],
    [
      { inputs: [{ synapse: "e", rate: -1, weight: 1 }] },
      "inputs[0].rate is -1; it must be a finite number >= 0 and <= 1000000 (events per ms).",
    ],
    [{ inputs: [{ synapse: "e", rate: 1, weight: Number.NaN }] }, "inputs[0].weight is NaN; it must be a finite number."],
    [
      { initialVoltage: { distribution: "gamma" } },
      'initialVoltage.distribution is "gamma"; it must be one of "normal", "uniform".',
    ],
    [{ initialConductance: { x: 1 } }, 'initialConductance.x is 1; it must be left out: there is no synapse type "x" (here: e).'],
    [{ precision: "f16" }, 'precision is "f16"; it must be one of "f64", "f32".'],
    [{ method: "rk4" }, 'method is "rk4"; it must be one of "exponential-euler", "euler".'],
    [
      { treshold: -50 },
      "lif.treshold is -50; it must be left out: the known fields are name, size, membraneTimeConstant, leakReversal, threshold, reset, refractoryPeriod, current, synapses, inputs, initialVoltage, initialConductance, precision, method.",
    ],
  ];
  it.each(cases)("%j", (change, message) => {
    const network = new Network(core, { dt: 0.1 });
    expect(refusal(() => network.addLif({ ...good, ...change } as unknown as LifOptions)).message).toBe(message);
    // nothing else changed: the network takes the corrected population as its first
    expect(network.addLif(good).name).toBe("population 0");
  });

  it("plain JavaScript that passes no object at all", () => {
    const network = new Network(core, { dt: 0.1 });
    for (const nothing of [undefined, null, 7, "lif", []]) refusal(() => network.addLif(nothing as never));
  });
});

describe("a network is refused", () => {
  it.each([0, -0.1, Number.NaN, Number.POSITIVE_INFINITY, "0.1", undefined])("with dt = %s", (dt) => {
    expect(refusal(() => new Network(core, { dt: dt as number })).field).toBe("dt");
  });
  it.each([-1, 1.5, 2 ** 53, Number.NaN, "1", -1n, 1n << 64n])("with seed %s", (seed) => {
    expect(refusal(() => new Network(core, { dt: 0.1, seed: seed as number })).message).toMatch(
      /^seed is .*; it must be an integer from 0 to 2\^53 - 1, or a bigint from 0 to 2\^64 - 1\.$/,
    );
  });
});

describe("a projection is refused", () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ weight: Number.NaN }, /^weight is NaN; it must be a finite number/],
    [{ weight: { distribution: "normal", mean: 0, standardDeviation: -1 } }, /^weight\.standardDeviation is -1; it must be/],
    [{ delay: 0.15 }, /^delay is 0.15; it must be .*multiple of dt = 0.1/],
    [{ delay: -1 }, /^delay is -1; it must be/],
    [{ synapse: "x" }, /^synapse is "x"; it must be a synapse type of "population 0" that takes spikes \("e"\)\.$/],
    [{ connectivity: fixedProbability(1.5) }, /probability is 1.5; it must be/],
    [{ connectivity: fixedInDegree(11) }, /inDegree is 11; it must be/],
    [{ connectivity: { type: "small-world" } }, /type is "small-world"; it must be one of/],
    [{ connectivity: oneToOne(), weight: [1, 2] }, /weight is an array of length 2; it must be/],
    [{ selfConnections: "no" }, /selfConnections is "no"; it must be/],
    [{ dealy: 1 }, /^options\.dealy is 1; it must be left out/],
  ];
  it.each(cases)("%j", (change, message) => {
    const network = new Network(core, { dt: 0.1 });
    const neurons = network.addLif(good);
    const options = { synapse: "e", connectivity: allToAll(), weight: 0.1, ...change } as ConnectOptions;
    expect(refusal(() => network.connect(neurons, neurons, options)).message).toMatch(message);
  });

  it("between networks, or to a population that only emits", () => {
    const [one, other] = [new Network(core, { dt: 0.1 }), new Network(core, { dt: 0.1 })];
    const [neurons, strangers] = [one.addLif(good), other.addLif(good)];
    const source = one.addPoissonSource({ size: 3, rate: 1 });
    const options = { synapse: "e", connectivity: allToAll(), weight: 1 };
    expect(refusal(() => one.connect(neurons, strangers, options)).field).toBe("target");
    expect(refusal(() => one.connect(neurons, source, options)).message).toMatch(/takes spikes \(none\)/);
    expect(refusal(() => one.connect(undefined as never, neurons, options)).field).toBe("source");
  });
});

describe("runs, monitors and state are refused", () => {
  const network = new Network(core, { dt: 0.1 });
  const neurons = network.addLif(good);
  it.each([-1, Number.NaN, 0.05, Number.POSITIVE_INFINITY, "5"])("a duration of %s", (duration) => {
    expect(refusal(() => network.runSync(duration as number)).field).toBe("duration");
    expect(network.time).toBe(0);
  });
  it("bad monitors", () => {
    expect(refusal(() => network.recordState(neurons, { variable: "e", every: 0.25 })).field).toBe("every");
    expect(refusal(() => network.recordState(neurons, { indices: [10] })).field).toBe("indices[0]");
    expect(refusal(() => network.recordRate(neurons, { bin: 0 })).field).toBe("bin");
    expect(refusal(() => network.recordSpikes(neurons, { keep: 0 })).field).toBe("keep");
    expect(refusal(() => network.recordHistogram(neurons, { low: 0, high: 0, bins: 3 })).field).toBe("high");
    expect(refusal(() => network.recordSpikes({} as never)).field).toBe("population");
  });
  it("unknown variables, and values that are not finite", () => {
    network.runSync(0.1);
    expect(refusal(() => neurons.read("current")).message).toMatch(/one of "voltage", .*"e"/);
    const before = neurons.read("voltage");
    refusal(() => neurons.write("voltage", [1, 2]));
    refusal(() => neurons.write("voltage", [-60, -60, -60, -60, -60, -60, -60, -60, -60, Number.NaN]));
    expect(neurons.read("voltage")).toEqual(before);
  });
  it("changes after the first run, and use after dispose", () => {
    expect(refusal(() => network.addLif(good)).message).toMatch(/describe the whole network before the first run/);
    network.dispose();
    expect(refusal(() => network.runSync(1)).message).toMatch(/disposed/);
  });
});

describe("too much memory", () => {
  it("is refused with what was asked for and what there is, and everything is given back", () => {
    const small = loadSync({ maximumMemory: 16 });
    const network = new Network(small, { dt: 0.1 });
    const neurons = network.addLif({ ...good, size: 2000 });
    network.connect(neurons, neurons, {
      synapse: "e",
      connectivity: allToAll(),
      weight: { distribution: "uniform", low: 0, high: 1 },
    });
    expect(() => network.build()).toThrow(MemoryError);
    expect(() => network.runSync(1)).toThrow(/needs \d+ MiB, but the core can address 16 MiB/);
    const other = new Network(small, { dt: 0.1 });
    const few = other.addLif(good);
    other.runSync(10);
    expect(few.read("voltage").every(Number.isFinite)).toBe(true);
  });
});

describe("a voltage that is not finite", () => {
  it("stops the run with time, neuron, value and a remedy, and the network stays refused until restored", () => {
    const network = new Network(core, { dt: 0.1 });
    const neurons = network.addLif({ ...good, size: 300, threshold: Number.POSITIVE_INFINITY, method: "euler" });
    const source = network.addSpikeSource({ size: 1, neurons: [0], times: [2] });
    network.connect(source, neurons, {
      synapse: "e",
      connectivity: { type: "explicit", sources: [0], targets: [137] },
      weight: 1e308,
    });
    network.build();
    const snapshot = network.snapshot();
    expect(() => network.runSync(100)).toThrow(
      /^The membrane potential in "population 0" of neuron 137 became (NaN|-?Infinity) at 2\.\d+ ms\. Make dt smaller, or look for a weight or current that drives it away\.$/,
    );
    expect(() => network.runSync(1)).toThrow(/This network stopped earlier: .* Restore a snapshot, or build a new network\./);
    network.restore(snapshot);
    network.runSync(1);
    expect(network.time).toBe(1);
    network.dispose();
  });
});
