import { checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { EngineOptions } from "./engine.js";
import { checkEvents } from "./events.js";
import type { Method } from "./methods.js";
import type { Model } from "./model.js";
import { type CheckedInterval, checkInterval, checkMethod, checkTolerances, type SolveOptions } from "./options.js";

const defaults = { relativeTolerance: 1e-6, absoluteTolerance: 1e-9, maximumSteps: 1_000_000 };

/** {@link SolveOptions} in the core's terms. */
export interface CheckedSolve {
  readonly engine: Omit<EngineOptions, "kernel">;
  readonly interval: CheckedInterval;
  /** The method's number. */
  readonly method: number;
}

/** Errors: InputError. */
export function checkSolve(core: Core, model: Model, options: SolveOptions): CheckedSolve {
  const { length, name } = model;
  const { name: methodName, method, control } = checkMethod(options);
  const interval = checkInterval(options);
  const { dense = false, record = "steps" } = options;
  checkOneOf("record", record, ["steps", "end"]);
  if (dense && (options.times || record === "end")) throw new InputError("dense", dense, 'false with times or record: "end"');
  const jacobianBlock = checkBlock(options.jacobianBlock, length, method);
  const engine = {
    what: name,
    method: methodName,
    components: model.components,
    length,
    vectors: core.call((e) => e.methodVectors(method.number)),
    matrices: core.call((e) => e.methodMatrices(method.number)),
    control,
    recording: options.times ? "times" : record === "end" ? "nothing" : "steps",
    times: interval.times,
    dense,
    watches: checkEvents(options.events, length, model.eventFunctions ?? 0),
    eventSamples: checkNumber("eventSamples", options.eventSamples ?? 4, { min: 1, max: 1000, integer: true }),
    jacobianBlock,
    fullJacobian: jacobianBlock === 0 || !model.blockJacobian,
    ...checkTolerances(options, length, defaults),
    firstStep: options.firstStep === undefined ? 0 : checkNumber("firstStep", options.firstStep, { above: 0 }),
  } satisfies Omit<EngineOptions, "kernel">;
  return { engine, interval, method: method.number };
}

/** A copy of `value`; undefined where it is and was not `given`. Errors: InputError. */
export function checkInitial(value: ArrayLike<number> | undefined, length: number, given: boolean): Float64Array | undefined {
  return value === undefined && !given ? undefined : Float64Array.from(checkNumbers("initial", value, length));
}

/** The size of a block-diagonal Jacobian's blocks, 0 without. Errors: InputError. */
function checkBlock(block: number | undefined, length: number, method: Method): number {
  if (block === undefined) return 0;
  checkNumber("jacobianBlock", block, { min: 1, max: length, integer: true });
  if (length % block !== 0) throw new InputError("jacobianBlock", block, `a divisor of the model's ${length} numbers`);
  if (!method.anyJacobian) {
    throw new InputError("jacobianBlock", block, `left out with ${method.title}: only ros2, ros34pw2 and rosenbrock23 take it`);
  }
  return block;
}
