import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DATA, LONGEST, type NetworkFrame, places, ROWS } from "../../lab/src/playgrounds/neurons/network/frame.js";
import { IntervalCounts } from "../../lab/src/playgrounds/neurons/network/interval-counts.js";
import { catalogue, type NetworkSettings, regimeOf, regimes } from "../../lab/src/playgrounds/neurons/network/settings.js";
import { NetworkSimulation } from "../../lab/src/playgrounds/neurons/network/simulation.js";
import { Pace } from "../../lab/src/playgrounds/neurons/shared/pace.js";
import { EventRing, SampleRing } from "../../lab/src/playgrounds/neurons/shared/ring.js";
import { defaultsOf, readSettings, writeSettings } from "../../lab/src/playgrounds/neurons/shared/settings.js";
import { roundAbove, roundBelow } from "../../lab/src/playgrounds/neurons/shared/strip.js";
import { DENSITY_BINS, places as singlePlaces } from "../../lab/src/playgrounds/neurons/single/frame.js";
import { type SingleSettings, catalogue as singleCatalogue } from "../../lab/src/playgrounds/neurons/single/settings.js";
import { KICK, SingleSimulation } from "../../lab/src/playgrounds/neurons/single/simulation.js";
import { modeOf } from "../../lab/src/playgrounds/neurons/tabs.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const FOREVER = Number.POSITIVE_INFINITY; // ms of wall time: how far a frame gets depends on the machine otherwise

/** A small network at real time, where a frame of `elapsed` ms simulates as much. */
const settings = (changes: Partial<NetworkSettings> = {}): NetworkSettings => ({
  ...defaultsOf(catalogue),
  size: 1000,
  probability: 0.08,
  speed: 1,
  ...changes,
});

/** What a frame says, apart from its data, which are written anew. */
const copied = (frame: NetworkFrame): NetworkFrame => ({ ...frame, data: frame.data.slice() });

function run(simulation: NetworkSimulation, duration: number, piece = 50): NetworkFrame[] {
  return Array.from({ length: duration / piece }, () => copied(simulation.advance(piece, FOREVER)));
}

describe("settings of a link", () => {
  it("come back as they were written, whatever they are", () => {
    const value = (name: keyof typeof catalogue) => {
      const { min, max, integer } = catalogue[name] as { min: number; max: number; integer?: boolean };
      return integer ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
    };
    const names = Object.keys(catalogue) as (keyof typeof catalogue)[];
    fc.assert(
      fc.property(fc.record(Object.fromEntries(names.map((name) => [name, value(name)]))), (values) => {
        const query = new URLSearchParams(writeSettings(catalogue, values as NetworkSettings));
        const read = readSettings(catalogue, new URLSearchParams(query.toString()));
        expect(read.notices).toEqual([]);
        for (const name of names) expect(read.values[name]).toBe(values[name]! + 0); // -0 is written as 0
      }),
    );
  });

  it("that are nonsense give the defaults and a notice each, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { values, notices } = readSettings(catalogue, new URLSearchParams({ drive: text }));
        expect(Number.isFinite(values.drive) && values.drive >= 0 && values.drive <= 30).toBe(true);
        const asked = text.trim() !== "" && Number(text) >= 0 && Number(text) <= 30;
        expect(notices.length).toBe(asked ? 0 : 1);
      }),
    );
    const { values, notices } = readSettings(catalogue, new URLSearchParams("size=1000.5&drive=1e9&weight=NaN&speed="));
    expect(values).toEqual(defaultsOf(catalogue));
    expect(notices.length).toBe(4);
    expect(notices.join()).toContain("an integer from 500 to 4000");
  });

  it("that are the defaults are not written", () => {
    expect(writeSettings(catalogue, defaultsOf(catalogue))).toEqual({});
    expect(writeSettings(catalogue, { ...defaultsOf(catalogue), drive: 3 })).toEqual({ drive: "3" });
  });

  it("a mode that there is not is said", () => {
    expect(modeOf(null)).toEqual({ mode: "network" });
    expect(modeOf("neuron")).toEqual({ mode: "neuron" });
    expect(modeOf("<b>").notice).toContain("<b>");
  });

  it("each regime is known by its settings", () => {
    for (const [name, regime] of Object.entries(regimes)) {
      expect(regimeOf({ ...settings(), ...regime.settings })).toBe(name);
      const values = { ...defaultsOf(catalogue), ...regime.settings };
      expect(readSettings(catalogue, new URLSearchParams(writeSettings(catalogue, values))).notices).toEqual([]);
    }
  });
});

