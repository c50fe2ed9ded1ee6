import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/errors.js";
import { createMorrisLecarNetwork } from "../../../src/neurons/morris-lecar-network.js";
import { networkSteppers } from "../../../src/neurons/network-run-options.js";
import { planCheckpoints } from "../../../src/training/models/checkpoint-plan.js";
import { type MorrisLecarSequenceModel, morrisLecarSequenceModel } from "../../../src/training/models/morris-lecar.js";
import type { MorrisLecarSequenceOptions } from "../../../src/training/models/morris-lecar-options.js";
import type { SequenceRun } from "../../../src/training/models/sequence-model.js";
import type { CheckpointScheme, GradientRequest } from "../../../src/training/problem.js";
import { testCore } from "../../support/core.js";
import { coefficientsFor, exampleRun, largestDifference, startsOf } from "./sequence-examples.js";

const core = await testCore();
const cells = 9; // tiles of four and of two leave a rest
const inputs = 3;
const all = ["Win", "Wrec"];

function make(options: Partial<MorrisLecarSequenceOptions> = {}): MorrisLecarSequenceModel {
  return morrisLecarSequenceModel(core, { cells, inputs, dt: 0.4, ...options } as MorrisLecarSequenceOptions);
}

function gradientOf(
  model: MorrisLecarSequenceModel,
  parameters: Float64Array,
  run: SequenceRun,
  request: Partial<GradientRequest> = {},
) {
  const coefficients = coefficientsFor(run, model.cells);
  return model.backward(parameters, run, () => coefficients, { method: "backpropagation", tensors: all, ...request });
}

/** Trials [from, to) of a run. */
function part(run: SequenceRun, from: number, to: number): SequenceRun {
  const { trials, values, choices } = run.input;
  const cut = <A extends Float64Array | Uint16Array>(list: A): A =>
    list.filter((_, at) => at % trials >= from && at % trials < to) as A;
  const input = { ...run.input, trials: to - from, ...(values ? { values: cut(values) } : { choices: cut(choices!) }) };
  return { ...run, input, firstTrial: run.firstTrial + from };
}

const column = (list: Float64Array, trials: number, trial: number) => list.filter((_, at) => at % trials === trial);

