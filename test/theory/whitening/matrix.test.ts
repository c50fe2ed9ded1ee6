import { describe, expect, it } from "vitest";
import {
  commutingDirectWeights,
  commutingInterneuronGram,
  directLateRates,
  directVelocity,
  effectiveMatrix,
  InputError,
  identity,
  interneuronEquilibrium,
  interneuronLateRates,
  interneuronVelocity,
  matrix,
  multiply,
  RandomStream,
  randomOrthogonal,
  symmetricEigen,
  whitenedCovariance,
  whiteningError,
  whiteningObjective,
  whiteningOptimum,
  whiteningTarget,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { frobenius, integrate, largestDifference, randomSymmetric, relative, symmetricWith } from "./support.js";

const core = await testCore();
const C = matrix([
  [4, 1],
  [1, 1],
]);

describe("3: the optimum", () => {
  it("C = [[4, 1], [1, 1]]", () => {
    const { target, objective, displacement } = whiteningOptimum(core, C, 2);
    // printed with 8 decimals
    expect(largestDifference(target, [1.97024211, 0.34372377, 0.34372377, 0.9390708])).toBeLessThan(5e-9);
    expect(Math.abs(objective - 5.81862582)).toBeLessThan(5e-9);
    expect(Math.abs(displacement - 1.18137418)).toBeLessThan(5e-9);
    expect(largestDifference(multiply(core, target, target, 2, 2, 2), C)).toBeLessThan(1e-14);
    expect(Math.abs(whiteningObjective(core, target, C, 2) - objective)).toBeLessThan(1e-14);
    expect(largestDifference(whitenedCovariance(core, target, C, 2), identity(2))).toBeLessThan(1e-14);
    // Negative control: C itself is not the target.
    expect(whiteningError(core, C, C, 2)).toBeGreaterThan(0.1);
  });

  it("any other whitening map moves the input further", () => {
    const n = 4;
    const covariance = randomSymmetric(core, [0.2, 0.9, 1.4, 6], 1);
    const { target, displacement } = whiteningOptimum(core, covariance, n);
    const { values, vectors } = symmetricEigen(core, target, n);
    const inverse = symmetricWith(
      Array.from(values, (x) => 1 / x),
      vectors,
    );
    const moved = (map: Float64Array) => {
      const change = map.map((x, i) => x - (i % (n + 1) === 0 ? 1 : 0));
      const product = multiply(core, change, covariance, n, n, n);
      return change.reduce((sum, x, i) => sum + x * product[i]!, 0);
    };
    expect(relative(moved(inverse), displacement)).toBeLessThan(1e-13);
    for (let seed = 1; seed <= 20; seed++) {
      const rotation = randomOrthogonal(core, n, new RandomStream(core, { seed }));
      expect(moved(multiply(core, rotation, inverse, n, n, n))).toBeGreaterThan(displacement);
    }
  });

  it("errors are those of their definitions", () => {
    const diagonal = (...values: number[]) => symmetricWith(values, identity(values.length));
    const covariance = diagonal(4, 1, 0.25);
    const A = diagonal(1, 1, 1); // variances 4, 1, .25
    expect(whiteningError(core, A, covariance, 3)).toBeCloseTo(3, 14);
    expect(whiteningError(core, A, covariance, 3, "signed")).toBeCloseTo(3, 14);
    expect(whiteningError(core, A, covariance, 3, "scaled-frobenius")).toBeCloseTo(Math.sqrt(9 + 0.75 ** 2) / 3, 14);
    expect(whiteningError(core, A, covariance, 3, "filter")).toBeCloseTo(Math.sqrt(1.25 / 5.25), 14);
    expect(whiteningError(core, diagonal(4, 4, 4), covariance, 3, "signed")).toBeLessThan(0);
  });
});

describe("gradients", () => {
  const n = 3;
  const covariance = randomSymmetric(core, [0.5, 1, 3], 4);
  const random = (count: number, seed: number) => new RandomStream(core, { seed }).normals(count);

  it("dM/dt = -grad U", () => {
    const M = randomSymmetric(core, [0.7, 1.1, 2], 5);
    const direction = random(9, 6);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) direction[i * n + j] = direction[j * n + i]!;
    const at = (h: number) =>
      whiteningObjective(
        core,
        M.map((x, i) => x + h * direction[i]!),
        covariance,
        n,
      );
    const slope = (at(1e-4) - at(-1e-4)) / 2e-4;
    const velocity = directVelocity(core, M, covariance, n);
    expect(relative(slope, -velocity.reduce((sum, x, i) => sum + x * direction[i]!, 0))).toBeLessThan(1e-6); // h^2
  });

  it.each([0, 0.3])("dW/dt is half of -grad V, alpha = %f", (leak) => {
    const k = 4;
    const W = random(n * k, 7);
    const direction = random(n * k, 8);
    const at = (h: number) => {
      const moved = W.map((x, i) => x + h * direction[i]!);
      return whiteningObjective(core, effectiveMatrix(core, moved, n, k, leak), covariance, n);
    };
    const slope = (at(1e-4) - at(-1e-4)) / 2e-4;
    const velocity = interneuronVelocity(core, W, covariance, n, k, leak);
    const along = velocity.reduce((sum, x, i) => sum + x * direction[i]!, 0);
    expect(relative(slope, -2 * along)).toBeLessThan(1e-5); // h^2
    expect(relative(slope, -along)).toBeGreaterThan(0.9); // negative control: the factor 2
  });
});

