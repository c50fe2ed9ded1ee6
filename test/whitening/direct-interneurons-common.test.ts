import { describe, expect, it } from "vitest";
import {
  AbortError,
  DirectCircuit,
  InputError,
  InterneuronCircuit,
  identity,
  KernelError,
  RandomStream,
  randomOrthogonal,
  symmetricEigen,
  UnstableDynamicsError,
  whiteningError,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import { type Circuit, covarianceWith, diagonal, distance, gaussian, thrown, withSpectrum } from "./circuits-support.js";

const core = await testCore();
const n = 4;
const spectrum = [0.5, 1, 2, 4];
const matrixM = withSpectrum(core, randomOrthogonal(core, n, new RandomStream(core, { seed: 22 })), spectrum);
const samples = new RandomStream(core, { seed: 5 }).normals(n * 600);

/** One circuit of each kind, with small steps. */
function circuits(): [string, () => Circuit][] {
  const weights = new RandomStream(core, { seed: 6 }).normals(n * 6);
  return [
    ["direct", () => new DirectCircuit(core, { primary: n, learningRate: 1e-3, weights: matrixM })],
    ["interneurons, rank-one", () => new InterneuronCircuit(core, { primary: n, interneurons: 6, learningRate: 1e-2, weights })],
    [
      "interneurons, Cholesky",
      () => new InterneuronCircuit(core, { primary: n, interneurons: 6, learningRate: 1e-2, leak: 0.3, weights }),
    ],
  ];
}

describe("item 22: neural dynamics against the linear solve", () => {
  it("Algorithm 1: same response to the tolerance, convergence for gamma < 2/lambda_max alone", () => {
    const solved = new DirectCircuit(core, { primary: n, learningRate: 0.1, weights: matrixM }).respond([1, -2, 0.5, 3]);
    const iterated = (step: number, tolerance = 1e-12) =>
      new DirectCircuit(core, {
        primary: n,
        learningRate: 0.1,
        weights: matrixM,
        neuralDynamics: { step, tolerance, maximumIterations: 20_000 },
      });
    for (const step of [0.1, 0.4, (2 / 4) * 0.98]) {
      // |y - M^{-1} x| <= |x - M y| / lambda_min, with |x| = 3 and lambda_min = .5; a norm over 4 neurons.
      for (const tolerance of [1e-6, 1e-12]) {
        const circuit = iterated(step, tolerance);
        expect(distance(circuit.respond([1, -2, 0.5, 3]), solved)).toBeLessThan((2 * tolerance * 3) / 0.5 + 1e-14);
        expect(circuit.neuralIterations).toBeGreaterThan(0);
      }
    }
    const error = thrown(() => iterated((2 / 4) * 1.02).respond([1, -2, 0.5, 3]));
    expect(error).toBeInstanceOf(UnstableDynamicsError);
    expect((error as UnstableDynamicsError).code).toBe("unstable");
    const slow = thrown(() => iterated(1e-5).respond([1, -2, 0.5, 3]));
    expect(slow).toBeInstanceOf(KernelError);
    expect((slow as KernelError).code).toBe("no-convergence");
  });

  it.each([0, 0.1])("Algorithm 2, alpha = %f: one and two populations", (leak) => {
    const weights = new RandomStream(core, { seed: 2 }).normals(n * 5);
    const common = { primary: n, interneurons: 5, leak, learningRate: 0.1, weights };
    const solved = new InterneuronCircuit(core, common);
    const expected = solved.respond([1, -2, 0.5, 3]);
    const [low, , , high] = symmetricEigen(core, solved.effectiveMatrix, n).values as unknown as [number, number, number, number];
    for (const neuralDynamics of [
      { step: (2 / high) * 0.98 },
      { step: 0.02 / high, interneuronTimeConstant: 1, maximumIterations: 1e6 },
      { step: 2e-3 / high, interneuronTimeConstant: 0.01, maximumIterations: 1e7 },
    ]) {
      const circuit = new InterneuronCircuit(core, { ...common, neuralDynamics });
      // Residual 1e-12 * 3, over lambda_min, times the norm of four neurons and of W
      expect(distance(circuit.respond([1, -2, 0.5, 3]), expected)).toBeLessThan((1e-12 * 3 * 2 * (1 + Math.sqrt(high))) / low);
    }
    const unstable = new InterneuronCircuit(core, { ...common, neuralDynamics: { step: (2 / high) * 1.02 } });
    expect(() => unstable.respond([1, -2, 0.5, 3])).toThrow(UnstableDynamicsError);
  });

  it("two populations: a mode with eigenvalues -.55 +- 1.948718i needs gamma < 2 * .55 / 4.1", () => {
    // alpha = .1, tau_z = 1, sigma = 2 (3.5): |1 + gamma lambda|^2 = 1 - 1.1 gamma + 4.1 gamma^2 < 1
    const circuit = (step: number) =>
      new InterneuronCircuit(core, {
        primary: 1,
        leak: 0.1,
        learningRate: 0.1,
        weights: [2],
        neuralDynamics: { step, interneuronTimeConstant: 1 },
      });
    expect(circuit((1.1 / 4.1) * 0.98).respond([1])[0]).toBeCloseTo(1 / 4.1, 11);
    expect(() => circuit((1.1 / 4.1) * 1.02).respond([1])).toThrow(UnstableDynamicsError);
  });

  it("learning with dynamics follows learning with the solve", () => {
    const c = covarianceWith(core, [0.6, 0.9, 1.1, 1.5], 9);
    const neuralDynamics = { step: 0.1 };
    const pairs = [
      [
        new DirectCircuit(core, { primary: n, learningRate: 1e-3, weights: matrixM }),
        new DirectCircuit(core, { primary: n, learningRate: 1e-3, weights: matrixM, neuralDynamics }),
      ],
      [
        new InterneuronCircuit(core, { primary: n, learningRate: 1e-2 }),
        new InterneuronCircuit(core, { primary: n, learningRate: 1e-2, neuralDynamics }),
      ],
    ] as const;
    for (const [solved, iterated] of pairs) {
      solved.learn(samples);
      iterated.learn(samples);
      // 600 updates, each wrong by eta times the residual 1e-12 times a few
      expect(distance(solved.effectiveMatrix, iterated.effectiveMatrix)).toBeLessThan(1e-10);
      expect(solved.error(c)).toBeCloseTo(iterated.error(c), 9);
    }
  });
});

describe.each(circuits())("learning from samples: %s", (_, make) => {
  it("gives the same bits however the samples are cut", () => {
    const whole = make();
    const { responses } = whole.learn(samples, { responses: true });
    const pieces = make();
    pieces.learn(samples.subarray(0, n * 101));
    const middle = pieces.learn(samples.subarray(n * 101, n * 400), { responses: true }).responses;
    const tracked = pieces.learn(samples.subarray(n * 400), { trackError: { covariance: identity(n), every: 7 } });
    expect(pieces.weights).toEqual(whole.weights);
    expect(middle).toEqual(responses.slice(n * 101, n * 400));
    expect(tracked.errors).toHaveLength(Math.floor(200 / 7));
    const steps = make();
    for (let t = 0; t < 600; t++) steps.step(samples.subarray(n * t, n * t + n));
    expect(steps.weights).toEqual(whole.weights);
  });

  it("a batch is the mean of its samples at fixed weights; the last may be shorter", () => {
    const circuit = make();
    const before = circuit.weights;
    const used = samples.subarray(0, 10 * n);
    const ys = Array.from({ length: 10 }, (_, t) => circuit.respond(used.subarray(n * t, n * t + n)));
    const reference = make();
    const { samples: count, responses } = circuit.learn(used, { batch: 10, responses: true });
    expect(count).toBe(10);
    for (const [t, y] of ys.entries()) expect(responses.slice(n * t, n * t + n)).toEqual(y);
    const k = before.length / n;
    const mean = (i: number, j: number) => ys.reduce((sum, y) => sum + y[i]! * y[j]!, 0) / 10;
    const expected = before.map((value, at) => {
      const [i, j] = [Math.floor(at / k), at % k];
      if (circuit instanceof DirectCircuit) return value + circuit.learningRate * (mean(i, j) - (i === j ? 1 : 0));
      let sum = -value;
      for (let m = 0; m < n; m++) sum += mean(i, m) * before[m * k + j]!;
      return value + circuit.learningRate * sum;
    });
    expect(distance(circuit.weights, expected)).toBeLessThan(1e-14); // rounding
    circuit.learn(samples.subarray(0, 13 * n), { batch: 5 });
    reference.learn(used, { batch: 10 });
    reference.learn(samples.subarray(0, 5 * n), { batch: 5 });
    reference.learn(samples.subarray(5 * n, 10 * n), { batch: 5 });
    reference.learn(samples.subarray(10 * n, 13 * n), { batch: 3 });
    expect(reference.weights).toEqual(circuit.weights);
  });

  it("refuses bad samples and keeps its state", () => {
    const circuit = make();
    circuit.learn(samples.subarray(0, 40));
    const before = circuit.weights;
    const bad: [unknown, RegExp][] = [
      [[1, 2, 3], /array of 4 numbers/],
      [[1, 2, 3, Number.NaN], /x\[3\] is NaN/],
      [[1, 2, Number.POSITIVE_INFINITY, 3], /x\[2\] is Infinity/],
      ["abcd", /x is "abcd"/],
      [undefined, /x is undefined/],
    ];
    for (const [x, message] of bad) {
      const error = thrown(() => circuit.step(x as number[]));
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).message).toMatch(message);
      expect(() => circuit.respond(x as number[])).toThrow(InputError);
    }
    const late = samples.slice(0, 80);
    late[77] = Number.NaN;
    expect(() => circuit.learn(late)).toThrow(/samples\[19\]\[1\] is NaN/);
    expect(() => circuit.learn(samples.subarray(0, 41))).toThrow(InputError);
    expect(() => circuit.learn(samples, { batch: 0 })).toThrow(/batch is 0/);
    expect(() => circuit.learn(samples, { trackError: { covariance: [1, 2, 3] } })).toThrow(InputError);
    expect(() => circuit.learn(samples, { trackError: { covariance: diagonal([1, 1, -1, 1]) } })).toThrow(/covariance/);
    expect(() => circuit.learnExpected(diagonal([1, 1, -1, 1]), 3)).toThrow(/positive definite/);
    const skew = identity(n);
    skew[1] = 0.3;
    expect(() => circuit.learnExpected(skew, 3)).toThrow(/symmetric/);
    expect(() => circuit.learnExpected(identity(n), 1.5)).toThrow(InputError);
    expect(() => circuit.learnExpected(identity(n), 2, { metric: "mean" as "operator" })).toThrow(/metric/);
    expect(() => {
      circuit.weights = before.map(() => Number.NaN);
    }).toThrow(InputError);
    if (circuit instanceof DirectCircuit || circuit.leak === 0) {
      expect(() => {
        circuit.weights = before.map(() => 0);
      }).toThrow(InputError);
    }
    expect(circuit.samples).toBe(10);
    circuit.learn(samples.subarray(40, 80));
    const other = make();
    other.learn(samples.subarray(0, 80));
    expect(circuit.weights).toEqual(other.weights);
  });

  it("weights can be taken and set back; huge samples are refused", () => {
    const circuit = make();
    circuit.learn(samples.subarray(0, 400));
    const kept = circuit.weights;
    const response = circuit.respond([1, 2, 3, 4]);
    circuit.learn(samples.subarray(400, 800));
    circuit.weights = kept;
    expect(circuit.weights).toEqual(kept);
    expect(distance(circuit.respond([1, 2, 3, 4]), response)).toBeLessThan(1e-12); // rounding of the rank-one inverse
    const error = thrown(() => circuit.step([1e200, 0, 0, 0]));
    expect(error).toBeInstanceOf(KernelError);
    expect((error as KernelError).code).toBe("diverged");
    expect(circuit.weights).toEqual(kept);
    circuit.dispose();
    expect(() => circuit.respond([1, 2, 3, 4])).toThrow(/disposed/);
  });

  it("reports progress and stops when asked", async () => {
    const many = new RandomStream(core, { seed: 7 }).normals(n * 100_000);
    const circuit = make();
    const fractions: number[] = [];
    await circuit.learnAsync(many, { onProgress: (fraction) => fractions.push(fraction) });
    expect(fractions.at(-1)).toBe(1);
    const controller = new AbortController();
    controller.abort("enough");
    const error = thrown(() => circuit.learn(many, { signal: controller.signal }));
    expect(error).toBeInstanceOf(AbortError);
    expect(circuit.samples).toBe(100_000);
    await expect(circuit.learnExpectedAsync(identity(n), 100, { signal: controller.signal })).rejects.toThrow(AbortError);
  });

  it("offline steps: records, stop and stretches", () => {
    const c = covarianceWith(core, [0.7, 0.9, 1.2, 1.5], 3);
    const whole = make();
    const result = whole.learnExpected(c, 300, { recordEvery: 7, metric: "frobenius" });
    const single = make();
    const errors: number[] = [];
    for (let step = 0; step < 300; step++) {
      if (step % 7 === 0) errors.push(single.error(c, "frobenius"));
      single.learnExpected(c, 1);
    }
    expect(single.weights).toEqual(whole.weights);
    expect(result.steps).toBe(300);
    expect(result.errors).toHaveLength(43);
    expect(distance(result.errors, errors)).toBeLessThan(1e-12); // rounding
    expect(result.error).toBeCloseTo(whole.error(c, "frobenius"), 12);
    const stopping = make();
    const threshold = errors[20]!;
    const stopped = stopping.learnExpected(c, 300, { metric: "frobenius", stopAtError: threshold * (1 + 1e-9) });
    expect(stopped.reached).toBe(true);
    expect(stopped.steps).toBeLessThanOrEqual(140);
    expect(stopped.error).toBeLessThanOrEqual(threshold * (1 + 1e-9));
    expect(make().learnExpected(c, 5, { stopAtError: 1e-12 })).toMatchObject({ reached: false, steps: 5 });
  });
});

