import { duration } from "../studies/framework/output/numbers.js";
import { parametersOf } from "../studies/framework/parameters.js";
import { presetNames } from "../studies/framework/presets.js";
import type { AnyStudy } from "../studies/framework/study.js";
import { studies } from "../studies/registry.js";
import { findStudy } from "./find-study.js";

/** Prints all studies, or one with its parameters. */
export async function list(name: string | undefined): Promise<void> {
  if (name !== undefined) {
    const study = await findStudy(name);
    console.log(
      `${summaryOf(study, "")}\n\n${study.summary}\n\nParameters (--set name=value):\n${parameterLines(study).join("\n")}`,
    );
    return;
  }
  for (const study of studies) console.log(`${summaryOf(study, "  ")}\n`);
  console.log('Run one with "microcircuit run STUDY"; see its parameters with "microcircuit list STUDY".');
}

function summaryOf(study: AnyStudy, indent: string): string {
  const times = presetNames.map((preset) => `${preset} about ${duration(study.presets[preset].seconds)}`).join(", ");
  return [study.name, `  ${study.title}`, `  ${study.paper.citation}`, `  ${study.paper.link}`, `  ${times}`]
    .map((line) => `${indent}${line}`)
    .join("\n");
}

function parameterLines(study: AnyStudy): string[] {
  const parameters = parametersOf(study);
  const width = Math.max(0, ...parameters.map((parameter) => parameter.name.length));
  return parameters.map(({ name, default: value, unit, allowed, description }) => {
    const shown = `${Array.isArray(value) ? value.join(",") : value}${unit ? ` ${unit}` : ""}`;
    const gap = " ".repeat(width + 4);
    return `  ${name.padEnd(width)}  ${description}\n${gap}default ${shown}; ${allowed}`;
  });
}
