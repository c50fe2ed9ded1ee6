import { describe, MicrocircuitError } from "../../core/errors.js";

/** A value that JSON cannot hold exactly: where it is, and what it is. */
export class JsonError extends MicrocircuitError {
  constructor(path: string, value: unknown, why: string) {
    super("json", `${path} is ${describe(value)}; ${why}`);
  }
}

/**
 * The text of `value`, refusing whatever JSON would change on the way: NaN and infinities (JSON writes null), undefined, typed
 * arrays, class instances. Finite numbers survive exactly, since JavaScript writes the shortest digits that read back to the same
 * bits; minus zero alone is written as zero, which is why every result passes through this text, saved or not.
 */
export function exactJson(value: unknown, path = "value"): string {
  refuseInexact(value, path);
  return JSON.stringify(value);
}

/** `value` as it reads back from its text. */
export function throughJson<T>(value: T, path?: string): T {
  return JSON.parse(exactJson(value, path));
}

/** Text that is equal for equal values: keys are sorted. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

function refuseInexact(value: unknown, path: string): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw new JsonError(path, value, "only finite numbers can be saved; use null for a missing value.");
    return;
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) refuseInexact(value[i], `${path}[${i}]`);
    return;
  }
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (prototype !== Object.prototype && prototype !== null) {
    throw new JsonError(
      path,
      value,
      "only null, booleans, finite numbers, strings, plain arrays and plain objects can be saved.",
    );
  }
  for (const [key, part] of Object.entries(value as object)) refuseInexact(part, `${path}.${key}`);
}
