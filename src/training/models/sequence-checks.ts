import { checkNumber } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import type { GradientRequest, Tensor } from "../problem.js";
import type { InputSequence, SequenceRun } from "./sequence-model.js";

const LARGEST = 2 ** 24;

/** Steps of a run, after checking that its parts fit each other and a model of `inputs` inputs. */
export function checkRun(run: SequenceRun, inputs: number): number {
  const { input, windows } = run;
  const rows = checkNumber("input.rows", input.rows, { min: 1, max: LARGEST, integer: true });
  const stepsPerRow = checkNumber("input.stepsPerRow", input.stepsPerRow, { min: 1, max: LARGEST, integer: true });
  checkNumber("input.trials", input.trials, { min: 1, max: 2 ** 20, integer: true });
  checkNumber("input.inputs", input.inputs, { min: inputs, max: inputs, integer: true });
  checkNumber("firstTrial", run.firstTrial, { min: 0, max: 2 ** 32, integer: true });
  const steps = checkNumber("input.rows * input.stepsPerRow", rows * stepsPerRow, { max: LARGEST });
  checkContents(input);
  let end = 0;
  windows.forEach((window, i) => {
    checkNumber(`windows[${i}].from`, window.from, { min: end, max: steps - 1, integer: true });
    end = checkNumber(`windows[${i}].to`, window.to, { above: window.from, max: steps, integer: true });
  });
  return steps;
}

function checkContents({ rows, trials, inputs, patterns, choices, values }: InputSequence): void {
  if (values !== undefined) {
    checkLength("input.values", values, rows * inputs * trials);
    if (patterns !== undefined || choices !== undefined) {
      throw new InputError("input", "values beside patterns or choices", "either values, or patterns and choices");
    }
    return;
  }
  if (patterns === undefined || choices === undefined) {
    throw new InputError("input", "neither values nor patterns with choices", "either values, or patterns and choices");
  }
  const count = patterns.length / inputs;
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError("input.patterns", patterns, `patterns x inputs numbers: a multiple of ${inputs}, at least one pattern`);
  }
  checkLength("input.choices", choices, rows * trials);
  for (let i = 0; i < choices.length; i++) {
    if (choices[i]! >= count) throw new InputError(`input.choices[${i}]`, choices[i], `the number of a pattern, below ${count}`);
  }
}

function checkLength(field: string, array: { readonly length: number }, length: number): void {
  if (array.length !== length) throw new InputError(field, array, `${length} numbers`);
}

/** The tensors that a request asks for, after checking it. */
export function checkRequest(
  request: GradientRequest,
  tensors: readonly Tensor[],
  methods: readonly GradientRequest["method"][],
): ReadonlySet<string> {
  if (!methods.includes(request.method)) throw new InputError("method", request.method, `one of ${methods.join(", ")}`);
  const names = tensors.map((tensor) => tensor.name);
  for (const name of request.tensors) {
    if (!names.includes(name)) throw new InputError("tensors", name, `names among ${names.join(", ")}`);
  }
  if (request.method === "truncated-backpropagation")
    checkNumber("window", request.window, { min: 1, max: LARGEST, integer: true });
  const { checkpoints } = request;
  if (typeof checkpoints === "object") {
    checkNumber("checkpoints.snapshots", checkpoints.snapshots, { min: 1, max: LARGEST, integer: true });
  } else if (checkpoints !== undefined && checkpoints !== "all" && checkpoints !== "uniform") {
    throw new InputError("checkpoints", checkpoints, `"all", "uniform" or { snapshots }`);
  }
  return new Set(request.tensors);
}
