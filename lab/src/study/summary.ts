import {
  type AnyStudy,
  type Cell,
  duration,
  expectedInWords,
  measuredInWords,
  readable,
  reproduceCommand,
  type StudyResult,
  type Table,
} from "microcircuit/studies";
import { headingOf, rowOf } from "../../../src/studies/framework/tables.js";
import type { FigureView, Scheme, Settings, Summary, TableView } from "./protocol.js";

/** Rows of a table that the page shows. */
export const SHOWN_ROWS = 50;

export function summaryOf(
  study: AnyStudy,
  settings: Settings,
  result: StudyResult,
  figures: readonly FigureView[],
  scheme: Scheme,
): Summary {
  const { runtime, platform, processor, cores, workers, core } = result.environment;
  return {
    settings,
    made: performance.now(),
    version: result.version,
    claims: result.claims.map((claim) => ({
      id: claim.id,
      statement: claim.statement,
      source: claim.source,
      expected: expectedInWords(claim, "±"),
      measured: measuredInWords(claim),
      holds: claim.holds,
      ...(claim.problem === undefined ? {} : { problem: claim.problem }),
    })),
    figures,
    scheme,
    tables: Object.entries(result.tables).map(([name, table]) => tableView(name, table)),
    environment: {
      Runtime: runtime,
      Platform: platform,
      Processor: processor,
      Cores: String(cores),
      Workers: String(workers),
      Core: core.slice(0, 12),
    },
    duration: duration(result.durationSeconds),
    command: reproduceCommand(study, result),
  };
}

function tableView(name: string, table: Table): TableView {
  const rows = Array.from({ length: Math.min(SHOWN_ROWS, table.rowCount) }, (_, i) => rowOf(table, i));
  return {
    name,
    title: table.title ?? name,
    columns: table.columns.map((column, c) => ({
      heading: headingOf(column),
      ...(column.description === undefined ? {} : { description: column.description }),
      numeric: rows.every((row) => row[c] === null || typeof row[c] === "number"),
    })),
    rows: rows.map((row) => row.map(shown)),
    rowCount: table.rowCount,
  };
}

function shown(cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "number") return readable(cell);
  return typeof cell === "boolean" ? (cell ? "yes" : "no") : cell;
}
