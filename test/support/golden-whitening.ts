import {
  type Core,
  DecoupledFastGainCircuit,
  DirectCircuit,
  FastGainCircuit,
  flowDecoupledFastGains,
  flowDirect,
  flowFastGains,
  flowInterneurons,
  flowShaping,
  GainCircuit,
  InterneuronCircuit,
  mercedesBenzFrame,
  RandomStream,
  ShapingCircuit,
  squareRootMatrix,
  symmetricEigen,
} from "../../src/index.js";

/** Numbers from every whitening circuit, flow and matrix function: the same bits in every engine. */
export function goldenWhitening(core: Core): Float64Array {
  const stream = new RandomStream(core, { seed: 9 });
  const samples = stream.normals(2 * 500);
  for (let t = 0; t < 500; t++) samples[2 * t + 1] = samples[2 * t]! * 0.4 + samples[2 * t + 1]! * 0.7;
  const covariance = [1, 0.4, 0.4, 0.65];
  const results: ArrayLike<number>[] = [];

  const direct = new DirectCircuit(core, { primary: 2, learningRate: 0.01 });
  direct.learn(samples);
  results.push(direct.weights);
  const interneurons = new InterneuronCircuit(core, { primary: 2, interneurons: 3, learningRate: 0.01 });
  interneurons.learn(samples);
  interneurons.learnExpected(covariance, 20);
  results.push(interneurons.weights);
  const frame = mercedesBenzFrame();
  const gain = new GainCircuit(core, { frame, learningRate: 0.01 });
  gain.learn(samples);
  results.push(gain.gains);
  const fast = new FastGainCircuit(core, { frame, gainRate: 0.05, weightRate: 0.001 });
  fast.learn(samples);
  results.push(fast.gains, fast.weights);

  results.push(flowDirect(core, { covariance, initial: [3, 0.2, 0.2, 2], times: [0.5, 2] }).states.at(-1)!);
  results.push(flowInterneurons(core, { covariance, initial: [3, 0.2, 0.1, 2], times: [0.5, 2] }).states.at(-1)!);
  results.push(squareRootMatrix(core, covariance, 2), symmetricEigen(core, covariance, 2).values);

  const rates = { gainRate: 0.5, weightRate: 0.1 };
  const initial = { outward: [0.9, 0.1, 0.3, 1], inward: [1, 0.4, 0.1, 0.9] };
  const decoupled = new DecoupledFastGainCircuit(core, {
    primary: 2,
    interneurons: 2,
    ...initial,
    gainRate: 0.01,
    weightRate: 0.001,
  });
  decoupled.learnExpected(covariance, 20);
  results.push(decoupled.gains, decoupled.outward);
  const shaped = { primary: 2, interneurons: 3, learningRates: { gains: 0.01, shapes: 1e-3, weights: 0.01 } };
  const shaping = new ShapingCircuit(core, shaped);
  shaping.learnExpected(samples, 10);
  results.push(shaping.gains, shaping.shapes, shaping.weights);
  const contexts = [covariance, [2, 0, 0, 0.5]];
  results.push(flowFastGains(core, { ...rates, contexts, initial: { weights: [1, 0.5, 0, 0.8] }, times: [3] }).states[0]!);
  results.push(flowDecoupledFastGains(core, { ...rates, covariance, initial, times: [3] }).states[0]!);
  results.push(flowShaping(core, { ...shaped, samples, times: [3] }).states[0]!);
  decoupled.dispose();
  shaping.dispose();
  for (const circuit of [direct, interneurons, gain, fast]) circuit.dispose();
  return Float64Array.from(results.flatMap((values) => Array.from(values)));
}
