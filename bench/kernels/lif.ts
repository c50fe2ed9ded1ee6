import { type Core, type LifPopulation, Network } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { type TwinParameters, type TwinState, twinState, twinStep } from "./lif-twin.js";

const SIZE = 4000;
const STEPS = 100;

const parameters: TwinParameters = {
  size: SIZE,
  dt: 0.1,
  membraneTimeConstant: 20,
  drive: -48,
  threshold: -50,
  reset: -60,
  refractorySteps: 50,
  excitatory: { reversal: 0, timeConstant: 5 },
  inhibitory: { reversal: -80, timeConstant: 10 },
};

/** Neurons spread over all phases of their cycle, with conductances that differ. */
function initial(i: number) {
  return {
    voltage: -60 + 10 * ((i * 0.618034) % 1),
    excitatory: 0.4 * ((i * 0.7548777) % 1),
    inhibitory: 0.3 * ((i * 0.5698403) % 1),
  };
}

function population(core: Core, precision: "f64" | "f32"): { network: Network; neurons: LifPopulation } {
  const { dt, refractorySteps, excitatory, inhibitory, membraneTimeConstant, drive, threshold, reset } = parameters;
  const network = new Network(core, { dt });
  const neurons = network.addLif({
    size: SIZE,
    membraneTimeConstant,
    leakReversal: drive,
    threshold,
    reset,
    refractoryPeriod: refractorySteps * dt,
    synapses: { excitatory: { type: "exponential", ...excitatory }, inhibitory: { type: "exponential", ...inhibitory } },
    initialVoltage: Float64Array.from({ length: SIZE }, (_, i) => initial(i).voltage),
    initialConductance: {
      excitatory: Float64Array.from({ length: SIZE }, (_, i) => initial(i).excitatory),
      inhibitory: Float64Array.from({ length: SIZE }, (_, i) => initial(i).inhibitory),
    },
    precision,
  });
  network.build();
  return { network, neurons };
}

function filledTwin(precision: "f64" | "f32"): TwinState {
  const state = twinState(SIZE, precision === "f64" ? Float64Array : Float32Array);
  for (let i = 0; i < SIZE; i++) {
    const start = initial(i);
    state.voltage[i] = start.voltage;
    state.excitatory[i] = start.excitatory;
    state.inhibitory[i] = start.inhibitory;
  }
  return state;
}

function lifStep(precision: "f64" | "f32", tolerance: number): KernelBenchmark {
  return {
    name: `lif step ${precision}`,
    description: `${SIZE} LIF neurons, two exponential conductances, exponential Euler, spiking at about 20 Hz`,
    unit: "neuron step",
    prepare(core) {
      const { network } = population(core, precision);
      const step = twinStep(parameters);
      const state = filledTwin(precision);
      return {
        operations: SIZE * STEPS,
        kernel: () => network.runSync(STEPS * parameters.dt, { stretch: STEPS }),
        twin: () => {
          for (let s = 0; s < STEPS; s++) step(state);
        },
        check: () => compare(core, precision, step, tolerance),
      };
    },
  };
}

/** After 5 ms every voltage must agree, except where rounding let a neuron spike one step earlier or later (f32). */
function compare(core: Core, precision: "f64" | "f32", step: (state: TwinState) => void, tolerance: number): void {
  const { network, neurons } = population(core, precision);
  const state = filledTwin(precision);
  network.runSync(5);
  for (let s = 0; s < 50; s++) step(state);
  const voltage = neurons.read("voltage");
  let apart = 0;
  for (let i = 0; i < SIZE; i++) if (!(Math.abs(voltage[i]! - state.voltage[i]!) <= tolerance)) apart++;
  network.dispose();
  const allowed = precision === "f64" ? 0 : SIZE / 1000;
  if (apart > allowed) throw new Error(`${apart} of ${SIZE} voltages differ from the twin's by more than ${tolerance} mV.`);
}

// Tolerances: 50 steps of rounding of voltages near 60 mV: 50 * 60 * 2^-53 in f64, 50 * 60 * 2^-24 in f32, with a margin of 4.
export const benchmarks: KernelBenchmark[] = [lifStep("f64", 1e-11), lifStep("f32", 1e-3)];
