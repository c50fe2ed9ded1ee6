import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import {
  createMorrisLecarEnsemble,
  type MorrisLecarEnsembleOptions,
  morrisLecarSteppers,
} from "../../src/neurons/morris-lecar-ensemble.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const CELLS = 75; // three blocks in f64, with padding in the last vector
const currents = Float64Array.from({ length: CELLS }, (_, i) => 30 + ((i * 37.7) % 90));
const voltages = Float64Array.from({ length: CELLS }, (_, i) => -70 + ((i * 17.3) % 100));
const sets = ["hopf", "snlc", "homoclinic", "authors"] as const;
const perCell = Array.from({ length: CELLS }, (_, i) => sets[i % 4]!);

type Varied = Pick<MorrisLecarEnsembleOptions, "stepper" | "precision"> & { readonly own: boolean };

function make(varied: Varied, from = 0, to = CELLS) {
  return createMorrisLecarEnsemble(core, {
    cells: to - from,
    parameters: varied.own ? perCell.slice(from, to) : "snlc",
    current: currents.slice(from, to),
    initial: { voltage: voltages.slice(from, to), recovery: 0.05 },
    precision: varied.precision ?? "f64",
    stepper: varied.stepper ?? "rk4",
    dt: 0.125,
    threshold: 0,
  });
}

function stateOf(ensemble: ReturnType<typeof make>): number[] {
  return [...ensemble.voltages, ...ensemble.recoveries, ...ensemble.spikeCounts];
}

const variants = fc.record({
  stepper: fc.constantFrom(...morrisLecarSteppers),
  precision: fc.constantFrom("f64" as const, "f32" as const),
  own: fc.boolean(),
});

describe("item 15: the same bits", () => {
  test("however a run is cut", () => {
    fc.assert(
      fc.property(variants, fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 4 }), (varied, pieces) => {
        const [whole, cut] = [make(varied), make(varied)];
        whole.run(pieces.reduce((a, b) => a + b) * 0.125);
        for (const steps of pieces) cut.run(steps * 0.125, { every: 3 });
        expect(stateOf(cut)).toEqual(stateOf(whole));
        whole.dispose();
        cut.dispose();
      }),
      { numRuns: 60 },
    );
  });

  test("however the ensemble is split", () => {
    fc.assert(
      fc.property(variants, fc.constantFrom(1, 2, 4, 8), (varied, parts) => {
        const whole = make(varied);
        whole.run(40);
        const read: number[][] = [[], [], []];
        for (let part = 0; part < parts; part++) {
          const bounds = [part, part + 1].map((p) => Math.floor((p * CELLS) / parts));
          const piece = make(varied, bounds[0], bounds[1]);
          piece.run(40);
          read[0]!.push(...piece.voltages);
          read[1]!.push(...piece.recoveries);
          read[2]!.push(...piece.spikeCounts);
          piece.dispose();
        }
        expect(read.flat()).toEqual(stateOf(whole));
        whole.dispose();
      }),
      { numRuns: 40 },
    );
  });
});

