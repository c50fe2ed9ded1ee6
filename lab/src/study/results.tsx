import type { Remote } from "comlink";
import { Readings } from "../ui/readings.js";
import { ClaimsTable } from "./claims-table.js";
import type { Conductor } from "./conductor.js";
import { CopyButton } from "./copy-button.js";
import { DownloadButton } from "./downloads.js";
import { Figures } from "./figures.js";
import { pngOf } from "./png.js";
import type { Summary } from "./protocol.js";
import { ResultTable } from "./result-table.js";
import { useStaged } from "./use-staged.js";

export interface ResultsOptions {
  readonly summary: Summary;
  readonly study: string;
  readonly conductor: Remote<Conductor>;
}

/** All that a run gave: claims, figures, tables, files. */
export function Results({ summary, study, conductor }: ResultsOptions) {
  const { claims, figures, tables, environment, duration, command, settings, version } = summary;
  const failed = claims.filter(({ holds }) => !holds).length;
  // The claims, then figure by figure, then the rest: from the top to the bottom, so that nothing that is seen moves.
  const stage = useStaged(0, figures.length + 1);
  const archive = async () => {
    const pictures: Record<string, Blob> = {};
    for (const { name } of figures) pictures[`${name}.png`] = await pngOf(await conductor.file(`${name}.svg`));
    return conductor.archive(pictures);
  };
  return (
    <div
      class="results"
      data-made={summary.made}
      data-claims={claims.length}
      data-failed={failed}
      data-complete={stage > figures.length}
    >
      <section class="panel" aria-labelledby="claims">
        <h2 id="claims">{failed === 0 ? `All ${claims.length} claims hold` : `${failed} of ${claims.length} claims fail`}</h2>
        <p class="faint">
          Preset {settings.preset}, seed {settings.seed}
          {Object.keys(settings.set).length > 0 && `, ${changesInWords(settings.set)}`}; {duration}.
        </p>
        <ClaimsTable claims={claims} />
      </section>
      <section aria-labelledby="figures">
        <h2 id="figures">Figures</h2>
        <Figures figures={figures.slice(0, stage)} conductor={conductor} />
      </section>
      {stage > figures.length && (
        <>
          <section class="panel" aria-labelledby="tables">
            <h2 id="tables">Tables</h2>
            {tables.map((table) => (
              <ResultTable key={table.name} table={table} file={() => conductor.file(`${table.name}.csv`)} />
            ))}
          </section>
          <section class="panel" aria-labelledby="files">
            <h2 id="files">Files</h2>
            <p>
              The same files as the command line writes, and the numbers of all tables as arrays for NumPy (
              <code>numpy.load</code>).
            </p>
            <div class="buttons">
              <DownloadButton
                name={`${study}-${settings.preset}-seed-${settings.seed}.zip`}
                label="Everything (.zip)"
                file={archive}
              />
              <DownloadButton name="result.json" file={() => conductor.file("result.json")} />
              <DownloadButton name={`${study}.npz`} file={() => conductor.file(`${study}.npz`)} />
            </div>
          </section>
          <section class="panel" aria-labelledby="repeat">
            <h2 id="repeat">To repeat this run</h2>
            <p>On a command line it gives the same tables, figures and claims, bit for bit:</p>
            <pre class="command">
              <code>{command}</code>
            </pre>
            <CopyButton label="Copy the command" text={() => command} />
            <h3>Where it ran</h3>
            <Readings values={{ ...environment, Version: version, Duration: duration }} />
          </section>
        </>
      )}
    </div>
  );
}

function changesInWords(set: Readonly<Record<string, string>>): string {
  const changes = Object.entries(set).map(([name, text]) => `${name} = ${text}`);
  return changes.length <= 6 ? changes.join(", ") : `${changes.length} parameters changed`;
}