/** dP/dt = D P + P D; without leak P^{-1} C + C P^{-1} - 2P */
function gramVelocity(covariance: Float64Array, n: number, leak = 0) {
  return (p: readonly number[]) => {
    const A = symmetrise(p, n).map((x, i) => x + (i % (n + 1) === 0 ? leak : 0));
    const D = directVelocity(core, A, covariance, n);
    const product = multiply(core, D, Float64Array.from(p), n, n, n);
    return Array.from(product, (x, i) => x + product[(i % n) * n + Math.floor(i / n)]!);
  };
}
const symmetrise = (p: ArrayLike<number>, n: number) =>
  Float64Array.from(p, (x, i) => (x + p[(i % n) * n + Math.floor(i / n)]!) / 2);

describe("7: starts that commute with the covariance", () => {
  const n = 4;
  const basis = randomOrthogonal(core, n, new RandomStream(core, { seed: 11 }));
  const covariance = symmetricWith([0.3, 1, 1, 4], basis);
  const start = symmetricWith([3, 0.4, 2, 2], basis);
  const offDiagonal = (a: Float64Array) => {
    const transposed = Float64Array.from({ length: n * n }, (_, i) => basis[(i % n) * n + Math.floor(i / n)]!);
    const inBasis = multiply(core, multiply(core, transposed, a, n, n, n), basis, n, n, n);
    return Math.max(...inBasis.filter((_, i) => i % (n + 1) !== 0).map(Math.abs));
  };

  it.each([
    [
      "direct",
      (t: number) => commutingDirectWeights(core, covariance, start, n, t),
      (m: readonly number[]) => Array.from(directVelocity(core, symmetrise(m, n), covariance, n)),
    ],
    ["interneurons", (t: number) => commutingInterneuronGram(core, covariance, start, n, t), gramVelocity(covariance, n)],
  ] as const)("%s: the closed form is the flow, and eigenvectors stay", (_, closedForm, velocity) => {
    const numerical = integrate(velocity, Array.from(start), 0.5, 1000);
    expect(largestDifference(closedForm(0.5), numerical)).toBeLessThan(1e-9); // fourth order, step 5e-4
    for (const t of [0, 0.1, 1, 30]) expect(offDiagonal(closedForm(t))).toBeLessThan(1e-12);
    expect(largestDifference(closedForm(200), whiteningTarget(core, covariance, n))).toBeLessThan(1e-13);
  });

  it("without leak P_t^2 = C + (P_0^2 - C) e^{-4t}", () => {
    const square = (a: Float64Array) => multiply(core, a, a, n, n, n);
    const expected = square(start).map((x, i) => covariance[i]! + (x - covariance[i]!) * Math.exp(-2));
    expect(largestDifference(square(commutingInterneuronGram(core, covariance, start, n, 0.5)), expected)).toBeLessThan(1e-13);
  });

  it("isotropic starts commute with every covariance", () => {
    const isotropic = identity(n).map((x) => 7 * x);
    const W = commutingInterneuronGram(core, covariance, isotropic, n, 50, { leak: 0.2 });
    const equilibrium = interneuronEquilibrium(core, covariance, n, { leak: 0.2 }).gram;
    expect(largestDifference(W, equilibrium)).toBeLessThan(1e-13);
  });

  it("refuses a start that does not commute, for which the P^2 formula is wrong", () => {
    const other = randomSymmetric(core, [3, 0.4, 2, 2], 12);
    expect(() => commutingInterneuronGram(core, covariance, other, n, 0.5)).toThrow(InputError);
    expect(() => commutingDirectWeights(core, covariance, other, n, 0.5)).toThrow(/commutes/);
    // What the formula would say against the flow:
    const numerical = Float64Array.from(integrate(gramVelocity(covariance, n), Array.from(other), 0.2, 400));
    const square = multiply(core, numerical, numerical, n, n, n);
    const formula = multiply(core, other, other, n, n, n).map((x, i) => covariance[i]! + (x - covariance[i]!) * Math.exp(-0.8));
    expect(frobenius(square, formula) / frobenius(formula)).toBeGreaterThan(1e-3);
  });
});

