import { describe, expect, it } from "vitest";
import {
  explicitPairs,
  fixedProbability,
  InputError,
  type LifOptions,
  type LifParameters,
  Network,
  type Precision,
  SnapshotError,
} from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const membrane = { membraneTimeConstant: 20, leakReversal: -65, threshold: -50, reset: -60, refractoryPeriod: 2 } as const;
const quiet = { ...membrane, threshold: Number.POSITIVE_INFINITY } as const;

const refusalOf = (act: () => void): InputError => {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

/** A small recurrent network with every kind of parameter. */
function recurrent(options: Partial<LifOptions> = {}, weights = { e: 0.05, i: 0.2 }) {
  const network = new Network(core, { dt: 0.1, seed: 3 });
  const cells = network.addLif({
    ...membrane,
    size: 150, // more than one block of the kernel, and padding
    current: 12,
    initialVoltage: { distribution: "uniform", low: -65, high: -50 },
    synapses: {
      e: { type: "exponential", reversal: 0, timeConstant: 5 },
      i: { type: "exponential", reversal: -80, timeConstant: 10 },
      noise: { type: "ornstein-uhlenbeck", reversal: 0, timeConstant: 3, mean: 0.05, standardDeviation: 0.03 },
      slow: { type: "alpha", reversal: -80, timeConstant: 7 },
    },
    ...options,
  });
  const e = network.connect(cells, cells, { synapse: "e", connectivity: fixedProbability(0.1), weight: weights.e, delay: 1 });
  const i = network.connect(cells, cells, {
    synapse: "i",
    connectivity: fixedProbability(0.1),
    weight: weights.i,
    delay: { distribution: "uniform", low: 0.5, high: 2 },
  });
  return { network, cells, e, i };
}

/** Voltages after `duration`, and the network is gone. */
function voltagesAfter({ network, cells }: ReturnType<typeof recurrent>, duration: number): Float64Array {
  network.runSync(duration);
  const voltages = cells.read("voltage");
  network.dispose();
  return voltages;
}

const everything: LifParameters = {
  membraneTimeConstant: 15,
  leakReversal: -63,
  threshold: -48,
  reset: -61,
  refractoryPeriod: 3,
  current: 16,
  synapses: {
    e: { reversal: -5, timeConstant: 4 },
    i: { reversal: -75, timeConstant: 8 },
    noise: { reversal: -10, timeConstant: 5, mean: 0.08, standardDeviation: 0.02 },
    slow: { reversal: -70, timeConstant: 9 },
  },
};

/** The options that `everything` amounts to, with the initial state of the defaults. */
const everythingAsOptions: Partial<LifOptions> = {
  ...(everything as Partial<LifOptions>),
  synapses: {
    e: { type: "exponential", reversal: -5, timeConstant: 4 },
    i: { type: "exponential", reversal: -75, timeConstant: 8 },
    noise: { type: "ornstein-uhlenbeck", reversal: -10, timeConstant: 5, mean: 0.08, standardDeviation: 0.02 },
    slow: { type: "alpha", reversal: -70, timeConstant: 9 },
  },
  initialConductance: { noise: 0.08 },
};

describe("parameters set while a network exists", () => {
  it.each<Precision>(["f64", "f32"])("before the first step: the bits of a network that was built so (%s)", (precision) => {
    // The deviation of a fluctuating conductance is state: 0 at the start here, whatever its law.
    const start = { initialConductance: { noise: 0.05 }, precision };
    const set = recurrent(start);
    set.network.build();
    set.cells.set(everything);
    set.e.setWeight(0.07);
    set.i.setWeight(0.3);
    const built = recurrent({ ...everythingAsOptions, precision }, { e: 0.07, i: 0.3 });
    expect(voltagesAfter(set, 300)).toEqual(voltagesAfter(built, 300));
  });

  it("before the network is built: the bits of a network described so", () => {
    const set = recurrent();
    set.cells.set(everything);
    set.e.setWeight(0.07);
    const built = recurrent({ ...everythingAsOptions, initialConductance: {} }, { e: 0.07, i: 0.2 });
    expect(voltagesAfter(set, 200)).toEqual(voltagesAfter(built, 200));
  });

  it("to what they are: nothing changes, and a change and its return leave no trace", () => {
    const untouched = recurrent();
    untouched.network.runSync(100);
    const touched = recurrent();
    touched.network.runSync(100);
    const { synapses, ...rest } = touched.cells.description;
    const same: LifParameters = {
      membraneTimeConstant: rest.membraneTimeConstant,
      leakReversal: rest.leakReversal,
      threshold: rest.threshold,
      reset: rest.reset,
      refractoryPeriod: rest.refractoryPeriod,
      current: rest.current,
      synapses: Object.fromEntries([...synapses].map(([name, { type: _, ...parameters }]) => [name, parameters])),
    };
    touched.cells.set(everything);
    touched.e.setWeight(1);
    touched.cells.set(same);
    touched.e.setWeight(0.05);
    expect(voltagesAfter(touched, 200)).toEqual(voltagesAfter(untouched, 200));
  });

  it("a step of the drive: V relaxes to its new rest from where it is", () => {
    const network = new Network(core, { dt: 0.1 });
    const cells = network.addLif({ ...quiet, size: 2, current: [3, 5] });
    network.runSync(30);
    const before = cells.read("voltage");
    cells.set({ current: [9, 1], membraneTimeConstant: 10 });
    network.runSync(12);
    cells.read("voltage").forEach((voltage, i) => {
      const rest = -65 + [9, 1][i]!;
      // exponential Euler is exact for a linear membrane: only rounding, which grows with the number of steps
      expect(voltage).toBeCloseTo(rest + (before[i]! - rest) * Math.exp(-12 / 10), 9);
    });
    network.dispose();
  });

  it("a conductance keeps its value and decays with the new time constant", () => {
    const network = new Network(core, { dt: 0.1 });
    const cells = network.addLif({
      ...quiet,
      size: 1,
      synapses: { e: { type: "exponential", reversal: 0, timeConstant: 5 } },
      initialConductance: { e: 1 },
    });
    network.runSync(5);
    cells.set({ synapses: { e: { timeConstant: 20 } } });
    network.runSync(10);
    // decays by exact factors: rounding alone
    expect(cells.read("e")[0]).toBeCloseTo(Math.exp(-1) * Math.exp(-0.5), 12);
    network.dispose();
  });

  /** Poisson events so far: no decay to speak of, every event counts 1. */
  function counter(rate: number | number[], size = 20) {
    const network = new Network(core, { dt: 0.5, seed: 5 });
    const cells = network.addLif({
      ...quiet,
      size,
      synapses: { e: { type: "exponential", reversal: 0, timeConstant: 1e12 } },
      inputs: [{ synapse: "e", rate, weight: 1 }],
    });
    const counts = () => [...cells.read("e")].map((events) => Math.round(events));
    return { network, cells, counts };
  }

  it("a change of an input's rate stretches the time of its train: the same events as at unit rate in unit time", () => {
    const changing = counter(2);
    changing.network.runSync(100);
    changing.cells.set({ inputs: [{ rate: 0.25 }] });
    changing.network.runSync(200);
    changing.cells.set({ inputs: { 0: { rate: 3 } } });
    changing.network.runSync(50);
    const unit = counter(1);
    unit.network.runSync(2 * 100 + 0.25 * 200 + 3 * 50);
    expect(changing.counts()).toEqual(unit.counts());
    changing.network.dispose();
    unit.network.dispose();
  });

  it("rates from and to 0, neuron by neuron", () => {
    const rates = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 0 : 1));
    const { network, cells, counts } = counter(rates);
    network.runSync(100);
    const first = counts();
    expect(first.map((count) => count > 0)).toEqual(rates.map((rate) => rate > 0));
    cells.set({ inputs: [{ rate: rates.map((rate) => 1 - rate) }] });
    network.runSync(100);
    expect(counts().map((count, i) => count > first[i]!)).toEqual(rates.map((rate) => rate === 0));
    cells.set({ inputs: [{ rate: 0 }] });
    const last = counts();
    network.runSync(100);
    expect(counts()).toEqual(last);
    network.dispose();
  });

  it("the weight of an input counts from the next event on", () => {
    const { network, cells, counts } = counter(1);
    network.runSync(50);
    const first = counts();
    cells.set({ inputs: [{ weight: 1000 }] });
    network.runSync(50);
    const grown = counts().map((count, i) => count - first[i]!);
    for (const growth of grown) expect(growth % 1000).toBe(0);
    expect(Math.max(...grown)).toBeGreaterThan(0);
    network.dispose();
  });

  it("a threshold below the old reset: no neuron that does not exist fires", () => {
    const network = new Network(core, { dt: 0.1 });
    const cells = network.addLif({ ...membrane, size: 5, current: 30 });
    const spikes = network.recordSpikes(cells);
    network.runSync(20);
    cells.set({ threshold: -70, reset: -75, leakReversal: -72 });
    network.runSync(20);
    expect(Math.max(...spikes.neurons)).toBeLessThan(5);
    network.dispose();
  });

  it("weights of explicit synapses, in the order of the lists", () => {
    const network = new Network(core, { dt: 0.1 });
    const source = network.addSpikeSource({ size: 2, neurons: [0, 1], times: [1, 1] });
    const cells = network.addLif({
      ...quiet,
      size: 2,
      synapses: { e: { type: "exponential", reversal: 0, timeConstant: 1e12 } },
    });
    const projection = network.connect(source, cells, {
      synapse: "e",
      connectivity: explicitPairs([1, 0, 1], [0, 1, 1]),
      weight: [1, 2, 3],
    });
    network.build();
    expect([...projection.toLists().weights]).toEqual([2, 1, 3]);
    projection.setWeight([20, 10, 30]);
    network.runSync(5);
    expect([...cells.read("e")].map(Math.round)).toEqual([10, 50]);
    projection.setWeight(7);
    expect([...projection.toLists().weights]).toEqual([7, 7, 7]);
    expect(refusalOf(() => projection.setWeight([1, 2])).field).toBe("weight");
    expect(refusalOf(() => projection.setWeight(Number.NaN)).field).toBe("weight");
    network.dispose();
  });
});