describe("forward", () => {
  test.each(networkSteppers)("%s: the mean outputs of MorrisLecarNetwork, bit for bit", (stepper) => {
    const model = make({ stepper });
    const parameters = model.initial(1);
    const base = exampleRun({ rows: 5, stepsPerRow: 6, inputs, trials: 3, patterned: true });
    const input = { ...base.input, patterns: new Float64Array(3 * inputs) };
    const run = { ...base, input, windows: [{ from: 12, to: 30 }] };
    const network = createMorrisLecarNetwork(core, {
      type: "current",
      cells,
      trials: 3,
      dt: 0.4,
      stepper,
      weights: parameters.subarray(inputs * cells),
    });
    network.setState({ voltage: startsOf(core, { cells } as MorrisLecarSequenceOptions, run) });
    network.run(12 * 0.4);
    const { meanOutputs } = network.run(18 * 0.4, { meanOutputs: true });
    expect(model.forward(parameters, run).values).toEqual(meanOutputs);
    network.dispose();
    model.dispose();
  });

  test("the bits of a trial do not depend on its batch, nor on the runs before", () => {
    for (const precision of ["f64", "f32"] as const) {
      for (const patterned of [true, false]) {
        const model = make({ precision });
        const parameters = model.initial(2);
        const run = exampleRun({ rows: 4, stepsPerRow: 10, inputs, trials: 7, patterned });
        const whole = model.forward(parameters, run).values;
        for (const [from, to] of [
          [0, 3],
          [3, 7],
          [6, 7],
        ] as const) {
          const { values } = model.forward(parameters, part(run, from, to));
          for (let trial = from; trial < to; trial++) {
            expect(column(values, to - from, trial - from)).toEqual(column(whole, 7, trial));
          }
        }
        expect(model.forward(parameters, run).values).toEqual(whole);
        model.dispose();
      }
    }
  });

  test("patterns are the values that they stand for", () => {
    const model = make();
    const parameters = model.initial(3);
    const run = exampleRun({ rows: 4, stepsPerRow: 10, inputs, trials: 5, patterned: true });
    const { patterns, choices, ...size } = run.input;
    const values = Float64Array.from({ length: 4 * inputs * 5 }, (_, at) => {
      const [row, k, trial] = [Math.floor(at / (inputs * 5)), Math.floor(at / 5) % inputs, at % 5];
      return patterns![choices![row * 5 + trial]! * inputs + k]!;
    });
    const same = { ...run, input: { ...size, values } };
    // Sums in another order: rounding, which 40 steps carry on.
    expect(largestDifference(model.forward(parameters, run).values, model.forward(parameters, same).values)).toBeLessThan(1e-13);
    expect(largestDifference(gradientOf(model, parameters, run), gradientOf(model, parameters, same))).toBeLessThan(1e-12);
    model.dispose();
  });

  test("a trial whose state is not finite is counted, and its features are NaN; the others go on", () => {
    const model = make();
    const parameters = model.initial(4).fill(1e300, 0, cells); // from the first component of the input, which is 0 in all trials but one
    const base = exampleRun({ rows: 2, stepsPerRow: 5, inputs, trials: 3 });
    const values = base.input.values!.map((value, at) => (at % (inputs * 3) < 3 ? 0 : value));
    const run = { ...base, input: { ...base.input, values: values.slice() } };
    const clean = model.forward(parameters, run).values;
    values[1] = 1e10;
    const { values: features, failed } = model.forward(parameters, { ...run, input: { ...run.input, values } });
    expect(failed).toBe(1);
    expect(column(features, 3, 1).every(Number.isNaN)).toBe(true);
    expect(column(features, 3, 0)).toEqual(column(clean, 3, 0));
    expect(column(features, 3, 2)).toEqual(column(clean, 3, 2));
    model.dispose();
  });
});