describe("ensembles", () => {
  test("parameters per cell agree with shared ones", () => {
    // The exponentials of the two forms differ by rounding, below 2e-15; 800 steps and an upstroke magnify that to 1e-11 at most.
    const shared = make({ own: false });
    const own = createMorrisLecarEnsemble(core, {
      cells: CELLS,
      parameters: Array.from({ length: CELLS }, () => "snlc" as const),
      current: currents,
      initial: { voltage: voltages, recovery: 0.05 },
      dt: 0.125,
    });
    shared.run(100);
    own.run(100);
    own.voltages.forEach((v, i) => {
      expect(Math.abs(v - shared.voltages[i]!)).toBeLessThan(1e-10);
    });
  });

  test("beyond the table of exponentials lies the same function", () => {
    // V starts outside of the table in every second cell; with parameters per cell there is no table.
    const voltage = Float64Array.from({ length: 8 }, (_, i) => (i % 2 ? 200 : -10) * (i > 3 ? -1 : 1));
    const options = { cells: 8, current: 45, initial: { voltage, recovery: 0.3 }, dt: 1 / 64 };
    const shared = createMorrisLecarEnsemble(core, options);
    const own = createMorrisLecarEnsemble(core, { ...options, parameters: Array.from({ length: 8 }, () => "snlc" as const) });
    for (let step = 0; step < 300; step++) {
      shared.run(1 / 64);
      own.run(1 / 64);
      // rounding of the exponentials, 2e-15 relative, in voltages of 200 mV
      own.voltages.forEach((v, i) => {
        expect(Math.abs(v - shared.voltages[i]!)).toBeLessThan(1e-9);
      });
    }
  });

  test("f32 follows f64", () => {
    // I, rounded to f32 (2e-6 at 45), moves V by |dV/dI| 2e-6; |dV/dI| is below 90 until 100 ms there (item 18). Rounding adds as much.
    const [double, single] = (["f64", "f32"] as const).map((precision) =>
      createMorrisLecarEnsemble(core, { cells: 5, current: 45, dt: 0.1, precision }),
    );
    double!.run(100);
    single!.run(100);
    expect(Math.abs(double!.voltages[4]! - single!.voltages[4]!)).toBeLessThan(2e-3);
  });

  test("spikes are counted at the rate of the published period", () => {
    // Period 99.192093212 ms at I = 45 (item 11): ten spikes in a stretch of 1000 ms that starts after a transient.
    const ensemble = createMorrisLecarEnsemble(core, { cells: 3, current: [0, 45, 100], dt: 0.1, threshold: 0 });
    ensemble.run(500);
    const before = ensemble.spikeCounts;
    ensemble.run(2000);
    const spikes = ensemble.spikeCounts.map((count, i) => count - before[i]!);
    expect(spikes[0]).toBe(0);
    expect(Math.abs(spikes[1]! - 2000 / 99.192093212)).toBeLessThanOrEqual(1);
    expect(Math.abs(spikes[2]! - 2000 / 41.950712125)).toBeLessThanOrEqual(1);
  });

  test("samples are the states at their times", () => {
    const [recorded, stepped] = [make({ own: true }), make({ own: true })];
    recorded.run(1);
    const { times, voltages: samples, recoveries } = recorded.run(5, { every: 3, recovery: true });
    expect(Array.from(times)).toEqual(Array.from({ length: 14 }, (_, i) => (i + 3) * 3 * 0.125));
    times.forEach((time, i) => {
      stepped.run(time - stepped.time);
      expect(samples.slice(i * CELLS, (i + 1) * CELLS)).toEqual(stepped.voltages);
      expect(recoveries!.slice(i * CELLS, (i + 1) * CELLS)).toEqual(stepped.recoveries);
    });
  });

  test("a cell that diverges is named, and the others go on", () => {
    const current = Float64Array.from({ length: 40 }, () => 45);
    current[7] = 1e9;
    current[33] = -1e9;
    const options = { cells: 40, current, stepper: "euler", dt: 1000 } as const;
    const ensemble = createMorrisLecarEnsemble(core, { ...options, initial: { voltage: voltages.slice(0, 40) } });
    ensemble.run(300_000);
    for (const { cell, time } of ensemble.failures) {
      const alone = createMorrisLecarEnsemble(core, {
        ...options,
        cells: 1,
        current: current[cell]!,
        initial: { voltage: voltages[cell]! },
      });
      alone.run(time - 1000);
      expect(Number.isFinite(alone.voltages[0]!) && Number.isFinite(alone.recoveries[0]!)).toBe(true);
      alone.run(1000);
      expect(Number.isFinite(alone.voltages[0]!) && Number.isFinite(alone.recoveries[0]!)).toBe(false);
      alone.dispose();
    }
    expect(ensemble.failures.map(({ cell }) => cell)).toContain(7);
    const sound = createMorrisLecarEnsemble(core, { cells: 4, current: [45, 1e9, 45, 45], dt: 0.1 });
    const reference = createMorrisLecarEnsemble(core, { cells: 4, current: 45, dt: 0.1 });
    sound.run(50);
    reference.run(50);
    expect(sound.voltages[0]).toBe(reference.voltages[0]);
    expect(sound.voltages[3]).toBe(reference.voltages[3]);
  });

  test.each([
    ["cells", { cells: 0 }],
    ["cells", { cells: 2.5 }],
    ["current", { current: Number.NaN }],
    ["current", { current: [1, 2] }],
    ["current[1]", { current: [1, Number.POSITIVE_INFINITY, 3] }],
    ["dt", { dt: 0 }],
    ["stepper", { stepper: "rk5" }],
    ["precision", { precision: "f16" }],
    ["parameters", { parameters: ["snlc"] }],
    ["parameters[1]", { parameters: ["snlc", "snic", "hopf"] }],
    ["parameters.calciumWidth", { parameters: { calciumWidth: 0 } }],
    ["parameters.gCa", { parameters: { gCa: 4 } }],
    ["initial.voltage", { initial: { voltage: [1] } }],
    ["initial.V", { initial: { V: 1 } }],
    ["threshold", { threshold: Number.NaN }],
    ["options.cell", { cell: 1 }],
  ])("refuses %s: %j", (field, wrong) => {
    const options = { cells: 3, current: 45, dt: 0.1, ...wrong } as MorrisLecarEnsembleOptions;
    expect(() => createMorrisLecarEnsemble(core, options)).toThrow(InputError);
    expect(() => createMorrisLecarEnsemble(core, options)).toThrow(`${field} is`);
  });

  test("refuses runs that are no whole number of steps", () => {
    const ensemble = make({ own: false });
    expect(() => ensemble.run(0.3)).toThrow("duration is 0.3");
    expect(() => ensemble.run(-1)).toThrow(InputError);
    expect(() => ensemble.run(1, { every: 0 })).toThrow("every is 0");
    ensemble.dispose();
    expect(() => ensemble.run(1)).toThrow(InputError);
  });
});
