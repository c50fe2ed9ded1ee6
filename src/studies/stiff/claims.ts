import type { Claim } from "../framework/claims.js";
import { accuracyClaims } from "./claims/accuracy.js";
import { failureClaims } from "./claims/failures.js";
import { orderClaims } from "./claims/orders.js";
import { stabilityClaims } from "./claims/stability.js";
import type { Sorted } from "./jobs.js";

export function claimsOf(results: Sorted): Claim[] {
  return [...orderClaims(results), ...stabilityClaims(results), ...accuracyClaims(results), ...failureClaims(results)];
}