describe("backward", () => {
  const run = exampleRun({ rows: 15, stepsPerRow: 10, inputs, trials: 5, patterned: true });
  const schemes: readonly CheckpointScheme[] = [
    "uniform",
    { snapshots: 1 },
    { snapshots: 2 },
    { snapshots: 3 },
    { snapshots: 50 },
  ];

  test.each([
    ["exponential-euler", "current", "f64"],
    ["strang-midpoint", "conductance", "f64"],
    ["rk4", "current", "f32"],
    ["staggered-trapezoid", "conductance", "f32"],
  ] as const)("checkpoints do not change a bit (%s, %s, %s)", (stepper, type, precision) => {
    const model = make({ stepper, type, precision });
    const parameters = model.initial(5);
    const full = gradientOf(model, parameters, run);
    expect(full.some((value) => value !== 0)).toBe(true);
    for (const checkpoints of schemes) expect(gradientOf(model, parameters, run, { checkpoints })).toEqual(full);
    model.dispose();
  });

  test("a window as long as the run truncates nothing; a shorter one cuts what lies before", () => {
    const model = make();
    const parameters = model.initial(6);
    const late = { ...run, windows: [{ from: 120, to: 140 }] };
    const full = gradientOf(model, parameters, late);
    const truncated = (window: number, of = late) =>
      gradientOf(model, parameters, of, { method: "truncated-backpropagation", window });
    expect(truncated(140)).toEqual(full);
    expect(truncated(1000)).toEqual(full);
    expect(largestDifference(truncated(40), full)).toBeGreaterThan(1e-3);
    for (const checkpoints of schemes) {
      const request = { method: "truncated-backpropagation", window: 40, checkpoints } as const;
      expect(gradientOf(model, parameters, late, request)).toEqual(truncated(40));
    }
    // What goes into cells more than 40 steps before the end has no gradient: changing the early inputs' patterns alone moves nothing to row 0.
    const early = { ...late, input: { ...late.input, patterns: new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1]) } };
    const choices = Uint16Array.from(early.input.choices!, (_, at) => (at < 10 * 5 ? 0 : 1));
    const gradient = truncated(40, { ...early, input: { ...early.input, choices } });
    expect(gradient.subarray(0, cells).every((value) => value === 0)).toBe(true);
    expect(gradient.subarray(cells, 2 * cells).every((value) => value !== 0)).toBe(true);
    model.dispose();
  });

  test("tensors that were not asked for have a gradient of 0, and the others the same bits", () => {
    const model = make({ cellTensors: ["phi", "bias"] });
    const parameters = model.initial(7);
    const full = gradientOf(model, parameters, run, { tensors: ["Win", "Wrec", "phi", "bias"] });
    for (const { name, offset, length } of model.tensors) {
      const gradient = gradientOf(model, parameters, run, { tensors: [name] });
      const inside = (at: number) => at >= offset && at < offset + length;
      expect(gradient).toEqual(full.map((value, at) => (inside(at) ? value : 0)));
      expect(full.subarray(offset, offset + length).some((value) => value !== 0)).toBe(true);
    }
    model.dispose();
  });

  test.each(["current", "conductance"] as const)("f32 differs from f64 by rounding (%s)", (type) => {
    const gradients = (["f64", "f32"] as const).map((precision) => {
      const model = make({ precision, type });
      const gradient = gradientOf(model, model.initial(8), run);
      model.dispose();
      return gradient;
    });
    // 150 steps of rounding at 2^-24, 1e-5, which upstrokes magnify.
    expect(largestDifference(gradients[1]!, gradients[0]!)).toBeLessThan(1e-3);
  });

  test("the gradient of a batch is the sum of its trials'", () => {
    const model = make();
    const parameters = model.initial(9);
    const coefficients = coefficientsFor(run, cells);
    const full = gradientOf(model, parameters, run);
    const sum = new Float64Array(model.length);
    for (let trial = 0; trial < 5; trial++) {
      const own = column(coefficients, 5, trial);
      const request = { method: "backpropagation", tensors: all } as const;
      model
        .backward(parameters, part(run, trial, trial + 1), () => own, request)
        .forEach((value, at) => {
          sum[at]! += value;
        });
    }
    // Sums of 5 trials and 150 steps in another order.
    expect(largestDifference(sum, full)).toBeLessThan(1e-13);
    model.dispose();
  });

  test("no memory is taken by further runs of the same shape", () => {
    const model = make();
    const parameters = model.initial(10);
    gradientOf(model, parameters, run);
    const bytes = core.memory.buffer.byteLength;
    const before = core.heap.take(64);
    core.heap.release(before);
    for (let i = 0; i < 20; i++) gradientOf(model, model.initial(i), run);
    const after = core.heap.take(64);
    core.heap.release(after);
    expect(after).toEqual(before);
    expect(core.memory.buffer.byteLength).toBe(bytes);
    model.dispose();
  });
});

test("a plan holds as many states as it was given room for, and goes back through every step once", () => {
  for (const steps of [1, 31, 32, 33, 100, 777, 2000]) {
    for (const scheme of ["all", "uniform", { snapshots: 1 }, { snapshots: 2 }, { snapshots: 5 }] as const) {
      const { actions, slots, records } = planCheckpoints(steps, 0, 32, scheme);
      let at = 0;
      let kept = [0, 0];
      const saved = new Map<number, number>();
      const reversed: number[] = [];
      for (const action of actions) {
        if (action.do === "save") saved.set(action.slot, at);
        else if (action.do === "restore") at = saved.get(action.slot)!;
        else if (action.do === "reverse") {
          expect(kept[0]! <= action.from && action.to <= kept[1]!).toBe(true);
          for (let step = action.to - 1; step >= action.from; step--) reversed.push(step);
        } else if (action.do === "run" || action.do === "keep") {
          expect(action.from).toBe(at);
          at = action.to;
          if (action.do === "keep") kept = [action.from, action.to];
        }
      }
      expect(reversed).toEqual(Array.from({ length: steps }, (_, i) => steps - 1 - i));
      if (typeof scheme === "object") {
        expect(slots).toBeLessThanOrEqual(scheme.snapshots);
        expect(records).toBeLessThanOrEqual(33);
      }
      // Snapshots and a segment's states: at most 2 sqrt(n) and the blocks that both are rounded up to.
      if (scheme === "uniform") expect(slots + records).toBeLessThanOrEqual(2 * Math.sqrt(steps) + 2 * 32);
    }
  }
});

