import { describe, expect, it } from "vitest";
import { flowDirect, flowInterneurons, flowProduct } from "../../src/index.js";
import { inverse } from "../../src/numeric/linear/index.js";
import {
  combination,
  compose,
  core,
  deviation,
  diagonal,
  extremes,
  frobenius,
  gram,
  orthogonal,
  product,
  randomProblem,
  stream,
  tight,
  transpose,
  uniforms,
} from "./flow-support.js";

describe("item 8: bounds on the spectrum, without commutation", () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])("start %d", (number) => {
    const from = stream(`item 8 ${number}`);
    const deviations = uniforms(from.substream("c"), 4, 0.3, 2);
    const starts = Array.from(from.substream("m").normals(4), (z) => Math.exp(2 * z));
    const { n, covariance, initial } = randomProblem(`item 8 ${number}`, deviations, starts);
    const [cMin, cMax] = [Math.min(...deviations), Math.max(...deviations)];
    const [low, high] = [Math.min(...starts), Math.max(...starts)];
    const times = [0.01, 0.05, 0.1, 0.3, 0.6, 1, 2, 4];
    const slack = 1e-8; // of the tolerance 1e-9
    const direct = flowDirect(core, { covariance, initial, times });
    const scalar = flowDirect(core, { covariance: [[cMax * cMax]], initial: [[high]], times });
    const indirect = flowProduct(core, { covariance, initial, times });
    for (const [i, t] of times.entries()) {
      const [least, most] = extremes(direct.states[i]!, n);
      expect(most).toBeGreaterThan(high - t - slack * high);
      expect(most).toBeLessThan(scalar.states[i]![0]! + slack * high);
      expect(least).toBeGreaterThan(Math.min(low, cMin) - slack);
      const [bottom, top] = extremes(indirect.states[i]!, n);
      expect(top).toBeGreaterThan(high * Math.exp(-2 * t) - slack * high);
      expect(top).toBeLessThan(Math.sqrt(cMax ** 2 + Math.max(high ** 2 - cMax ** 2, 0) * Math.exp(-4 * t)) + slack * high);
      expect(bottom).toBeGreaterThan(Math.sqrt(cMin ** 2 - Math.max(cMin ** 2 - low ** 2, 0) * Math.exp(-4 * t)) - slack);
    }
  });

  it("the time to lambda_max <= 2 c_max of the example L = 50 and 5000 is within its bounds, and near the measured one", () => {
    const deviations = [0.4, 0.8, 1, 1.3];
    const event = { metric: "largest-eigenvalue", below: 2.6 } as const;
    for (const [size, within, measured, ofDirect, directMeasured] of [
      [50, [1.478, 1.55], 1.514, [47.4, 48.11], 47.76],
      [5000, [3.781, 3.853], 3.806, [4997.4, 4998.11], 4997.66],
    ] as const) {
      const { covariance, initial } = randomProblem(`L ${size}`, deviations, [0.01, 1, size / 7, size]);
      const indirect = flowProduct(core, { covariance, initial, until: 20, event }).eventTime!;
      const direct = flowDirect(core, { covariance, initial, until: 2 * size, event }).eventTime!;
      // the bounds' printed digits; the measured time is of another pair of random eigenvectors, so it may differ by their width
      expect(indirect).toBeGreaterThan(within[0] - 5e-4);
      expect(indirect).toBeLessThan(within[1] + 5e-4);
      expect(Math.abs(indirect - measured)).toBeLessThan(within[1] - within[0]);
      expect(direct).toBeGreaterThan(ofDirect[0] - 5e-3);
      expect(direct).toBeLessThan(ofDirect[1] + 5e-3);
      expect(Math.abs(direct - directMeasured)).toBeLessThan(ofDirect[1] - ofDirect[0]);
    }
  });
});

