import { beforeAll, describe, expect, it } from "vitest";
import {
  type Core,
  type Frame,
  frameOf,
  GainCircuit,
  gainConditions,
  gainJacobian,
  gainNoiseCovariance,
  gainRates,
  gainWhitenedCovariance,
  identity,
  joinFrames,
  mercedesBenzFrame,
  optimalGains,
  optimisedFrame,
  RandomStream,
  randomFrame,
  randomOrthogonal,
  rotated,
  spectralFrame,
  squareRootMatrix,
  sufficientInterneurons,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import { correlated, largestDifference, median, multiplied, outputOf, planar, transposeOf } from "./gain-support.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});
const stream = (seed: number) => new RandomStream(core, { seed });

/** Q diag(exp(.1 (linspace(-3, 3, N) + N(0, 1)))) Q^T, the law of the notebooks of arXiv:2301.11955. */
function drawCovariance(n: number, random: RandomStream): Float64Array {
  const q = randomOrthogonal(core, n, random);
  const spectrum = random.normals(n).map((z, i) => Math.exp(0.1 * ((n > 1 ? -3 + (6 * i) / (n - 1) : 0) + z)));
  const scaled = q.map((x, e) => x * spectrum[e % n]!);
  const c = multiplied(scaled, transposeOf(q, n, n), n, n, n);
  return Float64Array.from(c, (_, e) => 0.5 * (c[e]! + c[(e % n) * n + Math.floor(e / n)]!));
}

describe("optimal gains", () => {
  it("whiten: alpha I + W diag(g*) W^T = C^{1/2}", () => {
    for (const n of [1, 2, 3, 5]) {
      const frame = randomFrame(n, sufficientInterneurons(n), stream(n));
      const c = drawCovariance(n, stream(10 + n));
      const { gains, residual } = optimalGains(core, { frame, covariance: c, leak: 0.7 });
      expect(residual).toBeLessThan(1e-11); // condition of (W^T W)^{o2}, up to 1e4, times rounding
      expect(largestDifference(outputOf(frame.weights, gains, 0.7, c), identity(n))).toBeLessThan(1e-10);
    }
  });

  it("item 25: take the standard deviations of C, not its variances", () => {
    const frame = mercedesBenzFrame();
    const c = planar(30, [4, 1]);
    const { gains } = optimalGains(core, { frame, covariance: c });
    const swapped = optimalGains(core, { frame, covariance: multiplied(c, c, 2, 2, 2) }); // C in the place of C^{1/2}
    expect(largestDifference(outputOf(frame.weights, gains, 1, c), identity(2))).toBeLessThan(1e-13);
    expect(largestDifference(outputOf(frame.weights, swapped.gains, 1, c), identity(2))).toBeGreaterThan(0.5);
  });

  it("leave a residual where the frame cannot whiten, and none for more vectors than needed", () => {
    const c = drawCovariance(4, stream(1));
    expect(optimalGains(core, { frame: randomFrame(4, 9, stream(2)), covariance: c }).residual).toBeGreaterThan(1e-3);
    expect(optimalGains(core, { frame: randomFrame(4, 15, stream(3)), covariance: c }).residual).toBeLessThan(1e-11);
    expect(optimalGains(core, { frame: spectralFrame(core, c, 4), covariance: c }).residual).toBeLessThan(1e-14);
  });

  it("undo gainWhitenedCovariance", () => {
    const frame = randomFrame(3, 6, stream(4));
    const gains = [0.5, 1, 0.2, 2, 0, 0.3];
    const c = gainWhitenedCovariance(core, frame, gains, 0.6);
    expect(largestDifference(optimalGains(core, { frame, covariance: c, leak: 0.6 }).gains, gains)).toBeLessThan(1e-10);
  });
});

describe("Jacobian", () => {
  it("item 23: Mercedes-Benz frame at C = I: eigenvalues 3/2, 3/2, 3", () => {
    const { rates, stableLearningRate } = gainRates(core, { frame: mercedesBenzFrame(), covariance: identity(2) });
    expect(largestDifference(rates, [1.5, 1.5, 3])).toBeLessThan(1e-14);
    expect(stableLearningRate).toBeCloseTo(2 / 3, 14);
  });

  it("spectral frame: diag(2/c_i)", () => {
    const c = drawCovariance(4, stream(5));
    const frame = spectralFrame(core, c, 4);
    const root = squareRootMatrix(core, c, 4);
    const deviations = multiplied(multiplied(transposeOf(frame.weights, 4, 4), root, 4, 4, 4), frame.weights, 4, 4, 4);
    const jacobian = gainJacobian(core, { frame, covariance: c });
    const expected = jacobian.map((_, e) => (e % 5 === 0 ? 2 / deviations[e]! : 0));
    expect(largestDifference(jacobian, expected)).toBeLessThan(1e-13);
  });

  it("item 23: is the derivative of the offline step, at any gains", () => {
    const frame = randomFrame(3, 5, stream(6));
    const c = drawCovariance(3, stream(7));
    const gains = [0.3, 0.1, 0.5, 0.2, 0.9];
    const variances = (g: number[]) => {
      const output = outputOf(frame.weights, g, 1, c);
      const forms = multiplied(multiplied(transposeOf(frame.weights, 3, 5), output, 5, 3, 3), frame.weights, 5, 3, 5);
      return [0, 1, 2, 3, 4].map((i) => forms[6 * i]!);
    };
    const jacobian = gainJacobian(core, { frame, covariance: c, gains });
    const h = 1e-5;
    for (let j = 0; j < 5; j++) {
      const up = variances(gains.map((g, i) => (i === j ? g + h : g)));
      const down = variances(gains.map((g, i) => (i === j ? g - h : g)));
      // h^2 times a third derivative of order 10, and rounding / h
      for (let i = 0; i < 5; i++) expect(jacobian[5 * i + j]).toBeCloseTo((down[i]! - up[i]!) / (2 * h), 8);
    }
    const { gains: best } = optimalGains(core, { frame: mercedesBenzFrame(), covariance: planar(20, [3, 2]) });
    const problem = { frame: mercedesBenzFrame(), covariance: planar(20, [3, 2]) };
    expect(largestDifference(gainJacobian(core, problem), gainJacobian(core, { ...problem, gains: best }))).toBeLessThan(1e-13);
  });

  it("bounds the learning rate: 0.98 of 2/lambda_max settles, 1.02 does not", () => {
    const frame = randomFrame(3, 6, stream(8));
    const c = drawCovariance(3, stream(9));
    const { gains } = optimalGains(core, { frame, covariance: c });
    const { stableLearningRate } = gainRates(core, { frame, covariance: c });
    const start = gains.map((g, i) => g + 1e-6 * (i % 2 === 0 ? 1 : -1));
    const error = (learningRate: number) => {
      const circuit = new GainCircuit(core, { frame, learningRate, gains: start });
      const before = circuit.error(c);
      circuit.learnExpected(c, 200);
      return circuit.error(c) / before;
    };
    expect(error(0.98 * stableLearningRate)).toBeLessThan(1);
    expect(error(1.02 * stableLearningRate)).toBeGreaterThan(1);
  });
});

describe("gain noise", () => {
  it("closed forms: eta c_i/2 for the spectral frame, eta/2 for any frame at C = I", () => {
    const c = planar(25, [4, 0.25]);
    const q = gainNoiseCovariance(core, { frame: spectralFrame(core, c, 2), covariance: c, learningRate: 0.01 });
    expect(largestDifference(q, [0.0025, 0, 0, 0.01])).toBeLessThan(1e-15); // c = .5 and 2, ascending
    for (const frame of [mercedesBenzFrame(), randomFrame(4, 10, stream(1))]) {
      const k = frame.interneurons;
      const noise = gainNoiseCovariance(core, { frame, covariance: identity(frame.primary), learningRate: 0.01 });
      const variances = noise.filter((_, e) => e % (k + 1) === 0);
      expect(largestDifference(variances, new Array(k).fill(0.005))).toBeLessThan(1e-12);
    }
  });

  it("is what online learning shows", () => {
    const frame = mercedesBenzFrame();
    const c = planar(40, [3, 0.7]);
    const eta = 2e-3;
    const predicted = gainNoiseCovariance(core, { frame, covariance: c, learningRate: eta });
    const { gains } = optimalGains(core, { frame, covariance: c });
    const circuit = new GainCircuit(core, { frame, learningRate: eta, gains });
    const random = stream(77);
    const snapshots: Float64Array[] = [];
    for (let i = 0; i < 8000; i++) {
      circuit.learn(correlated(random.normals(2 * 250), c));
      if (i >= 80) snapshots.push(circuit.gains);
    }
    const mean = [0, 1, 2].map((i) => snapshots.reduce((sum, g) => sum + g[i]!, 0) / snapshots.length);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j <= i; j++) {
        const product = snapshots.reduce((sum, g) => sum + (g[i]! - mean[i]!) * (g[j]! - mean[j]!), 0) / snapshots.length;
        const scale = Math.sqrt(predicted[4 * i]! * predicted[4 * j]!);
        // 2e6 samples / (1/(eta lambda_min), about 600) are about 3000 independent draws: 1/sqrt(3000/2) = 2.6 %, three of them, and O(eta)
        expect(Math.abs(product - predicted[3 * i + j]!) / scale).toBeLessThan(0.08);
      }
    }
  });
});