describe("pace", () => {
  it("does what is asked for in whole steps, and owes fractions", () => {
    const pace = new Pace(0.1, () => 0);
    let steps = 0;
    let time = 0;
    for (let i = 0; i < 1000; i++) time += pace.run(0.037, 10, (count) => (steps += count));
    expect(Math.abs(steps - 370)).toBeLessThanOrEqual(1); // the last may be owed, by rounding
    expect(time).toBeCloseTo(0.1 * steps, 9);
  });

  it("stops within a stretch of its budget, and does not make up for it", () => {
    let clock = 0;
    const pace = new Pace(1, () => clock);
    const perStep = 0.5; // wall ms
    const advance = (count: number) => (clock += count * perStep);
    for (let i = 0; i < 20; i++) pace.run(1000, 10, advance); // it learns what a step costs
    clock = 0;
    const done = pace.run(1000, 10, advance);
    expect(clock).toBeGreaterThanOrEqual(10);
    expect(clock).toBeLessThan(10 + 2 * 2); // one stretch of 2 ms too long, by an estimate that is off by up to two
    expect(done).toBe(clock / perStep);
    expect(pace.run(0, 10, advance)).toBeLessThanOrEqual(1);
  });
});

describe("rings", () => {
  it("keep the newest, and their age", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }), (pieces) => {
        const ring = new SampleRing(16, 0.5);
        const events = new EventRing(16);
        const all: number[] = [];
        for (const piece of pieces) {
          const values = Float32Array.from({ length: piece }, (_, i) => all.length + i);
          for (const value of values) events.push(value / 2, value % 7);
          all.push(...values);
          ring.push(values, 0, piece, all.length / 2);
        }
        expect(ring.length).toBe(Math.min(16, all.length));
        expect(events.length).toBe(ring.length);
        for (let age = 0; age < ring.length; age++) {
          expect(ring.at(age)).toBe(all.at(-1 - age));
          expect(events.time(age)).toBe(all.at(-1 - age)! / 2);
          expect(events.row(age)).toBe(all.at(-1 - age)! % 7);
        }
        expect(ring.last).toBe(all.length / 2);
      }),
    );
  });

  it("lengths of bars are round, and bracket what was asked for", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (value) => {
        const [below, above] = [roundBelow(value), roundAbove(value)];
        // one part in 10^9: a value that is round up to rounding counts as round
        expect(below).toBeLessThanOrEqual(value * (1 + 1e-8));
        expect(above).toBeGreaterThanOrEqual(value * (1 - 1e-8));
        expect(value / below).toBeLessThanOrEqual(2.5 + 1e-8);
        expect(above / value).toBeLessThanOrEqual(1.5 + 1e-8);
        expect([1, 2, 5, 10]).toContain(Math.round(below / 10 ** Math.floor(Math.log10(below) + 1e-9)));
      }),
    );
  });
});

