import { z } from "zod";
import { naturalImageNames } from "../../inputs/index.js";

const count = (least: number, most: number, value: number, description: string) =>
  z.int().min(least).max(most).default(value).describe(description);
const rate = (least: number, most: number, value: number, description: string) =>
  z.number().min(least).max(most).default(value).describe(description);

/** Defaults are those of the full preset. */
export const parameterSchema = z.object({
  adaptationDraws: count(10, 2000, 200, "realisations of the adaptation to two contexts (figure 2)"),
  adaptationRate: rate(5e-4, 4e-3, 2e-3, "learning rate of the gains there"),
  adaptationSamples: count(4000, 50_000, 10_000, "samples of each context there"),
  frameDraws: count(20, 1000, 400, "random covariances for the comparison of frames (figure 3)"),
  frameSteps: count(9000, 100_000, 40_000, "offline steps for each"),
  contextPairs: count(3, 500, 100, "random pairs of contexts (figure 4)"),
  contextSteps: count(5000, 20_000, 10_000, "offline steps in each of the contexts A, B, A, B"),
  noiseRealisations: count(4, 1000, 64, "realisations for the noise of the gains"),
  noiseSamples: count(20_000, 1e7, 400_000, "samples of each"),
  noiseRate: rate(1e-4, 2e-3, 1e-3, "learning rate of the gains there"),
  gridSide: count(5, 12, 12, "side of the square image patches for local whitening (figure 6), pixels"),
  windowSide: count(2, 4, 4, "pixels that share interneurons with another are less than so many rows and columns away"),
  patches: count(1000, 100_000, 20_000, "patches on the random walk over the image"),
  image: z.enum(naturalImageNames).default("leaves").describe("image the patches are from"),
  synapseSeeds: count(2, 500, 100, "repeats of learning by fast gains and slow synapses, for each of the two protocols"),
  synapseContexts: count(
    256,
    8192,
    1024,
    "contexts presented, of 1,024 samples each (with normalised synapses: twice as many, of 512)",
  ),
  subspaceRuns: count(20, 1000, 50, "repeats of learning a principal subspace, with gains and without"),
  decoupledRuns: count(6, 500, 50, "repeats of learning with separate synapses of one sign in either direction"),
  decoupledContexts: count(128, 8192, 1024, "contexts presented to these, of 1,024 samples each"),
  rowRuns: count(1, 50, 4, "repeats of learning from rows of pixels, each with a division of the contexts of its own"),
  rowContexts: count(300, 100_000, 2000, "contexts presented to each number of interneurons there"),
  rowStep: count(1, 16, 1, "numbers of interneurons there: multiples of this up to 32, and 16"),
  imageContexts: count(200, 5000, 1000, "contexts presented when the synapses learn from image patches, 50 steps each"),
  shapingRealisations: count(2, 200, 16, "repeats of the shaping of a heavy-tailed input"),
  shapingUpdates: count(25_000, 5_000_000, 600_000, "updates of each, of 10 samples"),
  shapingExponent: z
    .number()
    .min(0.5)
    .max(0.75)
    .default(0.65)
    .describe("exponent of the input's density exp(-(|s|/scale)^exponent); below 0.8 the optimum is a smooth one"),
  imageUpdates: count(10_000, 1_000_000, 200_000, "updates of the shaping of image coefficients, of 10 samples"),
  imagePairUpdates: count(3000, 200_000, 100_000, "updates of the shaping of pairs of image coefficients, of 100 pairs"),
});

export type Parameters = z.output<typeof parameterSchema>;

export const quickSettings: Partial<Parameters> = {
  adaptationDraws: 60,
  frameDraws: 100,
  contextPairs: 20,
  noiseRealisations: 16,
  noiseSamples: 150_000,
  gridSide: 8,
  windowSide: 3,
  synapseSeeds: 10,
  decoupledRuns: 40,
  decoupledContexts: 256,
  rowRuns: 1,
  rowContexts: 1000,
  rowStep: 4,
  imageContexts: 1000,
  shapingRealisations: 6,
  shapingUpdates: 200_000,
  imageUpdates: 40_000,
  imagePairUpdates: 10_000,
};
