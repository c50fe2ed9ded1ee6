import { atMost, type Claim } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";

export function failureClaims({ failures }: Sorted): Claim[] {
  const explicit = failures.filter(({ id }) => id.startsWith("explicit-"));
  const others = failures.filter(({ id }) => !id.startsWith("explicit-"));
  const silent = explicit.filter(({ code, message }) => !(code === "stiff" && message.includes("is stiff")));
  return [
    atMost({
      id: "explicit-limit",
      statement: "No explicit method reaches t = 1e5 on ROBER within its steps: number that do",
      source: "steps are at most about 3/|λ|, |λ| up to 1e4: at least 1e8 of them",
      limit: 0,
      measured: explicit.filter(({ code }) => code === null).length,
    }),
    atMost({
      id: "explicit-stiff",
      statement: "All of them say that the problem is stiff: number that do not",
      source: "a yes-or-no claim",
      limit: 0,
      measured: silent.length,
    }),
    atMost({
      id: "failure-codes",
      statement:
        "Blow-up, undefined functions, domains and hopeless tolerances are told apart: reports with another code than expected",
      source: "a yes-or-no claim of six runs that cannot succeed",
      limit: 0,
      measured: others.filter(({ code, expected }) => code !== expected).length,
    }),
  ];
}
