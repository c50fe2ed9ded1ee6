import { type Core, type LifOptions, type LifParameters, Network } from "microcircuit";
import { Pace } from "../shared/pace.js";
import {
  COPIES,
  DATA,
  DENSITY_BINS,
  DENSITY_HIGH,
  DENSITY_LOW,
  LONGEST,
  type Measured,
  places,
  SAMPLE,
  type SingleFrame,
} from "./frame.js";
import { MEMBRANE, REVERSALS, type SingleSettings } from "./settings.js";
import { type Theory, theoryOf } from "./theory.js";

/** ms: a tenth of the shortest decay time. */
const DT = 0.05;
/** ms that the copies are given to forget what was set before. */
const SETTLING = 150;
/** Wall time for the copies at a time, ms, whatever the budget. */
const LONGEST_STRETCH = 30;
/** Spikes after which more would not show: an error of 0.2 % of the rate where the CV is 1. */
const ENOUGH = 250_000;
/** What a stimulus adds to the excitatory conductance, g_L. */
export const KICK = 2;

/** One neuron to look at, and copies of it to count. */
export class SingleSimulation {
  readonly #core: Core;
  readonly #pace = new Pace(DT);
  readonly #copiesPace = new Pace(DT);
  #settings: SingleSettings;
  #shown: ReturnType<typeof buildShown>;
  #copies: ReturnType<typeof buildCopies>;
  #theory: Theory;
  #since = SETTLING; // ms, of the statistics
  #settled = false;
  #generation = 0;
  #kicked = Number.NaN;

  constructor(core: Core, settings: SingleSettings) {
    this.#core = core;
    this.#settings = settings;
    this.#shown = buildShown(core, settings);
    this.#copies = buildCopies(core, settings);
    this.#theory = theoryOf(core, settings);
  }

  restart(settings: SingleSettings): void {
    this.#shown.network.dispose();
    this.#copies.network.dispose();
    this.#settings = settings;
    this.#shown = buildShown(this.#core, settings);
    this.#copies = buildCopies(this.#core, settings);
    this.#theory = theoryOf(this.#core, settings);
    this.#since = SETTLING;
    this.#settled = false;
    this.#kicked = Number.NaN;
    this.#generation++;
  }

  /** Takes other settings, at once. */
  set(settings: SingleSettings): void {
    const { speed: _, ...before } = this.#settings;
    this.#settings = settings;
    if (Object.entries(before).every(([name, value]) => settings[name as keyof SingleSettings] === value)) return;
    const parameters = parametersOf(settings);
    this.#shown.cells.set(parameters);
    this.#copies.cells.set(parameters);
    this.#theory = theoryOf(this.#core, settings);
    this.#since = this.#copies.network.time + SETTLING;
    this.#settled = false;
  }

  /** A brief stimulus to the neuron that is looked at: its excitatory conductance jumps up. */
  kick(): void {
    const { network, cells } = this.#shown;
    network.build();
    cells.write("excitatory", cells.read("excitatory")[0]! + KICK);
    this.#kicked = network.time;
  }

  /**
   * Simulates the neuron for what `elapsed` ms of wall time ask for at the speed that is set, and its copies for the rest of the `budget` ms. `data`, of an
   * earlier frame, is written anew.
   */
  advance(elapsed: number, budget: number, data: Float32Array = new Float32Array(DATA)): SingleFrame {
    const { network } = this.#shown;
    const start = network.time;
    const begun = performance.now();
    this.#pace.run(Math.min(LONGEST, elapsed * this.#settings.speed), budget, (steps) => network.runSync(steps * DT));
    if (elapsed > 0) this.#advanceCopies(budget - (performance.now() - begun));
    const kicked = this.#kicked;
    this.#kicked = Number.NaN;
    const samples = this.#writeSamples(data);
    return {
      time: network.time,
      duration: network.time - start,
      generation: this.#generation,
      samples,
      spikes: this.#writeSpikes(data, start),
      kicked,
      measured: this.#measured(data),
      theory: this.#theory,
      data,
    };
  }

