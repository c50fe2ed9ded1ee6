import { describe, expect, it } from "vitest";
import { drawSvg } from "../../../src/studies/framework/output/draw.js";
import { gainWhitening } from "../../../src/studies/gain-whitening/index.js";
import { planRun, resultJson, runStudy, type StudyResult } from "../../../src/studies/index.js";

/** The least that has every kind of job. */
const tiny = {
  adaptationDraws: 10,
  adaptationSamples: 4000,
  frameDraws: 60,
  frameSteps: 9000,
  contextPairs: 8,
  contextSteps: 5000,
  noiseRealisations: 8,
  noiseSamples: 20_000,
  gridSide: 5,
  windowSide: 2,
  patches: 2000,
  synapseSeeds: 6,
  synapseContexts: 256,
  imageContexts: 200,
  shapingRealisations: 4,
  shapingUpdates: 150_000,
  imageUpdates: 20_000,
};

const contents = ({ tables, figures, claims }: StudyResult) => JSON.stringify({ tables, figures, claims });

const figures = ["adaptation", "frames", "contexts", "clamped", "local", "synapses", "images", "shaping", "image_shaping"];

describe("the study of whitening by gains", () => {
  it("finds that all claims hold, with the same bits whether jobs run here or in two threads", async () => {
    const here = await runStudy(gainWhitening, { set: tiny });
    expect(here.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(here.claims.length).toBeGreaterThan(60);
    expect(contents(await runStudy(gainWhitening, { set: tiny, workers: 2 }))).toBe(contents(here));

    const read = JSON.parse(resultJson(here));
    expect(read.study).toBe("gain-whitening");
    expect(Object.keys(read.figures)).toEqual(figures);
    for (const [name, figure] of Object.entries(here.figures)) {
      const svg = await drawSvg(name, figure);
      expect(svg).not.toMatch(/NaN|undefined/);
      expect(svg.match(/<(path|line|rect)/g)!.length).toBeGreaterThan(40); // marks and axes
    }
  }, 60_000);

  it("makes claims about the papers' own settings for those settings alone", async () => {
    const { claims } = await runStudy(gainWhitening, { set: { ...tiny, adaptationRate: 1e-3, shapingUpdates: 50_000 } });
    const ids = claims.map(({ id }) => id);
    expect(ids).not.toContain("first-whitened"); // of the learning rate 0.002
    expect(ids).not.toContain("contexts-ends-shared"); // of 10,000 steps
    expect(ids).not.toContain("error-after-learning"); // of a million samples
    expect(ids).toContain("one-dimensional-stop"); // of no parameter
  }, 30_000);

  it("lets a claim fail when the circuit is not what it should be", async () => {
    // Too few updates to arrive: the online gain is still far from the stationary one, and the claim says so.
    const { claims } = await runStudy(gainWhitening, { set: { ...tiny, shapingUpdates: 50_000 } });
    expect(claims.find(({ id }) => id === "online-gain")!.holds).toBe(false);
  }, 30_000);

  it("refuses parameters out of range", () => {
    expect(() => planRun(gainWhitening, { set: { gridSide: 13 } })).toThrow(/gridSide/);
    expect(() => planRun(gainWhitening, { set: { shapingExponent: 0.9 } })).toThrow(/shapingExponent/);
    expect(() => planRun(gainWhitening, { set: { image: "tree" as "leaves" } })).toThrow(/image/);
  });
});
