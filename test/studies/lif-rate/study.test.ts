import { describe, expect, it } from "vitest";
import { planRun, runStudy } from "../../../src/studies/index.js";
import { lifRate } from "../../../src/studies/lif-rate/index.js";
import { parameterSchema } from "../../../src/studies/lif-rate/parameters.js";
import { contents, expectFigures, readResult } from "../../support/study-results.js";
import { tinySettings } from "../../support/tiny-studies.js";

/** A third of the quick preset's effort: error bars are wider, and the claims' tolerances with them. */
const small = { spikesPerPoint: 2000, stepsPerPoint: 3e7, freeSeconds: 300, networkRealisations: 3 };

/** The least that has every kind of job. */
const tiny = tinySettings["lif-rate"]!;

const fromElsewhere = ({ id }: { id: string }) => /^delta|biased/.test(id);

const form = { study: "lif-rate", parameters: parameterSchema, columns: 2, claims: 25 };

describe("the study of the LIF firing rate", () => {
  it("finds that all claims hold, and says so in a result of the documented form", async () => {
    const result = await runStudy(lifRate, { set: small, workers: 2 });
    expect(result.claims.filter(({ holds }) => !holds)).toEqual([]);
    readResult(result, form);
    await expectFigures(result, ["transfer", "errors", "density", "network"], 40);
  });

  it("gives the same bits with no workers and with two, and others from another seed", async () => {
    const here = await runStudy(lifRate, { set: tiny });
    expect(contents(await runStudy(lifRate, { set: tiny, workers: 2 }))).toBe(contents(here));
    const other = await runStudy(lifRate, { set: tiny, seed: 2 });
    expect(other.tables.theory).toEqual(here.tables.theory);
    expect(other.tables.rates!.rows.map((row) => row[4])).not.toEqual(here.tables.rates!.rows.map((row) => row[4]));
    // Numbers measured elsewhere belong to the default neuron alone. (Too few spikes here for the weak drive's.)
    expect(here.claims.filter(fromElsewhere)).toHaveLength(5);
  });

  it("claims no number measured elsewhere for a neuron that differs from the default", async () => {
    const { claims } = await runStudy(lifRate, { set: { ...tiny, refractoryPeriod: 3 } });
    expect(claims.length).toBeGreaterThan(12);
    expect(claims.filter(fromElsewhere)).toEqual([]);
  });

  it("bears neurons that stay silent: makes no claim of their rates", async () => {
    const silent = { weakExcitatoryRate: 1, excitatoryRate: 1, strongExcitatoryRate: 2, transferRates: [0.5, 1] };
    const { claims, tables } = await runStudy(lifRate, { set: { ...tiny, ...silent } });
    expect(tables.rates!.rows.map((row) => row[4])).toEqual(tables.rates!.rows.map(() => 0));
    expect(claims.filter(({ id }) => /^(shifted|gaussian-poisson|variation|white)/.test(id))).toEqual([]);
    expect(claims.find(({ id }) => id === "refractory-bound")!.holds).toBe(true);
  });

  it("refuses parameters out of range", () => {
    expect(() => planRun(lifRate, { set: { refractoryPeriod: 4 } })).toThrow(
      "Parameter refractoryPeriod is 4; it must be a finite number >= 1 and <= 3 (ms).",
    );
    expect(() => planRun(lifRate, { set: { threshold: -56 } })).toThrow(/threshold/);
    expect(() => planRun(lifRate, { set: { synapticTimeConstants: [0.01] } })).toThrow(/synapticTimeConstants/);
  });
});