test("the start is drawn from the seed as documented", () => {
  const model = make({ cells: 40 });
  const parameters = model.initial(12);
  expect(model.initial(12)).toEqual(parameters);
  expect(model.initial(13)).not.toEqual(parameters);
  const spread = 1 / Math.sqrt(40);
  const win = parameters.subarray(0, inputs * 40);
  expect(win.every((value) => Math.abs(value - 0.1) <= spread)).toBe(true);
  const recurrent = parameters.subarray(inputs * 40);
  expect(recurrent.filter((value) => value === 0.001).length).toBe(320);
  expect(recurrent.every((value) => Math.abs(value - 0.001) <= spread)).toBe(true);
  model.dispose();
});

test("Dale's law: outputs of a source have its sign whatever the parameters", () => {
  const signs = Array.from({ length: cells }, (_, i) => (i % 3 === 2 ? -1 : 1));
  const model = make({ signs });
  const plain = make();
  const parameters = model.initial(14).map((value, at) => value + Math.sin(at));
  const run = exampleRun({ rows: 4, stepsPerRow: 5, inputs, trials: 2 });
  const signed = parameters.map((value, at) =>
    at < inputs * cells ? value : signs[Math.floor(at / cells) - inputs]! * Math.log1p(Math.exp(value)),
  );
  // The host's functions may differ from the core's in the last place.
  expect(largestDifference(model.forward(parameters, run).values, plain.forward(signed, run).values)).toBeLessThan(1e-13);
  model.dispose();
  plain.dispose();
});

test("refuses what it cannot run", () => {
  const model = make();
  const parameters = model.initial(1);
  const run = exampleRun({ rows: 2, stepsPerRow: 5, inputs, trials: 2 });
  const refused = (work: () => unknown, field: string) => {
    expect(work).toThrow(InputError);
    expect(work).toThrow(field);
  };
  refused(() => make({ cells: 0 }), "cells");
  refused(() => make({ signs: [1] }), "signs");
  refused(() => make({ synapses: "ampa" }), "synapses");
  refused(() => make({ type: "conductance", signs: [1] }), "signs");
  refused(() => model.forward(parameters.subarray(1), run), "parameters");
  refused(() => model.forward(parameters, { ...run, windows: [] }), "windows");
  refused(() => model.forward(parameters, { ...run, windows: [{ from: 3, to: 11 }] }), "windows[0].to");
  refused(() => model.forward(parameters, { ...run, input: { ...run.input, inputs: 2 } }), "input.inputs");
  const { values: _, ...bare } = run.input;
  refused(() => model.forward(parameters, { ...run, input: bare }), "input");
  const unbounded = run.input.values!.slice().fill(Number.POSITIVE_INFINITY, 2, 3);
  refused(() => model.forward(parameters, { ...run, input: { ...run.input, values: unbounded } }), "input.values[2]");
  const patterned = { ...bare, patterns: new Float64Array(inputs), choices: new Uint16Array(4).fill(1) };
  refused(() => model.forward(parameters, { ...run, input: patterned }), "input.choices[0]");
  refused(() => gradientOf(model, parameters, run, { tensors: ["Wro"] }), "tensors");
  refused(() => gradientOf(model, parameters, run, { method: "forward-sensitivity" }), "method");
  refused(() => gradientOf(model, parameters, run, { method: "truncated-backpropagation" }), "window");
  refused(() => gradientOf(model, parameters, run, { checkpoints: { snapshots: 0 } }), "snapshots");
  const request = { method: "backpropagation", tensors: all } as const;
  refused(() => model.backward(parameters, run, () => new Float64Array(1), request), "lossGradient");
  refused(() => model.backward(parameters, run, () => model.forward(parameters, run).values, request), "model");
  model.dispose();
  refused(() => model.forward(parameters, run), "model");
});
