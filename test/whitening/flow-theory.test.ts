import { describe, expect, it } from "vitest";
import { flowDirect, flowGains, flowInterneurons, flowProduct } from "../../src/index.js";
import { operatorNorm, squareRootMatrix, symmetricEigen } from "../../src/numeric/linear/index.js";
import {
  combination,
  compose,
  core,
  deviation,
  diagonal,
  example,
  gram,
  largest,
  orthogonal,
  product,
  randomProblem,
  root,
  slope,
  stream,
  tight,
  transpose,
} from "./flow-support.js";

describe("item 1: the direct flow", () => {
  it("ends at C^(1/2) to 1e-10 and is symmetric at every step, to the last bit", () => {
    const { states } = flowDirect(core, { covariance: example, initial: [5, 0, 0, 0.5], until: 40, ...tight });
    for (const m of states) expect(m[1]).toBe(m[2]);
    const end = states.at(-1)!;
    expect(largest(combination(end, squareRootMatrix(core, example, 2)))).toBeLessThan(1e-10);
    expect(largest(combination(end, root))).toBeLessThan(6e-9); // the published digits
  });

  it("ends at C^(1/2) in eight dimensions with random eigenvectors", () => {
    const { covariance, initial, target } = randomProblem(
      "item 1",
      [0.3, 0.5, 0.7, 1, 1.2, 1.5, 2, 2.5],
      [0.1, 0.5, 1, 1, 2, 3, 5, 9],
    );
    // slowest rate 2/2.5: 1e-10 after 40 time units
    const { states } = flowDirect(core, { covariance, initial, until: 45, ...tight });
    expect(largest(combination(states.at(-1)!, target))).toBeLessThan(1e-10);
  });
});

describe("item 2: the interneuron flow", () => {
  it("W W^T ends at C^(1/2) - alpha I for alpha below c_min, k >= n", () => {
    const { n, covariance, target } = randomProblem("item 2", [0.5, 0.9, 1.4, 2.2], [1, 1, 1, 1]);
    for (const [leak, k] of [
      [0, 4],
      [0, 6],
      [0.3, 4],
      [0.3, 7],
    ] as const) {
      const initial = stream(`item 2 ${k}`).normals(n * k);
      const { states } = flowInterneurons(core, { covariance, initial, leak, until: 30, ...tight });
      const limit = combination(target, diagonal([leak, leak, leak, leak]));
      expect(largest(combination(gram(states.at(-1)!, n, k), limit))).toBeLessThan(1e-10);
    }
  });

  it("has the eigenvalues max(c_i - alpha, 0) in the k largest modes otherwise", () => {
    const deviations = [0.4, 0.8, 1.3, 2, 3];
    const { n, covariance } = randomProblem("item 2 modes", deviations, [1, 1, 1, 1, 1]);
    const full = flowInterneurons(core, { covariance, initial: stream("full").normals(25), leak: 1, until: 60, ...tight });
    const product5 = gram(full.states.at(-1)!, n, 5);
    // the weight of mode 0.8 decays at the rate 2 (1 - 0.64): exp(-43) after 60
    const { values } = symmetricEigen(core, product5, n);
    for (const [i, value] of [0, 0, 0.3, 1, 2].entries()) expect(Math.abs(values[i]! - value)).toBeLessThan(1e-10);
    const few = flowInterneurons(core, { covariance, initial: stream("few").normals(10), leak: 0.2, until: 60, ...tight });
    const { values: top } = symmetricEigen(core, gram(few.states.at(-1)!, n, 2), n);
    for (const [i, value] of [0, 0, 0, 1.8, 2.8].entries()) expect(Math.abs(top[i]! - value)).toBeLessThan(1e-10);
  });
});

