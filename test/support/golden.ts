import { type Core, explicitPairs, fixedInDegree, fixedProbability, Network, type RunOptions } from "../../src/index.js";

/** SHA-256 of what {@link goldenRun} returns: the same in every engine, on every machine. */
export const goldenHash = "fec0f54e8f6383fb3f23d34581e9e518fead8346659b553b7cab7e12d6ff694a";

/** A network with every kind of population, synapse, connectivity, delay and monitor. */
export function goldenNetwork(core: Core, seed = 1n) {
  const network = new Network(core, { dt: 0.1, seed });
  const membrane = { membraneTimeConstant: 20, leakReversal: -60, threshold: -50, reset: -60, refractoryPeriod: 5 };
  const synapses = {
    excitatory: { type: "exponential", reversal: 0, timeConstant: 5 },
    inhibitory: { type: "alpha", reversal: -80, timeConstant: 4 },
    background: { type: "ornstein-uhlenbeck", reversal: 0, timeConstant: 3, mean: 0.2, standardDeviation: 0.05 },
  } as const;
  const excitatory = network.addLif({
    ...membrane,
    size: 301,
    membraneTimeConstant: Float64Array.from({ length: 301 }, (_, i) => 18 + i / 100),
    synapses,
    inputs: [{ synapse: "excitatory", rate: 1.5, weight: 0.03 }],
    initialVoltage: { distribution: "normal", mean: -60, standardDeviation: 5 },
  });
  const inhibitory = network.addLif({
    ...membrane,
    size: 75,
    synapses,
    precision: "f32",
    initialVoltage: { distribution: "uniform", low: -60, high: -50 },
  });
  const fused = network.addLif({ ...membrane, size: 130, synapses: { excitatory: synapses.excitatory }, current: 9.5 });
  const events = network.addEventDrivenLif({
    ...membrane,
    size: 20,
    synapses: { e: { reversal: 0, rate: 5, amplitude: 0.004 }, i: { reversal: -80, rate: 1, amplitude: { shape: 50 } } },
  });
  const poisson = network.addPoissonSource({ size: 40, rate: 0.05 });
  const scheduled = network.addSpikeSource({ size: 3, neurons: [0, 1, 2, 0], times: [3, 5.05, 5.05, 70] });
  const random = { distribution: "normal", mean: 0.1, standardDeviation: 0.02 } as const;
  network.connect(excitatory, excitatory, {
    synapse: "excitatory",
    connectivity: fixedProbability(0.05),
    weight: random,
    delay: 1.5,
    selfConnections: false,
  });
  network.connect(excitatory, inhibitory, {
    synapse: "excitatory",
    connectivity: fixedInDegree(20),
    weight: 0.1,
    delay: { distribution: "uniform", low: 0.1, high: 3 },
  });
  network.connect(inhibitory, excitatory, {
    synapse: "inhibitory",
    connectivity: fixedProbability(0.1),
    weight: 0.5,
    delay: { distribution: "uniform", low: 0, high: 2 },
  });
  network.connect(poisson, fused, { synapse: "excitatory", connectivity: fixedInDegree(5, { multapses: true }), weight: 0.2 });
  network.connect(fused, events, { synapse: "e", connectivity: fixedProbability(0.2), weight: 0.01, delay: 1 });
  network.connect(scheduled, excitatory, {
    synapse: "excitatory",
    connectivity: explicitPairs([0, 1, 2], [4, 300, 7]),
    weight: [0.5, 1, 2],
    delay: [0, 0.3, 7],
  });
  const spikes = network.recordSpikes(excitatory);
  const eventSpikes = network.recordSpikes(events);
  const state = network.recordState(inhibitory, { every: 0.5, indices: [0, 13, 74] });
  const rate = network.recordRate(fused, { bin: 2 });
  network.recordIntervals(excitatory, { from: 20 });
  network.recordHistogram(excitatory, { low: -80, high: -50, bins: 30, every: 0.2 });
  return { network, spikes, eventSpikes, state, rate };
}

/** Runs the golden network for the given stretches and returns its snapshot and all that was recorded, as bytes. */
export function goldenRun(core: Core, durations: readonly number[], options: RunOptions = {}): Uint8Array {
  const { network, spikes, eventSpikes, state, rate } = goldenNetwork(core);
  for (const duration of durations) network.runSync(duration, options);
  const recorded = [spikes.times, spikes.neurons, eventSpikes.times, state.values, rate.rates].map(
    (column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
  );
  // The snapshot's header names the build of the core; the state behind it does not.
  const snapshot = network.snapshot();
  const headerLength = new DataView(snapshot.buffer).getUint32(8, true);
  const parts = [snapshot.subarray(12 + headerLength, -8), ...recorded];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  network.dispose();
  return bytes;
}
