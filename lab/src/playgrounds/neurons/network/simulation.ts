import type { Core } from "microcircuit";
import { Pace } from "../shared/pace.js";
import { type Built, buildNetwork, DT, placeOf } from "./build.js";
import { DATA, EXCITATORY_ROWS, INHIBITORY_ROWS, LONGEST, type NetworkFrame, places, type Statistics } from "./frame.js";
import { IntervalCounts } from "./interval-counts.js";
import type { NetworkSettings } from "./settings.js";

/** What a stimulus adds to an excitatory conductance, g_L: some seven spikes at once with the default weight. */
export const KICK = 4;

/** A network that runs at the pace of a display, and can be changed while it does. */
export class NetworkSimulation {
  readonly #core: Core;
  readonly #pace = new Pace(DT);
  #settings: NetworkSettings;
  #built: Built;
  #counts: IntervalCounts;
  #since = 0; // ms, of the statistics
  #generation = 0;
  #kicked = Number.NaN;
  #highestRate = 10; // Hz

  constructor(core: Core, settings: NetworkSettings) {
    this.#core = core;
    this.#settings = settings;
    this.#built = buildNetwork(core, settings);
    this.#counts = new IntervalCounts(settings.size);
  }

  /** ms */
  get time(): number {
    return this.#built.network.time;
  }

  /** Begins anew: the same initial state, the same connections if size and probability are the same. */
  restart(settings: NetworkSettings): void {
    this.#built.network.dispose();
    this.#settings = settings;
    this.#built = buildNetwork(this.#core, settings);
    this.#counts = new IntervalCounts(settings.size);
    this.#since = 0;
    this.#kicked = Number.NaN;
    this.#generation++;
  }

  /** Takes other settings: at once if the cells and their connections stay, by beginning anew otherwise. */
  set(settings: NetworkSettings): void {
    const before = this.#settings;
    if (settings.size !== before.size || settings.probability !== before.probability) {
      this.restart(settings);
      return;
    }
    const { populations, fromExcitatory, fromInhibitory, voltages, excitatory } = this.#built;
    this.#settings = settings;
    if (settings.drive !== before.drive) for (const population of populations) population.set({ current: settings.drive });
    if (settings.weight !== before.weight) for (const projection of fromExcitatory) projection.setWeight(settings.weight);
    const inhibitory = settings.inhibition * settings.weight;
    if (inhibitory !== before.inhibition * before.weight) {
      for (const projection of fromInhibitory) projection.setWeight(inhibitory);
    }
    if (settings.cell !== before.cell) {
      const { population, index } = placeOf(settings.cell, excitatory.size, settings.size);
      voltages[population]!.follow([index]);
    }
    const { drive, weight, inhibition } = before;
    if (settings.drive !== drive || settings.weight !== weight || settings.inhibition !== inhibition) this.#startStatistics();
  }

  /** A brief stimulus to one of so many excitatory cells: their excitatory conductance jumps up, and decays as after a spike. */
  kick(oneOf: number): void {
    const { excitatory, network } = this.#built;
    network.build();
    const conductances = excitatory.read("excitatory");
    for (let i = 0; i < conductances.length; i += oneOf) conductances[i]! += KICK;
    excitatory.write("excitatory", conductances);
    this.#kicked = network.time;
  }

  /**
   * Simulates what `elapsed` ms of wall time ask for at the speed that is set, within `budget` ms, and tells what happened. `data`, of an earlier
   * frame, is written anew.
   */
  advance(elapsed: number, budget: number, data: Float32Array = new Float32Array(DATA)): NetworkFrame {
    const { network } = this.#built;
    const start = network.time;
    const wanted = Math.min(LONGEST, elapsed * this.#settings.speed);
    this.#pace.run(wanted, budget, (steps) => network.runSync(steps * DT));
    const kicked = this.#kicked;
    this.#kicked = Number.NaN;
    const spikes = this.#writeSpikes(data, start);
    const bins = this.#writeRates(data);
    const samples = this.#writeVoltages(data);
    const statistics = this.#statistics();
    this.#counts.writeIntervals(data, places.intervals.offset);
    this.#counts.writeRates(data, places.cellRates.offset, statistics.highestRate, statistics.duration);
    const { fromExcitatory, fromInhibitory } = this.#built;
    return {
      time: network.time,
      duration: network.time - start,
      generation: this.#generation,
      synapses: network.stepCount === 0 ? 0 : [...fromExcitatory, ...fromInhibitory].reduce((sum, p) => sum + p.synapseCount, 0),
      spikes,
      bins,
      samples,
      cell: this.#settings.cell,
      kicked,
      statistics,
      data,
    };
  }

  #startStatistics(): void {
    this.#since = this.time;
    this.#counts.clear();
    for (const monitor of this.#built.intervals) monitor.clear();
  }

  /** Spikes of the cells in the raster: the first of each population, who are as good as any. */
  #writeSpikes(data: Float32Array, start: number): number {
    const { spikes, excitatory } = this.#built;
    const { spikeTimes, spikeRows } = places;
    let written = 0;
    spikes.forEach((monitor, population) => {
      const { neurons, times } = monitor;
      monitor.clear();
      const [rows, first, offset] =
        population === 0 ? [EXCITATORY_ROWS, 0, 0] : [INHIBITORY_ROWS, excitatory.size, EXCITATORY_ROWS];
      for (let i = 0; i < times.length; i++) {
        const neuron = neurons[i]!;
        this.#counts.add(first + neuron, times[i]!);
        if (neuron >= rows || written === spikeTimes.length) continue;
        data[spikeTimes.offset + written] = times[i]! - start;
        data[spikeRows.offset + written] = offset + neuron;
        written++;
      }
    });
    return written;
  }

  #writeRates(data: Float32Array): number {
    let bins = 0;
    this.#built.rates.forEach((monitor, population) => {
      const { offset, length } = population === 0 ? places.excitatoryRates : places.inhibitoryRates;
      const rates = monitor.rates;
      monitor.clear();
      bins = Math.min(length, rates.length);
      data.set(rates.subarray(rates.length - bins), offset);
    });
    return bins;
  }

  #writeVoltages(data: Float32Array): number {
    const { offset, length } = places.voltages;
    const { population } = placeOf(this.#settings.cell, this.#built.excitatory.size, this.#settings.size);
    let samples = 0;
    this.#built.voltages.forEach((monitor, own) => {
      if (own === population) {
        const values = monitor.values;
        samples = Math.min(length, values.length);
        data.set(values.subarray(values.length - samples), offset);
      }
      monitor.clear();
    });
    return samples;
  }

  #statistics(): Statistics {
    const [excitatory, inhibitory] = this.#built.intervals;
    const duration = this.time - this.#since;
    const rateOf = (monitor: typeof excitatory) => (duration > 0 ? monitor!.rate : 0);
    const [excitatoryRate, inhibitoryRate] = [rateOf(excitatory), rateOf(inhibitory)];
    this.#highestRate = highestOf(Math.max(excitatoryRate, inhibitoryRate), this.#highestRate);
    return {
      duration,
      excitatoryRate,
      inhibitoryRate,
      excitatoryVariation: excitatory!.coefficientOfVariation,
      inhibitoryVariation: inhibitory!.coefficientOfVariation,
      highestRate: this.#highestRate,
    };
  }
}

/** Upper end of the axis for rates of this mean: changed only when it no longer fits, so that the picture keeps still. */
function highestOf(mean: number, before: number): number {
  const fits = mean * 3 <= before && mean * 12 >= before;
  if (fits) return before;
  return [10, 20, 50, 100, 200, 400].find((end) => end >= 4 * mean) ?? 400;
}