describe("the published experiments", () => {
  it("two contexts online: gains settle on g*_A, and the switch costs what it has to", () => {
    const frame = frameOf(
      [
        [0, 1, 1],
        [1, 1, 0],
      ],
      { normalised: true },
    );
    const a = planar(55, [4, 1], 5);
    const b = planar(55, [3, 2], 4);
    const { gains } = optimalGains(core, { frame, covariance: a });
    expect(largestDifference(gains, [1.68588, 2.10122, 0.9211])).toBeLessThan(5e-6); // published to five decimals
    const exact = new GainCircuit(core, { frame, learningRate: 2e-3, gains });
    expect(exact.error(b, "signed")).toBeCloseTo(0.6, 1);
    const circuit = new GainCircuit(core, { frame, learningRate: 2e-3, gains: [0.01, 1.2, 0.25] });
    const normals = stream(42).normals(2 * 10_000);
    const { errors } = circuit.learn(correlated(normals, a), { trackError: { covariance: a, metric: "signed" } });
    // First below .1 after 999 steps in the published run; the time of a noisy trajectory scatters by tens of per cent.
    const first = errors.findIndex((error) => error < 0.1) + 1;
    expect(first).toBeGreaterThan(500);
    expect(first).toBeLessThan(2000);
    // The end of the run lies within four standard deviations of g*_A, as the published end (1.710, 2.173, 1.022) does.
    const q = gainNoiseCovariance(core, { frame, covariance: a, learningRate: 2e-3 });
    for (let i = 0; i < 3; i++) {
      const bound = 4 * Math.sqrt(q[4 * i]!);
      expect(Math.abs(circuit.gains[i]! - gains[i]!)).toBeLessThan(bound);
      expect(Math.abs([1.71, 2.173, 1.022][i]! - gains[i]!)).toBeLessThan(bound);
    }
  });

  it("frames compared offline: medians of the steps to an error lie within their sampling spread", () => {
    // Signed error, eta 1e-2, gains from 0, 100 draws. A published median of 100 draws falls between the 22nd and the 78th of 100 draws of one's own with
    // 4 standard deviations (sqrt(2) * 5 ranks each).
    const targets = [0.1, 1e-2, 1e-3, 1e-4];
    const run = (frameFor: (c: Float64Array, random: RandomStream) => Frame, most: number) => {
      const steps = targets.map((): number[] => []);
      const starts: number[] = [];
      const random = stream(5);
      for (let draw = 0; draw < 100; draw++) {
        const c = drawCovariance(2, random);
        const circuit = new GainCircuit(core, { frame: frameFor(c, random), learningRate: 1e-2 });
        const { errors } = circuit.learnExpected(c, most, { recordEvery: 1, metric: "signed" });
        starts.push(errors[0]!);
        for (const [t, target] of targets.entries()) {
          const at = errors.findIndex((error) => error <= target);
          steps[t]!.push(at < 0 ? Number.POSITIVE_INFINITY : at);
        }
        circuit.dispose();
      }
      return { steps: steps.map((each) => each.sort((x, y) => x - y)), starts: starts.sort((x, y) => x - y) };
    };
    const random = run((_, draws) => randomFrame(2, 3, draws), 20_000);
    const optimised = run((_, draws) => rotated(core, mercedesBenzFrame(), draws), 3000);
    const spectral = run((c) => spectralFrame(core, c, 2), 3000);
    const enclosed = (values: readonly number[], published: number) => {
      expect(values[21]!).toBeLessThanOrEqual(published);
      expect(values[77]!).toBeGreaterThanOrEqual(published);
    };
    enclosed(random.starts, 0.3545);
    for (const [t, published] of [116, 1844, 4527, 6998].entries()) enclosed(random.steps[t]!, published);
    for (const [t, published] of [74, 234, 392, 549].entries()) enclosed(optimised.steps[t]!, published);
    for (let t = 0; t < 4; t++) expect(median(spectral.steps[t]!)).toBeLessThan(median(random.steps[t]!));
    expect(median(optimised.steps[3]!)).toBeLessThan(0.5 * median(random.steps[3]!));
  });

  it("a frame of both contexts' eigenvectors beats a random one", () => {
    const random = stream(4);
    const [a, b] = [drawCovariance(6, random), drawCovariance(6, random)];
    const shared = joinFrames(spectralFrame(core, a, 6), spectralFrame(core, b, 6), randomFrame(6, 9, random));
    const ends = [shared, randomFrame(6, 21, random)].map((frame) => {
      const circuit = new GainCircuit(core, {
        frame,
        learningRate: 1e-3,
        gains: optimalGains(core, { frame, covariance: identity(6) }).gains,
      });
      return [a, b, a, b].map((c) => circuit.learnExpected(c, 10_000, { metric: "signed" }).error);
    });
    for (let context = 0; context < 4; context++) expect(ends[0]![context]!).toBeLessThan(ends[1]![context]!);
    for (const error of ends[0]!) expect(error).toBeLessThan(0.05); // published .007-.015
  });

  it("item 4: an ill-conditioned covariance, with free and with non-negative gains", () => {
    const v = [-0.80997669, 0.58646208, 0.58646208, 0.80997669];
    const c = multiplied(
      v.map((x, e) => x * [6, 0.01][e % 2]!),
      transposeOf(v, 2, 2),
      2,
      2,
      2,
    );
    const covariance = Float64Array.of(c[0]!, 0.5 * (c[1]! + c[2]!), 0.5 * (c[1]! + c[2]!), c[3]!);
    const frame = mercedesBenzFrame();
    const free = new GainCircuit(core, { frame, learningRate: 2e-2 });
    free.learnExpected(covariance, 5000);
    // Published to five decimals for V given to eight; the order of the three depends on how the frame is turned.
    expect(
      largestDifference(
        [...free.gains].sort((x, y) => x - y),
        [-1.34999, 0.67205, 1.22743],
      ),
    ).toBeLessThan(2e-5);
    expect(free.error(covariance)).toBeLessThan(1e-9);
    const clamped = new GainCircuit(core, { frame, learningRate: 2e-2, nonNegative: true });
    clamped.learnExpected(covariance, 5000);
    expect([...clamped.gains].filter((g) => g === 0).length).toBeGreaterThanOrEqual(1);
    const conditions = gainConditions(core, { frame, covariance, gains: clamped.gains });
    expect(conditions.hold).toBe(true);
    expect(Math.min(...conditions.variances)).toBeLessThan(0.9); // the small eigenvalue stays
    expect(gainConditions(core, { frame, covariance, gains: free.gains })).toMatchObject({ hold: false });
    expect(gainConditions(core, { frame, covariance, gains: [0.1, 0.1, 0.1] }).excess).toBeGreaterThan(0.1);
  });
});

