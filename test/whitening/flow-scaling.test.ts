import { describe, expect, it } from "vitest";
import { type FlowMetric, flowDirect, flowInterneurons, flowProduct } from "../../src/index.js";
import { core, type Draw, diagonal, drawProblem, median, slope } from "./flow-support.js";

const n = 5;
// convergence times are wanted to 1e-4: far above the error of these tolerances
const tolerances = { relativeTolerance: 1e-7, absoluteTolerance: 1e-10 } as const;

function tauDirect(draw: Draw, metric: FlowMetric, scale: number): number {
  const event = { metric, below: 0.1 } as const;
  const { covariance, initial } = draw;
  return flowDirect(core, { covariance, initial, until: 5 * scale + 50, event, ...tolerances }).eventTime!;
}

function tauInterneurons(draw: Draw, metric: FlowMetric, leak = 0): number {
  const event = { metric, below: 0.1 } as const;
  const { covariance, weights } = draw;
  return flowInterneurons(core, { covariance, initial: weights, leak, until: 100, event, ...tolerances }).eventTime!;
}

const quantities = {
  "direct, filter": (draw: Draw, scale: number) => tauDirect(draw, "filter", scale),
  "interneurons, filter": (draw: Draw) => tauInterneurons(draw, "filter"),
  "interneurons with leak, filter": (draw: Draw) => tauInterneurons(draw, "filter", draw.leastDeviation / 2),
  "direct, white": (draw: Draw, scale: number) => tauDirect(draw, "operator", scale),
  "interneurons, white": (draw: Draw) => tauInterneurons(draw, "operator"),
} as const;

/** Difference of the 25 % and 75 % quantiles. */
function quartileDistance(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(0.75 * sorted.length)]! - sorted[Math.floor(0.25 * sorted.length)]!;
}

/**
 * Three standard errors of the difference of two sample medians, of 20 draws (the published ones) and of `count`: the standard error of a
 * median is 1.2533 s / sqrt(N), and s is the distance of the quartiles over 1.349 for normal samples.
 */
function allowance(values: readonly number[], count: number): number {
  return 3 * (1.2533 / 1.349) * quartileDistance(values) * Math.sqrt(1 / 20 + 1 / count);
}

describe("experiment E2: median convergence times of the continuous flows", () => {
  const table: readonly (readonly [number, readonly number[]])[] = [
    [1, [0.53, 0.25, 0.7, 1.28, 0.6]],
    [5, [6.69, 1.25, 1.67, 7.53, 1.55]],
    [100, [139.7, 2.73, 3.16, 135.9, 3.02]],
    [1000, [1392, 3.91, 4.32, 1405, 4.2]],
  ];
  const count = 60;
  it.each(table)("scale %d", (scale, published) => {
    const draws = Array.from({ length: count }, (_, i) => drawProblem(`E2 ${scale} ${i}`, n, scale));
    for (const [column, [name, tau]] of Object.entries(quantities).entries()) {
      const values = draws.map((draw) => tau(draw, scale));
      const difference = Math.abs(median(values) - published[column]!);
      expect(difference, name).toBeLessThan(allowance(values, count) + 0.005); // and half a digit of the table
    }
  });
});

describe("items 15 and 16: scaling with the initial scale, from 20 up", () => {
  const scales = [20, 50, 100, 300, 1000];
  const count = 12;
  // the same directions at every scale, so that slopes are free of sampling noise
  const points = scales.flatMap((scale) =>
    Array.from({ length: count }, (_, i) => ({ scale, draw: drawProblem(`slope ${i}`, n, scale) })),
  );
  const logScale = points.map(({ scale }) => Math.log(scale));
  const logLargest = points.map(({ draw }) => Math.log(draw.largestInitial));

  it.each(["filter", "operator"] as const)("item 15: tau of direct weights is linear in lambda_max(M_0) (%s)", (metric) => {
    const taus = points.map(({ draw, scale }) => tauDirect(draw, metric, scale));
    expect(Math.abs(slope(logLargest, taus.map(Math.log)) - 1)).toBeLessThan(0.02);
    for (const [scale, published] of metric === "filter"
      ? ([
          [100, 0.9994],
          [1000, 0.9999],
        ] as const)
      : ([
          [100, 1.0058],
          [1000, 1.0006],
        ] as const)) {
      const ratios = points.flatMap(({ draw, scale: at }, i) => (at === scale ? [taus[i]! / draw.largestInitial] : []));
      // their median depends on the draws of C; half a digit more for the printed value
      expect(Math.abs(median(ratios) - published)).toBeLessThan(allowance(ratios, count) + 5e-5);
      const approach = median(ratios) - 1;
      expect(approach * (metric === "filter" ? -1 : 1)).toBeGreaterThan(0); // from below, from above
    }
  });

  it.each([
    ["filter", false],
    ["operator", false],
    ["filter", true],
    ["operator", true],
  ] as const)("item 16: tau of interneurons grows by 1/2 for each unit of ln sigma (%s, leak %s)", (metric, withLeak) => {
    const taus = points.map(({ draw }) => tauInterneurons(draw, metric, withLeak ? draw.leastDeviation / 2 : 0));
    expect(Math.abs(slope(logScale, taus) - 0.5)).toBeLessThan(0.02);
  });
});

