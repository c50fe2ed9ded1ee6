import { SnapshotError } from "../../core/errors.js";

/** A number that JSON can hold: the values it has no form for are words. */
export type StoredNumber = number | "NaN" | "Infinity" | "-Infinity" | "-0";

/** Everything a strategy needs to go on with the same bits; `JSON.stringify` and `JSON.parse` keep it whole. */
export interface StrategyState {
  readonly format: "microcircuit-evolution";
  readonly version: 1;
  /** Hash of the core that wrote it. */
  readonly core: string;
  readonly strategy: string;
  readonly options: unknown;
  readonly numbers: Readonly<Record<string, StoredNumber>>;
  /** Little-endian f64 as base64. */
  readonly vectors: Readonly<Record<string, string>>;
  /** The strategy inside, where one drives another. */
  readonly inner?: StrategyState;
}

export const STATE_FORMAT = "microcircuit-evolution";
export const STATE_VERSION = 1;

/** Refuses what is not a state of this version and core. Errors: SnapshotError. */
export function checkState(state: StrategyState, core: string): void {
  if (state?.format !== STATE_FORMAT)
    throw new SnapshotError("This is not the state of an evolution strategy: its format is not.");
  if (state.version !== STATE_VERSION)
    throw new SnapshotError(
      `This state has version ${state.version}; this library reads version ${STATE_VERSION}. Restore it with the version that wrote it.`,
    );
  if (state.core !== core)
    throw new SnapshotError(
      "This state was written by another version of the core, which could go on with other bits. Restore it with that version.",
    );
}

export function storeNumbers(numbers: Readonly<Record<string, number>>): Record<string, StoredNumber> {
  return Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, storeNumber(value)]));
}

function storeNumber(value: number): StoredNumber {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : (String(value) as StoredNumber);
}

/** Reads the numbers of `names`. Errors: SnapshotError where one is missing. */
export function readNumbers(stored: StrategyState["numbers"], names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    names.map((name) => {
      const value = stored?.[name];
      if (value === undefined) throw new SnapshotError(`This state is damaged: it has no number ${name}.`);
      return [name, Number(value)];
    }),
  );
}

export function storeVector(values: Float64Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

/** Reads a vector into `target`. Errors: SnapshotError where it is missing or has another length. */
export function readVector(stored: StrategyState["vectors"], name: string, target: Float64Array): void {
  const text = atob(stored?.[name] ?? "");
  if (text.length !== target.byteLength) throw new SnapshotError(`This state is damaged: its vector ${name} does not fit.`);
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
}

/** Options in a form that JSON keeps: arrays as plain ones, bigints and numbers that JSON has no form for as text. */
export function plainOptions(value: unknown): unknown {
  if (typeof value === "bigint") return { bigint: String(value) };
  if (typeof value === "number") {
    const stored = storeNumber(value);
    return typeof stored === "number" ? stored : { number: stored };
  }
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, plainOptions);
  if (Array.isArray(value)) return value.map(plainOptions);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, plainOptions(entry)]),
  );
}

/** The options that `plainOptions` was given. */
export function originalOptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(originalOptions);
  if (value === null || typeof value !== "object") return value;
  if ("bigint" in value) return BigInt(String(value.bigint));
  if ("number" in value) return Number(value.number);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, originalOptions(entry)]));
}
