import type { ParameterInfo, PresetName } from "microcircuit/studies";
import type { StudyForm } from "../catalogue.js";

/** A parameter's value as it stands in a field: what a command line would read back to the same value. */
export function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** What a preset gives a parameter. */
export function presetText(form: StudyForm, preset: PresetName, parameter: ParameterInfo): string {
  const set = form.presets[preset].set;
  return textOf(set && Object.hasOwn(set, parameter.name) ? set[parameter.name] : parameter.default);
}

/** Whether two texts stand for the same value of this parameter. */
export function sameValue(parameter: Pick<ParameterInfo, "type">, a: string, b: string): boolean {
  return plain(parameter.type, a) === plain(parameter.type, b);
}

/** A text without what makes no difference. */
function plain(type: ParameterInfo["type"], text: string): string {
  const trimmed = text.trim();
  if (type === "list") {
    const parts = trimmed.replace(/^\[|\]$/g, "");
    return parts.trim() === ""
      ? ""
      : parts
          .split(",")
          .map((part) => plain("number", part))
          .join(",");
  }
  if (type !== "number" && type !== "integer") return trimmed;
  const value = Number(trimmed);
  return trimmed !== "" && Number.isFinite(value) ? String(value) : trimmed;
}

/** A parameter's name as people write it: "membrane time constant". */
export function labelOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words[0]!.toUpperCase() + words.slice(1);
}
