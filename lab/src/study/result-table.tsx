import { useState } from "preact/hooks";
import { DownloadButton } from "./downloads.js";
import type { TableView } from "./protocol.js";

/** A table, folded: its first rows are made when it is opened. */
export function ResultTable({ table, file }: { readonly table: TableView; file(): Promise<Blob> }) {
  const [open, setOpen] = useState(false);
  const { name, title, columns, rows, rowCount } = table;
  return (
    <details class="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {title} <span class="faint">({rowCount === 1 ? "1 row" : `${rowCount} rows`})</span>
      </summary>
      {open && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls what has the focus */}
          <section class="scroll rows" aria-label={title} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  {columns.map(({ heading, description, numeric }) => (
                    <th key={heading} scope="col" class={numeric ? "number" : undefined} title={description}>
                      {heading}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a result stay where they are
                  <tr key={i}>
                    {row.map((cell, c) => (
                      <td key={columns[c]!.heading} class={columns[c]!.numeric ? "number" : undefined}>
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <p class="faint">{rowCount > rows.length ? `The first ${rows.length} of ${rowCount} rows; the file has all.` : ""}</p>
          <DownloadButton name={`${name}.csv`} file={file} />
        </>
      )}
    </details>
  );
}
