import { defineStudy } from "../framework/study.js";
import { claimsOf } from "./claims/index.js";
import { figuresOf } from "./figures/index.js";
import { perform, plan, type Results, type StudyInput, type StudyOutput, sorted } from "./jobs.js";
import { live } from "./live.js";
import { parameterSchema, quickSettings } from "./parameters.js";
import { runsOf, trainedOf } from "./runs.js";
import { tablesOf } from "./tables/index.js";

/** Evolution strategies and gradients on the same tensors, trials and budgets. */
export const evolution = defineStudy<typeof parameterSchema, StudyInput, StudyOutput>({
  name: "evolution",
  title: "Evolution against gradients",
  paper: {
    citation:
      "In the manner of J. Hazelden, Y. Liu, E. Shlizerman, E. Shea-Brown: Evolutionary algorithms as an alternative to backpropagation for supervised training of Biophysical Neural Networks and Neural ODEs, arXiv:2311.10869",
    link: "https://arxiv.org/abs/2311.10869",
  },
  summary:
    "When is it better to train a biophysical network or a neural ODE by evolution than by backpropagation? Both train the same tensors, from the same starts, on the same trials, " +
    "for the same number of loss evaluations: a single cell whose loss is a staircase, networks of Morris-Lecar cells that count evidence and remember it, a spiral, and stiff chemistry. " +
    "The paper's own hyper-parameters are not known; settings are those of code released earlier where it is known, and say so. No winner is assumed.",
  module: import.meta.url,
  parameters: parameterSchema,
  presets: { quick: { seconds: 90, set: quickSettings }, full: { seconds: 9000 } },
  plan,
  perform,
  live,
  conclude(parameters, results: Results) {
    const byKind = sorted(results);
    const runs = runsOf(byKind);
    const trained = trainedOf(runs);
    return {
      tables: tablesOf(byKind, runs, trained),
      figures: figuresOf(parameters, byKind, trained),
      claims: claimsOf(parameters, byKind, runs, trained),
    };
  },
});
