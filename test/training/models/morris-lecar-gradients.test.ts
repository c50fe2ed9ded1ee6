import { describe, expect, test } from "vitest";
import { networkSteppers } from "../../../src/neurons/network-run-options.js";
import { morrisLecarSequenceModel } from "../../../src/training/models/morris-lecar.js";
import type { MorrisLecarSequenceOptions } from "../../../src/training/models/morris-lecar-options.js";
import { testCore } from "../../support/core.js";
import { oracleLoss } from "./oracle-gradient.js";
import { coefficientsFor, exampleRun, largestDifference, startsOf } from "./sequence-examples.js";

const core = await testCore();

const kinds: readonly [string, Partial<MorrisLecarSequenceOptions>][] = [
  ["current", { type: "current", cellTensors: ["phi", "gCa", "V3", "bias"] }],
  [
    "current with Dale's law",
    { type: "current", signs: [1, -1, 1, 1], connections: [1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0] },
  ],
  [
    "conductance",
    {
      type: "conductance",
      synapses: ["ampa", "gabaA", { kind: "graded", width: 25 }, "ampa"],
      cellTensors: ["bias", "V3", "phi"],
    },
  ],
  [
    "conductance with magnesium",
    { type: "conductance", synapses: ["ampa", "gabaA", "nmda", { kind: "graded", width: 25 }], cellTensors: ["gCa"] },
  ],
];

describe.each(kinds)("%s", (_, kind) => {
  describe.each(networkSteppers)("%s", (stepper) => {
    // 3 steps: products of a few factors of a few units of rounding each. 100 steps in which cells fire: as many times more, and what upstrokes magnify.
    test.each([
      ["a few steps", 1, 3, 1e-13],
      ["100 steps", 10, 10, 1e-11],
    ])("the gradient over %s is that of a complex step", (_, rows, stepsPerRow, tolerance) => {
      const options = { cells: 4, inputs: 2, dt: 0.4, stepper, ...kind } as MorrisLecarSequenceOptions;
      const model = morrisLecarSequenceModel(core, options);
      const parameters = model.initial(3).map((value, at) => (at < 8 ? 4 * value : value + 0.01 * Math.sin(at)));
      const run = exampleRun({ rows, stepsPerRow, inputs: 2, trials: rows > 1 ? 1 : 3 });
      const coefficients = coefficientsFor(run, 4);
      const starts = startsOf(core, options, run);
      const tensors = model.tensors.map(({ name }) => name);
      let value = 0;
      const gradient = model.backward(
        parameters,
        run,
        ({ values }) => {
          value = values.reduce((sum, feature, at) => sum + feature * coefficients[at]!, 0);
          return coefficients;
        },
        { method: "backpropagation", tensors },
      );
      const loss = (by: number, byStart = -1) =>
        oracleLoss(options, model.tensors, parameters, run, starts, coefficients, by, byStart);
      expect(Math.abs(value - loss(-1).value)).toBeLessThan(tolerance);
      for (const { offset, length } of model.tensors) {
        const expected = Float64Array.from({ length }, (_, at) => loss(offset + at).derivative);
        expect(largestDifference(gradient.subarray(offset, offset + length), expected)).toBeLessThan(tolerance);
      }
      const byStart = Float64Array.from(starts, (_, at) => loss(-1, at).derivative);
      expect(largestDifference(model.stateGradients.voltage, byStart)).toBeLessThan(tolerance);
      model.dispose();
    });
  });
});