describe("counts of intervals and rates", () => {
  it("are those of the spikes", () => {
    const counts = new IntervalCounts(4);
    for (const time of [0, 10, 20, 30]) counts.add(0, time); // 3 intervals of 10 ms
    for (const time of [5, 105]) counts.add(1, time); // 1 of 100 ms
    counts.add(2, 7); // none
    const data = new Float32Array(DATA);
    counts.writeIntervals(data, places.intervals.offset);
    expect(data[places.intervals.offset + 10]).toBe(0.75); // from 10 ms on
    expect(data[places.intervals.offset + 20]).toBe(0.25); // from 100 ms on
    counts.writeRates(data, places.cellRates.offset, 20, 1000); // bins of 0.5 Hz
    expect([0, 2, 4, 8].map((bin) => data[places.cellRates.offset + bin])).toEqual([0.25, 0.25, 0.25, 0.25]);
    counts.clear();
    counts.add(0, 40); // the interval that began before does not count
    counts.writeIntervals(data, places.intervals.offset);
    expect(Math.max(...data.subarray(places.intervals.offset, places.intervals.offset + 30))).toBe(0);
  });
});

describe("the network", () => {
  it("does the same however it is cut into frames", () => {
    const [long, short] = [new NetworkSimulation(core, settings()), new NetworkSimulation(core, settings())];
    const spikesOf = (frames: NetworkFrame[]) =>
      frames
        .flatMap(({ data, spikes, time, duration }) =>
          Array.from({ length: spikes }, (_, i) => [
            Math.round((time - duration + data[places.spikeTimes.offset + i]!) * 10),
            data[places.spikeRows.offset + i]!,
          ]),
        )
        .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
    const [fromLong, fromShort] = [run(long, 200, 100), run(short, 200, 5)];
    expect(fromLong.at(-1)!.time).toBeCloseTo(fromShort.at(-1)!.time, 9);
    expect(spikesOf(fromShort)).toEqual(spikesOf(fromLong));
    expect(fromShort.at(-1)!.statistics).toEqual(fromLong.at(-1)!.statistics);
    for (const frame of fromShort) expect(frame.samples).toBe(Math.round(frame.duration / 0.1));
    expect(fromShort.reduce((sum, { bins }) => sum + bins, 0)).toBe(200);
  });

  it("tells rates that agree: bins, statistics, rows", () => {
    const simulation = new NetworkSimulation(core, settings());
    const frames = run(simulation, 500);
    const bins = frames.flatMap(({ data, bins: count }) => [
      ...data.slice(places.excitatoryRates.offset, places.excitatoryRates.offset + count),
    ]);
    const { excitatoryRate, duration } = frames.at(-1)!.statistics;
    expect(bins.length).toBe(500);
    expect(duration).toBeCloseTo(500, 9);
    // single precision of the data: seven digits
    expect(bins.reduce((a, b) => a + b, 0) / 500).toBeCloseTo(excitatoryRate, 4);
    const { data } = frames.at(-1)!;
    const shares = (place: { offset: number; length: number }) =>
      data.subarray(place.offset, place.offset + place.length).reduce((a, b) => a + b, 0);
    expect(shares(places.intervals)).toBeCloseTo(1, 5);
    expect(shares(places.cellRates)).toBeCloseTo(1, 5);
    for (const frame of frames) {
      for (let i = 0; i < frame.spikes; i++) expect(frame.data[places.spikeRows.offset + i]! < ROWS).toBe(true);
    }
  });

  it("answers a change at once: less inhibition, more spikes; the statistics begin anew", () => {
    const simulation = new NetworkSimulation(core, settings());
    const before = run(simulation, 300).at(-1)!;
    simulation.set(settings({ inhibition: 2 }));
    const after = run(simulation, 300).at(-1)!;
    expect(after.generation).toBe(before.generation);
    expect(after.time).toBeCloseTo(600, 9);
    expect(after.statistics.duration).toBeCloseTo(300, 9);
    expect(after.statistics.excitatoryRate).toBeGreaterThan(2 * before.statistics.excitatoryRate);
  });

  it("uncoupled cells are clocks: the interval of the closed form, CV 0 but for the first", () => {
    const simulation = new NetworkSimulation(core, settings({ weight: 0, drive: 15 }));
    run(simulation, 300);
    simulation.set(settings({ weight: 0, drive: 20 }));
    run(simulation, 100);
    simulation.set(settings({ weight: 0, drive: 20.5 }));
    simulation.set(settings({ weight: 0, drive: 20 })); // begins the statistics anew, in the steady state
    const { excitatoryVariation } = run(simulation, 1000).at(-1)!.statistics;
    // tau ln((V_inf - V_r)/(V_inf - theta)) + tau_ref with V_inf = -60 + 20, every spike at the end of its step of 0.1 ms
    const interval = Math.ceil((20 * Math.log(20 / 10)) / 0.1) * 0.1 + 5;
    const data = simulation.advance(0, FOREVER).data;
    const bin = Math.floor(10 * Math.log10(interval));
    expect(data[places.intervals.offset + bin]).toBe(1);
    expect(excitatoryVariation).toBeLessThan(1e-6); // all equal: rounding alone
  });

  it("without drive, a kick to a few cells ignites activity that sustains itself, a kick to all does not", () => {
    const quiet = settings({ drive: 0, weight: 0, size: 4000, probability: 0.02 });
    const simulation = new NetworkSimulation(core, quiet);
    run(simulation, 300);
    simulation.set({ ...quiet, weight: 0.6 });
    const silent = run(simulation, 100).at(-1)!;
    expect(silent.statistics.excitatoryRate).toBe(0);
    simulation.kick(1);
    const [first, ...rest] = run(simulation, 200);
    expect(first!.kicked).toBeCloseTo(400, 9);
    expect(first!.spikes).toBeGreaterThan(0);
    expect(rest.at(-1)!.kicked).toBeNaN();
    expect(rest.at(-1)!.spikes).toBe(0);
    simulation.kick(40);
    expect(run(simulation, 300).at(-1)!.spikes).toBeGreaterThan(0);
  });

  it("follows another cell from then on; another size makes it anew", () => {
    const simulation = new NetworkSimulation(core, settings({ cell: 3 }));
    run(simulation, 50);
    simulation.set(settings({ cell: 900 })); // inhibitory
    const frame = run(simulation, 50).at(-1)!;
    expect([frame.cell, frame.samples]).toEqual([900, 500]);
    simulation.set(settings({ cell: 900, size: 600 })); // the last one stands for those beyond
    const anew = run(simulation, 50).at(-1)!;
    expect(anew.generation).toBe(frame.generation + 1);
    expect(anew.time).toBeCloseTo(50, 9);
    expect(anew.samples).toBe(500);
  });

  it("restarts to the same bits", () => {
    const simulation = new NetworkSimulation(core, settings());
    const first = run(simulation, 100);
    simulation.restart(settings());
    const second = run(simulation, 100);
    expect(second.map(({ data }) => data)).toEqual(first.map(({ data }) => data));
  });

  it("a frame never covers more than there is room for", () => {
    const simulation = new NetworkSimulation(core, settings({ speed: 2, size: 500 }));
    expect(simulation.advance(1e6, FOREVER).duration).toBeCloseTo(LONGEST, 9);
  });

  it("memory stays flat: minutes of frames, with changes and new networks", () => {
    const simulation = new NetworkSimulation(core, settings({ size: 500, probability: 0.02, drive: 12, weight: 0.05 }));
    const data = new Float32Array(DATA);
    const rounds = (count: number) => {
      for (let i = 0; i < count; i++) {
        simulation.set(
          settings({
            size: i % 50 === 25 ? 600 : 500,
            probability: 0.02,
            drive: 10 + (i % 5),
            weight: 0.05,
            cell: i % 500,
            speed: 0.01,
          }),
        );
        simulation.advance(1000 / 60, FOREVER, data);
      }
    };
    rounds(1000);
    const bytes = core.memory.buffer.byteLength;
    rounds(5000);
    expect(core.memory.buffer.byteLength).toBe(bytes);
  });
});

