import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { hodgkinHuxleyModel, hodgkinHuxleyRest } from "../../src/neurons/hodgkin-huxley.js";
import {
  createHodgkinHuxleyEnsemble,
  type HodgkinHuxleyEnsembleOptions,
  hodgkinHuxleySteppers,
} from "../../src/neurons/hodgkin-huxley-ensemble.js";
import { createIntegrator } from "../../src/solvers/solve.js";
import { testCore } from "../support/core.js";

const core = await testCore();
const orders = { rk4: 4, "exponential-euler": 1, strang: 2 } as const;

const arena = core.arena(8192);
const take = (bytes: number) => arena.block("u8", bytes).address;
const { address } = hodgkinHuxleyModel({ current: 10 }).bind(core, take);
const context = new DataView(core.memory.buffer).getUint32(address + 16, true); // Problem.context
const state = arena.block("f64", 4);
const out = arena.block("f64", 16);

function derivative(y: ArrayLike<number>): Float64Array {
  state.view.set(y);
  core.call((e) => e.hodgkinHuxleyDerivative(context, 0, state.address, out.address));
  return out.view.slice(0, 4);
}

/** The equations once more, from the exponentials themselves. */
function plain([v, m, h, n]: readonly [number, number, number, number]): number[] {
  const f = (x: number) => (x === 0 ? 1 : x / -Math.expm1(-x));
  const sodium = 120 * m ** 3 * h * (v - 50);
  const potassium = 36 * n ** 4 * (v + 77);
  return [
    10 - sodium - potassium - 0.3 * (v + 54.387),
    f((v + 40) / 10) * (1 - m) - 4 * Math.exp(-(v + 65) / 18) * m,
    0.07 * Math.exp(-(v + 65) / 20) * (1 - h) - h / (1 + Math.exp(-(v + 35) / 10)),
    0.1 * f((v + 55) / 10) * (1 - n) - 0.125 * Math.exp(-(v + 65) / 80) * n,
  ];
}

describe("the cell", () => {
  test("derivative, also where rates are 0 / 0", () => {
    for (const v of [-90, -65, -55, -55 + 1e-9, -40, -40 - 1e-7, 0, 45]) {
      const y = [v, 0.3, 0.4, 0.5] as const;
      const expected = plain(y);
      derivative(y).forEach((slope, i) => {
        // rounding of terms up to 1000
        expect(Math.abs(slope - expected[i]!), `component ${i} at ${v}`).toBeLessThan(1e-14 * (i === 0 ? 1000 : 10));
      });
    }
  });

  test("Jacobian", () => {
    for (const v of [-90, -65, -55, -52, -40, -39.9, -35, 0, 45]) {
      const y = [v, 0.3, 0.4, 0.5];
      state.view.set(y);
      out.view.fill(0);
      core.call((e) => e.hodgkinHuxleyJacobian(context, 0, state.address, out.address, 32));
      const found = out.view.slice();
      for (let j = 0; j < 4; j++) {
        // differences of order 6; rounding of slopes up to 1000 and of the step leaves 1e-9 relative
        const h = j === 0 ? 0.05 : 0.01;
        const at = (k: number) => derivative(y.with(j, y[j]! + k * h));
        const [p1, p2, p3, m1, m2, m3] = [1, 2, 3, -1, -2, -3].map(at) as Float64Array[];
        for (let i = 0; i < 4; i++) {
          const slope = (45 * (p1![i]! - m1![i]!) - 9 * (p2![i]! - m2![i]!) + (p3![i]! - m3![i]!)) / (60 * h);
          const allowed = 1e-9 * Math.max(1, Math.abs(slope));
          expect(Math.abs(found[i * 4 + j]! - slope), `entry ${i}, ${j} at ${v}`).toBeLessThan(allowed);
        }
      }
    }
  });

  test("is finite at V = 1e6 and -1e6", () => {
    for (const v of [1e6, -1e6]) expect(derivative([v, 0.3, 0.4, 0.5]).every(Number.isFinite)).toBe(true);
  });

  test("rests without a current, and fires at I = 10", () => {
    // Rest of the classical parameters: -65 mV to the 0.003 mV that EL = -54.387 leaves.
    const rest = createIntegrator(core, hodgkinHuxleyModel({ current: 0 }), { end: 500, record: "end" });
    expect(Math.abs(rest.run().state[0]! + 65)).toBeLessThan(0.01);
    rest.dispose();
    const firing = createIntegrator(core, hodgkinHuxleyModel({ current: 10 }), {
      end: 300,
      record: "end",
      relativeTolerance: 1e-9,
      events: [{ component: 0, crossing: "rising" }],
    });
    const { events } = firing.run();
    // The textbook figure for 10 uA/cm2 is 68 spikes a second.
    const period = events.at(-1)!.time - events.at(-2)!.time;
    expect(Math.abs(1000 / period - 68.3)).toBeLessThan(0.5);
    firing.dispose();
  });
});