describe("what follows the weights from sample to sample", () => {
  it("agrees with what is formed anew each time, and is formed anew when due or drifting", () => {
    const many = gaussian(new RandomStream(core, { seed: 70 }), [0.5, 1, 1.5, 2], 5000);
    const run = (options: object, count = 5000) => {
      const circuit = new InterneuronCircuit(core, { primary: n, learningRate: 0.02, ...options });
      circuit.learn(many.subarray(0, n * count));
      return circuit;
    };
    const exact = run({ solver: "cholesky" });
    const plain = run({ solver: "rank-one" });
    const never = run({ refreshEvery: 2 ** 30, driftLimit: 1e300 }, 900);
    const watched = run({ refreshEvery: 2 ** 30 });
    const always = run({ refreshEvery: 1 });
    // Rounding of updates of numbers of order 1, which the learning itself forgets
    expect(distance(plain.weights, exact.weights)).toBeLessThan(1e-13);
    expect(distance(always.weights, exact.weights)).toBeLessThan(1e-13);
    expect(plain.refreshes).toBe(1 + Math.floor((5000 - 1) / 100));
    expect(plain.drift).toBeLessThan(1e-12);
    expect(always.refreshes).toBe(5000);
    for (const leak of [0, 0.3]) {
      const followed = run({ solver: "cholesky", leak, refreshEvery: 2 ** 30 });
      const formed = run({ solver: "cholesky", leak, refreshEvery: 1 });
      expect(followed.refreshes).toBe(1);
      expect(formed.refreshes).toBe(5000);
      expect(distance(followed.weights, formed.weights)).toBeLessThan(1e-13);
    }
    // Left alone, rounding errors of the inverse grow on and on; the monitor alone keeps it within its limit, but for the growth
    // e^(2 eta 64) = 13 between two looks.
    expect(never.refreshes).toBe(1);
    expect(never.drift).toBeGreaterThan(1e-9);
    expect(watched.refreshes).toBeGreaterThan(1);
    expect(watched.drift).toBeLessThan(1e-10 * 50);
    expect(distance(watched.weights, exact.weights)).toBeLessThan(1e-8);
  });
});

