import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Core,
  frameOf,
  GainCircuit,
  type GainError,
  gainErrors,
  mercedesBenzFrame,
  RandomStream,
  randomFrame,
  symmetricEigen,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import { covarianceFrom, inverted, largestDifference, multiplied, outputOf, recurrent } from "./gain-support.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});
const stream = (seed: number) => new RandomStream(core, { seed });
const covarianceOf = (n: number, seed: number) => covarianceFrom(stream(seed).normals(n * n), n);

describe("errors of whiteness", () => {
  it("are what their definitions say", () => {
    const frame = randomFrame(3, 4, stream(51));
    const circuit = new GainCircuit(core, { frame, learningRate: 0.1, gains: [0.1, 0.2, 0.3, 0.4] });
    const c = covarianceOf(3, 52);
    const output = outputOf(frame.weights, circuit.gains, 1, c);
    const { values } = symmetricEigen(core, circuit.outputCovariance(c), 3);
    const excess = [...values].map((v) => v - 1);
    const square = output.reduce((sum, x, e) => sum + (x - (e % 4 === 0 ? 1 : 0)) ** 2, 0);
    const expected: Record<GainError, number> = {
      operator: Math.max(...excess.map(Math.abs)),
      signed: Math.max(...excess),
      spectral: excess.reduce((sum, x) => sum + x * x, 0) / 3,
      "clipped-spectral": excess.reduce((sum, x) => sum + Math.max(x, 0) ** 2, 0) / 3,
      frobenius: Math.sqrt(square),
      "scaled-frobenius": Math.sqrt(square) / 3,
      "mean-square": square / 9,
    };
    for (const metric of gainErrors) expect(circuit.error(c, metric)).toBeCloseTo(expected[metric], 12);
    expect(expected.signed).not.toBeCloseTo(expected.operator, 2); // the case tells them apart
  });

  it("are recorded before steps and after samples", () => {
    const frame = mercedesBenzFrame();
    const c = covarianceOf(2, 53);
    const circuit = new GainCircuit(core, { frame, learningRate: 0.01 });
    const steps = new GainCircuit(core, { frame, learningRate: 0.01 });
    const { errors } = circuit.learnExpected(c, 100, { recordEvery: 7, metric: "spectral" });
    expect(errors.length).toBe(15);
    for (let s = 0; s < 100; s++) {
      if (s % 7 === 0) expect(errors[s / 7]).toBe(steps.error(c, "spectral"));
      steps.learnExpected(c, 1);
    }
    const samples = stream(6).normals(2 * 50);
    const online = circuit.learn(samples, { trackError: { covariance: c, every: 10 }, batch: 5 });
    expect(online).toMatchObject({ samples: 50 });
    for (let t = 0; t < 5; t++) {
      steps.learn(samples.subarray(20 * t, 20 * t + 20), { batch: 5 });
      expect(online.errors[t]).toBe(steps.error(c));
    }
  });

  it("end a stretch at the first step that is good enough", () => {
    const c = covarianceOf(2, 54);
    const circuit = new GainCircuit(core, { frame: mercedesBenzFrame(), learningRate: 0.01 });
    const result = circuit.learnExpected(c, 1e5, { recordEvery: 1, stopAtError: 0.01 });
    expect(result.reached).toBe(true);
    expect(result.errors[result.steps]).toBe(result.error);
    expect(result.error).toBeLessThanOrEqual(0.01);
    expect(result.errors[result.steps - 1]).toBeGreaterThan(0.01);
  });
});

