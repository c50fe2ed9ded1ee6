import { defineStudy } from "../framework/study.js";
import { claimsOf } from "./claims.js";
import { figuresOf } from "./figures/index.js";
import { perform, plan, type Results, type StudyInput, type StudyOutput, sorted } from "./jobs.js";
import { live, showResult } from "./live.js";
import { parameterSchema, quickSettings } from "./parameters.js";
import { tablesOf } from "./tables.js";

/** Whitening by gains of interneurons, fast gains with slow synapses, and shaping of distributions. */
export const gainWhitening = defineStudy<typeof parameterSchema, StudyInput, StudyOutput>({
  name: "gain-whitening",
  title: "Whitening by interneurons with adaptive gains",
  paper: {
    citation:
      "In the manner of arXiv:2301.11955 (gain modulation), arXiv:2308.13633 (fast gains and slow synapses) and arXiv:2405.17745 (shaping distributions)",
    link: "https://arxiv.org/abs/2301.11955",
  },
  summary:
    "Interneurons with fixed weights and adaptive gains whiten a population's response; slow synapses learn what contexts share, so that fast gains " +
    "whiten each; interneurons with adaptive nonlinearities make heavy-tailed responses Gaussian. The study compares the circuits with closed forms and with " +
    "numbers of the papers' public notebooks where these are synthetic. Image results are those of our own images, which differ from the authors'.",
  module: import.meta.url,
  parameters: parameterSchema,
  presets: { quick: { seconds: 35, set: quickSettings }, full: { seconds: 400 } },
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
