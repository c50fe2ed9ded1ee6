import { z } from "zod";
import { power } from "../../numeric/portable/index.js";
import type { Spread } from "./draws.js";

const scales = (least: number, greatest: number, values: number[], description: string) =>
  z.array(z.number().min(least).max(greatest)).min(2).max(40).default(values).describe(description);

const learningRate = (value: number, description: string) => z.number().min(1e-5).max(0.1).default(value).describe(description);

export const parameterSchema = z
  .object({
    neurons: z.int().min(1).max(200).default(5).describe("primary neurons n, as many as inputs"),
    interneurons: z.int().min(0).max(600).default(0).describe("interneurons k, n to 3n; 0: as many as primary neurons"),
    leastDeviation: z
      .number()
      .gt(0)
      .max(1e3)
      .default(0.5)
      .describe("least standard deviation of the input, over all random spectra"),
    greatestDeviation: z.number().gt(0).max(1e3).default(1.5).describe("greatest one; they are uniform in between"),
    leakShare: z
      .number()
      .gt(0)
      .max(0.95)
      .default(0.5)
      .describe("leak of the leaky interneuron circuit, over the least standard deviation of its input"),
    tolerance: z.number().min(0.01).max(0.5).default(0.1).describe("error at which a circuit counts as converged"),
    metric: z
      .enum(["operator", "frobenius", "scaled-frobenius", "filter"])
      .default("operator")
      .describe("error of continuous and offline learning: norm of C_yy - I, or of A - S over that of S"),
    scales: scales(
      1e-6,
      1e4,
      [1e-4, 1e-3, 0.01, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000],
      "scales of the initial weights, continuous time",
    ),
    draws: z.int().min(2).max(1000).default(20).describe("inputs and starts drawn for continuous time"),
    smallScales: scales(1e-8, 0.1, [0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6], "scales of small initial weights, continuous time"),
    offlineNeurons: z.int().min(1).max(200).default(10).describe("primary neurons and interneurons in offline learning"),
    offlineScales: scales(1e-2, 1e4, [1, 5, 25, 100, 400], "scales of the initial weights, offline learning"),
    offlineDraws: z.int().min(2).max(1000).default(10).describe("inputs and starts drawn for offline learning"),
    offlineLearningRate: learningRate(0.01, "learning rate in offline learning"),
    contextSamples: z
      .array(z.int().min(1000).max(1e7))
      .min(2)
      .max(10)
      .default([6000, 40_000, 20_000, 40_000])
      .describe("samples in contexts A, B, A, B ..."),
    contextContrast: z.number().min(2).max(100).default(10).describe("standard deviations in context B over those in A"),
    contextRuns: z.int().min(1).max(100).default(3).describe("runs through the contexts"),
    onlineLearningRate: learningRate(2e-3, "learning rate in the contexts"),
    noiseLearningRates: z
      .array(z.number().min(1e-4).max(0.05))
      .min(2)
      .max(20)
      .default([1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2])
      .describe("learning rates at which stationary noise is measured; the first one is compared with theory"),
    noiseSamples: z.number().min(1e5).max(1e10).default(3e7).describe("samples for the noise at the first learning rate"),
    mapLearningRates: z
      .array(z.number().min(1e-4).max(3.7))
      .min(2)
      .max(60)
      .default(logarithmic(1e-3, 3.7, 26))
      .describe("learning rates of the map"),
    mapScales: scales(1e-6, 1e4, logarithmic(1e-3, 1e3, 19), "scales of the initial weights on the map"),
    mapIterations: z.int().min(1000).max(1e8).default(50_000).describe("iterations after which a point of the map is given up"),
  })
  .refine((p) => p.leastDeviation < p.greatestDeviation, "The least standard deviation must lie below the greatest.")
  .refine(
    ({ neurons, interneurons }) => interneurons === 0 || (interneurons >= neurons && interneurons <= 3 * neurons),
    "There must be n to 3n interneurons: fewer cannot whiten n neurons.",
  )
  .refine(
    ({ scales, offlineScales }) => [scales, offlineScales].every((list) => list.filter(isLarge).length >= 2),
    "scales and offlineScales each need two values of at least 20, over which the slopes are taken.",
  );

export type Parameters = z.output<typeof parameterSchema>;

export const quickSettings: Partial<Parameters> = {
  noiseSamples: 2e6,
  mapLearningRates: logarithmic(1e-3, 3.7, 16),
  mapScales: logarithmic(1e-3, 1e3, 13),
  mapIterations: 20_000,
};

/** Scales over which the laws for large initial weights are fitted. */
export function isLarge(scale: number): boolean {
  return scale >= 20;
}

export const interneuronsOf = ({ interneurons, neurons }: Parameters): number => (interneurons === 0 ? neurons : interneurons);

export const spreadOf = (p: Parameters): Spread => ({ least: p.leastDeviation, greatest: p.greatestDeviation });

/** The means of n uniform standard deviations in ascending order. */
export const typicalDeviations = ({ neurons, leastDeviation, greatestDeviation }: Parameters): number[] =>
  Array.from({ length: neurons }, (_, i) => leastDeviation + ((greatestDeviation - leastDeviation) * (i + 1)) / (neurons + 1));

/** `count` numbers from `first` to `last` in equal ratios, to 3 digits. */
function logarithmic(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number((first * power(last / first, i / (count - 1))).toPrecision(3)));
}
