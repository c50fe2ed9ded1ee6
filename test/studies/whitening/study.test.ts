import { describe, expect, it } from "vitest";
import { defineStudy, planRun, runStudy, type StudyResult } from "../../../src/studies/index.js";
import type { ContextsResult } from "../../../src/studies/whitening/contexts.js";
import { whitening } from "../../../src/studies/whitening/index.js";
import type { LateResult } from "../../../src/studies/whitening/late.js";
import type { LimitsResult } from "../../../src/studies/whitening/limits.js";
import type { NoiseResult } from "../../../src/studies/whitening/noise.js";
import type { OfflineResult } from "../../../src/studies/whitening/offline.js";
import { type Parameters, parameterSchema } from "../../../src/studies/whitening/parameters.js";
import type { SafetyResult } from "../../../src/studies/whitening/safety.js";
import type { ScalingResult } from "../../../src/studies/whitening/scaling.js";
import type { SmallStartsResult } from "../../../src/studies/whitening/small-starts.js";
import { contents, expectFigures, readResult } from "../../support/study-results.js";

/** All claims, with fewer draws, runs and points of the map than the quick preset. */
const small: Partial<Parameters> = {
  draws: 5,
  offlineScales: [1, 25, 100],
  offlineDraws: 3,
  contextRuns: 1,
  noiseSamples: 1e6,
  noiseLearningRates: [1e-3, 8e-3],
  mapLearningRates: [0.01, 0.1, 1, 3.7],
  mapScales: [1e-2, 1, 100],
  mapIterations: 5000,
};

/** The least that has every kind of job. */
const tiny: Partial<Parameters> = {
  ...small,
  scales: [1, 30, 100],
  draws: 2,
  smallScales: [1e-2, 1e-3],
  offlineScales: [20, 40],
  offlineDraws: 2,
  contextSamples: [2000, 6000],
  noiseSamples: 1e5,
  mapScales: [0.1, 1],
};

const failing = ({ claims }: StudyResult) => claims.filter(({ holds }) => !holds).map(({ id }) => id);

const form = { study: "whitening", parameters: parameterSchema, columns: 3, claims: 35 };

describe("the whitening study", () => {
  it("finds that all claims hold, and says so in a result of the documented form", async () => {
    const result = await runStudy(whitening, { set: small, workers: 2 });
    expect(result.claims.filter(({ holds }) => !holds)).toEqual([]);
    readResult(result, form);
    await expectFigures(result, ["initialisation", "curves", "rates", "contexts", "map", "noise"], 15);
  });

  it("gives the same bits with no workers and with two, and others from another seed", async () => {
    const here = await runStudy(whitening, { set: tiny });
    expect(contents(await runStudy(whitening, { set: tiny, workers: 2 }))).toBe(contents(here));
    const other = await runStudy(whitening, { set: tiny, seed: 2 });
    expect(other.tables.small).toEqual(here.tables.small);
    for (const table of ["starts", "offline_starts", "recovery", "noise", "late_rates"]) {
      expect(other.tables[table]!.rows).not.toEqual(here.tables[table]!.rows);
    }
  });

  it("starts both circuits, and all scales, from the same draws", async () => {
    const { tables } = await runStudy(whitening, { set: tiny });
    const greatest = (circuit: string, scale: number) =>
      tables.starts!.rows.filter((row) => row[0] === circuit && row[1] === scale).map((row) => (row[3] as number) / scale);
    expect(greatest("direct", 1)).toEqual(greatest("interneurons", 1));
    expect(greatest("direct", 1)[0]).toBeCloseTo(greatest("direct", 100)[0]!, 12);
  });

  it("refuses parameters out of range", () => {
    expect(() => planRun(whitening, { set: { tolerance: 0.6 } })).toThrow(
      "Parameter tolerance is 0.6; it must be a finite number >= 0.01 and <= 0.5.",
    );
    expect(() => planRun(whitening, { set: { interneurons: 4 } })).toThrow(/fewer cannot whiten/);
    expect(() => planRun(whitening, { set: { scales: [1, 5, 30] } })).toThrow(/two values of at least 20/);
    expect(() => planRun(whitening, { set: { leastDeviation: 2 } })).toThrow(/below the greatest/);
  });

  it("takes another size, more interneurons than neurons, and another spectrum", async () => {
    const set = { ...tiny, neurons: 3, interneurons: 7, leastDeviation: 1, greatestDeviation: 2, leakShare: 0.8 };
    const result = await runStudy(whitening, { set });
    const laws = result.claims.filter(({ id }) => /linear|logarithmic|theorem|^late|small/.test(id));
    expect(laws.filter(({ holds }) => !holds)).toEqual([]);
  });
});

