import type { Claim } from "../framework/claims.js";
import { decoupledClaims } from "./claims/decoupled.js";
import { fastGainClaims } from "./claims/fast-gains.js";
import { gainClaims } from "./claims/gains.js";
import { localClaims } from "./claims/local.js";
import { rowClaims } from "./claims/rows.js";
import { shapingClaims } from "./claims/shaping.js";
import { subspaceClaims } from "./claims/subspace.js";
import type { Sorted } from "./jobs.js";
import type { Parameters } from "./parameters.js";

export function claimsOf(p: Parameters, results: Sorted): Claim[] {
  return [
    ...gainClaims(p, results),
    ...localClaims(p, results),
    ...subspaceClaims(results),
    ...fastGainClaims(p, results),
    ...decoupledClaims(p, results),
    ...rowClaims(p, results),
    ...shapingClaims(p, results),
  ];
}
