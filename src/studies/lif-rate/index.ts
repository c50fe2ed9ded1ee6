import { defineStudy } from "../framework/study.js";
import { claimsOf } from "./claims.js";
import { figuresOf } from "./figures/index.js";
import { perform, plan, type Results, type StudyInput, type StudyOutput, sorted } from "./jobs.js";
import { live, showResult } from "./live.js";
import { parameterSchema, quickSettings } from "./parameters.js";
import { pointsOf } from "./points.js";
import { tablesOf } from "./tables.js";

/** Firing rate of a conductance-driven LIF neuron: theory against simulation, and the network of such neurons. */
export const lifRate = defineStudy<typeof parameterSchema, StudyInput, StudyOutput>({
  name: "lif-rate",
  title: "Firing rate of a conductance-driven LIF neuron with fast synapses",
  paper: {
    citation:
      "In the manner of arXiv:2002.11181: firing rate of the leaky integrate-and-fire neuron with short synaptic decay times",
    link: "https://arxiv.org/abs/2002.11181",
  },
  summary:
    "A leaky integrate-and-fire neuron receives stochastic conductances whose decay times are much shorter than its membrane time " +
    "constant. The study compares the white-noise rate, its first correction in the square root of the decay time, and the usual " +
    "effective-time-constant approximation with simulations of Gaussian and Poisson conductances, and runs a network of such neurons. " +
    "The equations were derived for the problem as stated, not taken from the paper, whose own parameters and figures it does not repeat.",
  module: import.meta.url,
  parameters: parameterSchema,
  presets: { quick: { seconds: 25, set: quickSettings }, full: { seconds: 220 } },
  plan,
  live,
  async perform(job, context) {
    const result = await perform(job, context);
    showResult(job, result, context.show);
    return result;
  },
  conclude(parameters, results: Results) {
    const byKind = sorted(results);
    const points = pointsOf(byKind);
    return {
      tables: tablesOf(parameters, byKind, points),
      figures: figuresOf(parameters, byKind, points),
      claims: claimsOf(parameters, byKind, points),
    };
  },
});
