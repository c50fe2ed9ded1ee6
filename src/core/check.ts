import { InputError } from "./errors.js";

/** Allowed range of a number; bounds are included unless said otherwise. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** Excludes `min` itself. */
  readonly above?: number;
  /** Excludes `max` itself. */
  readonly below?: number;
  readonly integer?: boolean;
  /** Unit named in the message. */
  readonly unit?: string;
}

/** The range in words: "a finite number > 0 (ms)". */
export function rangeInWords(range: Range): string {
  const noun = range.integer ? "an integer" : "a finite number";
  const bounds = [
    range.min !== undefined ? `>= ${range.min}` : "",
    range.above !== undefined ? `> ${range.above}` : "",
    range.max !== undefined ? `<= ${range.max}` : "",
    range.below !== undefined ? `< ${range.below}` : "",
  ].filter((bound) => bound !== "");
  return `${noun}${bounds.length ? ` ${bounds.join(" and ")}` : ""}${range.unit ? ` (${range.unit})` : ""}`;
}

/** Whether `value` is a finite number inside `range`. */
export function inRange(value: unknown, range: Range): value is number {
  return (
    typeof value === "number" &&
    Number.isFinite(value) &&
    (!range.integer || Number.isInteger(value)) &&
    (range.min === undefined || value >= range.min) &&
    (range.max === undefined || value <= range.max) &&
    (range.above === undefined || value > range.above) &&
    (range.below === undefined || value < range.below)
  );
}

/** Returns `value` if it is a finite number in `range`; otherwise throws an {@link InputError} naming `field`. */
export function checkNumber(field: string, value: unknown, range: Range = {}): number {
  if (!inRange(value, range)) throw new InputError(field, value, rangeInWords(range));
  return value;
}

/** Returns `value` if it is one of `options`. */
export function checkOneOf<T extends string>(field: string, value: unknown, options: readonly T[]): T {
  if (!options.includes(value as T)) throw new InputError(field, value, `one of ${options.map((o) => `"${o}"`).join(", ")}`);
  return value as T;
}

/** Returns `value` as numbers if it is an array or numeric typed array of `length` finite numbers in `range`. */
export function checkNumbers(field: string, value: unknown, length: number | undefined, range: Range = {}): ArrayLike<number> {
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  if (!isList || (length !== undefined && (value as ArrayLike<unknown>).length !== length)) {
    throw new InputError(field, value, `an array of ${length ?? "any number of"} numbers`);
  }
  const list = value as ArrayLike<unknown>;
  for (let i = 0; i < list.length; i++) {
    if (!inRange(list[i], range)) throw new InputError(`${field}[${i}]`, list[i], rangeInWords(range));
  }
  return list as ArrayLike<number>;
}

/** Refuses keys of `options` that are not in `known`: a misspelt option must not pass silently. */
export function checkKeys(field: string, options: unknown, known: readonly string[]): void {
  if (options === null || typeof options !== "object" || Array.isArray(options)) {
    throw new InputError(field, options, `an object with the fields ${known.join(", ")}`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key))
      throw new InputError(
        `${field}.${key}`,
        (options as Record<string, unknown>)[key],
        `left out: the known fields are ${known.join(", ")}`,
      );
  }
}
