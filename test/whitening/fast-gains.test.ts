import { beforeAll, describe, expect, it } from "vitest";
import {
  type Core,
  DecoupledFastGainCircuit,
  FastGainCircuit,
  type Frame,
  frameDistance,
  frameOf,
  GainCircuit,
  gainWhitenedCovariance,
  InterneuronCircuit,
  RandomStream,
  randomFrame,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import {
  context,
  correlated,
  decoupledOptions,
  inverted,
  largestDifference,
  multiplied,
  outputOf,
  recurrent,
  transposeOf,
} from "./gain-support.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});
const stream = (seed: number) => new RandomStream(core, { seed });

interface State {
  readonly weights: readonly number[];
  readonly gains: readonly number[];
}

interface Rates {
  readonly leak: number;
  readonly gainRate: number;
  readonly weightRate: number;
  readonly normalised: boolean;
}

/** The rules in plain arithmetic, given C_rr (or r r^T) in place of the average. */
function plainUpdate({ weights, gains }: State, output: ArrayLike<number>, { gainRate, weightRate, normalised }: Rates): State {
  const k = gains.length;
  const n = weights.length / k;
  const product = multiplied(output, weights, n, n, k); // C_rr W
  const column = (matrix: ArrayLike<number>, i: number) => Array.from({ length: n }, (_, a) => matrix[a * k + i]!);
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, e) => sum + x * b[e]!, 0);
  const next = gains.map((g, i) => {
    const w = column(weights, i);
    return g + gainRate * (dot(w, column(product, i)) - dot(w, w));
  });
  let moved = weights.map((w, e) => w + weightRate * (product[e]! * gains[e % k]! - w * next[e % k]!));
  if (normalised) {
    const lengths = next.map((_, i) => Math.sqrt(dot(column(moved, i), column(moved, i))));
    moved = moved.map((w, e) => w / lengths[e % k]!);
  }
  return { weights: moved, gains: next };
}

function outer(r: readonly number[]): number[] {
  return r.flatMap((a) => r.map((b) => a * b));
}

const skewed = () =>
  frameOf([
    [1, 0.5],
    [0, 0.8660254038],
  ]);

describe("one step", () => {
  it("of the published example", () => {
    const circuit = new FastGainCircuit(core, { frame: skewed(), gains: [0.7, 1.3], leak: 1, gainRate: 0.05, weightRate: 0.01 });
    const r = circuit.step([1.5, -0.8]);
    // Eight digits are given.
    expect(largestDifference(r, [0.92677073, -0.66921243])).toBeLessThan(1e-8);
    expect(largestDifference(circuit.gains, [0.6929452, 1.25067477])).toBeLessThan(1e-8);
    expect(largestDifference(circuit.weights, [0.99908288, 0.49234701, -0.00434145, 0.85620489])).toBeLessThan(1e-8);
  });

  it.each([
    [2, 3, false],
    [4, 4, true],
    [5, 9, true],
  ])("N = %i, K = %i, normalised %s: samples, batches and expectations agree with plain arithmetic", (n, k, normalised) => {
    const frame = randomFrame(n, k, stream(n));
    const rates = { leak: 0.8, gainRate: 0.02, weightRate: 0.03, normalised };
    const gains = stream(k).uniforms(k);
    const circuit = new FastGainCircuit(core, { frame, gains, ...rates });
    let state: State = { weights: [...frame.weights], gains: [...gains] };
    const agree = () => {
      // Condition of A below 50; 5 updates
      expect(largestDifference(circuit.gains, state.gains)).toBeLessThan(1e-13);
      expect(largestDifference(circuit.weights, state.weights)).toBeLessThan(1e-13);
    };
    const respond = (x: ArrayLike<number>) => multiplied(inverted(recurrent(state.weights, state.gains, 0.8), n), x, n, n, 1);
    for (let t = 0; t < 2; t++) {
      const x = stream(50 + t).normals(n);
      const r = respond(x);
      expect(largestDifference(circuit.step(x), r)).toBeLessThan(1e-13);
      state = plainUpdate(state, outer(r), rates);
      agree();
    }
    const samples = stream(60).normals(3 * n);
    const parts = [0, 1, 2].map((t) => outer(respond(samples.subarray(t * n, t * n + n))));
    circuit.learn(samples, { batch: 3 });
    state = plainUpdate(
      state,
      parts[0]!.map((x, e) => (x + parts[1]![e]! + parts[2]![e]!) / 3),
      rates,
    );
    agree();
    const a = stream(70).normals(n * n);
    const c = Float64Array.from(multiplied(a, transposeOf(a, n, n), n, n, n), (x, e) => x + (e % (n + 1) === 0 ? 0.1 : 0));
    for (let s = 0; s < 2; s++) {
      const output = outputOf(state.weights, state.gains, 0.8, c);
      circuit.learnExpected(c, 1);
      state = plainUpdate(state, output, rates);
      agree();
    }
  });
});

