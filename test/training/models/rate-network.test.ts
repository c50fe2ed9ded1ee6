import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.js";
import { rateSequenceModel } from "../../../src/training/models/rate-network.js";
import type { RateNetworkOptions } from "../../../src/training/models/rate-network-options.js";
import type { InputSequence, SequenceRun } from "../../../src/training/models/sequence-model.js";
import type { CheckpointScheme, GradientRequest } from "../../../src/training/problem.js";
import { testCore } from "../../support/core.js";
import { type OracleOptions, oracleFeatures, oracleGradient } from "./rate-network-oracle.js";

const core = await testCore();
const inputs = 3;
const all = ["Win", "Wrec", "b"];
const full: GradientRequest = { method: "backpropagation", tensors: all };

/** Numbers without structure, from -1 to 1. */
function numbers(length: number, seed: number): Float64Array {
  let state = seed + 1;
  return Float64Array.from({ length }, () => {
    state = (state * 16807) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  });
}

function inputOf(kind: "patterns" | "values", rows: number, stepsPerRow: number, trials: number): InputSequence {
  const common = { rows, stepsPerRow, trials, inputs };
  if (kind === "values") return { ...common, values: numbers(rows * inputs * trials, 5) };
  const choices = Uint16Array.from({ length: rows * trials }, (_, i) => (i * i + 3 * i) % 4);
  return { ...common, patterns: numbers(4 * inputs, 6), choices };
}

function runOf(input: InputSequence): SequenceRun {
  const steps = input.rows * input.stepsPerRow;
  const windows = [
    { from: Math.floor(steps / 4), to: Math.ceil(steps / 2) },
    { from: steps - 1, to: steps },
  ];
  return { input, windows, seed: 7, firstTrial: 0 };
}

const oracleDefaults = { inputs, rate: 0.3, threshold: 0.1, surrogateSlope: 25 };

