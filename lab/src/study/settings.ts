import { type PresetName, presetNames } from "microcircuit/studies";
import type { StudyForm } from "../catalogue.js";
import type { Settings } from "./protocol.js";
import { presetText, sameValue } from "./values.js";

/** Words of a link that are no parameters. No study has a parameter of these names. */
export const reserved = ["preset", "seed", "run", "version", "core"] as const;

/** What a link asks for. Its parameters are not checked here, beyond their names. */
export interface Link {
  readonly settings: Settings;
  /** Whether it asks to run at once. */
  readonly run: boolean;
  readonly version?: string;
  readonly core?: string;
  /** What it asks for and does not get, in words. */
  readonly notices: readonly string[];
}

/** Reads a link. Whatever it holds, the settings are those of a form. */
export function readLink(query: URLSearchParams, form: StudyForm, workers: number): Link {
  const notices: string[] = [];
  const asked = query.get("preset") ?? "quick";
  const preset = isPreset(asked) ? asked : "quick";
  if (preset !== asked) {
    notices.push(
      `The link asks for the preset “${shortened(asked)}”, which is none of ${presetNames.join(", ")}: it is quick here.`,
    );
  }
  const askedSeed = query.get("seed") ?? "1";
  const seed = /^\d{1,15}$/.test(askedSeed) ? String(Number(askedSeed)) : "1";
  if (!/^\d{1,15}$/.test(askedSeed)) {
    notices.push(`The link asks for the seed “${shortened(askedSeed)}”, which is no integer from 0: it is 1 here.`);
  }
  const set: Record<string, string> = {};
  for (const [name, text] of query) {
    if ((reserved as readonly string[]).includes(name)) continue;
    const parameter = form.parameters.find((candidate) => candidate.name === name);
    if (!parameter) notices.push(`The link sets “${shortened(name)}”, which is no parameter of this study: it is left out.`);
    else if (!sameValue(parameter, text, presetText(form, preset, parameter))) set[name] = text;
    else delete set[name];
  }
  const version = query.get("version");
  const core = query.get("core");
  return {
    settings: { preset, seed, workers: String(workers), set },
    run: query.get("run") === "1",
    ...(version === null ? {} : { version }),
    ...(core === null ? {} : { core }),
    notices,
  };
}

/** The query of a link that restores these settings. The number of workers is left out: it does not change the result. */
export function linkQuery({ preset, seed, set }: Settings, made?: { readonly version: string; readonly core: string }) {
  const parameters = Object.entries(set).map(([name, text]) => [name, text.replace(/,\s+/g, ",")]);
  return {
    preset,
    seed,
    ...(Object.fromEntries(parameters) as Record<string, string>),
    ...(made ? { version: made.version, core: made.core.slice(0, CORE_DIGITS) } : {}),
  };
}

/** Digits of the core's hash in a link: enough to tell any two builds apart. */
const CORE_DIGITS = 12;

/** In words, how the page differs from the one a link was made with; undefined where results have the same bits. */
export function differenceOf(link: Pick<Link, "version" | "core">, here: { version: string; core: string }): string | undefined {
  if (link.version !== undefined && link.version !== here.version) {
    return `This link was made with version ${shortened(link.version)} of microcircuit; this page has version ${here.version}. The bits of the result may differ.`;
  }
  if (link.core !== undefined && !here.core.startsWith(link.core)) {
    return "This link was made with another build of the core. The bits of the result may differ.";
  }
  return undefined;
}

/** Settings with one parameter changed; one that has the preset's value again is no change. */
export function withParameter(settings: Settings, form: StudyForm, name: string, text: string): Settings {
  const parameter = form.parameters.find((candidate) => candidate.name === name)!;
  const { [name]: _, ...others } = settings.set;
  const unchanged = sameValue(parameter, text, presetText(form, settings.preset as PresetName, parameter));
  return { ...settings, set: unchanged ? others : { ...others, [name]: text } };
}

function isPreset(text: string): text is PresetName {
  return (presetNames as readonly string[]).includes(text);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
