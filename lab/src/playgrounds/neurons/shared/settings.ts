/** A number that a reader can set: what its field shows and what a link may ask for. */
export interface Setting {
  readonly label: string;
  readonly unit?: string;
  readonly note?: string;
  readonly min: number;
  readonly max: number;
  /** At first. */
  readonly value: number;
  readonly step?: number;
  readonly scale?: "linear" | "log";
  readonly integer?: boolean;
}

/** Settings by the names that links use. */
export type Catalogue = Readonly<Record<string, Setting>>;
export type Values<C extends Catalogue> = { readonly [K in keyof C]: number };

export function defaultsOf<C extends Catalogue>(catalogue: C): Values<C> {
  return Object.fromEntries(Object.entries(catalogue).map(([name, { value }]) => [name, value])) as Values<C>;
}

/** What a link asks for. What it cannot have is said in words, and the default stays. */
export function readSettings<C extends Catalogue>(
  catalogue: C,
  query: URLSearchParams,
): { readonly values: Values<C>; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const entries = Object.entries(catalogue).map(([name, setting]) => {
    const text = query.get(name);
    if (text === null || isAllowed(setting, text)) return [name, text === null ? setting.value : Number(text)];
    const { label, unit, min, max, integer, value } = setting;
    notices.push(
      `The link sets “${label}” to “${shortened(text)}”. It must be ${integer ? "an integer" : "a number"} from ${min} to ${max}${unit ? ` ${unit}` : ""}; the default, ${value}, is used instead.`,
    );
    return [name, value];
  });
  return { values: Object.fromEntries(entries), notices };
}

/** The settings that are not the defaults, for a link. */
export function writeSettings<C extends Catalogue>(catalogue: C, values: Values<C>): Record<string, string> {
  const changed = Object.entries(catalogue).filter(([name, { value }]) => values[name] !== value);
  return Object.fromEntries(changed.map(([name]) => [name, String(values[name])]));
}

function isAllowed({ min, max, integer }: Setting, text: string): boolean {
  const value = Number(text);
  return text.trim() !== "" && value >= min && value <= max && (!integer || Number.isInteger(value));
}

function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
