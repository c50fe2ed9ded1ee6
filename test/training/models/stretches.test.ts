import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.js";
import { networkSteppers } from "../../../src/neurons/network-run-options.js";
import {
  createSequenceModel,
  type SequenceModel,
  type SequenceModelOptions,
  type SequenceRun,
} from "../../../src/training/models/index.js";
import type { TrialsState } from "../../../src/training/problem.js";
import { testCore } from "../../support/core.js";
import { exampleRun } from "./sequence-examples.js";

const core = await testCore();
const cells = 5;
const inputs = 3;
const [rows, stepsPerRow] = [8, 5];
const steps = rows * stepsPerRow;

/** Features of stretches that end before the given steps, window after window. */
function inStretches(model: SequenceModel, parameters: Float64Array, run: SequenceRun, ends: readonly number[]): number[] {
  const values: number[] = [];
  let state: TrialsState | undefined;
  for (const to of ends) {
    const features = model.forward(parameters, { ...run, stretch: { to, ...(state ? { state } : {}) } });
    values.push(...features.values);
    state = features.state!;
    expect(state.step).toBe(to);
    expect(features.failed).toBe(0);
    // Another run in between leaves its numbers in the model's memory.
    model.forward(parameters, { ...run, seed: 12 });
  }
  return values;
}

const models: [string, SequenceModelOptions][] = [
  ...networkSteppers.flatMap((stepper): [string, SequenceModelOptions][] => [
    [`Morris-Lecar, ${stepper}`, { kind: "morris-lecar", cells, dt: 0.4, stepper }],
    [
      `Morris-Lecar, ${stepper}, conductances`,
      { kind: "morris-lecar", cells, dt: 0.1, stepper, type: "conductance", synapses: "nmda" },
    ],
  ]),
  [
    "Morris-Lecar, f32, cells of their own",
    { kind: "morris-lecar", cells, dt: 0.4, precision: "f32", cellTensors: ["phi", "bias"] },
  ],
  ...(["tanh", "relu", "threshold"] as const).map((unit): [string, SequenceModelOptions] => [
    `rates, ${unit}`,
    { kind: "rate-network", cells, unit, threshold: 0.1, startSpread: 0.5 },
  ]),
  ["rates, f32", { kind: "rate-network", cells, precision: "f32", startSpread: 0.5 }],
];

describe.each(models)("%s", (_, options) => {
  test.each([true, false])("stretches have the bits of one run (inputs as patterns: %s)", (patterned) => {
    const model = createSequenceModel(core, options, inputs);
    const parameters = model.initial(3);
    // Windows [13, 14) and [14, 40): stretches of a quarter end inside the second, and so do uneven ones, which also cut rows.
    const run = exampleRun({ rows, stepsPerRow, inputs, trials: 3, patterned });
    const whole = Array.from(model.forward(parameters, run).values);
    expect(new Set(whole).size).toBeGreaterThan(2); // a threshold's outputs are 0 or 1
    const quarters = [1, 2, 3, 4].map((k) => (k * steps) / 4);
    expect(inStretches(model, parameters, run, quarters)).toEqual(whole);
    expect(inStretches(model, parameters, run, [1, 13, 17, 39, 40])).toEqual(whole);
    model.dispose();
  });
});

describe("a stretch", () => {
  // Runge-Kutta: the exponential methods stay finite whatever drives them.
  const model = createSequenceModel(core, { kind: "morris-lecar", cells, dt: 0.4, stepper: "rk4" }, inputs);
  const parameters = model.initial(3);
  const run = exampleRun({ rows, stepsPerRow, inputs, trials: 3 });

  test("remembers which trials failed", () => {
    const values = run.input.values!.slice();
    for (let input = 0; input < inputs; input++) values[input * 3 + 1] = 1e300; // trial 1, first row
    const failing = { ...run, input: { ...run.input, values } };
    const whole = model.forward(parameters, failing);
    expect(whole.failed).toBe(1);
    const first = model.forward(parameters, { ...failing, stretch: { to: 10 } });
    expect(first.failed).toBe(1);
    expect(first.values).toHaveLength(0);
    const second = model.forward(parameters, { ...failing, stretch: { state: first.state!, to: steps } });
    expect(second).toMatchObject({ failed: 1, values: whole.values });
    expect(second.values.filter(Number.isNaN)).toHaveLength(2 * cells);
  });

  test("refuses steps out of range, states of other sizes, and a way back", () => {
    const at = (stretch: SequenceRun["stretch"]) => () => model.forward(parameters, { ...run, stretch: stretch! });
    const { state } = model.forward(parameters, { ...run, stretch: { to: 10 } });
    expect(at({ to: steps + 1 })).toThrow(InputError);
    expect(at({ to: 0 })).toThrow(/stretch.to/);
    expect(at({ state: state!, to: 10 })).toThrow(/stretch.to/);
    expect(at({ state: { ...state!, step: 0 }, to: 12 })).toThrow(/stretch.state.step/);
    // A state inside a window also has that window's sums.
    expect(at({ state: { ...state!, step: 20 }, to: steps })).toThrow(/stretch.state.values/);
    const request = { method: "backpropagation", tensors: ["Win"] } as const;
    const back = () => model.backward(parameters, { ...run, stretch: { to: 10 } }, ({ values }) => values, request);
    expect(back).toThrow(/stretch/);
  });
});