describe("limits", () => {
  it("item 14: gains fixed at 1: the circuit with interneurons", () => {
    const frame = randomFrame(4, 6, stream(1));
    const fast = new FastGainCircuit(core, { frame, leak: 0.3, gainRate: 0, weightRate: 0.01 });
    const slow = new InterneuronCircuit(core, {
      primary: 4,
      interneurons: 6,
      leak: 0.3,
      learningRate: 0.01,
      weights: frame.weights,
    });
    const samples = stream(2).normals(4 * 500);
    fast.learn(samples);
    slow.learn(samples);
    expect(largestDifference(fast.weights, slow.weights)).toBeLessThan(1e-12); // rounding of 500 contracting updates
    expect([...fast.gains]).toEqual(new Array(6).fill(1));
  });

  it("weights fixed, of length 1: the circuit with a fixed frame", () => {
    const frame = randomFrame(3, 5, stream(3));
    const gains = new Float64Array(5).fill(0.4);
    const fast = new FastGainCircuit(core, { frame, gains, gainRate: 0.01, weightRate: 0 });
    const fixed = new GainCircuit(core, { frame, gains, learningRate: 0.01 });
    const samples = stream(4).normals(3 * 500);
    fast.learn(samples);
    fixed.learn(samples);
    expect(largestDifference(fast.gains, fixed.gains)).toBeLessThan(1e-12);
    expect([...fast.weights]).toEqual([...frame.weights]);
  });
});

describe("contexts that share a frame", () => {
  const v = () =>
    frameOf([
      [1, 0.5],
      [0, Math.sqrt(3) / 2],
    ]);

  it("item 4: gains lambda on that frame whiten every context, and nothing then changes in the mean", () => {
    const c = gainWhitenedCovariance(core, v(), [2, 0.7]);
    // Published to eight decimals.
    expect(largestDifference(c, [10.1725, 1.42461179, 1.42461179, 2.4175])).toBeLessThan(1e-8);
    const circuit = new FastGainCircuit(core, { frame: v(), gains: [2, 0.7], gainRate: 0.05, weightRate: 0.01 });
    circuit.learnExpected(c, 100);
    expect(largestDifference(circuit.gains, [2, 0.7])).toBeLessThan(1e-13);
    expect(largestDifference(circuit.weights, v().weights)).toBeLessThan(1e-13);
    expect(circuit.error(c)).toBeLessThan(1e-13);
  });

  it("updates follow the gradients of Tr(A^-1 C) + Tr(W G W^T)", () => {
    const { weights } = skewed();
    const gains = [0.7, 1.3];
    const c = [3, 0.4, 0.4, 2];
    const objective = (w: ArrayLike<number>, g: ArrayLike<number>) => {
      const a = recurrent(w, g, 1);
      const solved = multiplied(inverted(a, 2), c, 2, 2, 2);
      return solved[0]! + solved[3]! + a[0]! + a[3]!;
    };
    const slope = (along: (h: number) => number) => (along(1e-4) - along(-1e-4)) / 2e-4; // error of order 1e-8
    const bumped = (values: ArrayLike<number>, at: number, h: number) => Array.from(values, (x, e) => x + (e === at ? h : 0));
    const circuit = new FastGainCircuit(core, { frame: skewed(), gains, gainRate: 0.1, weightRate: 0 });
    circuit.learnExpected(c, 1);
    for (let i = 0; i < 2; i++) {
      const descent = -slope((h) => objective(weights, bumped(gains, i, h)));
      expect((circuit.gains[i]! - gains[i]!) / 0.1).toBeCloseTo(descent, 6);
    }
    const still = new FastGainCircuit(core, { frame: skewed(), gains, gainRate: 0, weightRate: 0.1 });
    still.learnExpected(c, 1);
    for (let e = 0; e < 4; e++) {
      const descent = -0.5 * slope((h) => objective(bumped(weights, e, h), gains));
      expect((still.weights[e]! - weights[e]!) / 0.1).toBeCloseTo(descent, 6);
    }
  });

  it("are learnt from samples of switching contexts: weights end near V", () => {
    // 64 contexts, lambda_i ~ U(0, 4) kept with probability 1/2; eta_w 1e-4, columns normalised, 512 samples for each of 1,024 contexts. Of four
    // published runs three end at .005-.02 and one is stuck at .9; so of three runs here the best has to get close and lower its error.
    const distances = [1, 2, 3].map((seed) => {
      const random = stream(seed);
      const angle = ((40 + 40 * random.uniforms(1)[0]!) * Math.PI) / 180;
      const target: Frame = frameOf([
        [1, Math.cos(angle)],
        [0, Math.sin(angle)],
      ]);
      const contexts = Array.from({ length: 64 }, () => context(random));
      const circuit = new FastGainCircuit(core, {
        frame: randomFrame(2, 2, random),
        gainRate: 5e-2,
        weightRate: 1e-4,
        normalised: true,
      });
      const start = frameDistance({ primary: 2, interneurons: 2, weights: circuit.weights }, target);
      for (let i = 0; i < 1024; i++) {
        const c = gainWhitenedCovariance(core, target, contexts[random.integers(1, 64)[0]!]!);
        circuit.learn(correlated(random.normals(2 * 512), c));
      }
      return { start, end: frameDistance({ primary: 2, interneurons: 2, weights: circuit.weights }, target) };
    });
    const best = distances.reduce((a, b) => (a.end < b.end ? a : b));
    expect(best.end).toBeLessThan(0.05);
    expect(best.end).toBeLessThan(0.2 * best.start);
  });
});