/** Results of the tiny run by job, computed once. */
const computed = new Map<string, Promise<unknown>>();

/** The study with results that are wrong in one way: its claims must notice. */
function spoilt(kind: string, spoil: (result: never) => unknown) {
  return defineStudy({
    ...whitening,
    module: undefined as never,
    perform: async (job, context) => {
      if (!computed.has(job.id)) computed.set(job.id, Promise.resolve(whitening.perform(job, context)));
      const result = await computed.get(job.id);
      return (job.kind === kind ? spoil(result as never) : result) as never;
    },
  });
}

describe("claims that fail when they should", () => {
  const swapped = (times: ScalingResult["draws"][number]["white"]) => ({
    ...times,
    direct: times.interneurons,
    interneurons: times.direct,
  });
  const cases: [string, string, (result: never) => unknown, RegExp[]][] = [
    [
      "interneurons as slow as direct weights",
      "scaling",
      (result: ScalingResult) => ({
        ...result,
        draws: result.draws.map((draw) => ({
          ...draw,
          filter: swapped(draw.filter),
          white: swapped(draw.white),
          logDirect: { filter: Math.log(draw.filter.interneurons), white: Math.log(draw.white.interneurons) },
          passage: draw.passage && { direct: draw.passage.interneurons, interneurons: { ...draw.passage.direct, upper: 0 } },
        })),
      }),
      [
        /^direct-linear-filter$/,
        /^direct-linear-white$/,
        /^interneurons-logarithmic-filter$/,
        /^direct-ratio$/,
        /^theorem-interneurons$/,
      ],
    ],
    [
      "a time of small starts that grows",
      "small",
      (result: SmallStartsResult) => ({
        starts: result.starts.map((start, i) => ({
          ...start,
          directFilter: start.directFilter * (1 + i / 50),
          interneuronsFilter: start.interneuronsFilter * (1 + i / 50),
          leakyWhite: start.interneuronsWhite,
        })),
      }),
      [/^small-flat-direct$/, /^small-flat-interneurons$/, /^small-leak-slope$/, /^closed-form-times$/],
    ],
    [
      "iterations of the other algorithm",
      "offline",
      (result: OfflineResult) => ({
        ...result,
        draws: result.draws.map((draw) => ({
          ...draw,
          logDirect: Math.log(draw.interneurons),
          interneurons: draw.direct,
        })),
      }),
      [/^offline-direct-linear$/, /^offline-interneurons-logarithmic$/],
    ],
    [
      "rates of variances in place of standard deviations",
      "late",
      ({ spectra }: LateResult) => ({ spectra: spectra.map((s) => ({ ...s, slowest: s.slowest ** 2, largestDifference: 0.1 })) }),
      [/^late-four$/, /^late-rates-direct$/, /^late-rates-interneurons$/],
    ],
    [
      "noise off by the factor 2 of the gradient",
      "noise",
      (result: NoiseResult) => ({ ...result, measured: 2 * result.measured }),
      [/^noise-direct-1$/, /^noise-direct-5$/, /^noise-interneurons-5$/, /^noise-interneurons-leak-5$/, /batch/],
    ],
    [
      "one algorithm for both online",
      "contexts",
      (result: ContextsResult) => ({
        ...result,
        stretches: result.stretches.map((s) => ({ ...s, recovery: 3000, plateau: 2 * s.plateau })),
      }),
      [/^contexts-faster$/, /^contexts-plateau-direct$/, /^contexts-plateau-interneurons$/],
    ],
    [
      "an optimum that attracts above the limit",
      "limits",
      ({ limits }: LimitsResult) => ({ limits: limits.map((limit) => ({ ...limit, above: 0.5 })) }),
      [/^step-limits$/],
    ],
    [
      "losses of positivity that go unreported",
      "safety",
      ({ firstSample, adversarial }: SafetyResult) => ({
        firstSample: firstSample.map((row) => ({ ...row, reported: 0, spoilt: 1, lostInterneurons: 1 })),
        adversarial: { ...adversarial, directTooFast: 1 },
      }),
      [/^positivity-reported$/, /^positivity-lost$/, /^positivity-kept$/, /^rank-kept$/, /^speed-limits$/],
    ],
  ] as never;

  it.each(cases)("%s", async (_, kind, spoil, expected) => {
    const found = failing(await runStudy(spoilt(kind, spoil), { set: tiny }));
    for (const id of expected) expect(found).toContainEqual(expect.stringMatching(id));
  });
});
