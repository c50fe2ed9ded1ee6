import type { Core } from "../../core/core.js";
import { symmetricEigen } from "../../numeric/linear/index.js";
import { power } from "../../numeric/portable/index.js";
import { gainConditions, gainRates, gainWhitenedCovariance, optimalGains } from "../../theory/whitening/gain-modulation.js";
import { shapingFunctions } from "../../theory/whitening/shaping.js";
import { shapingStationarity } from "../../theory/whitening/shaping-stationarity.js";
import { convolutionalFrame, FastGainCircuit, frameOf, GainCircuit, mercedesBenzFrame } from "../../whitening/gain-modulation.js";
import { ShapingCircuit } from "../../whitening/shaping.js";
import { adaptationContexts, adaptationFrame, START } from "./adaptation.js";
import { ONE_DIMENSIONAL_ROOT } from "./one-dimensional.js";

// What does not depend on random numbers.

export interface ExactInput {
  readonly exponent: number;
}

export type ExactResult = ReturnType<typeof exact>;

export function exact(core: Core, { exponent }: ExactInput) {
  return {
    gains: optimal(core),
    clamped: clamped(core),
    line: line(core),
    oneDimensional: oneDimensional(core),
    sharedVectors: sharedVectors(core),
    shaping: shapingValues(core, exponent),
  };
}

function optimal(core: Core) {
  const frame = adaptationFrame();
  const [a, b] = adaptationContexts(core);
  const theory = [a, b].map((covariance) => Array.from(optimalGains(core, { frame, covariance }).gains));
  const circuit = new GainCircuit(core, { frame, learningRate: 2e-3, gains: START });
  const reached = [a, b].map((covariance) => {
    // Gains settle at the slowest rate of the Jacobian: e^-30 of the start is left.
    const slowest = gainRates(core, { frame, covariance }).rates[0]!;
    circuit.learnExpected(covariance, Math.ceil(30 / (2e-3 * slowest)));
    return Array.from(circuit.gains);
  });
  circuit.gains = theory[0]!;
  const errorAtSwitch = circuit.error(b, "signed");
  circuit.dispose();
  return { theory, reached, errorAtSwitch };
}

/** Figure 5: gains that must not be negative, and an input that asks for one. */
function clamped(core: Core) {
  const frame = mercedesBenzFrame();
  const [c, s] = [0.80997669, 0.58646208];
  const cross = -2 * (3 - 0.005) * c * s;
  const covariance = Float64Array.of(2 * (3 * c * c + 0.005 * s * s), cross, cross, 2 * (3 * s * s + 0.005 * c * c));
  const run = (nonNegative: boolean) => {
    const circuit = new GainCircuit(core, { frame, learningRate: 2e-2, nonNegative });
    const gains: number[][] = [Array.from(circuit.gains)];
    const eigenvalues: number[][] = [Array.from(symmetricEigen(core, covariance, 2).values)];
    for (let row = 0; row < 250; row++) {
      circuit.learnExpected(covariance, 20);
      gains.push(Array.from(circuit.gains));
      eigenvalues.push(Array.from(symmetricEigen(core, circuit.outputCovariance(covariance), 2).values));
    }
    const result = {
      gains,
      eigenvalues,
      output: Array.from(circuit.outputCovariance(covariance)),
      error: circuit.error(covariance, "operator"),
      conditions: gainConditions(core, { frame, covariance, gains: circuit.gains }),
    };
    circuit.dispose();
    const { negativity, excess, slackness } = result.conditions;
    return { ...result, conditions: { negativity, excess, slackness } };
  };
  return { covariance: Array.from(covariance), free: run(false), clamped: run(true) };
}

/** The small convolutional example: five neurons on a line, a window of two. */
function line(core: Core) {
  const frame = convolutionalFrame({ grid: [5, 1], window: [2, 1] });
  const covariance = Float64Array.from({ length: 25 }, (_, e) => 4 * power(0.9, Math.abs(Math.floor(e / 5) - (e % 5))));
  const circuit = new GainCircuit(core, { frame, learningRate: 3e-2, gains: new Float64Array(9).fill(1) });
  circuit.learnExpected(covariance, 200_000, { settle: { absolute: 1e-14, relative: 0 } });
  const output = Array.from(circuit.outputCovariance(covariance));
  circuit.dispose();
  return output;
}

