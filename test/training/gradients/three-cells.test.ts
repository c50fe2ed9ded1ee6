import { describe, expect, test } from "vitest";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import { createGradient, type GradientOptions } from "../../../src/training/gradients/index.js";
import { testCore } from "../../support/core.js";
import { threeCells } from "./support.js";

const core = await testCore();

// Gradients at t = 100 from Richardson extrapolation of quadruple-precision differences, at least 12 digits. theta is I1 I2 I3, then g by rows (post).
const [I1, I3, g12, g13, g21] = [0, 2, 3 + 1, 3 + 2, 3 + 3];
const state = { V1: 0, V2: 4, V3: 8, L: 3 };
const reference = [
  ["V1", I1, 85.38370283345454],
  ["V2", I1, 4.722079973286319],
  ["L", I1, 0.03379442497003109],
  ["V1", I3, -51.10026184289937],
  ["V2", I3, -4.332026153616816],
  ["V3", I3, 0.1092268684072441],
  ["V1", g13, -102.1844454591114],
  ["V2", g13, -5.569381147316734],
  ["V3", g13, -4.788955080003921],
  ["L", g13, -0.03961509736862002],
  ["V1", g21, 0.1929660986745066],
  ["V3", g21, 0.04406447283424515],
  ["L", g21, 7.467368200372279e-5],
  ["V1", g12, 13.65105777043316],
  ["V2", g12, 0.7518380784449179],
  ["V3", g12, 0.6469203175635517],
] as const;

const ways: [string, GradientOptions][] = [
  // Errors of order 4 at h = 0.01 are below 1e-9 (halving h changes V1 by less).
  ["fine steps of Runge-Kutta 4", { times: [100], method: "rk4", stepSize: 0.01 }],
  [
    "Dormand-Prince 8(5,3) at a tight tolerance",
    { times: [100], method: "dop853", relativeTolerance: 1e-11, absoluteTolerance: 1e-12 },
  ],
  ["Tsitouras 5(4) at a tight tolerance", { times: [100], method: "tsit5", relativeTolerance: 1e-11, absoluteTolerance: 1e-12 }],
  ["Radau IIA at a tight tolerance", { times: [100], method: "radau", relativeTolerance: 1e-10, absoluteTolerance: 1e-12 }],
];

describe("item 16: gradients of the three-cell network, relative 1e-6", () => {
  test.each(ways)("by %s", (_, options) => {
    const gradient = createGradient(core, morrisLecarNetworkModel({ ...threeCells, integrals: true }), options);
    const found = Object.fromEntries(
      Object.entries(state).map(([name, component]) => {
        const weight = name === "L" ? 0.01 : 1; // L is the integral over 100
        const result = gradient.run((states) => ({
          loss: weight * states[component]!,
          gradient: Float64Array.from(states, (_, i) => (i === component ? weight : 0)),
        }));
        expect(result.notFinite).toBe(0);
        return [name, result.gradient.slice()];
      }),
    );
    gradient.dispose();
    for (const [name, parameter, expected] of reference) {
      const value = found[name]![parameter]!;
      expect(Math.abs(value / expected - 1), `d${name} by parameter ${parameter}: ${value}, not ${expected}`).toBeLessThan(1e-6);
    }
  });
});