describe("options", () => {
  const direct = (options: object) => () => new DirectCircuit(core, { primary: 3, learningRate: 0.1, ...options });
  const inter = (options: object) => () => new InterneuronCircuit(core, { primary: 3, learningRate: 0.1, ...options });
  it.each([
    ["no neurons", direct({ primary: 0 }), "primary"],
    ["a fraction", direct({ primary: 2.5 }), "primary"],
    ["no learning rate", direct({ learningRate: 0 }), "learningRate"],
    ["NaN", direct({ learningRate: Number.NaN }), "learningRate"],
    ["weights of another size", direct({ weights: [1, 0, 0, 1] }), "weights"],
    ["indefinite weights", direct({ weights: diagonal([1, 0, 1]) }), "weights"],
    ["asymmetric weights", direct({ weights: [1, 0.5, 0, 0, 1, 0, 0, 0, 1] }), "weights[1][0]"],
    ["an unknown option", direct({ rate: 1 }), "options.rate"],
    [
      "two populations",
      direct({ neuralDynamics: { step: 0.1, interneuronTimeConstant: 1 } }),
      "neuralDynamics.interneuronTimeConstant",
    ],
    ["no step", direct({ neuralDynamics: {} }), "neuralDynamics.step"],
    ["no interneurons", inter({ interneurons: 0 }), "interneurons"],
    ["a learning rate of 1", inter({ learningRate: 1 }), "learningRate"],
    ["a negative leak", inter({ leak: -0.1 }), "leak"],
    ["too few interneurons without leak", inter({ interneurons: 2 }), "leak"],
    ["rank-one with leak", inter({ leak: 0.1, solver: "rank-one" }), "solver"],
    ["singular weights", inter({ weights: [1, 0, 0, 0, 1, 0, 1, 1, 0] }), "weights"],
    ["weights of another size", inter({ weights: [1, 0, 0, 1] }), "weights"],
    [
      "a bad time constant",
      inter({ neuralDynamics: { step: 0.1, interneuronTimeConstant: 0 } }),
      "neuralDynamics.interneuronTimeConstant",
    ],
  ])("refuses %s", (_, make, field) => {
    const error = thrown(make);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).field).toBe(field);
  });
});

