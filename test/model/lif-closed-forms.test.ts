import { describe, expect, it } from "vitest";
import { allToAll, explicitPairs, type LifOptions, Network, oneToOne, type SynapseOptions } from "../../src/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const membrane = { membraneTimeConstant: 20, leakReversal: -65, threshold: -50, reset: -60, refractoryPeriod: 2 } as const;

/** Voltage trace of one neuron that receives one spike of weight w at time 1 ms. */
function psp(
  synapse: SynapseOptions,
  weight: number,
  dt: number,
  options: Partial<LifOptions> = {},
): { times: Float64Array; voltage: Float64Array; conductance: Float64Array } {
  const network = new Network(core, { dt });
  const neuron = network.addLif({ ...membrane, size: 1, synapses: { x: synapse }, ...options });
  const source = network.addSpikeSource({ size: 1, neurons: [0], times: [1] });
  network.connect(source, neuron, { synapse: "x", connectivity: oneToOne(), weight });
  const voltage = network.recordState(neuron);
  const conductance = network.recordState(neuron, { variable: "x" });
  network.runSync(40);
  network.dispose();
  return { times: voltage.times, voltage: voltage.trace(0), conductance: conductance.trace(0) };
}

describe("one neuron against closed forms", () => {
  it("charges to E_L + I/g_L exactly, whatever the step", () => {
    for (const dt of [0.01, 0.1, 1, 5]) {
      const network = new Network(core, { dt });
      const neuron = network.addLif({
        ...membrane,
        refractoryPeriod: 0,
        threshold: Number.POSITIVE_INFINITY,
        size: 3,
        current: 7,
        initialVoltage: -80,
      });
      const state = network.recordState(neuron);
      network.runSync(50);
      state.times.forEach((t, i) => {
        // exponential Euler is exact for a linear membrane: only rounding, which grows with the number of steps
        expect(state.trace(2)[i]).toBeCloseTo(-58 + (-80 + 58) * Math.exp(-t / 20), 9);
      });
      network.dispose();
    }
  });

  it("fires at the interval tau ln((V_inf - V_r) / (V_inf - theta)) + tau_ref, to one step", () => {
    const dt = 0.01;
    const network = new Network(core, { dt });
    const neuron = network.addLif({ ...membrane, size: 1, current: 20 });
    const spikes = network.recordSpikes(neuron);
    const intervals = network.recordIntervals(neuron);
    network.runSync(1000);
    const exact = 20 * Math.log((-45 + 60) / (-45 + 50)) + 2;
    const isi = spikes.times.slice(1).map((t, i) => t - (spikes.times[i] as number));
    for (const interval of isi) {
      // the crossing is seen at the end of the step in which it lies: 0 to dt late, every time from the same reset
      expect(interval).toBeGreaterThanOrEqual(exact - 1e-9);
      expect(interval).toBeLessThanOrEqual(exact + dt + 1e-9);
    }
    expect(intervals.mean).toBeCloseTo(isi.reduce((a, b) => a + b, 0) / isi.length, 9);
    expect(intervals.count).toBe(isi.length);
    expect(intervals.coefficientOfVariation).toBeLessThan(1e-6);
    network.dispose();
  });

  it("exponential conductance: gamma(t) = w exp(-t / tau), exact at the grid", () => {
    const { times, conductance } = psp({ type: "exponential", reversal: 0, timeConstant: 3 }, 0.05, 0.1);
    times.forEach((t, i) => {
      const s = t - 1;
      expect(conductance[i]).toBeCloseTo(s > 1e-9 ? 0.05 * Math.exp(-s / 3) : 0, 12);
    });
  });

  it("alpha conductance: gamma(t) = w (t/tau) exp(1 - t/tau), exact at the grid, peak w at tau", () => {
    const { times, conductance } = psp({ type: "alpha", reversal: 0, timeConstant: 3 }, 0.05, 0.1);
    times.forEach((t, i) => {
      const s = Math.max(0, t - 1);
      expect(conductance[i]).toBeCloseTo(0.05 * (s / 3) * Math.exp(1 - s / 3), 12);
    });
    expect(Math.max(...conductance)).toBeCloseTo(0.05, 9);
  });

  it.each(["exponential", "alpha"] as const)("%s: the step-averaged scheme converges to the true course with order 2", (type) => {
    // Reference: Richardson-free, a step 64 times finer. An error that falls by 4 when dt halves has order 2.
    const synapse = { type, reversal: 0, timeConstant: 3 } as const;
    const reference = psp(synapse, 0.3, 0.1 / 64);
    const at = (trace: ReturnType<typeof psp>, time: number) =>
      trace.voltage[Math.round(time / (trace.times[0] as number)) - 1] as number;
    const error = (dt: number) => Math.abs(at(psp(synapse, 0.3, dt), 10) - at(reference, 10));
    const order = Math.log2(error(0.2) / error(0.1));
    expect(order).toBeGreaterThan(1.9);
    expect(order).toBeLessThan(2.1);
  });

  it("plain Euler converges with order 1", () => {
    const synapse = { type: "exponential", reversal: 0, timeConstant: 3 } as const;
    const reference = psp(synapse, 0.3, 0.1 / 256, { method: "exponential-euler" });
    const at = (trace: ReturnType<typeof psp>, time: number) =>
      trace.voltage[Math.round(time / (trace.times[0] as number)) - 1] as number;
    const error = (dt: number) => Math.abs(at(psp(synapse, 0.3, dt, { method: "euler" }), 10) - at(reference, 10));
    const order = Math.log2(error(0.1) / error(0.05));
    expect(order).toBeGreaterThan(0.9);
    expect(order).toBeLessThan(1.1);
  });

  it("holds the reset voltage for the refractory period while conductances decay", () => {
    const network = new Network(core, { dt: 0.1 });
    const neuron = network.addLif({
      ...membrane,
      size: 1,
      initialVoltage: -49,
      synapses: { x: { type: "exponential", reversal: 0, timeConstant: 5 } },
      initialConductance: { x: 1 },
    });
    const state = network.recordState(neuron);
    const conductance = network.recordState(neuron, { variable: "x" });
    network.runSync(3);
    const voltage = state.trace(0);
    // spike at the end of step 0, then 20 clamped steps
    for (let i = 0; i <= 20; i++) expect(voltage[i]).toBe(-60);
    expect(voltage[21]).toBeGreaterThan(-60);
    conductance.trace(0).forEach((gamma, i) => {
      expect(gamma).toBeCloseTo(Math.exp((-0.1 * (i + 1)) / 5), 12);
    });
    network.dispose();
  });
});

