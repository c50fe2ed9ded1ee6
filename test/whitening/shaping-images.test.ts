import { expect, it } from "vitest";
import { inverseSquareRootMatrix, mutualInformation, RandomStream, ShapingCircuit, sampleCovariance } from "../../src/index.js";
import { loadNaturalImage, pixelPairs, steerableBand } from "../../src/inputs/index.js";
import { testCore } from "../support/core.js";

const core = await testCore();

it("makes pairs of oriented coefficients of a natural image more independent than whitening does", async () => {
  // The authors' experiment (arXiv 2405.17745) on another image: offset 2, K = 3, batches of 10, their learning rates, longer.
  const pairs = pixelPairs(steerableBand(core, await loadNaturalImage("head")), [0, 2]);
  const count = pairs.length / 2;
  const random = new RandomStream(core, { seed: 3 });
  const chosen = random.integers(200_000, count);
  const samples = Float64Array.from({ length: 2 * chosen.length }, (_, i) => pairs[2 * chosen[i >> 1]! + (i & 1)]!);
  const shapes = random.uniforms(3).map((u) => 2.3 + 0.1 * u);
  const learningRates = { gains: 1e-3, shapes: 1e-5, weights: 1e-2 };
  const circuit = new ShapingCircuit(core, { primary: 2, interneurons: 3, gains: 0.1, shapes, learningRates, seed: 5 });
  circuit.learn(samples, { batch: 10 });
  const responses = circuit.responses(pairs);
  circuit.dispose();

  const whitening = inverseSquareRootMatrix(core, sampleCovariance(pairs, 2), 2);
  const whitened = pairs.map((_, i) => whitening[2 * (i & 1)]! * pairs[i & ~1]! + whitening[2 * (i & 1) + 1]! * pairs[i | 1]!);
  const bin = 0.5;
  const [raw, zca, shaped] = [pairs, whitened, responses].map((values) => mutualInformation(core, values, { bin }));
  // The authors report .133, .108 and .00895 nats for theirs.
  expect(zca).toBeLessThan(raw!);
  expect(shaped).toBeLessThan(zca! / 5);
  const covariance = sampleCovariance(responses, 2);
  expect(Math.abs(covariance[0]! - 1)).toBeLessThan(0.1);
  expect(Math.abs(covariance[3]! - 1)).toBeLessThan(0.1);
  expect(Math.abs(covariance[1]!)).toBeLessThan(0.1);
});
