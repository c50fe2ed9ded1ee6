import { expect } from "vitest";
import { type ZodType, z } from "zod";
import { drawSvg } from "../../src/studies/framework/output/svg.js";
import { resultJson, type StudyResult } from "../../src/studies/index.js";

export interface ResultForm {
  readonly study: string;
  /** The study's own. */
  readonly parameters: ZodType;
  /** A table has at least. */
  readonly columns: number;
  /** At least. */
  readonly claims: number;
}

const number = z.number();
const claim = z.strictObject({
  id: z.string(),
  statement: z.string(),
  source: z.string().min(10),
  expected: number,
  tolerance: number.min(0),
  measured: number,
  holds: z.boolean(),
  relation: z.enum(["within", "atMost", "atLeast"]),
  unit: z.string().optional(),
});
const cell = z.union([number, z.string(), z.boolean(), z.null()]);
const column = z.strictObject({ name: z.string(), unit: z.string().optional(), description: z.string().optional() });

/** Reads result.json of a quick run with seed 1; fails where it does not have the documented form. */
export function readResult(result: StudyResult, { study, parameters, columns, claims }: ResultForm) {
  const schema = z.strictObject({
    study: z.literal(study),
    version: z.string(),
    preset: z.literal("quick"),
    seed: z.literal(1),
    parameters,
    environment: z.record(z.string(), z.unknown()),
    durationSeconds: number,
    tables: z.record(
      z.string(),
      z.strictObject({
        title: z.string(),
        columns: z.array(column).min(columns),
        rows: z.array(z.array(cell)),
        rowCount: number.min(1),
        file: z.string().optional(),
      }),
    ),
    figures: z.record(z.string(), z.looseObject({ description: z.string().min(100), $schema: z.string() })),
    claims: z.array(claim).min(claims),
  });
  return schema.parse(JSON.parse(resultJson(result)));
}

/** What a run found, as text to compare. */
export const contents = ({ tables, figures, claims }: StudyResult): string => JSON.stringify({ tables, figures, claims });

/** The figures are these, in order; each is drawn, with so many marks and lines of axes at least. */
export async function expectFigures({ figures }: StudyResult, names: readonly string[], marks: number): Promise<void> {
  expect(Object.keys(figures)).toEqual(names);
  for (const [name, figure] of Object.entries(figures)) {
    const svg = await drawSvg(name, figure);
    expect(svg, name).toContain("<svg");
    expect(svg, name).not.toMatch(/NaN|undefined/);
    expect(svg.match(/<(path|line|rect)/g)!.length, name).toBeGreaterThan(marks);
  }
}
