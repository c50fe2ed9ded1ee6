import { InputError } from "../../core/errors.js";

/** How `measured` is compared: within `expected` +- `tolerance`, or on one side of `expected` with `tolerance` allowed past it. */
export type ClaimRelation = "within" | "atMost" | "atLeast";

/** A sentence of a paper, or a derived fact, that a run can find false. */
export interface Claim {
  readonly id: string;
  readonly statement: string;
  /** Where `expected` and `tolerance` come from: paper, equation, derivation, sampling error. */
  readonly source: string;
  readonly expected: number;
  /** In the unit of `expected`, never negative. */
  readonly tolerance: number;
  /** null where the run gave no finite number; the claim then fails and `problem` says why. */
  readonly measured: number | null;
  readonly holds: boolean;
  readonly relation: ClaimRelation;
  readonly unit?: string;
  readonly problem?: string;
}

/** What every claim says about itself, whatever the comparison. */
export interface ClaimText {
  readonly id: string;
  readonly statement: string;
  readonly source: string;
  readonly measured: number | null | undefined;
  readonly unit?: string;
}

/** Holds when |measured - expected| <= tolerance. */
export function within(claim: ClaimText & { readonly expected: number; readonly tolerance: number }): Claim {
  return judge(claim, "within", claim.expected, claim.tolerance);
}

/** Holds when |measured - expected| <= relativeTolerance |expected|; the claim states the tolerance in the unit of `expected`. */
export function withinRelative(claim: ClaimText & { readonly expected: number; readonly relativeTolerance: number }): Claim {
  checkFinite(claim.id, "relativeTolerance", claim.relativeTolerance, 0);
  checkFinite(claim.id, "expected", claim.expected);
  return judge(claim, "within", claim.expected, claim.relativeTolerance * Math.abs(claim.expected));
}

/**
 * Holds when |measured - expected| <= standardErrors x standardError: for a sampled quantity. Four standard errors are passed by
 * chance once in 16,000 runs.
 */
export function withinStandardErrors(
  claim: ClaimText & { readonly expected: number; readonly standardError: number; readonly standardErrors: number },
): Claim {
  checkFinite(claim.id, "standardErrors", claim.standardErrors, 0);
  if (!Number.isFinite(claim.standardError)) {
    return { ...judge({ ...claim, measured: null }, "within", claim.expected, 0), problem: "its standard error is not finite" };
  }
  return judge(claim, "within", claim.expected, claim.standardErrors * claim.standardError);
}

/** Holds when measured <= limit + tolerance. A yes-or-no claim counts its violations: `atMost` with the limit 0. */
export function atMost(claim: ClaimText & { readonly limit: number; readonly tolerance?: number }): Claim {
  return judge(claim, "atMost", claim.limit, claim.tolerance ?? 0);
}

/** Holds when measured >= limit - tolerance. */
export function atLeast(claim: ClaimText & { readonly limit: number; readonly tolerance?: number }): Claim {
  return judge(claim, "atLeast", claim.limit, claim.tolerance ?? 0);
}

function judge(claim: ClaimText, relation: ClaimRelation, expected: number, tolerance: number): Claim {
  checkFinite(claim.id, "expected", expected);
  checkFinite(claim.id, "tolerance", tolerance, 0);
  const { id, statement, source, unit } = claim;
  const measured = typeof claim.measured === "number" && Number.isFinite(claim.measured) ? claim.measured : null;
  return {
    id,
    statement,
    source,
    expected,
    tolerance,
    measured,
    holds: measured !== null && satisfies(relation, measured, expected, tolerance),
    relation,
    ...(unit === undefined ? {} : { unit }),
    ...(measured === null ? { problem: `the run measured ${claim.measured}, not a finite number` } : {}),
  };
}

/** The comparison alone: what `holds` is computed from, and what a reader of a result file can check again. */
export function satisfies(relation: ClaimRelation, measured: number, expected: number, tolerance: number): boolean {
  if (relation === "within") return Math.abs(measured - expected) <= tolerance;
  return relation === "atMost" ? measured <= expected + tolerance : measured >= expected - tolerance;
}

/** A claim nothing can break, or nothing can meet, is a mistake of the study. */
function checkFinite(id: string, field: string, value: number, min?: number): void {
  if (!Number.isFinite(value) || (min !== undefined && value < min)) {
    throw new InputError(`claim ${id}: ${field}`, value, `a finite number${min === undefined ? "" : ` >= ${min}`}`);
  }
}