describe("items 5 and 6: the scalar flows against the table", () => {
  const direct = [
    [0.5, 10, [0.5, 1], [9.50131561, 9.00277695]],
    [1, 0.05, [0.5, 1], [0.88123737, 0.96118319]],
    [2, 7, [0.5, 1], [6.54366904, 6.09383394]],
  ] as const;
  it.each(direct)("direct, c = %d, m_0 = %d", (c, start, times, values) => {
    const { states } = flowDirect(core, { covariance: [[c * c]], initial: [[start]], times, ...tight });
    for (const [i, value] of values.entries()) {
      const m = states[i]![0]!;
      expect(Math.abs(m - value)).toBeLessThan(1e-7);
      const time = start - m + (c / 2) * Math.log((((c + m) / (c - m)) * (c - start)) / (c + start));
      // the formula divides an error of 1e-12 in m by the speed, at least 0.08 here
      expect(Math.abs(time - times[i]!)).toBeLessThan(1e-9);
    }
  });

  const interneurons = [
    [0.5, 0, 10, [0.1, 0.5], [8.19233938, 3.70805805]],
    [1, 0, 0.05, [0.1, 0.5], [0.57563509, 0.9300554]],
    [2, 0, 7, [0.1, 0.5], [5.84503226, 3.17648985]],
    [1, 0.5, 5, [0.2, 1, 1.5], [3.41592879, 0.98860796, 0.66497884]],
    [1, 0.5, 1e-3, [0.2, 1, 1.5], [0.00327979, 0.15136738, 0.33821348]],
    [3, 1, 100, [0.2, 1, 1.5], [67.0680473, 13.8269632, 5.65012723]],
  ] as const;
  it.each(interneurons)("interneurons, c = %d, alpha = %d, p_0 = %d", (c, leak, start, times, values) => {
    const options = { covariance: [[c * c]], leak, times, ...tight };
    const fromProduct = flowProduct(core, { ...options, initial: [[start]] });
    const fromWeights = flowInterneurons(core, { ...options, initial: [[Math.sqrt(start)]] });
    for (const [i, value] of values.entries()) {
      const p = fromProduct.states[i]![0]!;
      expect(Math.abs(p - value)).toBeLessThan(1e-7);
      expect(Math.abs(fromWeights.states[i]![0]! ** 2 - value)).toBeLessThan(1e-7);
      if (leak === 0) {
        const square = c * c + (start * start - c * c) * Math.exp(-4 * times[i]!);
        expect(Math.abs((p * p) / square - 1)).toBeLessThan(1e-10); // p^2 is linear; rounding and tolerances of 1e-12
      } else {
        const [a, b, d] = [leak ** 2 / (c * c - leak ** 2), c / (2 * (c - leak)), -c / (2 * (c + leak))];
        const [q, q0] = [leak + p, leak + start];
        const time = 0.5 * (a * Math.log(p / start) - b * Math.log((c - q) / (c - q0)) + d * Math.log((c + q) / (c + q0)));
        expect(Math.abs(time - times[i]!)).toBeLessThan(1e-9);
      }
    }
  });

  it("has the algebraic tail p ~ c/(4 t) at alpha = c", () => {
    const { states } = flowProduct(core, { covariance: [[1]], initial: [[1]], leak: 1, times: [10, 1000], ...tight });
    expect(Math.abs(10 * states[0]![0]! * 4 - 1.1283)).toBeLessThan(5e-5); // printed digits
    expect(Math.abs(1000 * states[1]![0]! * 4 - 1.0029)).toBeLessThan(5e-5);
  });
});

describe("item 7: a start that commutes with C", () => {
  const deviations = [0.4, 1, 1.7, 2.4];
  const n = 4;
  const vectors = orthogonal(n, stream("item 7"));
  const covariance = compose(
    vectors,
    deviations.map((c) => c * c),
  );
  const inEigenbasis = (a: Float64Array) => product(product(transpose(vectors, n, n), a, n, n, n), vectors, n, n, n);
  const times = [0.1, 0.5, 1, 2, 5];

  it("keeps its eigenvectors, in both flows", () => {
    const initial = diagonal([3, 3, 3, 3]);
    for (const flow of [flowDirect, flowProduct]) {
      for (const state of flow(core, { covariance, initial, times }).states) {
        const rotated = inEigenbasis(state);
        for (let at = 0; at < n * n; at++) if (at % (n + 1) !== 0) expect(Math.abs(rotated[at]!)).toBeLessThan(1e-12);
      }
    }
  });

  it("P^2 = C + (P_0^2 - C) exp(-4 t), and not so without commutation", () => {
    const starts = [5, 2, 1, 0.2];
    const initial = compose(vectors, starts);
    const closedForm = (start: Float64Array, t: number) =>
      combination(covariance, combination(product(start, start, n, n, n), covariance), Math.exp(-4 * t));
    const { states } = flowProduct(core, { covariance, initial, times, ...tight });
    for (const [i, p] of states.entries()) {
      expect(largest(combination(product(p, p, n, n, n), closedForm(initial, times[i]!)))).toBeLessThan(1e-10);
    }
    const other = compose(orthogonal(n, stream("item 7 other")), starts);
    const { states: moved } = flowProduct(core, { covariance, initial: other, times: [0.2], ...tight });
    expect(largest(combination(product(moved[0]!, moved[0]!, n, n, n), closedForm(other, 0.2)))).toBeGreaterThan(0.01);
  });
});

