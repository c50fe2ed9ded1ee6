import type { KernelBenchmark, Measurement } from "./harness.js";

/** One benchmark's outcome: figures, or why the kernel and its twin do not agree. */
export interface Outcome extends Partial<Measurement> {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly operations?: number;
  /** Message of the failed check. */
  readonly failure?: string;
}

/** Writes an aligned table row by row, so that it grows on a terminal while the benchmarks run. */
export class Table {
  readonly #widths: readonly number[];

  constructor(benchmarks: readonly KernelBenchmark[]) {
    const longest = (header: string, texts: readonly string[]) => Math.max(header.length, ...texts.map((text) => text.length));
    this.#widths = [
      longest(
        "benchmark",
        benchmarks.map(({ name }) => name),
      ),
      longest("ns kernel", []),
      longest("ns twin", []),
      longest("ratio", []),
      longest("min..max", ["100.00..100.00"]),
      longest(
        "ns per",
        benchmarks.map(({ unit }) => unit),
      ),
    ];
  }

  header(): string[] {
    return [
      this.#line(["benchmark", "ns kernel", "ns twin", "ratio", "min..max", "ns per"]),
      this.#line(this.#widths.map((width) => "-".repeat(width))),
    ];
  }

  row(outcome: Outcome): string {
    if (outcome.failure !== undefined) return `${outcome.name.padEnd(this.#widths[0]!)}  FAILED: ${outcome.failure}`;
    return this.#line([
      outcome.name,
      threeDigits(outcome.kernelNanoseconds!),
      threeDigits(outcome.twinNanoseconds!),
      `${outcome.ratio!.toFixed(2)}x`,
      spread(outcome),
      outcome.unit,
    ]);
  }

  #line(cells: readonly string[]): string {
    const textual = (column: number) => column === 0 || column === 5;
    return cells
      .map((cell, column) => (textual(column) ? cell.padEnd(this.#widths[column]!) : cell.padStart(this.#widths[column]!)))
      .join("  ")
      .trimEnd();
  }
}

/** The same table in Markdown. */
export function markdownTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) =>
    outcome.failure !== undefined
      ? [outcome.name, outcome.description, "check failed", "", "", outcome.unit]
      : [
          outcome.name,
          outcome.description,
          threeDigits(outcome.kernelNanoseconds!),
          threeDigits(outcome.twinNanoseconds!),
          `**${outcome.ratio!.toFixed(2)}x** (${spread(outcome)})`,
          outcome.unit,
        ],
  );
  return markdown(["benchmark", "computes", "ns kernel", "ns JavaScript", "ratio (min..max)", "ns per"], rows);
}

/** A Markdown table of ready cells. */
export function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Three significant digits without an exponent: 0.123, 1.23, 12.3, 123, 1230. */
export function threeDigits(value: number): string {
  if (!(Math.abs(value) > 0)) return String(value);
  const decimals = Math.min(9, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toFixed(decimals);
}

function spread(outcome: Outcome): string {
  return `${outcome.ratioMin!.toFixed(2)}..${outcome.ratioMax!.toFixed(2)}`;
}
