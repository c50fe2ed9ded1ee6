import type { Claim } from "../claims.js";
import { parametersOf } from "../parameters.js";
import type { StudyResult } from "../result.js";
import type { AnyStudy } from "../study.js";
import { type Cell, rowOf, type Table } from "../tables.js";
import { expectedInWords, measuredInWords } from "./claim-words.js";
import { reproduceCommand } from "./command.js";
import { duration, readable } from "./numbers.js";
import { adaptDrawing, reportStyle } from "./report-style.js";

/** A longer table is cut in the report; its CSV file has all rows. */
const SHOWN_ROWS = 200;

/** The report of a result: one page that needs nothing else, `drawings` being the SVG text of each figure; `calledAs` is the study's name on the command line. */
export function reportHtml(
  study: AnyStudy,
  result: StudyResult,
  drawings: Readonly<Record<string, string>>,
  calledAs = study.name,
): string {
  const command = reproduceCommand(study, result, calledAs);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(study.title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
${header(study, result)}
${claimsSection(result.claims)}
${figuresSection(result, drawings)}
${tablesSection(result)}
${parametersSection(study, result)}
<section>
<h2>To repeat this run</h2>
<pre>${escaped(command)}</pre>
<p>The tables, figures and claims come out the same, bit for bit, on any machine and with any number of workers.</p>
</section>
${environmentSection(result)}
<footer>microcircuit ${escaped(result.version)}</footer>
</main>
</body>
</html>
`;
}

function header(study: AnyStudy, result: StudyResult): string {
  const failed = result.claims.filter((claim) => !claim.holds).length;
  const count = result.claims.length;
  const verdict = failed === 0 ? `${count} of ${count} claims hold` : `${failed} of ${count} claims fail`;
  const facts = [
    ["Preset", result.preset],
    ["Seed", String(result.seed)],
    ["Duration", duration(result.durationSeconds)],
    ["Version", result.version],
  ] as const;
  return `<header>
<p class="kicker">Study <strong>${escaped(study.name)}</strong></p>
<h1>${escaped(study.title)}</h1>
<p class="paper">${escaped(study.paper.citation)} ${link(study.paper.link)}</p>
<p>${escaped(study.summary)}</p>
<dl class="facts">${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escaped(value)}</dd></div>`).join("")}</dl>
<p class="verdict ${failed === 0 ? "good" : "bad"}">${failed === 0 ? "✓" : "✗"} ${verdict}</p>
</header>`;
}

function claimsSection(claims: readonly Claim[]): string {
  const rows = claims.map(
    (claim) => `<tr id="claim-${escaped(claim.id)}">
<td class="mark ${claim.holds ? "good" : "bad"}">${claim.holds ? "✓ holds" : "✗ fails"}</td>
<td>${escaped(claim.statement)}${claim.problem ? ` <span class="bad">(${escaped(claim.problem)})</span>` : ""}<br><span class="source">${escaped(claim.source)}</span></td>
<td class="number" data-label="Expected">${escaped(expectedInWords(claim, "±"))}</td>
<td class="number" data-label="Measured">${escaped(measuredInWords(claim))}</td>
</tr>`,
  );
  return `<section>
<h2>Claims</h2>
<div class="scroll"><table class="claims">
<thead><tr><th></th><th>Claim and source of the expected value</th><th class="number">Expected</th><th class="number">Measured</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></div>
</section>`;
}

function figuresSection(result: StudyResult, drawings: Readonly<Record<string, string>>): string {
  const figures = Object.entries(result.figures).map(
    ([name, figure], i) => `<figure id="figure-${name}">
<div class="drawing">${adaptDrawing(drawings[name]!, `figure-${name}`)}</div>
<figcaption><strong>Figure ${i + 1}. ${escaped(figure.usermeta.title)}.</strong> ${escaped(figure.usermeta.caption)}</figcaption>
</figure>`,
  );
  return figures.length === 0 ? "" : `<section>\n<h2>Figures</h2>\n${figures.join("\n")}\n</section>`;
}

function tablesSection(result: StudyResult): string {
  const tables = Object.entries(result.tables).map(([name, table]) => {
    const cut = table.rowCount > SHOWN_ROWS ? `, the first ${SHOWN_ROWS} shown` : "";
    return `<details id="table-${name}">
<summary><strong>${escaped(table.title ?? name)}</strong> (${table.rowCount} rows${cut}; ${name}.csv)</summary>
${tableHtml(table)}
</details>`;
  });
  return tables.length === 0 ? "" : `<section>\n<h2>Tables</h2>\n${tables.join("\n")}\n</section>`;
}

function tableHtml(table: Table): string {
  const rows = Array.from({ length: Math.min(table.rowCount, SHOWN_ROWS) }, (_, i) => rowOf(table, i));
  const numeric = table.columns.map((_, j) => rows.some((row) => typeof row[j] === "number"));
  const kind = (j: number) => (numeric[j] ? ' class="number"' : "");
  const heads = table.columns.map((column, j) => {
    const unit = column.unit ? ` <span class="unit">${escaped(column.unit)}</span>` : "";
    const title = column.description ? ` title="${escaped(column.description)}"` : "";
    return `<th${kind(j)}${title}>${escaped(column.name)}${unit}</th>`;
  });
  const body = rows.map((row) => `<tr>${row.map((cell, j) => `<td${kind(j)}>${escaped(cellText(cell))}</td>`).join("")}</tr>`);
  return `<div class="scroll"><table><thead><tr>${heads.join("")}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}

function cellText(cell: Cell): string {
  if (cell === null) return "–";
  return typeof cell === "number" ? readable(cell) : String(cell);
}

function parametersSection(study: AnyStudy, result: StudyResult): string {
  const rows = parametersOf(study).map((parameter) => {
    const value = result.parameters[parameter.name];
    const shown = typeof value === "number" ? String(value) : Array.isArray(value) ? value.join(", ") : String(value);
    return `<tr><td>${escaped(parameter.name)}</td><td class="number">${escaped(shown)} <span class="unit">${escaped(parameter.unit ?? "")}</span></td><td>${escaped(parameter.description)}</td></tr>`;
  });
  if (rows.length === 0) return "";
  return `<section>
<h2>Parameters</h2>
<div class="scroll"><table class="parameters"><thead><tr><th>Name</th><th class="number">Value</th><th>Meaning</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div>
</section>`;
}

function environmentSection({ environment }: StudyResult): string {
  const { runtime, platform, processor, cores, workers, core } = environment;
  const threads = workers === 0 ? "the main thread" : `${workers} worker${workers === 1 ? "" : "s"}`;
  return `<section>
<h2>Environment</h2>
<p>${escaped(`${runtime} on ${platform}, ${processor}, ${cores} cores, run by ${threads}.`)}</p>
<p class="source">Compiled core: SHA-256 ${escaped(core)}</p>
</section>`;
}

function link(address: string): string {
  return /^https?:\/\//.test(address)
    ? `<a href="${escaped(address)}">${escaped(address.replace(/^https?:\/\//, ""))}</a>`
    : escaped(address);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