describe("item 13: invariances", () => {
  const { n, covariance, initial } = randomProblem("item 13", [0.5, 0.9, 1.3, 1.8], [0.2, 1, 2, 6]);
  const weights = squareRootMatrix(core, initial, n);
  const times = [0.2, 1, 3];
  const options = { times, ...tight } as const;
  const base = flowInterneurons(core, { covariance, initial: weights, ...options }).states;
  const direct = flowDirect(core, { covariance, initial, ...options }).states;
  const differ = (a: ArrayLike<number>, b: ArrayLike<number>) => largest(combination(a, b));

  it("W_0 R gives W R", () => {
    const r = orthogonal(n, stream("item 13 R"));
    const rotated = flowInterneurons(core, { covariance, initial: product(weights, r, n, n, n), ...options }).states;
    for (const [i, w] of rotated.entries()) expect(differ(w, product(base[i]!, r, n, n, n))).toBeLessThan(1e-10);
  });

  it("O W_0 and O C O^T give O W, and O M O^T", () => {
    const o = orthogonal(n, stream("item 13 O"));
    const turn = (a: ArrayLike<number>) => product(product(o, a, n, n, n), transpose(o, n, n), n, n, n);
    const turned = flowInterneurons(core, {
      covariance: turn(covariance),
      initial: product(o, weights, n, n, n),
      ...options,
    }).states;
    for (const [i, w] of turned.entries()) expect(differ(w, product(o, base[i]!, n, n, n))).toBeLessThan(1e-10);
    const turnedDirect = flowDirect(core, { covariance: turn(covariance), initial: turn(initial), ...options }).states;
    for (const [i, m] of turnedDirect.entries()) expect(differ(m, turn(direct[i]!))).toBeLessThan(1e-10);
  });

  it("C -> s^2 C: interneurons keep their time, direct weights stretch it by s", () => {
    const s = 3;
    const scaled = covariance.map((x) => s * s * x);
    const larger = flowInterneurons(core, { covariance: scaled, initial: weights.map((x) => x * Math.sqrt(s)), ...options });
    for (const [i, w] of larger.states.entries())
      expect(
        differ(
          w,
          base[i]!.map((x) => x * Math.sqrt(s)),
        ),
      ).toBeLessThan(1e-10);
    const slower = flowDirect(core, {
      covariance: scaled,
      initial: initial.map((x) => s * x),
      ...tight,
      times: times.map((t) => s * t),
    });
    for (const [i, m] of slower.states.entries())
      expect(
        differ(
          m,
          direct[i]!.map((x) => s * x),
        ),
      ).toBeLessThan(1e-10);
  });

  it("more interneurons than neurons change nothing in P, which is that of the product flow", () => {
    const k = 7;
    const wide = Float64Array.from({ length: n * k }, (_, at) => (at % k < n ? weights[Math.floor(at / k) * n + (at % k)]! : 0));
    const mixed = product(wide, orthogonal(k, stream("item 13 k")), n, k, k);
    const states = flowInterneurons(core, { covariance, initial: mixed, ...options }).states;
    const products = flowProduct(core, { covariance, initial, ...options }).states;
    for (const [i, w] of states.entries()) {
      expect(differ(gram(w, n, k), gram(base[i]!, n, n))).toBeLessThan(1e-10);
      expect(differ(gram(w, n, k), products[i]!)).toBeLessThan(1e-10);
    }
  });

  it("the rank of W stays, and W^T dW/dt is symmetric", () => {
    const leak = 0.1;
    const two = stream("item 13 rank").normals(2 * n);
    const states = flowInterneurons(core, { covariance, initial: two, leak, ...options }).states;
    for (const w of states) {
      const { values } = symmetricEigen(core, gram(w, n, 2), n);
      expect(Math.abs(values[1]!)).toBeLessThan(1e-10);
      expect(values[2]!).toBeGreaterThan(1e-3);
    }
    // W^T W' = (W^T W)'/2 if it is symmetric, so the antisymmetric part of int W^T W' dt, by central differences of a short time, vanishes
    const h = 1e-3;
    const [before, now, after] = flowInterneurons(core, {
      covariance,
      initial: weights,
      times: [0.1 - h, 0.1, 0.1 + h],
      ...tight,
    }).states;
    const velocity = combination(after!, before!).map((x) => x / (2 * h));
    const moment = product(transpose(now!, n, n), velocity, n, n, n);
    const size = largest(moment);
    expect(size).toBeGreaterThan(0.1);
    // central differences: h^2/6 of the third derivative of W, and its antisymmetric part is what is left
    expect(differ(moment, transpose(moment, n, n))).toBeLessThan(1e-4 * size);
  });
});

