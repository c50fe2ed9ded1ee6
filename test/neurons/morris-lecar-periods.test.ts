import { expect, test } from "vitest";
import { morrisLecarModel } from "../../src/neurons/morris-lecar-model.js";
import { createIntegrator } from "../../src/solvers/solve.js";
import { testCore } from "../support/core.js";

const core = await testCore();

test("item 21: period of an isolated cell of the authors' set at I = 39.9", () => {
  const model = morrisLecarModel({ parameters: "authors", current: 39.9 });
  const integrator = createIntegrator(core, model, {
    end: 9000,
    record: "end",
    relativeTolerance: 1e-12,
    absoluteTolerance: 1e-13,
    events: [{ component: 0, crossing: "rising" }],
  });
  const { events } = integrator.run();
  integrator.dispose();
  const settled = events.filter(({ time }) => time > 6000).map(({ time }) => time);
  const period = (settled.at(-1)! - settled[0]!) / (settled.length - 1);
  // quadruple precision; 1e-7 is the least that the distance of 0.32 from the saddle-node allows
  expect(Math.abs(period / 339.80772964895 - 1)).toBeLessThan(1e-7);
});

test("item 18: running maxima of |dV/dI| grow linearly", () => {
  const model = morrisLecarModel({ current: 45, sensitivity: true });
  const times = Float64Array.from({ length: 50_001 }, (_, i) => i / 10);
  const integrator = createIntegrator(core, model, { times, relativeTolerance: 1e-9, absoluteTolerance: 1e-10 });
  const { states } = integrator.run();
  integrator.dispose();
  const largest = (end: number) => states.slice(0, end * 10 + 1).reduce((most, state) => Math.max(most, Math.abs(state[2]!)), 0);
  for (const [end, expected] of [
    [100, 87],
    [500, 416],
    [1000, 827],
    [2500, 2061],
    [5000, 4117],
  ] as const) {
    expect(Math.abs(largest(end) / expected - 1), `until ${end} ms`).toBeLessThan(0.01);
  }
  expect(Math.abs(largest(5000) / largest(2500) - 2)).toBeLessThan(0.02);
});
