import { describe, expect, test } from "vitest";
import { morrisLecarNetworkModel } from "../../../src/neurons/morris-lecar-network-model.js";
import { createGradient, type GradientOptions } from "../../../src/training/gradients/index.js";
import { testCore } from "../../support/core.js";
import { threeCells } from "./support.js";
import { threeCellReference } from "./three-cell-reference.js";

const core = await testCore();

const ways: [string, GradientOptions][] = [
  // Errors of order 4 at h = 0.01 are below 1e-9 (halving h changes V1 by less).
  ["fine steps of Runge-Kutta 4", { times: [100], method: "rk4", stepSize: 0.01 }],
  [
    "Dormand-Prince 8(5,3) at a tight tolerance",
    { times: [100], method: "dop853", relativeTolerance: 1e-11, absoluteTolerance: 1e-12 },
  ],
  ["Tsitouras 5(4) at a tight tolerance", { times: [100], method: "tsit5", relativeTolerance: 1e-11, absoluteTolerance: 1e-12 }],
  ["Rodas5P at a tight tolerance", { times: [100], method: "rodas5p", relativeTolerance: 1e-10, absoluteTolerance: 1e-12 }],
  ["Radau IIA at a tight tolerance", { times: [100], method: "radau", relativeTolerance: 1e-10, absoluteTolerance: 1e-12 }],
];

describe("item 16: gradients of the three-cell network, relative 1e-6", () => {
  test.each(ways)("by %s", (_, options) => {
    const gradient = createGradient(core, morrisLecarNetworkModel({ ...threeCells, integrals: true }), options);
    for (const [name, { at, weight, entries }] of Object.entries(threeCellReference)) {
      const result = gradient.run((states) => ({
        loss: weight * states[at]!,
        gradient: Float64Array.from(states, (_, i) => (i === at ? weight : 0)),
      }));
      expect(result.notFinite).toBe(0);
      for (const [parameter, expected] of entries) {
        const value = result.gradient[parameter]!;
        expect(Math.abs(value / expected - 1), `d${name} by parameter ${parameter}: ${value}, not ${expected}`).toBeLessThan(
          1e-6,
        );
      }
    }
    gradient.dispose();
  });
});
