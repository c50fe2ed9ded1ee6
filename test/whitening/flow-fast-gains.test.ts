import { describe, expect, it } from "vitest";
import {
  FastGainCircuit,
  type FastGainFlowOptions,
  flowFastGains,
  flowGains,
  flowInterneurons,
  frameDistance,
  gainWhitenedCovariance,
  InputError,
} from "../../src/index.js";
import { cholesky } from "../../src/numeric/linear/index.js";
import { combination, compose, core, largest, orthogonal, product, slope, stream, uniforms } from "./flow-support.js";
import { outputOf, recurrent } from "./gain-support.js";

const rates = { gainRate: 1, weightRate: 0.2 } as const;

/** A covariance with standard deviations in [0.7, 2] and a start with weights of length about 1. */
function problem(name: string, n: number, k: number) {
  const from = stream(name);
  const deviations = uniforms(from.substream("deviations"), n, 0.7, 2);
  const covariance = compose(
    orthogonal(n, from.substream("V")),
    deviations.map((c) => c * c),
  );
  const weights = from
    .substream("W")
    .normals(n * k)
    .map((x) => x / Math.sqrt(n));
  return { n, k, covariance, weights, gains: uniforms(from.substream("g"), k, 0.3, 1.5) };
}

const frameWith = (primary: number, interneurons: number, weights: ArrayLike<number>) => ({
  primary,
  interneurons,
  weights: Float64Array.from(weights),
});

const startOf = ({ weights, gains }: ReturnType<typeof problem>) => ({ weights, gains });

/** 2 n samples whose second moment is C to rounding: +-sqrt(n) L e_j. */
function exactSamples(covariance: Float64Array, n: number): Float64Array {
  const factor = cholesky(core, covariance, n);
  return Float64Array.from({ length: 2 * n * n }, (_, at) => {
    const t = Math.floor(at / n);
    return (t % 2 === 0 ? 1 : -1) * Math.sqrt(n) * factor[(at % n) * n + (t >> 1)]!;
  });
}

function circuitOf({ n, k, weights, gains }: ReturnType<typeof problem>, eta: number, normalised = false) {
  const frame = frameWith(n, k, weights);
  return new FastGainCircuit(core, { frame, gains, gainRate: eta, weightRate: 0.2 * eta, normalised });
}

const stateOf = (circuit: FastGainCircuit) => Float64Array.of(...circuit.gains, ...circuit.weights);

