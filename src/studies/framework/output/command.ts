import { canonicalJson } from "../json.js";
import { resolveParameters } from "../parameters.js";
import type { PresetName } from "../presets.js";
import type { AnyStudy } from "../study.js";

/** The command that repeats a run: every parameter that differs from its preset's value is set. */
export function reproduceCommand(
  study: AnyStudy,
  run: { readonly preset: PresetName; readonly seed: number; readonly parameters: Readonly<Record<string, unknown>> },
  calledAs = study.name,
): string {
  const preset = resolveParameters(study, run.preset) as Record<string, unknown>;
  const sets = Object.entries(run.parameters)
    .filter(([name, value]) => canonicalJson(value) !== canonicalJson(preset[name]))
    .map(([name, value]) => ` --set ${quoted(`${name}=${Array.isArray(value) ? value.join(",") : value}`)}`);
  return `npx microcircuit run ${quoted(calledAs)} --preset ${run.preset} --seed ${run.seed}${sets.join("")}`;
}

/** Quoted for a shell where it has to be. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