describe("a live circuit", () => {
  it("learns the same however the samples are divided", () => {
    const frame = randomFrame(3, 6, stream(61));
    const samples = stream(62).normals(3 * 30_000);
    const make = () => new GainCircuit(core, { frame, learningRate: 1e-3, gains: new Float64Array(6).fill(0.5) });
    const whole = make();
    whole.learn(samples);
    const parts = make();
    for (let t = 0; t < 100; t++) parts.step(samples.subarray(3 * t, 3 * t + 3));
    parts.learn(samples.subarray(300, 300 + 3 * 17_001));
    parts.learn(samples.subarray(300 + 3 * 17_001));
    expect([...parts.gains]).toEqual([...whole.gains]);
  });

  it("keeps its state, bit for bit, when it refuses a sample", () => {
    const bad = fc.oneof(
      fc.constantFrom<unknown>(
        [1, Number.NaN],
        [Number.POSITIVE_INFINITY, 0],
        [1],
        [1, 2, 3],
        "12",
        3,
        null,
        undefined,
        ["1", 2],
        {},
      ),
      fc.constant(new BigInt64Array(2)),
    );
    fc.assert(
      fc.property(bad, fc.constantFrom("step", "respond", "learn"), (sample, method) => {
        const circuit = new GainCircuit(core, { frame: mercedesBenzFrame(), learningRate: 0.1, gains: [0.1, 0.2, 0.3] });
        const probe = circuit.respond([1, 1]);
        expect(() => circuit[method as "step"](sample as number[])).toThrowError(expect.objectContaining({ code: "input" }));
        expect([...circuit.gains]).toEqual([0.1, 0.2, 0.3]);
        expect([...circuit.respond([1, 1])]).toEqual([...probe]);
        circuit.dispose();
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it("takes back the update after which A were not positive definite, and names the sample", () => {
    const circuit = new GainCircuit(core, {
      frame: frameOf([
        [1, 0],
        [0, 1],
      ]),
      learningRate: 0.6,
      gains: [0.5, 0.5],
    });
    const samples = Float64Array.of(1.5, 1.5, 0, 0, 0, 0, 0, 0, 0, 0); // zeros: each gain falls by 0.6 until 1 + g < 0
    let error: unknown;
    try {
      circuit.learn(samples);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "NotPositiveDefiniteError", code: "not-positive-definite", index: 3 });
    const left = circuit.gains;
    // 0.5 + 0.6 (z^2 - 1), z = 1.5/1.5, then two more falls
    expect(largestDifference(left, [0.5 - 1.2, 0.5 - 1.2])).toBeLessThan(1e-15);
    expect(() => circuit.step([0, 0])).toThrowError(expect.objectContaining({ index: 0 }));
    expect([...circuit.gains]).toEqual([...left]);
    circuit.step([3, 3]); // learns on
    expect(circuit.gains[0]).toBeGreaterThan(left[0]!);
    const offline = new GainCircuit(core, { frame: frameOf([[1]]), learningRate: 0.6, gains: [0.5] });
    expect(() => offline.learnExpected([1e-6], 10)).toThrowError(expect.objectContaining({ index: 2 }));
  });

  it("takes back a step that drives a gain to infinity", () => {
    const circuit = new GainCircuit(core, { frame: mercedesBenzFrame(), learningRate: 0.1, gains: [1, 1, 1] });
    expect(() => circuit.step([1e200, 0])).toThrowError(expect.objectContaining({ code: "diverged", index: 0 }));
    expect([...circuit.gains]).toEqual([1, 1, 1]);
    expect(circuit.step([1, 0]).every(Number.isFinite)).toBe(true);
  });

  it("stays as it is when there is nothing to learn", () => {
    const circuit = new GainCircuit(core, { frame: mercedesBenzFrame(), learningRate: 0.1, gains: [1, 2, 3] });
    const covariance = [1, 0, 0, 1];
    expect(circuit.learn([], { trackError: { covariance } })).toEqual({
      samples: 0,
      errors: new Float64Array(0),
      responses: new Float64Array(0),
    });
    expect(circuit.learnExpected(covariance, 0, { settle: {} })).toMatchObject({ steps: 0, settled: false, reached: false });
    expect([...circuit.gains]).toEqual([1, 2, 3]);
  });

  it("can be aborted between stretches", async () => {
    const circuit = new GainCircuit(core, { frame: mercedesBenzFrame(), learningRate: 1e-3 });
    const controller = new AbortController();
    const run = circuit.learnExpectedAsync([1, 0, 0, 1], 2 ** 31, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: "aborted" });
    expect((await circuit.learnAsync([1, 2, 3, 4])).samples).toBe(2);
  });

  it("gives its memory back", () => {
    const frame = randomFrame(40, 100, stream(71));
    const bytes = () => core.memory.buffer.byteLength;
    new GainCircuit(core, { frame, learningRate: 1e-3 }).dispose();
    const before = bytes();
    for (let i = 0; i < 50; i++) {
      const circuit = new GainCircuit(core, { frame, learningRate: 1e-3 });
      circuit.learn(new Float64Array(40));
      circuit.dispose();
      circuit.dispose();
      expect(() => circuit.gains).toThrowError(expect.objectContaining({ code: "input" }));
    }
    expect(bytes()).toBe(before);
  });
});

describe("refuses", () => {
  const frame = mercedesBenzFrame();
  const circuit = () => new GainCircuit(core, { frame, learningRate: 0.1 });
  it.each([
    [
      "no interneurons",
      () => new GainCircuit(core, { frame: { primary: 2, interneurons: 0, weights: new Float64Array(0) }, learningRate: 0.1 }),
      "frame.interneurons",
    ],
    [
      "weights that do not fit",
      () => new GainCircuit(core, { frame: { ...frame, interneurons: 4 }, learningRate: 0.1 }),
      "frame.weights",
    ],
    [
      "weights that are not numbers",
      () =>
        new GainCircuit(core, { frame: { ...frame, weights: Float64Array.of(1, 0, 0, 0, 0, Number.NaN) }, learningRate: 0.1 }),
      "frame.weights[1][2]",
    ],
    ["a learning rate of 0", () => new GainCircuit(core, { frame, learningRate: 0 }), "learningRate"],
    ["no learning rate", () => new GainCircuit(core, { frame } as never), "learningRate"],
    ["a negative leak", () => new GainCircuit(core, { frame, learningRate: 0.1, leak: -1 }), "leak"],
    ["too few gains", () => new GainCircuit(core, { frame, learningRate: 0.1, gains: [1] }), "gains"],
    [
      "gains without a positive definite A",
      () => new GainCircuit(core, { frame, learningRate: 0.1, gains: [-3, 0, 0] }),
      "gains",
    ],
    [
      "negative gains where they are not allowed",
      () => new GainCircuit(core, { frame, learningRate: 0.1, gains: [-0.1, 0, 0], nonNegative: true }),
      "gains[0]",
    ],
    ["a misspelt option", () => new GainCircuit(core, { frame, learningrate: 0.1 } as never), "options.learningrate"],
    [
      "a neural step of 0",
      () => new GainCircuit(core, { frame, learningRate: 0.1, neuralDynamics: { step: 0 } }),
      "neuralDynamics.step",
    ],
    ["an asymmetric covariance", () => circuit().learnExpected([1, 0.5, 0.1, 1], 1), "covariance[1][0]"],
    ["an indefinite covariance", () => circuit().learnExpected([1, 2, 2, 1], 1), "covariance"],
    ["a singular covariance", () => circuit().error([1, 1, 1, 1]), "covariance"],
    ["a covariance of another size", () => circuit().outputCovariance([1]), "covariance"],
    ["a fraction of a step", () => circuit().learnExpected([1, 0, 0, 1], 1.5), "steps"],
    ["a batch of 0", () => circuit().learn([1, 2], { batch: 0 }), "batch"],
    ["half a sample", () => circuit().learn([1, 2, 3]), "samples"],
    ["a sample with NaN, before learning any", () => circuit().learn([1, 2, 3, Number.NaN]), "samples[1][1]"],
    ["an unknown metric", () => circuit().error([1, 0, 0, 1], "max" as never), "metric"],
    [
      "errors between batches",
      () => circuit().learn([1, 2, 3, 4], { batch: 2, trackError: { covariance: [1, 0, 0, 1], every: 1 } }),
      "trackError.every",
    ],
    ["errors without a covariance", () => circuit().learn([1, 2], { trackError: {} as never }), "trackError.covariance"],
  ])("%s", (_, call, field) => {
    expect(call).toThrowError(expect.objectContaining({ name: "InputError", field }));
  });

  it("gains that are set badly, and keeps the old ones", () => {
    const live = circuit();
    live.gains = [1, 2, 3];
    for (const gains of [
      [1, 2],
      [1, 2, Number.NaN],
      [-9, 0, 0],
    ]) {
      expect(() => {
        live.gains = Float64Array.from(gains);
      }).toThrowError(expect.objectContaining({ name: "InputError" }));
    }
    expect([...live.gains]).toEqual([1, 2, 3]);
    expect(
      largestDifference(live.respond([1, 1]), multiplied(inverted(recurrent(frame.weights, [1, 2, 3], 1), 2), [1, 1], 2, 2, 1)),
    ).toBeLessThan(1e-14);
  });
});
