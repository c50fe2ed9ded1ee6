import { checkKeys, checkNumber } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import type { GradientRequest, Tensor } from "../problem.js";
import type { ReadoutWindow, SequenceRun } from "./sequence-model.js";

const count = { min: 1, max: 2 ** 28, integer: true } as const;

/** Windows that end in the steps [from, to): so many from number `first` on. */
export function endedWindows(windows: readonly ReadoutWindow[], from: number, to: number): { first: number; count: number } {
  const first = windows.filter((window) => window.to <= from).length;
  return { first, count: windows.filter((window) => window.to <= to).length - first };
}

/** The window that is under way before step `step`, whose sums are part of a state; -1: none. */
export function openWindow(windows: readonly ReadoutWindow[], step: number): number {
  return windows.findIndex(({ from, to }) => from < step && step < to);
}

/** Steps of a run whose last window ends at `end`. Errors: InputError. */
export function stepsOfRun({ stretch }: SequenceRun, end: number): { from: number; to: number } {
  if (!stretch) return { from: 0, to: end };
  checkKeys("stretch", stretch, ["state", "to"]);
  const { state } = stretch;
  if (state) checkKeys("stretch.state", state, ["step", "values"]);
  const from = state ? checkNumber("stretch.state.step", state.step, { min: 1, max: end - 1, integer: true }) : 0;
  return { from, to: checkNumber("stretch.to", stretch.to, { min: from + 1, max: end, integer: true }) };
}

/** Errors: InputError for a run that has no way back. */
export function refuseStretch({ stretch }: SequenceRun): void {
  if (stretch) throw new InputError("stretch", stretch, "left out: gradients are of whole runs");
}

/** Errors: InputError. Returns the number of steps up to the end of the last window. */
export function checkSequenceRun({ input, windows, firstTrial }: SequenceRun, inputs: number): number {
  checkKeys("input", input, ["rows", "stepsPerRow", "trials", "inputs", "patterns", "choices", "values"]);
  const rows = checkNumber("input.rows", input.rows, count);
  const trials = checkNumber("input.trials", input.trials, { min: 1, max: 2 ** 20, integer: true });
  const steps = rows * checkNumber("input.stepsPerRow", input.stepsPerRow, count);
  checkNumber("firstTrial", firstTrial, { min: 0, max: 2 ** 32, integer: true });
  if (input.inputs !== inputs) throw new InputError("input.inputs", input.inputs, `${inputs}, as the model has`);
  if (input.values) {
    if (input.patterns || input.choices) throw new InputError("input.values", input.values, "left out where there are patterns");
    checkLength("input.values", input.values, rows * inputs * trials);
    checkFinite("input.values", input.values);
  } else {
    const { patterns, choices } = input;
    if (!patterns || !choices) throw new InputError("input", input, "either values, or patterns and choices");
    if (patterns.length === 0 || patterns.length % inputs !== 0) {
      throw new InputError("input.patterns", patterns, `patterns of ${inputs} numbers each`);
    }
    checkFinite("input.patterns", patterns);
    checkLength("input.choices", choices, rows * trials);
    const known = patterns.length / inputs;
    for (let i = 0; i < choices.length; i++) {
      if (choices[i]! >= known) throw new InputError(`input.choices[${i}]`, choices[i], `an integer >= 0 and < ${known}`);
    }
  }
  if (windows.length === 0) throw new InputError("windows", windows, "one window or more");
  let last = 0;
  for (const [i, { from, to }] of windows.entries()) {
    checkNumber(`windows[${i}].from`, from, { min: last, max: steps - 1, integer: true });
    last = checkNumber(`windows[${i}].to`, to, { min: from + 1, max: steps, integer: true });
  }
  return last;
}

/** Errors: InputError. */
export function checkLength(field: string, value: { readonly length: number } | undefined, length: number): void {
  if (value?.length !== length) throw new InputError(field, value, `an array of ${length} numbers`);
}

/** Errors: InputError. */
export function checkFinite(field: string, values: Float64Array): void {
  let [a, b, c, d] = [0, 0, 0, 0]; // differences are 0, or NaN of what is not finite; four sums, that none waits for another
  const four = values.length - (values.length % 4);
  for (let i = 0; i < four; i += 4) {
    a += values[i]! - values[i]!;
    b += values[i + 1]! - values[i + 1]!;
    c += values[i + 2]! - values[i + 2]!;
    d += values[i + 3]! - values[i + 3]!;
  }
  if (a + b + c + d === 0 && values.subarray(four).every(Number.isFinite)) return;
  const i = values.findIndex((value) => !Number.isFinite(value));
  throw new InputError(`${field}[${i}]`, values[i], "a finite number");
}

/** Steps that adjoints go back, 0 for all. Errors: InputError. */
export function checkRequest(request: GradientRequest, tensors: readonly Tensor[]): number {
  const { method, checkpoints = "all" } = request;
  for (const [i, name] of request.tensors.entries()) {
    if (!tensors.some((tensor) => tensor.name === name)) {
      throw new InputError(`request.tensors[${i}]`, name, `one of ${tensors.map((tensor) => tensor.name).join(", ")}`);
    }
  }
  if (typeof checkpoints === "object") checkNumber("request.checkpoints.snapshots", checkpoints.snapshots, count);
  else if (checkpoints !== "all" && checkpoints !== "uniform") {
    throw new InputError("request.checkpoints", checkpoints, '"all", "uniform" or { snapshots }');
  }
  if (method === "backpropagation") return 0;
  if (method === "truncated-backpropagation") return checkNumber("request.window", request.window, { ...count, max: 2 ** 31 });
  throw new InputError("request.method", method, 'one of "backpropagation", "truncated-backpropagation"');
}
