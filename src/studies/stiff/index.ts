import { defineStudy } from "../framework/study.js";
import { claimsOf } from "./claims.js";
import { figuresOf } from "./figures/index.js";
import { perform, plan, type Results, type StudyInput, type StudyOutput, sorted } from "./jobs.js";
import { live, showResult } from "./live.js";
import { fullSettings, parameterSchema } from "./parameters.js";
import { tablesOf } from "./tables.js";

/** Solvers of stiff and other problems: what accuracy costs, orders, stability, and what they say when they fail. */
export const stiff = defineStudy<typeof parameterSchema, StudyInput, StudyOutput>({
  name: "stiff",
  title: "Work and precision of solvers for stiff problems",
  paper: {
    citation:
      "In the manner of E. Hairer, G. Wanner: Solving Ordinary Differential Equations II, Stiff and Differential-Algebraic Problems (1996)",
    link: "https://doi.org/10.1007/978-3-642-05221-7",
  },
  summary:
    "Runs the package's explicit, Rosenbrock, implicit and multistep methods on the problems by which solvers are judged, with end states known " +
    "in quadruple precision. The study draws error against work, measures the order of every method with fixed steps, with wrong Jacobians and " +
    "under extreme stiffness, measures their stability, and reads what they report when a problem cannot be solved as asked.",
  module: import.meta.url,
  parameters: parameterSchema,
  presets: { quick: { seconds: 8 }, full: { seconds: 90, set: fullSettings } },
  plan,
  live,
  async perform(job, context) {
    const result = await perform(job, context);
    showResult(job, result, context.show);
    return result;
  },
  conclude(_parameters, results: Results) {
    const byKind = sorted(results);
    return { tables: tablesOf(byKind), figures: figuresOf(byKind), claims: claimsOf(byKind) };
  },
});