describe("metrics", () => {
  it("agree with their definitions on diagonal matrices", () => {
    const a = diagonal([2, 1, 0.5]);
    const c = diagonal([1, 1, 1.5 ** 2]);
    // C_yy = diag(1/4, 1, 9), D = diag(-3/4, 0, 8); S = diag(1, 1, 1.5), A - S = diag(1, 0, -1)
    expect(whiteningError(core, a, c, 3)).toBeCloseTo(8, 13);
    expect(whiteningError(core, a, c, 3, "frobenius")).toBeCloseTo(Math.hypot(0.75, 8), 13);
    expect(whiteningError(core, a, c, 3, "scaled-frobenius")).toBeCloseTo(Math.hypot(0.75, 8) / 3, 13);
    expect(whiteningError(core, a, c, 3, "filter")).toBeCloseTo(Math.sqrt(2 / 4.25), 13);
    expect(whiteningError(core, a, c, 3, "spectral")).toBeCloseTo((0.75 ** 2 + 64) / 3, 12);
    expect(whiteningError(core, a, c, 3, "clipped-spectral")).toBeCloseTo(64 / 3, 12);
    expect(whiteningError(core, a, c, 3, "mean-square")).toBeCloseTo((0.75 ** 2 + 64) / 9, 13);
    const low = diagonal([0.25, 0.25, 0.25]);
    expect(whiteningError(core, identity(3), low, 3, "operator")).toBeCloseTo(0.75, 13);
    expect(whiteningError(core, identity(3), low, 3, "signed")).toBeCloseTo(-0.75, 13);
    expect(() => whiteningError(core, diagonal([1, -1, 1]), c, 3)).toThrow(InputError);
  });
});