  #advanceCopies(budget: number): void {
    const { network, intervals, histogram } = this.#copies;
    if (this.#settled && intervals.spikes >= ENOUGH) return;
    const advance = (steps: number) => {
      const left = Math.ceil((this.#since - network.time) / DT - 1e-9);
      network.runSync((this.#settled ? steps : Math.min(steps, Math.max(1, left))) * DT);
      if (this.#settled || network.time < this.#since - 1e-9) return;
      this.#settled = true;
      intervals.clear();
      histogram.clear();
    };
    this.#copiesPace.run(1000, Math.min(LONGEST_STRETCH, Math.max(1, budget)), advance);
  }

  #writeSamples(data: Float32Array): number {
    let samples = 0;
    const { voltage, excitation, inhibition } = this.#shown;
    const write = (monitor: typeof voltage, { offset, length }: { offset: number; length: number }) => {
      const values = monitor.values;
      monitor.clear();
      samples = Math.min(length, values.length);
      data.set(values.subarray(values.length - samples), offset);
    };
    write(voltage, places.voltages);
    write(excitation, places.excitation);
    write(inhibition, places.inhibition);
    return samples;
  }

  #writeSpikes(data: Float32Array, start: number): number {
    const { offset, length } = places.spikes;
    const times = this.#shown.spikes.times;
    this.#shown.spikes.clear();
    const count = Math.min(length, times.length);
    for (let i = 0; i < count; i++) data[offset + i] = times[i]! - start;
    return count;
  }

  #measured(data: Float32Array): Measured {
    const { intervals, histogram, network } = this.#copies;
    const seconds = this.#settled ? (COPIES * (network.time - this.#since)) / 1000 : 0;
    if (seconds <= 0) {
      data.fill(Number.NaN, places.density.offset, places.density.offset + DENSITY_BINS);
      return { rate: Number.NaN, standardError: Number.NaN, variation: Number.NaN, spikes: 0, seconds: 0 };
    }
    data.set(histogram.density, places.density.offset);
    const { rate, standardError, coefficientOfVariation, spikes } = intervals;
    return { rate, standardError, variation: coefficientOfVariation, spikes, seconds };
  }
}

/** What is set, as parameters of a population. */
function parametersOf(s: SingleSettings): LifParameters {
  // an exponential conductance of area a tau_L
  const weight = (strength: number, decay: number) => (strength * s.membrane) / decay;
  return {
    membraneTimeConstant: s.membrane,
    current: s.current,
    synapses: { excitatory: { timeConstant: s.excitatoryDecay }, inhibitory: { timeConstant: s.inhibitoryDecay } },
    inputs: [
      { rate: s.excitatoryRate, weight: weight(s.excitatoryStrength, s.excitatoryDecay) },
      { rate: s.inhibitoryRate, weight: weight(s.inhibitoryStrength, s.inhibitoryDecay) },
    ],
  };
}

function addCells(network: Network, settings: SingleSettings, size: number) {
  const synapse = (reversal: number) => ({ type: "exponential", reversal, timeConstant: 1 }) as const;
  const options: LifOptions = {
    ...MEMBRANE,
    size,
    membraneTimeConstant: settings.membrane,
    synapses: { excitatory: synapse(REVERSALS.excitatory), inhibitory: synapse(REVERSALS.inhibitory) },
    inputs: [
      { synapse: "excitatory", rate: 1, weight: 0 },
      { synapse: "inhibitory", rate: 1, weight: 0 },
    ],
    initialVoltage: { distribution: "uniform", low: MEMBRANE.reset, high: MEMBRANE.threshold },
  };
  const cells = network.addLif(options);
  cells.set(parametersOf(settings));
  return cells;
}

function buildShown(core: Core, settings: SingleSettings) {
  const network = new Network(core, { dt: DT, seed: 1 });
  const cells = addCells(network, settings, 1);
  const record = (variable: string) => network.recordState(cells, { variable, every: SAMPLE });
  return {
    network,
    cells,
    spikes: network.recordSpikes(cells),
    voltage: record("voltage"),
    excitation: record("excitatory"),
    inhibition: record("inhibitory"),
  };
}

function buildCopies(core: Core, settings: SingleSettings) {
  const network = new Network(core, { dt: DT, seed: 2 });
  const cells = addCells(network, settings, COPIES);
  return {
    network,
    cells,
    intervals: network.recordIntervals(cells),
    histogram: network.recordHistogram(cells, { low: DENSITY_LOW, high: DENSITY_HIGH, bins: DENSITY_BINS, every: 0.5 }),
  };
}