describe("what is refused", () => {
  it.each<[string, LifParameters]>([
    ["membraneTimeConstant", { current: 1, membraneTimeConstant: 0 }],
    ["threshold", { current: 1, threshold: -61 }],
    ["refractoryPeriod", { current: 1, refractoryPeriod: 0.05 }],
    ["synapses.x", { current: 1, synapses: { x: { reversal: 0 } } }],
    ["synapses.e.timeConstant", { current: 1, synapses: { e: { timeConstant: -1 } } }],
    ["synapses.e", { current: 1, synapses: { e: { mean: 1 } } }],
    ["inputs.1", { current: 1, inputs: { 1: { rate: 1 } } }],
    ["inputs[0].rate", { current: 1, inputs: { 0: { rate: -1 } } }],
    ["current", { current: new Array(10).fill(1) }],
    ["inputs.0.weight", { current: 1, inputs: [{ weight: new Array(10).fill(1) }] }],
    ["parameters", { current: 1, size: 3 } as LifParameters],
  ])("%s, and nothing changes", (field, parameters) => {
    const make = () => {
      const network = new Network(core, { dt: 0.1, seed: 2 });
      const cells = network.addLif({
        ...membrane,
        size: 10,
        synapses: { e: { type: "exponential", reversal: 0, timeConstant: 5 } },
        inputs: [{ synapse: "e", rate: 1, weight: 0.1 }],
      });
      network.runSync(10);
      return { network, cells };
    };
    const [tried, untouched] = [make(), make()];
    const refusal = refusalOf(() => tried.cells.set(parameters));
    expect(refusal.message).toContain(field);
    for (const { network } of [tried, untouched]) network.runSync(50);
    expect(tried.cells.read("voltage")).toEqual(untouched.cells.read("voltage"));
    tried.network.dispose();
    untouched.network.dispose();
  });

  it("one value for each synapse where there is one weight for all", () => {
    const { network, e } = recurrent();
    network.build();
    const refusal = refusalOf(() => e.setWeight(new Array(e.synapseCount).fill(1)));
    expect(refusal.allowed).toContain("one weight for all");
    network.dispose();
  });

  it("a snapshot of a network with other parameters, until they are set", () => {
    const { network, cells, e } = recurrent();
    network.runSync(50);
    cells.set({ current: 14 });
    e.setWeight(0.1);
    const snapshot = network.snapshot();
    network.runSync(50);
    const then = cells.read("voltage");
    const other = recurrent();
    expect(() => other.network.restore(snapshot)).toThrow(SnapshotError);
    other.cells.set({ current: 14 });
    other.e.setWeight(0.1);
    other.network.restore(snapshot);
    other.network.runSync(50);
    expect(other.cells.read("voltage")).toEqual(then);
    network.dispose();
    other.network.dispose();
  });

  it("a disposed network's memory is not touched", () => {
    const { network, cells } = recurrent();
    const monitor = network.recordState(cells, { indices: [0] });
    network.runSync(1);
    network.dispose();
    const bytes = new Uint8Array(core.memory.buffer).slice();
    cells.set({ current: 1 });
    monitor.follow([3]);
    expect(refusalOf(() => cells.write("voltage", 0)).field).toBe("variable");
    expect(Buffer.compare(bytes, new Uint8Array(core.memory.buffer))).toBe(0);
  });
});

describe("a state monitor that follows other neurons", () => {
  it("records them from then on", () => {
    const network = new Network(core, { dt: 0.1 });
    const cells = network.addLif({ ...quiet, size: 4, current: [0, 1, 2, 3] });
    const monitor = network.recordState(cells, { indices: [1, 2], every: 0.5 });
    network.runSync(5);
    expect(monitor.trace(1).at(-1)).toBe(cells.read("voltage")[2]);
    monitor.follow([3, 0]);
    expect(monitor.samples).toBe(0);
    network.runSync(5);
    expect([...monitor.indices]).toEqual([3, 0]);
    expect(monitor.samples).toBe(10);
    expect(monitor.times[0]).toBeCloseTo(5.5, 9);
    expect([monitor.trace(0).at(-1), monitor.trace(1).at(-1)]).toEqual([cells.read("voltage")[3], cells.read("voltage")[0]]);
    expect(refusalOf(() => monitor.follow([1])).field).toBe("indices");
    expect(refusalOf(() => monitor.follow([1, 4])).field).toBe("indices[1]");
    network.dispose();
  });
});
