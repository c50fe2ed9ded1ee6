import { defineStudy } from "../framework/study.js";
import { claimsOf } from "./claims/index.js";
import { figuresOf } from "./figures/index.js";
import { perform, plan, type Results, type StudyInput, type StudyOutput, sorted } from "./jobs.js";
import { live, showResult } from "./live.js";
import { parameterSchema, quickSettings } from "./parameters.js";
import { tablesOf } from "./tables/index.js";

/** One Morris-Lecar cell and one network of them: bifurcations, periods, steppers, sensitivities. */
export const morrisLecar = defineStudy<typeof parameterSchema, StudyInput, StudyOutput>({
  name: "morris-lecar",
  title: "Morris-Lecar neurons: one cell, one network",
  paper: {
    citation: "In the manner of arXiv:2311.10869, whose subject is the training of networks of such neurons",
    link: "https://arxiv.org/abs/2311.10869",
  },
  summary:
    "A Morris-Lecar cell fires at any rate or at a finite one, beside rest or instead of it, as its parameters say; how stiff it is, what a fixed step " +
    "costs, and how far a small change of the current or of a synapse carries decide how it is simulated and trained. The study finds rest states, bifurcations, cycles and " +
    "gradients and compares them with numbers in higher precision. The paper's own parameters are not confirmed; no figure of it is repeated.",
  module: import.meta.url,
  parameters: parameterSchema,
  presets: { quick: { seconds: 6, set: quickSettings }, full: { seconds: 12 } },
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
