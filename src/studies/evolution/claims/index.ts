import type { Claim } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import type { Run, Trained } from "../runs.js";
import { factClaims } from "./facts.js";
import { cellClaims, trainingClaims } from "./trainings.js";

export function claimsOf(p: Parameters, results: Sorted, runs: readonly Run[], trained: readonly Trained[]): Claim[] {
  return [...cellClaims(results), ...trainingClaims(p, results, runs, trained), ...factClaims(results)];
}
