import { InputError, KernelError, MemoryError, MicrocircuitError, PoisonedError, SolverError } from "../core/errors.js";

/** An error as data, so that it crosses from a worker with its type and fields. */
export interface ErrorData {
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly fields: { readonly [name: string]: unknown };
}

const types = { InputError, MemoryError, KernelError, SolverError, PoisonedError, MicrocircuitError } as const;

export function errorToData(thrown: unknown): ErrorData {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const fields = Object.fromEntries(
    Object.entries(error).filter(([name, value]) => name !== "name" && name !== "code" && isPlain(value)),
  );
  const { code } = error as { code?: unknown };
  const known = Object.entries(types).find(([, type]) => error.constructor === type);
  return { type: known?.[0] ?? "Error", code: String(code ?? ""), message: error.message, stack: error.stack, fields };
}

function isPlain(value: unknown): boolean {
  return (
    value === null || ["number", "string", "boolean"].includes(typeof value) || (typeof value === "object" && plainObject(value))
  );
}

function plainObject(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every((entry) => isPlain(entry));
}

/** The error that {@link errorToData} took apart: of the same class, with the same fields. */
export function errorFromData({ type, code, message, stack, fields }: ErrorData): Error {
  const kind = (types as { readonly [name: string]: { readonly prototype: Error } })[type];
  if (!kind) return Object.assign(new Error(message), fields, code === "" ? {} : { code }, stack ? { stack } : {});
  const error = Object.create(kind.prototype) as Error;
  const own = { message, stack, name: type, code, ...fields };
  for (const [name, value] of Object.entries(own)) {
    const hidden = name === "message" || name === "stack";
    Object.defineProperty(error, name, { value, enumerable: !hidden, configurable: true, writable: true });
  }
  return error;
}
