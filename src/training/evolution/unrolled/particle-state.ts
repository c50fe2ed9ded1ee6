import { InputError, SnapshotError } from "../../../core/errors.js";

// The states of particles' trials in a form that JSON keeps whole, for objectives that bring no form of their own: numbers, text, booleans, null,
// and arrays, typed arrays and plain objects of these.

const kinds = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array } as const;
type Kind = keyof typeof kinds;

/** `value` with typed arrays, objects, and numbers that JSON has no form for as { word: content }. Errors: InputError naming what cannot be stored. */
export function storeParticle(value: unknown, field = "state"): unknown {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? value : { number: numberWord(value) };
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  const kind = (Object.keys(kinds) as Kind[]).find((name) => value instanceof kinds[name]);
  if (kind) return { [kind]: toBase64(value as Float64Array) };
  if (Array.isArray(value)) return value.map((entry, i) => storeParticle(entry, `${field}[${i}]`));
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    throw new InputError(
      field,
      value,
      "numbers, text, booleans, null, and arrays, typed arrays and plain objects of these; for other states, give the objective `save` and `restore`",
    );
  const entries = Object.entries(value).map(([key, entry]) => [key, storeParticle(entry, `${field}.${key}`)]);
  return { object: Object.fromEntries(entries) };
}

/** What `storeParticle` was given. Errors: SnapshotError. */
export function restoreParticle(stored: unknown): unknown {
  if (Array.isArray(stored)) return stored.map(restoreParticle);
  if (stored === null || typeof stored !== "object") return stored;
  const [[word, content] = ["", undefined]] = Object.entries(stored);
  if (word === "number") return Number(content);
  if (word === "object")
    return Object.fromEntries(Object.entries(content as object).map(([key, entry]) => [key, restoreParticle(entry)]));
  if (!Object.hasOwn(kinds, word)) throw new SnapshotError(`This state is damaged: it holds a particle with an unknown ${word}.`);
  const bytes = Uint8Array.from(atob(String(content)), (character) => character.charCodeAt(0));
  return new kinds[word as Kind](bytes.buffer);
}

function numberWord(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function toBase64(values: Float64Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
