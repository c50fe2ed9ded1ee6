import type { Claim } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { orbitClaims } from "./orbits.js";
import { simulationClaims } from "./simulations.js";
import { theoryClaims } from "./theory.js";

export function claimsOf(p: Parameters, results: Sorted): Claim[] {
  return [...theoryClaims(results), ...orbitClaims(results), ...simulationClaims(p, results)];
}
