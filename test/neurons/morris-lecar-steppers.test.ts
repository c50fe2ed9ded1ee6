import { describe, expect, test } from "vitest";
import { createMorrisLecarEnsemble, type MorrisLecarStepper } from "../../src/neurons/morris-lecar-ensemble.js";
import { testCore } from "../support/core.js";

// SNLC cell, I = 45, (V, w)(0) = (-20, 0.1), t = 50 ms. Reference and errors of each scheme: derived independently in double precision with a method of
// order 8 at 1e-13. The errors are deterministic: 2e-3 relative leaves room for the digits printed.
const reference = { voltage: -22.789559214560633, recovery: 0.013109208310559515 };
const steps = [0.2, 0.1, 0.05];
const table: { stepper: MorrisLecarStepper; errors: number[]; order: number }[] = [
  { stepper: "staggered-trapezoid", errors: [0.32561, 0.15525, 0.075801], order: 1 },
  { stepper: "exponential-euler", errors: [0.3188, 0.1633, 0.082671], order: 1 },
  { stepper: "euler", errors: [0.03742, 0.019001, 0.009574], order: 1 },
  { stepper: "strang-frozen", errors: [0.07115, 0.03293, 0.0158], order: 1 },
  { stepper: "strang-midpoint", errors: [0.001565, 0.000395, 0.00009927], order: 2 },
  { stepper: "strang-rosenbrock", errors: [0.001602, 0.0004019, 0.0001007], order: 2 },
];

async function endOf(stepper: MorrisLecarStepper, dt: number, parameters?: "shared" | "own", precision: "f64" | "f32" = "f64") {
  const ensemble = createMorrisLecarEnsemble(await testCore(), {
    cells: 3,
    parameters: parameters === "own" ? ["snlc", "snlc", "snlc"] : "snlc",
    current: 45,
    stepper,
    dt,
    precision,
  });
  ensemble.run(50);
  const end = { voltage: ensemble.voltages[1]!, recovery: ensemble.recoveries[1]! };
  ensemble.dispose();
  return end;
}

describe("item 14: errors of the steppers", () => {
  test.each(table)("$stepper", async ({ stepper, errors, order }) => {
    const found: number[] = [];
    for (const dt of steps) found.push(Math.abs((await endOf(stepper, dt)).voltage - reference.voltage));
    found.forEach((error, i) => {
      expect(Math.abs(error / errors[i]! - 1), `dt ${steps[i]}: ${error}`).toBeLessThan(2e-3);
    });
    expect(Math.abs(Math.log2(found[1]! / found[2]!) - order)).toBeLessThan(0.1);
  });

  // Not in the table: their orders alone.
  test.each([
    { stepper: "heun", order: 2 },
    { stepper: "backward-euler", order: 1 },
    { stepper: "rk4", order: 4 },
  ] as const)("$stepper has order $order", async ({ stepper, order }) => {
    const coarse = (await endOf(stepper, 0.4)).voltage - reference.voltage;
    const fine = (await endOf(stepper, 0.2)).voltage - reference.voltage;
    const finer = (await endOf(stepper, 0.1)).voltage - reference.voltage;
    expect(Math.abs(Math.log2(Math.abs(fine / finer)) - order)).toBeLessThan(0.1);
    expect(Math.abs(coarse)).toBeGreaterThan(Math.abs(fine));
  });

  test("rk4 reaches the reference", async () => {
    // Order 4 with the error 1.1e-9 at dt = 0.1: 1e-12 at 0.0125 before rounding, of which 4000 steps leave below 1e-11 mV.
    for (const parameters of ["shared", "own"] as const) {
      const end = await endOf("rk4", 0.0125, parameters);
      expect(Math.abs(end.voltage - reference.voltage)).toBeLessThan(1e-11);
      expect(Math.abs(end.recovery - reference.recovery)).toBeLessThan(1e-13);
    }
  });
});
