import { type Ellipse, ring } from "./contexts.js";

/** What happens once a race is over. */
export type After = "next" | "farther" | "stay";

/** All that the playground can be set to, and what its links hold. */
export interface Settings extends Ellipse {
  /** Learning rates eta. */
  readonly direct: number;
  readonly interneurons: number;
  readonly gains: number;
  /** Samples averaged for one update. */
  readonly batch: number;
  /** sigma: every circuit starts with A = sigma I. */
  readonly start: number;
  /** Samples for each picture. */
  readonly pace: number;
  /** Whitening error at which a circuit has finished. */
  readonly finish: number;
  /** 3: the circuit with gains runs, too. */
  readonly lanes: 2 | 3;
  readonly after: After;
  /** Of the samples axis. */
  readonly axis: "linear" | "log";
  readonly seed: number;
}

interface NumberSpec {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

type NumberName = { [Name in keyof Settings]: Settings[Name] extends number ? Name : never }[keyof Settings];

/** Allowed numbers. */
export const ranges: Readonly<Record<NumberName, NumberSpec>> = {
  smallest: { min: 0.05, max: 16 },
  largest: { min: 0.05, max: 16 },
  angle: { min: 0, max: 180 },
  direct: { min: 1e-4, max: 0.5 },
  interneurons: { min: 1e-4, max: 0.5 },
  gains: { min: 1e-4, max: 0.5 },
  batch: { min: 1, max: 100, integer: true },
  start: { min: 0.01, max: 1000 },
  pace: { min: 1, max: 10_000, integer: true },
  finish: { min: 0.05, max: 0.9 },
  lanes: { min: 2, max: 3, integer: true },
  seed: { min: 0, max: 2 ** 32 - 1, integer: true },
};

const words = { after: ["next", "farther", "stay"], axis: ["linear", "log"] } as const;

export const defaults: Settings = {
  ...ring[0]!,
  direct: 0.001,
  interneurons: 0.001,
  gains: 0.001,
  batch: 1,
  start: 10,
  pace: 60,
  finish: 0.25,
  lanes: 2,
  after: "next",
  axis: "linear",
  seed: 1,
};

/** What a link asks for. What it asks for in vain stays at the default, and `notices` say so. */
export function settingsOf(query: URLSearchParams): { readonly settings: Settings; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const found: Record<string, number | string> = {};
  const refuse = (name: string, text: string, allowed: string, used: number | string) =>
    notices.push(`The link asks for ${name} = “${shortened(text)}”; it must be ${allowed}. ${used} is used.`);
  for (const name of Object.keys(ranges) as NumberName[]) {
    const text = query.get(name);
    if (text === null) continue;
    const { min, max, integer = false } = ranges[name];
    const value = Number(text);
    const allowed = text.trim() !== "" && value >= min && value <= max && (!integer || Number.isInteger(value));
    if (allowed) found[name] = value;
    else refuse(name, text, `${integer ? "an integer" : "a number"} from ${min} to ${max}`, defaults[name]);
  }
  for (const name of Object.keys(words) as (keyof typeof words)[]) {
    const text = query.get(name);
    if (text === null) continue;
    if ((words[name] as readonly string[]).includes(text)) found[name] = text;
    else refuse(name, text, `one of ${words[name].join(", ")}`, defaults[name]);
  }
  const settings = { ...defaults, ...found } as Settings;
  if (settings.smallest <= settings.largest) return { settings, notices };
  notices.push(
    `The link asks for a smallest eigenvalue of ${settings.smallest} and a largest of ${settings.largest}; they are exchanged.`,
  );
  return { settings: { ...settings, smallest: settings.largest, largest: settings.smallest }, notices };
}

/** The query of a link: what differs from the defaults. */
export function queryOf(settings: Settings): Record<string, string> {
  const query: Record<string, string> = {};
  for (const name of Object.keys(defaults) as (keyof Settings)[]) {
    if (settings[name] !== defaults[name]) query[name] = String(settings[name]);
  }
  return query;
}

/** About three times as far each; after the last comes the first. */
const farStarts = [1, 3, 10, 30, 100, 300, 1000];

/** What the settings are once a race is over. */
export function afterRace(settings: Settings, nextContext: Ellipse): Settings {
  if (settings.after === "next") return { ...settings, ...nextContext };
  if (settings.after === "farther") {
    return { ...settings, start: farStarts.find((start) => start > settings.start) ?? farStarts[0]! };
  }
  return settings;
}

/** Three digits, as people write them. */
export function tidy(value: number): number {
  return Number(value.toPrecision(3));
}

function shortened(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}