describe("refuses", () => {
  const frame = mercedesBenzFrame();
  it.each([
    ["an indefinite covariance", () => optimalGains(core, { frame, covariance: [1, 2, 2, 1] }), "covariance"],
    ["an asymmetric covariance", () => gainJacobian(core, { frame, covariance: [1, 0, 1, 2] }), "covariance[1][0]"],
    ["a negative leak", () => optimalGains(core, { frame, covariance: [1, 0, 0, 1], leak: -1 }), "leak"],
    [
      "a learning rate of 0",
      () => gainNoiseCovariance(core, { frame, covariance: [1, 0, 0, 1], learningRate: 0 }),
      "learningRate",
    ],
    ["gains that do not fit", () => gainConditions(core, { frame, covariance: [1, 0, 0, 1], gains: [1] }), "gains"],
    ["a misspelt field", () => optimalGains(core, { frame, covariance: [1, 0, 0, 1], alpha: 1 } as never), "problem.alpha"],
    ["no neurons", () => sufficientInterneurons(0), "primary"],
    ["a fraction of a vector", () => optimisedFrame(2, 2.5, stream(1)), "interneurons"],
  ])("%s", (_, call, field) => {
    expect(call).toThrowError(expect.objectContaining({ name: "InputError", field }));
  });
});
