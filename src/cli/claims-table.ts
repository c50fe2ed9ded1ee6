import type { Claim } from "../studies/framework/claims.js";
import { expectedInWords, measuredInWords } from "../studies/framework/output/claim-words.js";

/** The claims as plain text: verdict, measured and expected value, and what is claimed. */
export function claimsTable(claims: readonly Claim[]): string {
  const rows = [
    ["", "measured", "expected", "claim"],
    ...claims.map((claim) => [
      claim.holds ? "holds" : "FAILS",
      measuredInWords(claim),
      expectedInWords(claim, "+-"),
      `${claim.id}: ${claim.statement}`,
    ]),
  ];
  const widths = [0, 1, 2].map((j) => Math.max(...rows.map((row) => row[j]!.length)));
  return rows.map((row) => `  ${row.map((cell, j) => (j < 3 ? cell.padEnd(widths[j]!) : cell)).join("  ")}`).join("\n");
}