describe("2: equilibria of the interneuron circuit", () => {
  const c = [0.4, 0.8, 1.3, 2, 3];
  const covariance = randomSymmetric(
    core,
    c.map((x) => x * x),
    21,
  );

  it("alpha = 1 > c_min", () => {
    const { gram, eigenvalues, outputVariances } = interneuronEquilibrium(core, covariance, 5, { leak: 1 });
    expect(largestDifference(eigenvalues, [0, 0, 0.3, 1, 2])).toBeLessThan(1e-13);
    expect(largestDifference(outputVariances, [0.16, 0.64, 1, 1, 1])).toBeLessThan(1e-13);
    const A = gram.map((x, i) => x + (i % 6 === 0 ? 1 : 0));
    const measured = symmetricEigen(core, whitenedCovariance(core, A, covariance, 5), 5).values;
    expect(largestDifference(measured, outputVariances)).toBeLessThan(1e-13);
    // It is a fixed point: D P = 0.
    expect(frobenius(multiply(core, directVelocity(core, A, covariance, 5), gram, 5, 5, 5))).toBeLessThan(1e-13);
  });

  it("k = 2 < n keeps the two largest modes", () => {
    const { eigenvalues, outputVariances } = interneuronEquilibrium(core, covariance, 5, { leak: 0.5, interneurons: 2 });
    expect(largestDifference(eigenvalues, [0, 0, 0, 1.5, 2.5])).toBeLessThan(1e-13);
    expect(largestDifference(outputVariances, [0.64, 2.56, 6.76, 1, 1])).toBeLessThan(1e-12);
    const W = new RandomStream(core, { seed: 22 }).normals(10);
    const velocity = (w: readonly number[]) => Array.from(interneuronVelocity(core, Float64Array.from(w), covariance, 5, 2, 0.5));
    const settled = integrate(velocity, Array.from(W), 40, 2000); // slowest rate about 1
    const spectrum = symmetricEigen(core, effectiveMatrix(core, settled, 5, 2), 5).values;
    expect(largestDifference(spectrum, eigenvalues)).toBeLessThan(1e-10);
  });

  it("alpha < c_min, k = n: S - alpha I", () => {
    const { gram } = interneuronEquilibrium(core, covariance, 5, { leak: 0.3 });
    const S = whiteningTarget(core, covariance, 5);
    expect(
      largestDifference(
        gram,
        S.map((x, i) => x - (i % 6 === 0 ? 0.3 : 0)),
      ),
    ).toBeLessThan(1e-14 * 5);
  });
});

