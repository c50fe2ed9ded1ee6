import { describe, expect, it } from "vitest";
import { gainWhitening } from "../../../src/studies/gain-whitening/index.js";
import { parameterSchema } from "../../../src/studies/gain-whitening/parameters.js";
import { planRun, runStudy } from "../../../src/studies/index.js";
import { contents, expectFigures, readResult } from "../../support/study-results.js";
import { tinySettings } from "../../support/tiny-studies.js";

/** A fraction of the quick preset's effort; tolerances widen with the standard errors. */
const small = {
  adaptationDraws: 20,
  frameDraws: 40,
  frameSteps: 20_000,
  contextPairs: 8,
  noiseRealisations: 8,
  noiseSamples: 50_000,
  gridSide: 6,
  synapseSeeds: 4,
  synapseContexts: 512,
  imageContexts: 400,
  shapingRealisations: 3,
  shapingUpdates: 150_000,
  imageUpdates: 10_000,
  imagePairUpdates: 8000,
  decoupledRuns: 40,
  decoupledContexts: 128,
  rowRuns: 1,
  rowContexts: 1000,
  rowStep: 16,
};

/** The least that has every kind of job, at settings that are not the papers'. */
const tiny = tinySettings["gain-whitening"]!;

const figures = [
  "adaptation",
  "frames",
  "contexts",
  "clamped",
  "local",
  "subspace",
  "synapses",
  "decoupled",
  "images",
  "rows",
  "shaping",
  "image_shaping",
];

describe("the study of whitening by gains", () => {
  it("finds that all claims hold, and draws every figure", async () => {
    const result = await runStudy(gainWhitening, { set: small, workers: 2 });
    expect(result.claims.filter(({ holds }) => !holds)).toEqual([]);
    readResult(result, { study: "gain-whitening", parameters: parameterSchema, columns: 2, claims: 60 });
    await expectFigures(result, figures, 40);
  }, 300_000);

  it("gives the same bits with no workers and with two; claims follow the settings and what was measured", async () => {
    const here = await runStudy(gainWhitening, { set: tiny });
    expect(contents(await runStudy(gainWhitening, { set: tiny, workers: 2 }))).toBe(contents(here));

    const ids = here.claims.map(({ id }) => id);
    expect(ids).not.toContain("first-whitened"); // of the learning rate 0.002
    expect(ids).not.toContain("contexts-ends-shared"); // of 10,000 steps
    expect(ids).not.toContain("error-after-learning"); // of a million samples
    expect(ids).toContain("one-dimensional-stop"); // of no parameter
    // Too few updates to arrive: the online gain is still far from the stationary one, and the claim says so.
    expect(here.claims.find(({ id }) => id === "online-gain")!.holds).toBe(false);
  }, 300_000);

  it("refuses parameters out of range", () => {
    expect(() => planRun(gainWhitening, { set: { gridSide: 13 } })).toThrow(/gridSide/);
    expect(() => planRun(gainWhitening, { set: { shapingExponent: 0.9 } })).toThrow(/shapingExponent/);
    expect(() => planRun(gainWhitening, { set: { image: "tree" as "leaves" } })).toThrow(/image/);
  });
});