describe("items 9 and 10: dissipation", () => {
  // Gauss-Legendre of 5 nodes on pieces of the time axis, for integrals over dense output
  const nodes = [-0.906179845938664, -0.538469310105683, 0, 0.538469310105683, 0.906179845938664];
  const weights = [0.236926885056189, 0.478628670499366, 0.568888888888889, 0.478628670499366, 0.236926885056189];
  const pieces = 60;
  const end = 1.5;
  const times = Array.from({ length: pieces }, (_, i) => [-1, ...nodes].map((x) => ((i + (1 + x) / 2) * end) / pieces)).flat();
  const { n, covariance, initial, target } = randomProblem("item 9", [0.5, 1, 1.6], [0.4, 1, 3]);
  const objective = (a: Float64Array) => {
    const solved = product(inverse(core, a, n), covariance, n, n, n);
    let sum = 0;
    for (let at = 0; at < n * n; at += n + 1) sum += solved[at]! + a[at]!;
    return sum;
  };
  const leak = 0.3;
  const addLeak = (p: Float64Array) => combination(p, diagonal([leak, leak, leak]), 1);
  const kinds = [
    ["dU/dt = -|D|^2", flowDirect(core, { covariance, initial, times, ...tight }).states, (d: Float64Array) => frobenius(d) ** 2],
    [
      "dV/dt = -2 |D W|^2",
      flowInterneurons(core, { covariance, initial: stream("item 9 W").normals(12), leak, times, ...tight }).states.map(
        (w) => [w, addLeak(gram(w, n, 4))] as const,
      ),
      (d: Float64Array, w: Float64Array) => 2 * frobenius(product(d, w, n, n, 4)) ** 2,
    ],
  ] as const;

  it.each(kinds)("item 9: %s", (_, states, loss) => {
    const pairs = states.map((state) => (state instanceof Float64Array ? ([state, state] as const) : state));
    const values = pairs.map(([, a]) => objective(a));
    let lost = 0;
    for (let i = 0; i + 1 < pieces; i++) {
      const first = 6 * i;
      for (let q = 0; q < 5; q++) {
        const [state, a] = pairs[first + 1 + q]!;
        lost += (weights[q]! / 2) * (end / pieces) * loss(deviation(a, covariance, n), state);
      }
      expect(values[first + 6]!).toBeLessThanOrEqual(values[first]!);
      // error of quadrature below 1e-12 on such short pieces; dense output at the tolerance 1e-12 loses some digits in D
      expect(Math.abs(values[0]! - values[first + 6]! - lost)).toBeLessThan(1e-9);
    }
  });

  it("item 10: |M - S| never grows, nor does U fall slower than |M_0 - S|^2 / (2 t)", () => {
    const { times: steps, states } = flowDirect(core, { covariance, initial, until: 8, ...tight });
    const least = objective(target);
    let before = Number.POSITIVE_INFINITY;
    const start = frobenius(combination(initial, target));
    for (const [i, m] of states.entries()) {
      const distance = frobenius(combination(m, target));
      expect(distance).toBeLessThan(before + 1e-12);
      before = distance;
      if (i > 0) expect(objective(m) - least).toBeLessThan(start ** 2 / (2 * steps[i]!));
    }
  });
});

describe("item 11: late rates", () => {
  const deviations = [0.5, 1, 3];
  const n = 3;
  const vectors = orthogonal(n, stream("item 11"));
  const covariance = compose(
    vectors,
    deviations.map((c) => c * c),
  );
  const inEigenbasis = (a: Float64Array) => product(product(transpose(vectors, n, n), a, n, n, n), vectors, n, n, n);
  // a small symmetric displacement: terms of second order change the rates by about its size over 2e-7
  const displacement = compose(orthogonal(n, stream("item 11 displacement")), [1e-7, -1.5e-7, 2e-7]);

  const kinds = [
    ["direct", 0, (a: number, b: number) => 1 / a + 1 / b],
    ["interneurons, alpha = 0", 0, (a: number, b: number) => (a + b) ** 2 / (a * b)],
    ["interneurons, alpha = 0.4", 0.4, (a: number, b: number) => (1 / a + 1 / b) * (a + b - 0.8)],
  ] as const;
  it.each(kinds)("%s", (kind, leak, rate) => {
    const target = compose(
      vectors,
      deviations.map((c) => c - leak),
    );
    const options = {
      covariance,
      initial: combination(target, displacement, 1),
      times: [0.4],
      relativeTolerance: 1e-13,
      absoluteTolerance: 1e-16,
    };
    const { states } = kind === "direct" ? flowDirect(core, options) : flowProduct(core, { ...options, leak });
    const before = inEigenbasis(displacement);
    const after = inEigenbasis(combination(states[0]!, target));
    let slowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const measured = Math.log(before[i * n + j]! / after[i * n + j]!) / 0.4;
        expect(Math.abs(measured / rate(deviations[i]!, deviations[j]!) - 1)).toBeLessThan(5e-6);
        slowest = Math.min(slowest, measured);
      }
    }
    const expected = { direct: 2 / 3, "interneurons, alpha = 0": 4, "interneurons, alpha = 0.4": 0.8 }[kind];
    expect(Math.abs(slowest / expected - 1)).toBeLessThan(5e-6);
  });
});

describe("item 12: lag behind a drifting covariance", () => {
  it.each([
    [0.5, 0.003336],
    [3, 0.018952],
  ])("c_0 = %d", (c0, lag) => {
    const options = { covariance: [[c0 * c0]], initial: [[c0]], driftRate: 0.01, times: [30], ...tight };
    const c = c0 * Math.exp(0.3);
    const direct = 1 - flowDirect(core, options).states[0]![0]! / c;
    const interneurons = 1 - flowProduct(core, options).states[0]![0]! / c;
    expect(Math.abs(direct - lag)).toBeLessThan(1e-5 * 0.1);
    expect(Math.abs(interneurons - 0.0024907)).toBeLessThan(1e-7);
    expect(Math.abs(interneurons - (1 - 1 / Math.sqrt(1.005)))).toBeLessThan(1e-9); // exact once exp(-4 t) has gone
  });

  it("the filter error measures against the drifted root", () => {
    const { covariance, initial, target } = randomProblem("item 12", [0.5, 1, 2], [1, 1, 1]);
    const event = { metric: "filter", below: 0.03, stop: false } as const;
    const { eventTime, eventState } = flowProduct(core, { covariance, initial, driftRate: 0.02, until: 5, event, ...tight });
    const scaled = target.map((x) => x * Math.exp(0.02 * eventTime!));
    expect(Math.abs(frobenius(combination(eventState!, scaled)) / frobenius(scaled) - 0.03)).toBeLessThan(1e-12);
  });
});