describe("the flow of fast gains", () => {
  it("is what offline steps tend to: their error after a given time is of first order in the learning rate", () => {
    for (const normalised of [false, true]) {
      const p = problem("order", 3, 4);
      if (normalised) unitColumns(p.weights, 3, 4);
      const end = 1;
      const flow = flowFastGains(core, { ...rates, covariance: p.covariance, initial: startOf(p), times: [end], normalised });
      const steps = [40, 80, 160, 320];
      const errors = steps.map((count) => {
        const circuit = circuitOf(p, end / count, normalised);
        circuit.learnExpected(p.covariance, count);
        return largest(combination(stateOf(circuit), flow.states[0]!));
      });
      const order = slope(
        steps.map((count) => -Math.log(count)),
        errors.map(Math.log),
      );
      // the next term of the error moves the measured order by about eta = 1/40 times some units
      expect(Math.abs(order - 1)).toBeLessThan(0.1);
    }
  });

  it("has the mean of online updates as derivative: one batch with second moment C differs by second order", () => {
    for (const [n, k] of [
      [2, 3],
      [4, 3],
      [5, 7],
    ] as const) {
      const p = problem(`online ${n} ${k}`, n, k);
      const samples = exactSamples(p.covariance, n);
      const etas = [1e-2, 5e-3, 2.5e-3];
      const errors = etas.map((eta) => {
        const circuit = circuitOf(p, eta);
        circuit.learn(samples, { batch: 2 * n });
        const options = { ...rates, covariance: p.covariance, initial: startOf(p), times: [eta] };
        return largest(combination(stateOf(circuit), flowFastGains(core, options).states[0]!));
      });
      // a wrong term of the derivative would make the order 1
      expect(Math.abs(slope(etas.map(Math.log), errors.map(Math.log)) - 2)).toBeLessThan(0.1);
    }
  });

  it("follows single samples in the mean, to the sampling error", () => {
    const p = problem("samples", 2, 3);
    const factor = cholesky(core, p.covariance, 2);
    const count = 200_000;
    const normals = stream("single samples").normals(2 * count);
    const samples = product(normals, [factor[0]!, factor[2]!, 0, factor[3]!], count, 2, 2);
    const h = 1e-6;
    const circuit = circuitOf(p, h);
    circuit.learn(samples, { batch: count });
    const at = flowFastGains(core, { ...rates, covariance: p.covariance, initial: startOf(p), times: [h] }).states[0]!;
    // updates are products of two normal numbers of variances up to some units: scatter below 10, its mean's 10/sqrt(count), five times that
    expect(largest(combination(stateOf(circuit), at)) / h).toBeLessThan(50 / Math.sqrt(count));
  });

  it("with fixed unit weights is the flow of gains, with gains fixed at 1 that of interneurons; drifting or not", () => {
    const p = problem("limits", 3, 5);
    const times = [0.3, 1, 4];
    for (const driftRate of [0, 0.05]) {
      const still = { covariance: p.covariance, gainRate: 1, weightRate: 0, driftRate, times };
      unitColumns(p.weights, 3, 5);
      const gains = flowGains(core, { covariance: p.covariance, frame: p.weights, initial: p.gains, driftRate, times });
      const fast = flowFastGains(core, { ...still, initial: startOf(p) });
      // twice the tolerance of 1e-9 per step, over some tens of steps
      for (const [i, g] of fast.gains.entries()) expect(largest(combination(g, gains.states[i]!))).toBeLessThan(1e-7);
      const weights = flowInterneurons(core, { covariance: p.covariance, initial: p.weights, leak: 1, driftRate, times });
      const slow = flowFastGains(core, { ...still, gainRate: 0, weightRate: 1, initial: { weights: p.weights } });
      for (const [i, w] of slow.weights.entries()) expect(largest(combination(w, weights.states[i]!))).toBeLessThan(1e-7);
    }
  });

  it("keeps columns at length 1 when asked to", () => {
    const p = problem("lengths", 4, 4);
    const { weights } = flowFastGains(core, {
      ...rates,
      covariance: p.covariance,
      initial: startOf(p),
      until: 20,
      normalised: true,
    });
    for (const w of weights) {
      for (let i = 0; i < 4; i++) {
        const square = [0, 1, 2, 3].reduce((sum, a) => sum + w[a * 4 + i]! ** 2, 0);
        expect(Math.abs(square - 1)).toBeLessThan(1e-7); // 1e-9 per step, some tens of steps
      }
    }
  });
});

describe("contexts that share a frame", () => {
  const angle = Math.PI / 3;
  const frame = [1, Math.cos(angle), 0, Math.sin(angle)];
  const lambdas = [
    [2, 0.7],
    [0.4, 3],
    [1.5, 1.5],
  ];
  const contexts = lambdas.map((gains) => gainWhitenedCovariance(core, frameWith(2, 2, frame), gains));
  const probabilities = [1, 2, 1];
  const apart = [1, Math.cos(angle + 0.3), 0.1, Math.sin(angle + 0.3)];
  const options = { ...rates, contexts, probabilities, initial: { weights: apart }, normalised: true };

  it("stays at the frame with gains lambda(c)", () => {
    const initial = { weights: frame, gains: lambdas.flat() };
    const { states } = flowFastGains(core, { ...rates, contexts, initial, until: 50 });
    // steps grow until they amplify rounding to the tolerance of 1e-9
    for (const state of states) expect(largest(combination(state, states[0]!))).toBeLessThan(1e-9);
  });

  it("learns it from a frame that is 17 degrees off, and whitens every context", () => {
    const { gains, weights } = flowFastGains(core, { ...options, times: [4000] });
    expect(frameDistance(frameWith(2, 2, weights[0]!), frameWith(2, 2, frame))).toBeLessThan(1e-6);
    expect(largest(combination(gains[0]!, lambdas.flat()))).toBeLessThan(1e-6); // where the tolerances of 1e-9 lead
  });

  it("never raises the objective, the mean over contexts of Tr(A^-1 C) + Tr(W G W^T)", () => {
    const { gains, weights } = flowFastGains(core, { ...options, until: 100, normalised: false });
    const objectives = gains.map((g, t) =>
      contexts.reduce((sum, c, i) => {
        const own = g.slice(2 * i, 2 * i + 2);
        const a = recurrent(weights[t]!, own, 1);
        const output = outputOf(weights[t]!, own, 1, c);
        const energy = product(a, output, 2, 2, 2); // Tr(A C_rr) = Tr(C A^-1)
        return sum + (probabilities[i]! / 4) * (energy[0]! + energy[3]! + a[0]! + a[3]! - 2);
      }, 0),
    );
    expect(objectives.at(-1)!).toBeLessThan(objectives[0]! - 0.1);
    for (let t = 1; t < objectives.length; t++) expect(objectives[t]! - objectives[t - 1]!).toBeLessThan(1e-9);
  });

  it("ends at the event: when the error of the worst context is below the bound", () => {
    const { eventTime, gains, weights } = flowFastGains(core, {
      ...options,
      until: 4000,
      event: { metric: "operator", below: 0.05 },
    });
    expect(eventTime).toBeGreaterThan(0.1);
    const errors = contexts.map((c, i) => {
      const circuit = new FastGainCircuit(core, {
        frame: frameWith(2, 2, weights.at(-1)!),
        gains: gains.at(-1)!.slice(2 * i, 2 * i + 2),
        gainRate: 0,
        weightRate: 0,
      });
      return circuit.error(c);
    });
    expect(Math.abs(Math.max(...errors) - 0.05)).toBeLessThan(1e-10); // rounding of the root's place
  });

  it("of one probability each is the mean; of a share near 1 that context alone", () => {
    const alone = flowFastGains(core, { ...rates, covariance: contexts[1]!, initial: { weights: apart }, times: [5] });
    const one = flowFastGains(core, {
      ...rates,
      contexts,
      probabilities: [1e-13, 1, 1e-13],
      initial: { weights: apart },
      times: [5],
    });
    expect(largest(combination(one.weights[0]!, alone.weights[0]!))).toBeLessThan(1e-7);
    expect(largest(combination(one.gains[0]!.slice(2, 4), alone.gains[0]!))).toBeLessThan(1e-7);
  });
});