function make(options: Partial<HodgkinHuxleyEnsembleOptions>) {
  return createHodgkinHuxleyEnsemble(core, { cells: 1, current: 10, dt: 0.01, ...options });
}

test.each(hodgkinHuxleySteppers)("%s converges to the adaptive solution with its order", (stepper) => {
  const model = hodgkinHuxleyModel({ current: 10 });
  const exact = createIntegrator(core, model, { end: 20, record: "end", relativeTolerance: 1e-12, absoluteTolerance: 1e-13 });
  const expected = exact.run().state[0]!;
  exact.dispose();
  const error = (dt: number) => {
    const ensemble = make({ stepper, dt, initial: { voltage: hodgkinHuxleyRest[0] } });
    ensemble.run(20);
    const voltage = ensemble.read("voltage")[0]!;
    ensemble.dispose();
    return Math.abs(voltage - expected);
  };
  const [coarse, fine] = [error(1 / 64), error(1 / 128)];
  expect(Math.abs(Math.log2(coarse / fine) - orders[stepper]), `${coarse}, ${fine}`).toBeLessThan(0.15);
});

test.each(hodgkinHuxleySteppers)("item 15: %s gives the same bits however a run is cut or the ensemble split", (stepper) => {
  const current = Float64Array.from({ length: 11 }, (_, i) => 2 * i);
  for (const precision of ["f64", "f32"] as const) {
    const options = { stepper, precision, dt: 1 / 64 };
    const whole = make({ ...options, cells: 11, current });
    const cut = make({ ...options, cells: 11, current });
    const last = make({ ...options, cells: 4, current: current.slice(7) });
    whole.run(30);
    cut.run(7.25, { every: 5 });
    cut.run(22.75);
    last.run(30);
    for (const part of ["voltage", "m", "h", "n"] as const) {
      expect(cut.read(part)).toEqual(whole.read(part));
      expect(last.read(part)).toEqual(whole.read(part).slice(7));
    }
    expect(cut.spikeCounts).toEqual(whole.spikeCounts);
    expect(whole.spikeCounts[5]).toBeGreaterThan(0);
    for (const ensemble of [whole, cut, last]) ensemble.dispose();
  }
});

test("samples, and a cell that diverges", () => {
  const ensemble = make({
    cells: 3,
    dt: 0.5,
    current: [0, 1e9, 0],
    stepper: "rk4",
    initial: { voltage: [-65, 1e9, -65] },
  });
  const { times, voltages } = ensemble.run(4, { every: 2 });
  expect(Array.from(times)).toEqual([1, 2, 3, 4]);
  expect(voltages.length).toBe(12);
  expect(Array.from(voltages.slice(9))).toEqual(Array.from(ensemble.read("voltage")));
  ensemble.run(100);
  expect(ensemble.failures.map(({ cell }) => cell)).toEqual([1]);
});

test.each([
  ["cells", { cells: 0 }],
  ["current", { current: [1, 2] }],
  ["stepper", { stepper: "euler" }],
  ["parameters.capacitance", { parameters: { capacitance: 0 } }],
  ["initial.m", { initial: { m: Number.NaN } }],
  ["options.gNa", { gNa: 1 }],
])("refuses %s: %j", (field, wrong) => {
  expect(() => make(wrong as Partial<HodgkinHuxleyEnsembleOptions>)).toThrow(InputError);
  expect(() => make(wrong as Partial<HodgkinHuxleyEnsembleOptions>)).toThrow(`${field} is`);
});
