import type { ClaimRow } from "./protocol.js";
import { useStaged } from "./use-staged.js";

/** Rows that are put on the page at once. */
const ROWS = 25;

/** What was claimed, expected and measured, and whether it holds: in a word, not by colour alone. */
export function ClaimsTable({ claims }: { readonly claims: readonly ClaimRow[] }) {
  const shown = ROWS * useStaged(1, Math.ceil(claims.length / ROWS));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls what has the focus
    <section class="scroll claims" aria-label="Claims" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Verdict</th>
            <th scope="col">Claim</th>
            <th scope="col">Measured</th>
            <th scope="col">Expected</th>
          </tr>
        </thead>
        <tbody>
          {claims.slice(0, shown).map(({ id, statement, source, expected, measured, holds, problem }) => (
            <tr key={id}>
              <td>
                <span class={holds ? "verdict holds" : "verdict fails"}>{holds ? "holds" : "fails"}</span>
              </td>
              <td>
                <div>{statement}</div>
                <div class="source faint">
                  {source} <code>{id}</code>
                </div>
                {problem && <div class="refusal">{problem}</div>}
              </td>
              <td class="number" data-label="Measured">
                {measured}
              </td>
              <td class="number" data-label="Expected">
                {expected}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