function modelOf(options: Partial<RateNetworkOptions> & { cells: number }) {
  return rateSequenceModel(core, { ...oracleDefaults, ...options });
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function difference(a: Float64Array, b: Float64Array): number {
  return largest(a.map((value, i) => value - b[i]!));
}

describe("rate network", () => {
  for (const unit of ["tanh", "relu", "threshold"] as const) {
    for (const kind of ["patterns", "values"] as const) {
      for (const signs of [undefined, [1, 1, -1, 1, -1]]) {
        const name = `${unit}, ${kind}${signs ? ", Dale's law" : ""}`;
        it(`${name}: outputs and gradient are those of complex arithmetic`, () => {
          const options: OracleOptions = { ...oracleDefaults, cells: 5, unit, ...(signs && { signs }) };
          const model = rateSequenceModel(core, options);
          // 39 steps: blocks of 16, 16 and 7; rows of one step, or across blocks
          const run = runOf(signs ? inputOf(kind, 39, 1, 5) : inputOf(kind, 13, 3, 5));
          const parameters = numbers(model.length, 11);
          const weights = numbers(2 * 5 * 5, 12);
          let values = new Float64Array();
          const gradient = model.backward(
            parameters,
            run,
            (features) => {
              values = new Float64Array(features.values);
              return weights;
            },
            full,
          );
          expect([...model.forward(parameters, run).values]).toEqual([...values]);
          // 39 steps of sums of about 10 terms of size 1: 39 * 10 * 2^-53 = 4e-14.
          expect(difference(values, oracleFeatures(options, parameters, run))).toBeLessThan(1e-13);
          const expected = oracleGradient(options, parameters, run, weights);
          expect(largest(expected)).toBeGreaterThan(0.01);
          expect(difference(gradient, expected) / largest(expected)).toBeLessThan(1e-12);
          model.dispose();
        });
      }
    }
  }

  it("truncated: cuts the way back every `window` steps from the end; from all steps on it is the whole gradient, bit for bit", () => {
    const options = { ...oracleDefaults, cells: 4, unit: "tanh" } as const;
    const model = rateSequenceModel(core, options);
    const run = runOf(inputOf("values", 21, 2, 3));
    const parameters = numbers(model.length, 3);
    const weights = numbers(2 * 4 * 3, 4);
    const truncated = (window: number) =>
      model.backward(parameters, run, () => weights, { method: "truncated-backpropagation", tensors: all, window });
    const whole = model.backward(parameters, run, () => weights, full);
    expect([...truncated(42)]).toEqual([...whole]);
    expect([...truncated(1000)]).toEqual([...whole]);
    for (const window of [1, 2, 5, 16, 41]) {
      const expected = oracleGradient({ ...options, window }, parameters, run, weights);
      expect(difference(truncated(window), expected) / largest(expected)).toBeLessThan(1e-12);
      if (window < 5) expect(difference(expected, whole) / largest(whole)).toBeGreaterThan(0.01);
    }
    model.dispose();
  });

  it("checkpoints change no bit of a gradient", () => {
    const schemes: fc.Arbitrary<CheckpointScheme> = fc.oneof(
      fc.constant("uniform" as const),
      fc.record({ snapshots: fc.integer({ min: 1, max: 6 }) }),
    );
    const cases = fc.record({
      scheme: schemes,
      rows: fc.integer({ min: 1, max: 120 }),
      stepsPerRow: fc.integer({ min: 1, max: 3 }),
      kind: fc.constantFrom("patterns" as const, "values" as const),
      precision: fc.constantFrom("f32" as const, "f64" as const),
      unit: fc.constantFrom("tanh" as const, "threshold" as const),
    });
    fc.assert(
      fc.property(cases, ({ scheme, rows, stepsPerRow, kind, precision, unit }) => {
        const model = modelOf({ cells: 3, precision, unit, startSpread: 0.5 });
        const run = {
          ...runOf(inputOf(kind, rows, stepsPerRow, 3)),
          windows: [{ from: rows * stepsPerRow - 1, to: rows * stepsPerRow }],
        };
        const parameters = numbers(model.length, 3);
        const weights = numbers(3 * 3, 4);
        const kept = model.backward(parameters, run, () => weights, full);
        const again = model.backward(parameters, run, () => weights, { ...full, checkpoints: scheme });
        model.dispose();
        expect([...again]).toEqual([...kept]);
      }),
    );
  });

  it("surrogate gradient: exactly 1 / (1 + k |x - threshold|)^2", () => {
    const model = rateSequenceModel(core, { cells: 1, inputs: 1, rate: 0.5, unit: "threshold" });
    for (const bias of [-3, 0, 1.9, 2, 2.1, 7]) {
      const input = { rows: 1, stepsPerRow: 1, trials: 1, inputs: 1, values: Float64Array.of(0) };
      const run = { input, windows: [{ from: 0, to: 1 }], seed: 0, firstTrial: 0 };
      const parameters = Float64Array.of(0, 0, bias);
      const x = 0.5 * bias;
      const slope = 1 / (1 + 25 * Math.abs(x - 1)) ** 2;
      expect(model.forward(parameters, run).values[0]).toBe(x >= 1 ? 1 : 0);
      expect(model.backward(parameters, run, () => Float64Array.of(1), full)[2]).toBe(0.5 * slope);
    }
    model.dispose();
  });

  it("f32 agrees with f64 to its rounding", () => {
    const run = runOf(inputOf("patterns", 50, 2, 6));
    const [single, double] = (["f32", "f64"] as const).map((precision) => {
      const model = modelOf({ cells: 12, precision });
      const parameters = model.initial(5);
      const gradient = model.backward(parameters, run, () => numbers(2 * 12 * 6, 4), full);
      const { values } = model.forward(parameters, run);
      model.dispose();
      return { values, gradient };
    });
    // Errors of 2^-24 = 6e-8 a step fade at the rate of the leak, 0.3: a few of them add up; 20 times for sums of 12 terms and gradients.
    expect(difference(single!.values, double!.values)).toBeLessThan(1.2e-6);
    expect(difference(single!.gradient, double!.gradient) / largest(double!.gradient)).toBeLessThan(1.2e-6);
    expect(difference(single!.values, double!.values)).toBeGreaterThan(0);
  });

  for (const precision of ["f64", "f32"] as const) {
    it(`${precision}: the bits of a trial do not depend on its batch`, () => {
      const model = modelOf({ cells: 7, precision, startSpread: 1 });
      const trials = 11;
      const input = inputOf("values", 20, 2, trials);
      const parameters = model.initial(2);
      const whole = model.forward(parameters, runOf(input)).values;
      for (let trial = 0; trial < trials; trial++) {
        const values = input.values!.filter((_, at) => at % trials === trial);
        const alone = model.forward(parameters, { ...runOf({ ...input, trials: 1, values }), firstTrial: trial }).values;
        expect([...alone]).toEqual([...whole.filter((_, at) => at % trials === trial)]);
      }
      model.dispose();
    });
  }

  it("tensors that are not asked for have gradient 0, the others the same bits", () => {
    const model = modelOf({ cells: 4 });
    const run = runOf(inputOf("values", 20, 1, 2));
    const parameters = model.initial(2);
    const weights = numbers(2 * 4 * 2, 4);
    const whole = model.backward(parameters, run, () => weights, full);
    for (const { name, offset, length } of model.tensors) {
      const only = model.backward(parameters, run, () => weights, { ...full, tensors: [name] });
      expect([...only]).toEqual([...whole.map((value, at) => (at >= offset && at < offset + length ? value : 0))]);
    }
    model.dispose();
  });

  it("clip: scales a longer gradient down to its length, and leaves a shorter one", () => {
    const run = runOf(inputOf("values", 20, 1, 2));
    const weights = numbers(2 * 4 * 2, 4);
    const [free, tight, wide] = [undefined, 0.01, 1e6].map((clip) => {
      const model = modelOf({ cells: 4, ...(clip && { clip }) });
      const gradient = model.backward(model.initial(2), run, () => weights, full);
      model.dispose();
      return gradient;
    });
    const norm = Math.hypot(...free!);
    expect([...wide!]).toEqual([...free!]);
    expect(Math.hypot(...tight!)).toBeCloseTo(0.01, 15); // rounding of 0.01
    expect(
      difference(
        tight!,
        free!.map((value) => (value * 0.01) / norm),
      ),
    ).toBeLessThan(1e-16); // of numbers below 0.01
  });

  it("a trial that diverges is counted, with NaN as its features, and leaves the others alone", () => {
    const model = rateSequenceModel(core, { cells: 2, inputs: 1, rate: 1, unit: "relu" });
    const trials = 3;
    const input = { rows: 700, stepsPerRow: 1, trials, inputs: 1, values: new Float64Array(700 * trials) };
    input.values[1] = 1; // the second trial grows by a factor of 4 each step: 4^700 overflows
    const run = { input, windows: [{ from: 0, to: 700 }], seed: 0, firstTrial: 0 };
    const { values, failed } = model.forward(Float64Array.of(1, 1, 2, 2, 2, 2, 0, 0), run);
    expect(failed).toBe(1);
    expect([...values]).toEqual([0, Number.NaN, 0, 0, Number.NaN, 0]);
    model.dispose();
  });

  it("refuses what does not fit, naming it", () => {
    const model = modelOf({ cells: 2 });
    const run = runOf(inputOf("values", 4, 1, 2));
    const parameters = model.initial(1);
    const weights = new Float64Array(8);
    const request = (change: Partial<GradientRequest>) => () =>
      model.backward(parameters, run, () => weights, { ...full, ...change } as GradientRequest);
    const forward = (change: Partial<SequenceRun>) => () => model.forward(parameters, { ...run, ...change });
    const failures: [() => unknown, RegExp][] = [
      [() => modelOf({ cells: 0 }), /cells/],
      [() => modelOf({ cells: 2, rate: 0 }), /rate/],
      [() => modelOf({ cells: 2, signs: [1, 0] }), /signs\[1\]/],
      [() => modelOf({ cells: 2, unit: "sigmoid" as never }), /unit/],
      [() => modelOf({ cells: 2, alpha: 1 } as never), /alpha/],
      [() => model.forward(parameters.subarray(1), run), /parameters/],
      [
        () =>
          model.forward(
            parameters.map(() => Number.NaN),
            run,
          ),
        /parameters\[0\]/,
      ],
      [forward({ windows: [{ from: 2, to: 5 }] }), /windows\[0\]\.to/],
      [forward({ windows: [{ from: 1, to: 3 }, { from: 2, to: 4 }] }), /windows\[1\]\.from/], // biome-ignore format: one case a line
      [forward({ input: { ...run.input, rows: 5 } }), /input\.values/],
      [
        forward({ input: { ...inputOf("patterns", 4, 1, 2), choices: Uint16Array.of(0, 1, 2, 3, 4, 0, 0, 0) } }),
        /input\.choices\[4\]/,
      ],
      [request({ method: "backsolve-adjoint" }), /method/],
      [request({ tensors: ["W"] }), /tensors/],
      [request({ method: "truncated-backpropagation" }), /window/],
      [request({ checkpoints: { snapshots: 0 } }), /snapshots/],
      [() => model.backward(parameters, run, () => new Float64Array(7), full), /lossGradient/],
      [() => model.backward(parameters, run, () => model.forward(parameters, run).values, full), /cannot run the model again/],
    ];
    for (const [failure, message] of failures) {
      expect(failure).toThrow(InputError);
      expect(failure).toThrow(message);
    }
    model.dispose();
  });
});
