import { type MorrisLecarParameters, type MorrisLecarSet, morrisLecarParameters, morrisLecarSets } from "microcircuit";
import { limits, parameterFields, parameterNames, presetNames, presets } from "./presets.js";

/** All that a link restores. */
export interface Settings {
  readonly set: MorrisLecarSet;
  /** Parameters that differ from the set's. */
  readonly own: Partial<MorrisLecarParameters>;
  /** uA/cm2 */
  readonly current: number;
  /** Currents shown, uA/cm2. */
  readonly from: number;
  readonly to: number;
  /** Model time for a second of the reader's, ms. */
  readonly speed: number;
  /** V (mV) and w where "Start anew" begins. */
  readonly start: readonly [number, number];
}

export function settingsOf(set: MorrisLecarSet): Settings {
  const { current, from, to, speed, start } = presets[set];
  return { set, own: {}, current, from, to, speed, start };
}

/** The cell's parameters. Errors: InputError. */
export function parametersOf({ set, own }: Settings): MorrisLecarParameters {
  return morrisLecarParameters({ set, ...own });
}

/** Least distance between the ends of the currents shown, uA/cm2. */
export const LEAST_SPAN = 1;

/** What a link asks for. Its values are anybody's text: what cannot be used is replaced by the default, and said in `notices`. */
export function readSettings(query: URLSearchParams): { readonly settings: Settings; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const asked = query.get("set");
  const set = presetNames.find((name) => name === asked) ?? "hopf";
  if (asked !== null && asked !== set) {
    notices.push(`There is no parameter set “${shortened(asked)}”; this is “${set}”. The sets are ${presetNames.join(", ")}.`);
  }
  const defaults = settingsOf(set);
  const number = (key: string, what: string, { min, max }: { min: number; max: number }, fallback: number): number => {
    const text = query.get(key);
    if (text === null) return fallback;
    const value = Number(text);
    if (text.trim() !== "" && value >= min && value <= max) return value;
    notices.push(
      `${what} in the link (${key}=${shortened(text)}) must be a number from ${min} to ${max}; it is ${fallback} here.`,
    );
    return fallback;
  };
  let from = number("from", "The least current shown", limits.current, defaults.from);
  let to = number("to", "The largest current shown", limits.current, defaults.to);
  if (to - from < LEAST_SPAN) {
    notices.push(
      `The currents shown (from=${from}, to=${to}) must span ${LEAST_SPAN} µA/cm² or more; they are ${defaults.from} to ${defaults.to} here.`,
    );
    [from, to] = [defaults.from, defaults.to];
  }
  const own: Partial<Record<keyof MorrisLecarParameters, number>> = {};
  for (const name of parameterNames) {
    const { symbol, label, min, max } = parameterFields[name];
    const usual = morrisLecarSets[set][name];
    const value = number(symbol, label, { min, max }, usual);
    if (value !== usual) own[name] = value;
  }
  const settings: Settings = {
    set,
    own,
    current: number("I", "The input current", { min: from, max: to }, Math.min(to, Math.max(from, defaults.current))),
    from,
    to,
    speed: number("speed", "The speed", limits.speed, defaults.speed),
    start: [
      number("V", "V at the start", limits.voltage, defaults.start[0]),
      number("w", "w at the start", limits.recovery, defaults.start[1]),
    ],
  };
  return { settings, notices };
}

/** The query of a link that restores the settings: what differs from the set's defaults. */
export function queryOf(settings: Settings): Record<string, string> {
  const defaults = settingsOf(settings.set);
  const query: Record<string, string> = { set: settings.set, I: String(settings.current) };
  if (settings.from !== defaults.from) query.from = String(settings.from);
  if (settings.to !== defaults.to) query.to = String(settings.to);
  if (settings.speed !== defaults.speed) query.speed = String(settings.speed);
  if (settings.start[0] !== defaults.start[0]) query.V = String(settings.start[0]);
  if (settings.start[1] !== defaults.start[1]) query.w = String(settings.start[1]);
  for (const name of parameterNames) {
    const value = settings.own[name];
    if (value !== undefined) query[parameterFields[name].symbol] = String(value);
  }
  return query;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