describe("experiment E3 and item 16: small starts", () => {
  const deviations = [0.7, 0.8, 1, 1.1, 1.2];
  const covariance = diagonal(deviations.map((c) => c * c));
  const starts = (scale: number) => ({
    covariance,
    initial: diagonal(deviations.map(() => scale)),
    until: 100,
    relativeTolerance: 1e-9,
    absoluteTolerance: 1e-20, // far below the start
  });
  const filter = { metric: "filter", below: 0.1 } as const;
  const scales = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

  it("without leak tau does not depend on the start: 0.596 for direct weights, 0.415 for interneurons", () => {
    const direct = scales.map((scale) => flowDirect(core, { ...starts(scale), event: filter }).eventTime!);
    const interneurons = scales.map((scale) => flowProduct(core, { ...starts(scale), event: filter }).eventTime!);
    for (const [i, scale] of scales.entries()) {
      expect(Math.abs(direct[i]! / 0.596 - 1)).toBeLessThan(0.01);
      expect(Math.abs(interneurons[i]! / 0.415 - 1)).toBeLessThan(0.01);
      if (scale <= 1e-2) {
        expect(Math.abs(direct[i]! - 0.596)).toBeLessThan(5e-4); // printed digits
        expect(Math.abs(interneurons[i]! - 0.415)).toBeLessThan(5e-4);
      }
    }
  });

  it("with alpha = 0.5 tau grows as alpha^2 / (2 (c_min^2 - alpha^2)) ln(1/sigma) in the operator norm", () => {
    const event = { metric: "operator", below: 0.1 } as const;
    const tau = (scale: number) => flowProduct(core, { ...starts(scale), leak: 0.5, event }).eventTime!;
    expect(Math.abs(tau(1e-2) - 2.99285)).toBeLessThan(6e-6);
    expect(Math.abs(tau(1e-8) - 10.2321)).toBeLessThan(6e-6);
    const measured = (tau(1e-8) - tau(1e-6)) / Math.log(100);
    expect(Math.abs(measured - 0.25 / (2 * (0.49 - 0.25)))).toBeLessThan(1e-5); // corrections of order sigma
  });
});

describe("single modes: the closed convergence times", () => {
  const event = { metric: "filter", below: 0.1 } as const;
  const tight = { relativeTolerance: 1e-11, absoluteTolerance: 1e-14, event } as const;
  it.each([
    [10, 10.3219, 1.53894],
    [100, 100.4123, 2.69272],
  ])("c = 1, start %d", (start, direct, interneurons) => {
    const options = { covariance: [[1]], initial: [[start]], until: 1000, ...tight };
    const tauOfDirect = flowDirect(core, options).eventTime!;
    const tauOfInterneurons = flowProduct(core, options).eventTime!;
    expect(Math.abs(tauOfDirect - direct)).toBeLessThan(5e-5); // printed digits
    expect(Math.abs(tauOfInterneurons - interneurons)).toBeLessThan(5e-6);
    expect(Math.abs(tauOfDirect - (start - 1.1 + 0.5 * Math.log((21 * (start - 1)) / (start + 1))))).toBeLessThan(1e-8);
    expect(Math.abs(tauOfInterneurons - 0.25 * Math.log((start * start - 1) / 0.21))).toBeLessThan(1e-9);
  });

  it("from zero: 0.57222 and 0.41518", () => {
    const options = { covariance: [[1]], initial: [[1e-8]], until: 10, ...tight, absoluteTolerance: 1e-22 };
    expect(Math.abs(flowDirect(core, options).eventTime! - 0.57222)).toBeLessThan(5e-6);
    expect(Math.abs(flowProduct(core, options).eventTime! - 0.41518)).toBeLessThan(5e-6);
  });
});

it("the example of docs/flows.md", () => {
  const covariance = [
    [4, 1],
    [1, 1],
  ];
  const event = { metric: "operator", below: 0.1 } as const;
  const tau = (scale: number) => [
    flowDirect(core, {
      covariance,
      initial: [
        [scale, 0],
        [0, scale / 2],
      ],
      until: 1e4,
      event,
    }).eventTime!.toFixed(2),
    flowInterneurons(core, {
      covariance,
      initial: [
        [scale ** 0.5, 0],
        [0, (scale / 2) ** 0.5],
      ],
      until: 1e4,
      event,
    }).eventTime!.toFixed(2),
  ];
  expect(tau(100)).toEqual(["101.50", "2.65"]);
  expect(tau(1000)).toEqual(["1001.54", "3.80"]);
});