describe("a live circuit", () => {
  it("takes back the update after which A were not positive definite, weights and all", () => {
    const circuit = new FastGainCircuit(core, {
      frame: frameOf([
        [1, 0],
        [0, 1],
      ]),
      gainRate: 0.9,
      weightRate: 0.1,
      gains: [0.5, 0.5],
    });
    circuit.step([0, 0]);
    const before = { gains: circuit.gains, weights: circuit.weights };
    expect(() => circuit.learn(new Float64Array(20))).toThrowError(
      expect.objectContaining({ name: "NotPositiveDefiniteError", index: 0 }),
    );
    expect([...circuit.gains]).toEqual([...before.gains]);
    expect([...circuit.weights]).toEqual([...before.weights]);
    expect(circuit.step([2, 2]).every(Number.isFinite)).toBe(true);
  });

  it("keeps its state, bit for bit, when it refuses samples", () => {
    const circuit = new FastGainCircuit(core, { frame: skewed(), gainRate: 0.01, weightRate: 0.01 });
    const decoupled = new DecoupledFastGainCircuit(core, decoupledOptions());
    const before = [circuit.weights, circuit.gains, decoupled.inward, decoupled.outward, decoupled.gains, decoupled.multipliers];
    for (const bad of [[Number.NaN, 1], [1], [1, 2, 3], "ab", null]) {
      for (const live of [circuit, decoupled]) {
        for (const method of ["step", "respond", "learn"] as const) {
          expect(() => live[method](bad as number[])).toThrowError(expect.objectContaining({ name: "InputError" }));
        }
      }
    }
    const after = [circuit.weights, circuit.gains, decoupled.inward, decoupled.outward, decoupled.gains, decoupled.multipliers];
    expect(after.map((values) => [...values])).toEqual(before.map((values) => [...values]));
  });

  it.each([
    [
      "no interneurons",
      () =>
        new FastGainCircuit(core, {
          frame: { primary: 1, interneurons: 0, weights: new Float64Array(0) },
          gainRate: 0.1,
          weightRate: 0.1,
        }),
      "frame.interneurons",
    ],
    ["a negative rate", () => new FastGainCircuit(core, { frame: skewed(), gainRate: -0.1, weightRate: 0.1 }), "gainRate"],
    [
      "an infinite rate",
      () => new FastGainCircuit(core, { frame: skewed(), gainRate: 0.1, weightRate: Number.POSITIVE_INFINITY }),
      "weightRate",
    ],
    [
      "a flag that is none",
      () => new FastGainCircuit(core, { frame: skewed(), gainRate: 0.1, weightRate: 0.1, normalised: 1 as never }),
      "normalised",
    ],
    [
      "an indefinite covariance",
      () => new FastGainCircuit(core, { frame: skewed(), gainRate: 0.1, weightRate: 0.1 }).learnExpected([0, 1, 1, 0], 1),
      "covariance",
    ],
    [
      "negative weights",
      () => new DecoupledFastGainCircuit(core, { ...decoupledOptions(), outward: [1, -1, 0, 1] }),
      "outward[0][1]",
    ],
    ["negative gains", () => new DecoupledFastGainCircuit(core, { ...decoupledOptions(), gains: [1, -1] }), "gains[1]"],
    ["a leak of 0", () => new DecoupledFastGainCircuit(core, { ...decoupledOptions(), leak: 0 }), "leak"],
    ["weights of another size", () => new DecoupledFastGainCircuit(core, { ...decoupledOptions(), inward: [1] }), "inward"],
  ])("refuses %s", (_, call, field) => {
    expect(call).toThrowError(expect.objectContaining({ name: "InputError", field }));
  });
});
