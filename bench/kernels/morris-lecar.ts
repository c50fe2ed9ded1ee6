import { type Core, createMorrisLecarEnsemble, morrisLecarSets } from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { type TwinCells, twinParameters, twinRungeKutta } from "./morris-lecar-twin.js";

const CELLS = 1000;
const STEPS = 400; // of 4000 that make the run: every call goes on where the last one ended
const dt = 0.1;
const twin = twinRungeKutta(twinParameters(morrisLecarSets.snlc, dt));

/** From just above the onset of firing (1 Hz) to 20 Hz. */
const current = Float64Array.from({ length: CELLS }, (_, i) => 40 + 0.03 * i);

const ensemble = (core: Core, precision: "f64" | "f32", own = false) =>
  createMorrisLecarEnsemble(core, {
    cells: CELLS,
    parameters: own ? Array.from(current, () => "snlc" as const) : "snlc",
    current,
    dt,
    precision,
  });

function twinCells(): TwinCells {
  return {
    voltage: new Float64Array(CELLS).fill(-20),
    recovery: new Float64Array(CELLS).fill(0.1),
    current,
  };
}

function benchmark(precision: "f64" | "f32", own: boolean, tolerance: number): KernelBenchmark {
  return {
    name: `morris-lecar rk4 ${precision}${own ? " own parameters" : ""}`,
    description: `${CELLS} Morris-Lecar cells, Runge-Kutta of order 4, ${own ? "parameters per cell" : "shared parameters"}; twin in f64`,
    unit: "cell step",
    prepare(core) {
      const cells = ensemble(core, precision, own);
      const other = twinCells();
      return {
        operations: CELLS * STEPS,
        kernel: () => {
          cells.run(STEPS * dt);
        },
        twin: () => twin(other, STEPS),
        check: () => compare(core, precision, own, tolerance),
      };
    },
  };
}

/** After 50 ms, which takes every cell through an upstroke. */
function compare(core: Core, precision: "f64" | "f32", own: boolean, tolerance: number): void {
  const cells = ensemble(core, precision, own);
  const other = twinCells();
  cells.run(50);
  twin(other, 500);
  const voltages = cells.voltages;
  let largest = 0;
  for (let i = 0; i < CELLS; i++) largest = Math.max(largest, Math.abs(voltages[i]! - other.voltage[i]!));
  cells.dispose();
  if (!(largest <= tolerance)) throw new Error(`Voltages differ from the twin's by ${largest} mV.`);
}

// Tolerances: 500 steps of rounding of voltages below 64 mV, 500 * 64 * 2^-53 = 4e-12 (f64), 2e-3 (f32), which upstrokes magnify: times 10.
export const benchmarks: KernelBenchmark[] = [
  benchmark("f64", false, 4e-11),
  benchmark("f64", true, 4e-11),
  benchmark("f32", false, 2e-2),
];