function oneDimensional(core: Core) {
  const root = ONE_DIMENSIONAL_ROOT;
  const n = 10;
  const covariance = Float64Array.from({ length: n * n }, (_, e) => {
    const [i, j] = [Math.floor(e / n), e % n];
    return root[i]!.reduce((sum, value, l) => sum + value * root[j]![l]!, i === j ? 1e-4 : 0);
  });
  const frame = convolutionalFrame({ grid: [n, 1], window: [2, 1] });
  const circuit = new GainCircuit(core, { frame, learningRate: 3e-2, gains: new Float64Array(frame.interneurons).fill(1) });
  const { steps: updates, settled } = circuit.learnExpected(covariance, 20_000, { settle: {} });
  const output = Array.from(circuit.outputCovariance(covariance));
  circuit.dispose();
  let deviation = 0;
  for (let i = 0; i < n; i++) {
    deviation = Math.max(deviation, Math.abs(output[i * n + i]! - 1), i > 0 ? Math.abs(output[i * n + i - 1]!) : 0);
  }
  const before = Array.from(symmetricEigen(core, covariance, n).values);
  return {
    updates,
    settled,
    deviation,
    before,
    after: Array.from(symmetricEigen(core, output, n).values),
    covariance: Array.from(covariance),
    output,
  };
}

/** The exact optimum of fast gains: contexts (I + V diag(lambda) V^T)^2, V at 0 and 60 degrees, lambda = (2, 0.7). */
function sharedVectors(core: Core) {
  const v = frameOf([
    [1, 0.5],
    [0, Math.sqrt(3) / 2],
  ]);
  const covariance = gainWhitenedCovariance(core, v, [2, 0.7]);
  const circuit = new FastGainCircuit(core, { frame: v, gainRate: 5e-2, weightRate: 1e-2, gains: [1, 1], normalised: true });
  circuit.learnExpected(covariance, 20_000);
  const result = {
    covariance: Array.from(covariance),
    gains: Array.from(circuit.gains),
    error: circuit.error(covariance),
  };
  circuit.dispose();
  // At W = V and g = lambda nothing moves, whichever lambda the context has.
  const still = new FastGainCircuit(core, { frame: v, gainRate: 5e-2, weightRate: 1e-2, gains: [2, 0.7] });
  still.learnExpected(covariance, 1);
  const moved = Math.max(
    ...still.gains.map((gain, i) => Math.abs(gain - [2, 0.7][i]!)),
    ...still.weights.map((weight, i) => Math.abs(weight - v.weights[i]!)),
  );
  still.dispose();
  return { ...result, moved };
}

function shapingValues(core: Core, exponent: number) {
  const derivative = (theta: number, form: "true" | "published-code") =>
    shapingFunctions(core, theta, [1.7], { derivative: form }).shapeDerivative[0]!;
  // One update from a sample that gives z = 1.7: the shapes of the two forms differ by the learning rate times their difference.
  const moved = (theta: number, form: "true" | "published-code") => {
    const circuit = new ShapingCircuit(core, {
      primary: 1,
      interneurons: 1,
      weights: [1],
      gains: 1,
      shapes: theta,
      learningRates: { gains: 0, shapes: 1e-6, weights: 0 },
      derivative: form,
    });
    circuit.step(shapingFunctions(core, theta, [1.7]).f);
    const change = (circuit.shapes[0]! - theta) / 1e-6;
    circuit.dispose();
    return change;
  };
  return {
    derivatives: [2, 2.2].map((theta) => ({
      theta,
      true: derivative(theta, "true"),
      code: derivative(theta, "published-code"),
      movedTrue: moved(theta, "true"),
      movedCode: moved(theta, "published-code"),
    })),
    stationarity: shapingStationarity(core, { exponent }),
    reference: shapingStationarity(core, { exponent: 0.65 }),
  };
}