describe("1: 100 offline steps from diag(5, .5), eta = .01", () => {
  const start = symmetricWith([5, 0.5], identity(2));

  it("direct", () => {
    const M = start.slice();
    for (let step = 0; step < 100; step++) {
      const D = directVelocity(core, M, C, 2);
      for (let i = 0; i < 4; i++) M[i]! += 0.01 * D[i]!;
    }
    expect(largestDifference(M, [4.18104152, 0.20604326, 0.20604326, 0.9433011])).toBeLessThan(1e-7);
  });

  it("interneurons", () => {
    const W = start.map(Math.sqrt);
    for (let step = 0; step < 100; step++) {
      const velocity = interneuronVelocity(core, W, C, 2, 2);
      for (let i = 0; i < 4; i++) W[i]! += 0.01 * velocity[i]!;
    }
    expect(largestDifference(effectiveMatrix(core, W, 2, 2), [2.05435748, 0.35033596, 0.35033596, 0.94133925])).toBeLessThan(
      1e-7,
    );
  });
});

describe("11: late rates are the linearisation at S", () => {
  const c = [0.5, 1, 3];
  const basis = randomOrthogonal(core, 3, new RandomStream(core, { seed: 31 }));
  const covariance = symmetricWith(
    c.map((x) => x * x),
    basis,
  );
  const S = symmetricWith(c, basis);
  /** The velocity at S + h E, E = v_i v_j^T + v_j v_i^T, over h, along E. */
  const decay = (velocity: (p: readonly number[]) => readonly number[], at: Float64Array, i: number, j: number) => {
    const E = Float64Array.from({ length: 9 }, (_, e) => {
      const [row, column] = [3 * Math.floor(e / 3), 3 * (e % 3)];
      return basis[row + i]! * basis[column + j]! + basis[row + j]! * basis[column + i]!;
    });
    const moved = (h: number) => velocity(Array.from(at, (x, e) => x + h * E[e]!));
    const [up, down] = [moved(1e-5), moved(-1e-5)];
    const along = E.reduce((sum, x, e) => sum + (x * (up[e]! - down[e]!)) / 2e-5, 0);
    return -along / frobenius(E) ** 2;
  };

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [0, 1],
    [0, 2],
    [1, 2],
  ])("mode (%i, %i)", (i, j) => {
    const direct = (m: readonly number[]) => Array.from(directVelocity(core, symmetrise(m, 3), covariance, 3));
    expect(relative(decay(direct, S, i, j), directLateRates(c).rates[3 * i + j]!)).toBeLessThan(5e-6); // h^2, rounding over h
    for (const leak of [0, 0.4]) {
      const leaky = Float64Array.from(S, (x, e) => x - (e % 4 === 0 ? leak : 0));
      const rate = interneuronLateRates(c, leak).rates[3 * i + j]!;
      expect(relative(decay(gramVelocity(covariance, 3, leak), leaky, i, j), rate)).toBeLessThan(5e-6);
    }
  });
});

describe("bad input", () => {
  const asymmetric = [1, 0.5, 0.2, 1];
  it.each([
    ["covariance", () => whiteningOptimum(core, [1, 2, 2, 1], 2)],
    ["covariance", () => commutingDirectWeights(core, [0, 0, 0, 1], identity(2), 2, 1)],
    ["initial", () => commutingDirectWeights(core, identity(2), [1, 0, 0, 0], 2, 1)],
    ["a\\[1\\]\\[0\\]", () => whiteningOptimum(core, asymmetric, 2)],
    ["interneurons", () => interneuronEquilibrium(core, C, 2, { interneurons: 0 })],
    ["leak", () => interneuronEquilibrium(core, C, 2, { leak: -1 })],
    ["metric", () => whiteningError(core, C, C, 2, "nuclear" as "signed")],
    ["time", () => commutingDirectWeights(core, C, identity(2), 2, Number.NaN)],
  ])("%s", (field, call) => {
    expect(call).toThrow(InputError);
    expect(call).toThrow(new RegExp(`^${field} `));
  });
});