describe("refused", () => {
  const good: FastGainFlowOptions = {
    ...rates,
    covariance: [
      [2, 0.5],
      [0.5, 1],
    ],
    initial: { weights: [1, 0, 0, 1] },
    until: 1,
  };
  const { covariance: _, ...noInput } = good;
  it.each<[string, unknown, string]>([
    ["no input", noInput, "contexts"],
    ["two inputs", { ...good, contexts: [[1, 0, 0, 1]] }, "contexts"],
    ["no contexts", { ...noInput, contexts: [] }, "contexts"],
    ["contexts of two sizes", { ...noInput, contexts: [[1, 0, 0, 1], [1]] }, "contexts[1]"],
    ["an indefinite context", { ...noInput, contexts: [[1, 2, 2, 1]] }, "contexts[0]"],
    ["a share of 0", { ...good, probabilities: [0] }, "probabilities[0]"],
    ["too many shares", { ...good, probabilities: [1, 1] }, "probabilities"],
    ["a negative rate", { ...good, gainRate: -1 }, "gainRate"],
    ["no rate", { ...good, weightRate: undefined }, "weightRate"],
    ["a negative leak", { ...good, leak: -1 }, "leak"],
    ["weights of a wrong length", { ...good, initial: { weights: [1, 0, 1] } }, "initial.weights"],
    ["a weight that is not a number", { ...good, initial: { weights: [1, 0, Number.NaN, 1] } }, "initial.weights[1][0]"],
    ["gains of a wrong length", { ...good, initial: { weights: [1, 0, 0, 1], gains: [1] } }, "initial.gains"],
    ["gains that make A indefinite", { ...good, initial: { weights: [1, 0, 0, 1], gains: [-2, 1] } }, "initial"],
    ["a column of zeros", { ...good, normalised: true, initial: { weights: [1, 0, 1, 0] } }, "column 1 of initial.weights"],
    ["an unknown start", { ...good, initial: { frame: [1, 0, 0, 1] } }, "initial.frame"],
    ["an unknown option", { ...good, normalized: true }, "options.normalized"],
  ])("%s", (_, options, field) => {
    let refused: unknown;
    try {
      flowFastGains(core, options as FastGainFlowOptions);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(InputError);
    expect((refused as InputError).field).toBe(field);
  });
});

function unitColumns(weights: Float64Array, n: number, k: number): void {
  for (let i = 0; i < k; i++) {
    let square = 0;
    for (let a = 0; a < n; a++) square += weights[a * k + i]! ** 2;
    for (let a = 0; a < n; a++) weights[a * k + i]! /= Math.sqrt(square);
  }
}
