import { z } from "zod";
import { rangeInWords } from "../../core/check.js";
import { describe } from "../../core/errors.js";
import { StudyInputError } from "./errors.js";
import type { PresetName } from "./presets.js";
import type { AnyStudy } from "./study.js";
import { didYouMean } from "./suggest.js";

/** One parameter of a study, read from its schema: for command lines, forms and reports. */
export interface ParameterInfo extends ValueInfo {
  readonly name: string;
  readonly unit?: string;
  readonly description: string;
  readonly default: unknown;
  /** What is allowed, in words: "a finite number >= 0 (ms)". */
  readonly allowed: string;
  /** What the values of a list are. */
  readonly items?: ValueInfo;
  /** How many values a list has, where that is limited. */
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** What values are allowed, for programs. A bound is there where it is one: a number's largest values are not. */
export interface ValueInfo {
  readonly type: "number" | "integer" | "boolean" | "string" | "choice" | "list";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** Of a choice, or of a list of choices. */
  readonly choices?: readonly string[];
}

interface PropertySchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: PropertySchema;
  readonly description?: string;
  readonly default?: unknown;
  readonly unit?: string;
}

/** The parameters of a study in the order of its schema. */
export function parametersOf(study: AnyStudy): readonly ParameterInfo[] {
  return Object.entries(propertiesOf(study)).map(([name, schema]) => ({
    name,
    ...valueInfo(schema),
    ...listInfo(schema),
    ...(schema.unit === undefined ? {} : { unit: schema.unit }),
    description: schema.description ?? "",
    default: schema.default,
    allowed: allowedInWords(schema),
  }));
}

/**
 * Defaults, overridden by the preset, overridden by `set`; checked as a whole. Texts in `set` are read as the parameter's type, so
 * the values of a command line can be passed as they are.
 */
export function resolveParameters<S extends AnyStudy>(
  study: S,
  preset: PresetName,
  set: Readonly<Record<string, unknown>> = {},
): z.output<S["parameters"]> {
  const properties = propertiesOf(study);
  const names = Object.keys(properties);
  const given: Record<string, unknown> = { ...study.presets[preset].set };
  for (const [name, value] of Object.entries(set)) {
    const schema = properties[name];
    if (!Object.hasOwn(properties, name) || !schema) {
      throw new StudyInputError(
        `Study ${study.name} has no parameter "${name}".${didYouMean(name, names)} Its parameters: ${names.join(", ") || "none"}.`,
      );
    }
    given[name] = typeof value === "string" ? readText(name, value, schema) : value;
  }
  const outcome = study.parameters.safeParse(given);
  if (outcome.success) return outcome.data as z.output<S["parameters"]>;
  const sentences = outcome.error.issues.map((issue: z.core.$ZodIssue) => {
    const name = String(issue.path[0] ?? "");
    const schema = properties[name];
    if (issue.code === "custom" || !schema) return issue.message;
    return refusal(name, given[name], schema);
  });
  throw new StudyInputError([...new Set(sentences)].join(" "));
}

function propertiesOf(study: AnyStudy): Record<string, PropertySchema> {
  const schema = z.toJSONSchema(study.parameters, { io: "input", unrepresentable: "any" });
  return (schema.properties ?? {}) as Record<string, PropertySchema>;
}

function valueInfo(schema: PropertySchema): ValueInfo {
  return {
    type: typeOf(schema),
    ...withoutUndefined({
      minimum: bound(schema.minimum),
      maximum: bound(schema.maximum),
      exclusiveMinimum: bound(schema.exclusiveMinimum),
      exclusiveMaximum: bound(schema.exclusiveMaximum),
      choices: (schema.enum ?? schema.items?.enum)?.map(String),
    }),
  };
}

function listInfo({ type, items, minItems, maxItems }: PropertySchema): Pick<ParameterInfo, "items" | "minItems" | "maxItems"> {
  return type === "array" ? { items: valueInfo(items ?? {}), ...withoutUndefined({ minItems, maxItems }) } : {};
}

/** Integers come with the largest that are exact, which is no bound that was given. */
function bound(value: number | undefined): number | undefined {
  return value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
}

function withoutUndefined<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function typeOf(schema: PropertySchema): ParameterInfo["type"] {
  if (schema.enum) return "choice";
  if (schema.type === "array") return "list";
  if (schema.type === "integer" || schema.type === "number" || schema.type === "boolean") return schema.type;
  return "string";
}

/** A text of the command line as a value of the parameter's type; refuses what would only look like one (empty, hexadecimal). */
function readText(name: string, text: string, schema: PropertySchema): unknown {
  const type = typeOf(schema);
  if (type === "string" || type === "choice") return text;
  if (type === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw new StudyInputError(refusal(name, text, schema));
  }
  if (type === "list") {
    const parts = text.trim().replace(/^\[|\]$/g, "");
    return parts.trim() === "" ? [] : parts.split(",").map((part) => readText(name, part.trim(), schema.items ?? {}));
  }
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text)) throw new StudyInputError(refusal(name, text, schema));
  return Number(text);
}

function refusal(name: string, value: unknown, schema: PropertySchema): string {
  const shown = Array.isArray(value) && value.length <= 12 ? JSON.stringify(value) : describe(value);
  return `Parameter ${name} is ${shown}; it must be ${allowedInWords(schema)}.`;
}

function allowedInWords(schema: PropertySchema): string {
  const type = typeOf(schema);
  if (type === "choice") return `one of ${schema.enum!.join(", ")}`;
  if (type === "boolean") return "true or false";
  if (type === "string") return "a text";
  if (type === "list") {
    const { minItems, maxItems } = schema;
    const size = minItems === maxItems ? `${minItems ?? ""}` : `${minItems ?? 0}${maxItems ? ` to ${maxItems}` : " or more"}`;
    const each = { ...schema.items, ...(schema.unit === undefined ? {} : { unit: schema.unit }) };
    return `a list of ${size ? `${size} ` : ""}values separated by commas, each ${allowedInWords(each)}`;
  }
  const range = {
    min: bound(schema.minimum),
    above: bound(schema.exclusiveMinimum),
    max: bound(schema.maximum),
    below: bound(schema.exclusiveMaximum),
    unit: schema.unit,
  };
  return rangeInWords({ ...withoutUndefined(range), integer: type === "integer" });
}