describe("delays", () => {
  it("a spike at t with delay d acts from t + d on: uniform and per-synapse delays alike", () => {
    const dt = 0.1;
    const delays = [0, 0.1, 1.5, 3];
    const network = new Network(core, { dt });
    const source = network.addSpikeSource({ size: 1, neurons: [0], times: [2] });
    const synapses = { x: { type: "exponential", reversal: 0, timeConstant: 5 } } as const;
    const listed = network.addLif({ ...membrane, size: delays.length, synapses });
    network.connect(source, listed, {
      synapse: "x",
      connectivity: explicitPairs([0, 0, 0, 0], [0, 1, 2, 3]),
      weight: [0.1, 0.2, 0.3, 0.4],
      delay: delays,
    });
    const uniform = delays.map((delay) => {
      const neuron = network.addLif({ ...membrane, size: 1, synapses });
      network.connect(source, neuron, { synapse: "x", connectivity: allToAll(), weight: 0.1, delay });
      return network.recordState(neuron, { variable: "x" });
    });
    const recorded = network.recordState(listed, { variable: "x" });
    network.runSync(10);
    delays.forEach((delay, k) => {
      recorded.times.forEach((t, i) => {
        const s = t - 2 - delay;
        const expected = s > 1e-9 ? Math.exp(-s / 5) : 0;
        expect(recorded.trace(k)[i]).toBeCloseTo(0.1 * (k + 1) * expected, 12);
        expect(uniform[k]?.trace(0)[i]).toBeCloseTo(0.1 * expected, 12);
      });
    });
    network.dispose();
  });
});

describe("stochastic conductances", () => {
  it("Ornstein-Uhlenbeck: mean, variance and correlation of the exact process", () => {
    const network = new Network(core, { dt: 0.5, seed: 3 });
    const n = 4096;
    const neuron = network.addLif({
      ...membrane,
      threshold: Number.POSITIVE_INFINITY,
      size: n,
      synapses: { x: { type: "ornstein-uhlenbeck", reversal: 0, timeConstant: 2, mean: 0.3, standardDeviation: 0.1 } },
    });
    const state = network.recordState(neuron, { variable: "x deviation", every: 1 });
    network.runSync(100);
    const values = state.values;
    let sum = 0;
    let squares = 0;
    let products = 0;
    for (let s = 0; s < 99; s++) {
      for (let i = 0; i < n; i++) {
        const y = values[s * n + i] as number;
        sum += y;
        squares += y * y;
        products += y * (values[(s + 1) * n + i] as number);
      }
    }
    const count = 99 * n;
    // Effective number of independent samples: count (1 - rho)/(1 + rho) with rho = exp(-1/2); 5 standard errors.
    const rho = Math.exp(-0.5);
    const effective = (count * (1 - rho)) / (1 + rho);
    expect(Math.abs(sum / count)).toBeLessThan((5 * 0.1) / Math.sqrt(effective));
    expect(Math.abs(squares / count / 0.01 - 1)).toBeLessThan(
      (5 * Math.SQRT2 * Math.sqrt((1 + rho ** 2) / (1 - rho ** 2))) / Math.sqrt(count),
    );
    expect(Math.abs(products / squares - rho)).toBeLessThan(5 / Math.sqrt(count));
    network.dispose();
  });

  it.each(["exponential", "alpha"] as const)(
    "Poisson input on an %s conductance has the mean and variance of shot noise",
    (type) => {
      // Campbell: mean = r int g, variance = r int g^2; exponential: w tau, w^2 tau/2; alpha: w e tau, w^2 e^2 tau/4
      const network = new Network(core, { dt: 1, seed: 5 }); // dt far above the mean interval: event times are not tied to it
      const [n, rate, weight, tau] = [2048, 3, 0.05, 2];
      const neuron = network.addLif({
        ...membrane,
        threshold: Number.POSITIVE_INFINITY,
        size: n,
        synapses: { x: { type, reversal: 0, timeConstant: tau } },
        inputs: [{ synapse: "x", rate, weight }],
      });
      const state = network.recordState(neuron, { variable: "x", every: 20 });
      network.runSync(40);
      network.runSync(400);
      const values = state.values.subarray(2 * n); // samples 20 ms apart are independent
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
      const expected =
        type === "exponential"
          ? { mean: rate * weight * tau, variance: (rate * weight ** 2 * tau) / 2 }
          : { mean: rate * weight * Math.E * tau, variance: (rate * weight ** 2 * Math.E ** 2 * tau) / 4 };
      const standardError = Math.sqrt(expected.variance / values.length);
      expect(Math.abs(mean - expected.mean)).toBeLessThan(5 * standardError);
      // kurtosis of shot noise adds at most 1/(rate tau) to the 2/n of a Gaussian's variance of the variance
      expect(Math.abs(variance / expected.variance - 1)).toBeLessThan(5 * Math.sqrt((2 + 1) / values.length));
      network.dispose();
    },
  );
});