describe("item 14: the gain flow", () => {
  it("with the eigenvectors of C as frame is the direct flow mode by mode: 1 + g_i = m_i", () => {
    const deviations = [0.4, 1, 1.7, 2.4];
    const frame = orthogonal(4, stream("item 14"));
    const covariance = compose(
      frame,
      deviations.map((c) => c * c),
    );
    const gains = [0.5, 2, -0.3, 4];
    const times = [0.1, 0.5, 1, 3, 10];
    const { states } = flowGains(core, { covariance, frame, initial: gains, times, ...tight });
    const direct = flowDirect(core, {
      covariance,
      initial: compose(
        frame,
        gains.map((g) => 1 + g),
      ),
      times,
      ...tight,
    });
    for (const [i, g] of states.entries()) {
      expect(
        largest(
          combination(
            compose(
              frame,
              Array.from(g, (x) => 1 + x),
            ),
            direct.states[i]!,
          ),
        ),
      ).toBeLessThan(1e-10);
    }
    for (const [mode, c] of deviations.entries()) {
      const scalar = flowDirect(core, { covariance: [[c * c]], initial: [[1 + gains[mode]!]], times, ...tight });
      for (const [i, g] of states.entries()) expect(Math.abs(1 + g[mode]! - scalar.states[i]![0]!)).toBeLessThan(1e-10);
    }
  });

  it("ends at the gains that whiten exactly when the frame spans the symmetric matrices", () => {
    // N = 2, K = 3, W = normalised [[0, 1, 1], [1, 1, 0]], C = 5 R diag(4, 1) R^T with R a rotation by 55 degrees
    const half = Math.SQRT1_2;
    const [cos, sin] = [Math.cos((55 * Math.PI) / 180), Math.sin((55 * Math.PI) / 180)];
    const covariance = [5 * (4 * cos * cos + sin * sin), 15 * cos * sin, 15 * cos * sin, 5 * (4 * sin * sin + cos * cos)];
    const frame = [0, half, 1, 1, half, 0];
    const { states } = flowGains(core, { covariance, frame, initial: [0.01, 1.2, 0.25], until: 100, ...tight });
    const g = states.at(-1)!;
    for (const [i, value] of [1.68588, 2.10122, 0.9211].entries()) expect(Math.abs(g[i]! - value)).toBeLessThan(6e-6); // printed digits
    const a = Float64Array.from([1 + g[1]! / 2 + g[2]!, g[1]! / 2, g[1]! / 2, 1 + g[0]! + g[1]! / 2]);
    expect(operatorNorm(core, deviation(a, covariance, 2), 2)).toBeLessThan(1e-9);
  });
});

describe("negative controls of item 25", () => {
  it("confusing c with c^2 or dropping the factor 2 of the product flow would miss the table by more than its tolerance", () => {
    const [c, start, t] = [0.5, 10, 0.5];
    const at = (square: number, rate: number) => Math.sqrt(square + (start * start - square) * Math.exp(-rate * t));
    const { states } = flowProduct(core, { covariance: [[c * c]], initial: [[start]], times: [t], ...tight });
    expect(Math.abs(states[0]![0]! - at(c * c, 4))).toBeLessThan(1e-10);
    expect(Math.abs(states[0]![0]! - at(c, 4))).toBeGreaterThan(1e-3);
    expect(Math.abs(states[0]![0]! - at(c * c, 2))).toBeGreaterThan(1);
    expect(slope([0, 1], [1, 3])).toBe(2); // the helper of the regressions itself
  });
});
