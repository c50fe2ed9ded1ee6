import type { Claim } from "../claims.js";
import { readable, readableTolerance, readableWithin } from "./numbers.js";

/** What a claim expects: "12.5 ± 0.2 Hz", "at most 0"; `plusMinus` is the sign to use. */
export function expectedInWords(claim: Claim, plusMinus: "±" | "+-"): string {
  const unit = claim.unit ? ` ${claim.unit}` : "";
  const value = readable(claim.expected);
  const slack = (sign: string) => (claim.tolerance > 0 ? ` ${sign} ${readableTolerance(claim.tolerance)}` : "");
  if (claim.relation === "atMost") return `at most ${value}${slack("+")}${unit}`;
  if (claim.relation === "atLeast") return `at least ${value}${slack("-")}${unit}`;
  return `${readableWithin(claim.expected, claim.tolerance)}${slack(plusMinus) || " exactly"}${unit}`;
}

export function measuredInWords(claim: Claim): string {
  if (claim.measured === null) return "not a finite number";
  return `${claim.relation === "within" ? readableWithin(claim.measured, claim.tolerance) : readable(claim.measured)}${claim.unit ? ` ${claim.unit}` : ""}`;
}
