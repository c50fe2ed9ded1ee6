import { defineStudy } from "../framework/study.js";
import { claimsOf } from "./claims.js";
import { figuresOf } from "./figures/index.js";
import { perform, plan, type Results, type StudyInput, type StudyOutput, sorted } from "./jobs.js";
import { live, showResult } from "./live.js";
import { parameterSchema, quickSettings } from "./parameters.js";
import { tablesOf } from "./tables.js";

/** Whitening by direct recurrent weights against whitening by interneurons: convergence time against initialisation. */
export const whitening = defineStudy<typeof parameterSchema, StudyInput, StudyOutput>({
  name: "whitening",
  title: "Whitening by direct weights or by interneurons: learning time against initialisation",
  paper: {
    citation:
      "In the manner of arXiv:2209.10634: Lipshutz, Pehlevan & Chklovskii, Interneurons accelerate learning dynamics in recurrent neural networks for statistical adaptation (ICLR 2023)",
    link: "https://arxiv.org/abs/2209.10634",
  },
  summary:
    "Two recurrent circuits learn to whiten their inputs, one with direct connections between its neurons, one through interneurons. Both " +
    "reach the same response, but from large initial weights the first needs a time proportional to them, the second one proportional to " +
    "their logarithm. The study measures this in continuous time, offline and online, together with the ends of learning, its noise and its " +
    "limits. Equations, constants and the theorem were derived for the problem as stated; the paper's own parameters and figures are not repeated.",
  module: import.meta.url,
  parameters: parameterSchema,
  presets: { quick: { seconds: 20, set: quickSettings }, full: { seconds: 180 } },
  plan,
  live,
  async perform(job, context) {
    const result = await perform(job, context);
    showResult(job, result, context.show);
    return result;
  },
  conclude(parameters, results: Results) {
    const byKind = sorted(results);
    return {
      tables: tablesOf(parameters, byKind),
      figures: figuresOf(parameters, byKind),
      claims: claimsOf(parameters, byKind),
    };
  },
});
