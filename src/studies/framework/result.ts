import type { Claim } from "./claims.js";
import type { Environment } from "./environment.js";
import { StudyDefinitionError } from "./errors.js";
import { throughJson } from "./json.js";
import type { RunPlan } from "./plan.js";
import type { PresetName } from "./presets.js";
import type { AnyStudy, Conclusion, FigureInput } from "./study.js";
import { checkedTable, recordsOf, type Table } from "./tables.js";

/** A Vega-Lite specification that stands alone: its data inside, its caption as `description`, title and caption in `usermeta`. */
export type Figure = Readonly<Record<string, unknown>> & {
  readonly description: string;
  readonly usermeta: { readonly title: string; readonly caption: string };
};

/** What a run gives: plain data, the same bits wherever and however it ran, but for `environment` and `durationSeconds`. */
export interface StudyResult {
  readonly study: string;
  readonly version: string;
  readonly preset: PresetName;
  readonly seed: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  readonly durationSeconds: number;
  readonly tables: Readonly<Record<string, Table>>;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly claims: readonly Claim[];
}

/** A figure with more points than this is slow to draw and no clearer. */
const MAXIMUM_FIGURE_ROWS = 20_000;

/** Checks a conclusion and puts it into the form of a result. */
export function finishedResult(
  study: AnyStudy,
  plan: RunPlan,
  conclusion: Conclusion,
  where: { readonly environment: Environment; readonly seconds: number },
): StudyResult {
  const tables = Object.fromEntries(
    Object.entries(conclusion.tables).map(([name, table]) => [name, checkedTable(study.name, name, table)]),
  );
  const claims = throughJson(conclusion.claims, "claims");
  const ids = claims.map((claim) => claim.id);
  const repeated = ids.find((id, i) => ids.indexOf(id) < i);
  if (repeated !== undefined) throw new StudyDefinitionError(study.name, `two claims have the id "${repeated}".`);
  return {
    study: study.name,
    version: plan.identity.version,
    preset: plan.preset,
    seed: plan.identity.seed,
    parameters: plan.identity.parameters,
    environment: where.environment,
    durationSeconds: Math.round(where.seconds * 1000) / 1000,
    tables,
    figures: Object.fromEntries(
      Object.entries(conclusion.figures).map(([name, figure]) => [name, finishedFigure(study.name, name, figure, tables)]),
    ),
    claims,
  };
}

/** The text of result.json. Tables given as arrays are named by their CSV file and number of rows. */
export function resultJson(result: StudyResult): string {
  const tables = Object.fromEntries(
    Object.entries(result.tables).map(([name, { data, ...table }]) => [name, data ? { ...table, file: `${name}.csv` } : table]),
  );
  return `${JSON.stringify({ ...result, tables }, undefined, 1)}\n`;
}

function finishedFigure(study: string, name: string, figure: FigureInput, tables: Readonly<Record<string, Table>>): Figure {
  const refuse = (message: string): never => {
    throw new StudyDefinitionError(study, `figure "${name}" ${message}`);
  };
  if (!/^[\w-]+$/.test(name)) refuse("needs a name of letters, digits, - and _: it becomes a file name.");
  const spec = throughJson(figure.spec, `figure ${name}`);
  const datasets: Record<string, unknown> = { ...(spec.datasets as object | undefined) };
  for (const source of dataNames(spec)) {
    if (source in datasets) continue;
    const table = tables[source] ?? refuse(`draws the table "${source}", which is not among the study's tables.`);
    if (table.rowCount > MAXIMUM_FIGURE_ROWS) {
      refuse(
        `draws the table "${source}" of ${table.rowCount} rows; thin it out to ${MAXIMUM_FIGURE_ROWS} and say so in the caption.`,
      );
    }
    datasets[source] = recordsOf(table);
  }
  const { title, caption } = figure;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    ...spec,
    description: caption,
    usermeta: { title, caption },
    ...(Object.keys(datasets).length > 0 ? { datasets } : {}),
  };
}

/** Names in `data: { name }` without values anywhere in a specification: layers, panels and lookups included. */
function dataNames(part: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(part)) for (const item of part) dataNames(item, names);
  else if (part !== null && typeof part === "object") {
    for (const [key, value] of Object.entries(part)) {
      if (key === "datasets") continue;
      const data = value as { name?: unknown; values?: unknown; url?: unknown; sequence?: unknown } | null;
      const named = key === "data" && data !== null && typeof data === "object" && typeof data.name === "string";
      if (named && !data.values && !data.url && !data.sequence) names.add(data.name as string);
      else dataNames(value, names);
    }
  }
  return names;
}
