import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { RandomStream, type Seed } from "../random/stream.js";
import type { ShapeDerivative } from "../theory/whitening/shaping.js";
import { normaliseColumns } from "./gain-checks.js";
import { checkFlag, checkWatching } from "./gain-options.js";

/** Learning rates per batch. */
export interface ShapingRates {
  /** eta_g, relative change of a gain per unit of mean h; default 1e-3. */
  readonly gains?: number;
  /** eta_theta; default 1e-4. */
  readonly shapes?: number;
  /** eta_W; default 1e-2, and 0 keeps the weights. */
  readonly weights?: number;
}

export interface ShapingOptions {
  /** N, 1 to 1000. */
  readonly primary: number;
  /** K >= N, up to 5000. */
  readonly interneurons: number;
  /** W, N x K row by row; its columns are brought to length 1. Default: random directions. */
  readonly weights?: ArrayLike<number>;
  /** g >= 0, one number or K; default 0.2 + 0.05 u, u uniform on (0, 1). */
  readonly gains?: number | ArrayLike<number>;
  /** theta in [1, 3], one number or K; default 2.2 + 0.1 u. */
  readonly shapes?: number | ArrayLike<number>;
  readonly learningRates?: ShapingRates;
  /** Form of dh/dtheta in the shapes' rule: "true" (default), or "published-code" (docs/shaping.md). */
  readonly derivative?: ShapeDerivative;
  /** Of the default weights, gains and shapes; default 0. */
  readonly seed?: Seed;
}

export interface ShapingLearnOptions {
  /** Samples averaged for one update; default 1. The last batch may be shorter. */
  readonly batch?: number;
  /** Whether the result has the responses (T by N). Default false. */
  readonly responses?: boolean;
  /** Called now and then with the part that is done, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Ends the call between two stretches with an AbortError; the circuit keeps what it has learnt, but for a batch under way. */
  readonly signal?: AbortSignal;
}

export interface ShapingLearnExpectedOptions {
  /** Called now and then with the part that is done, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Ends the call between two stretches with an AbortError; the circuit keeps the steps taken. */
  readonly signal?: AbortSignal;
}

/** Errors: InputError. */
export function checkShapingExpected(steps: unknown, options: ShapingLearnExpectedOptions): void {
  checkNumber("steps", steps, { min: 0, max: 2 ** 32 - 2, integer: true });
  checkKeys("options", options, ["onProgress", "signal"]);
  checkWatching(options);
}

/** Returns options with defaults. Errors: InputError. */
export function checkShapingLearn(options: ShapingLearnOptions): { batch: number; responses: boolean } {
  checkKeys("options", options, ["batch", "responses", "onProgress", "signal"]);
  checkWatching(options);
  const responses = checkFlag("responses", options.responses);
  return { batch: checkNumber("batch", options.batch ?? 1, { min: 1, max: 2 ** 30, integer: true }), responses };
}

export interface CheckedShaping {
  readonly primary: number;
  readonly interneurons: number;
  /** N x K, unit columns. */
  readonly weights: Float64Array;
  readonly gains: Float64Array;
  readonly shapes: Float64Array;
  readonly rates: Required<ShapingRates>;
  readonly compatible: boolean;
}

export const shapingKeys = [
  "primary",
  "interneurons",
  "weights",
  "gains",
  "shapes",
  "learningRates",
  "derivative",
  "seed",
] as const satisfies readonly (keyof ShapingOptions)[];

/** Checks options, but for unknown keys, and fills in the defaults. Errors: InputError. */
export function checkShaping(core: Core, options: ShapingOptions): CheckedShaping {
  const primary = checkNumber("primary", options.primary, { min: 1, max: 1000, integer: true });
  const interneurons = checkNumber("interneurons", options.interneurons, { min: 1, max: 5000, integer: true });
  if (interneurons < primary) {
    throw new InputError("interneurons", interneurons, `>= ${primary}, the number of primary neurons: fewer leave no response`);
  }
  const form = checkOneOf("derivative", options.derivative ?? "true", ["true", "published-code"]);
  const random = new RandomStream(core, { seed: options.seed ?? 0 });
  const draw = (name: string, low: number, width: number) =>
    random
      .substream(name)
      .uniforms(interneurons)
      .map((u) => low + width * u);
  const weights = Float64Array.from(
    options.weights === undefined
      ? random.substream("weights").normals(primary * interneurons)
      : checkNumbers("weights", options.weights, primary * interneurons),
  );
  normaliseColumns("weights", weights, primary, interneurons);
  return {
    primary,
    interneurons,
    weights,
    gains: perInterneuron("gains", options.gains, interneurons, { min: 0 }) ?? draw("gains", 0.2, 0.05),
    shapes: perInterneuron("shapes", options.shapes, interneurons, { min: 1, max: 3 }) ?? draw("shapes", 2.2, 0.1),
    rates: checkRates(options.learningRates ?? {}),
    compatible: form === "published-code",
  };
}

function checkRates(rates: ShapingRates): Required<ShapingRates> {
  checkKeys("learningRates", rates, ["gains", "shapes", "weights"]);
  const range = { min: 0, max: 1 };
  return {
    gains: checkNumber("learningRates.gains", rates.gains ?? 1e-3, range),
    shapes: checkNumber("learningRates.shapes", rates.shapes ?? 1e-4, range),
    weights: checkNumber("learningRates.weights", rates.weights ?? 1e-2, range),
  };
}

function perInterneuron(field: string, value: unknown, count: number, range: { min: number; max?: number }) {
  if (value === undefined) return undefined;
  if (typeof value === "number") return new Float64Array(count).fill(checkNumber(field, value, range));
  return Float64Array.from(checkNumbers(field, value, count, range));
}