describe("one neuron", () => {
  const single = (changes: Partial<SingleSettings> = {}): SingleSettings => ({
    ...defaultsOf(singleCatalogue),
    speed: 1,
    ...changes,
  });
  /** Until the copies have fired `spikes` times. */
  const measure = (simulation: SingleSimulation, spikes: number) => {
    let frame = simulation.advance(20, 20);
    while (frame.measured.spikes < spikes) frame = simulation.advance(20, 20);
    return frame;
  };

  it("the copies fire at the rate of the first correction, with its CV and its distribution of the voltage", () => {
    const frame = measure(new SingleSimulation(core, single()), 20_000);
    const { measured, theory, data } = frame;
    // Good to 2 % there (docs/theory-lif-rate.md); four standard errors of the simulation.
    expect(Math.abs(measured.rate - theory.corrected.rate)).toBeLessThan(0.02 * measured.rate + 4 * measured.standardError);
    // The standard error of a CV c of n intervals is c sqrt((1 + c^2)/(2n)), 0.3 % here; 2 % for the theory as above.
    expect(Math.abs(measured.variation / theory.corrected.variation - 1)).toBeLessThan(0.02 + 4 * 0.003);
    const { offset } = singlePlaces.density;
    let distance = 0;
    for (let bin = 0; bin < DENSITY_BINS; bin++) distance += 0.25 * Math.abs(data[offset + bin]! - theory.densities[0][bin]!);
    expect(distance).toBeLessThan(0.05); // of the total of 1: bins of 0.5 mV beside values at their middles, near the steep edges
    expect(measured.seconds).toBeCloseTo(measured.spikes / measured.rate, 6);
  });

  it("the point is on the curve", () => {
    const { theory } = new SingleSimulation(core, single({ excitatoryRate: 5.3 })).advance(0, FOREVER);
    const at = theory.curves.inputs.indexOf(5.3);
    expect(theory.curves.rates[0][at]).toBe(theory.corrected.rate);
    expect(theory.curves.rates[1][at]).toBe(theory.white.rate);
    expect(theory.curves.rates[2][at]).toBe(theory.effective.rate);
  });

  it("more input, more spikes; what was counted before does not count", () => {
    const simulation = new SingleSimulation(core, single());
    const before = measure(simulation, 3000);
    simulation.set(single({ excitatoryRate: 9 }));
    const settling = simulation.advance(0, FOREVER);
    expect(settling.measured.spikes).toBe(0);
    expect(settling.measured.rate).toBeNaN();
    const after = measure(simulation, 3000);
    expect(after.measured.rate).toBeGreaterThan(2 * before.measured.rate);
    expect(after.theory.corrected.rate).toBeGreaterThan(2 * before.theory.corrected.rate);
    simulation.set(single({ excitatoryRate: 9, speed: 0.5 })); // no change of the neuron
    expect(simulation.advance(0, FOREVER).measured.spikes).toBe(after.measured.spikes);
  });

  it("settings at the ends of their ranges: finite numbers, or none, and no error", () => {
    const names = Object.keys(singleCatalogue) as (keyof SingleSettings)[];
    const simulation = new SingleSimulation(core, single());
    for (const name of names) {
      for (const value of [singleCatalogue[name].min, singleCatalogue[name].max]) {
        simulation.set(single({ [name]: value }));
        const { theory, samples, data } = simulation.advance(20, 5);
        expect(theory.white.rate).toBeGreaterThanOrEqual(0);
        for (let i = 0; i < samples; i++) expect(Number.isFinite(data[i])).toBe(true);
      }
    }
  });

  it("a kick is seen in the conductance", () => {
    const simulation = new SingleSimulation(core, single());
    const peak = () => {
      const { data, samples } = simulation.advance(100, FOREVER);
      return Math.max(...data.subarray(singlePlaces.excitation.offset, singlePlaces.excitation.offset + samples));
    };
    const before = peak();
    simulation.kick();
    expect(peak()).toBeGreaterThan(Math.max(before, 0.9 * KICK)); // the first sample comes 0.1 ms of a decay of 1 ms later
  });
});
