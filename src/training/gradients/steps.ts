import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { Integration } from "../../core/generated/layouts.js";
import type { Arena } from "../../core/memory.js";
import { Engine, type EngineOptions } from "../../solvers/engine.js";
import type { Model } from "../../solvers/model.js";
import type { CheckedGradient } from "./options.js";

/** The steps of a run: where each begins, its size, and the number of steps before each output. Lists may be longer than `count`. */
export interface StepList {
  count: number;
  times: Float64Array;
  sizes: Float64Array;
  readonly outputSteps: Uint32Array;
}

/** Steps of one size that end at the output times. Errors: InputError. */
export function fixedSteps({ start, times, tolerances }: CheckedGradient): StepList {
  const size = tolerances.fixedStep;
  const counts = Array.from(times, (time, i) => {
    const before = i === 0 ? start : times[i - 1]!;
    const steps = (time - before) / size;
    const count = Math.round(steps);
    // a few roundings of the quotient
    if (Math.abs(steps - count) > 1e-6 * Math.max(1, count * 1e-6) || (count === 0 && time !== before)) {
      const origin = i === 0 ? "start" : `times[${i - 1}]`;
      throw new InputError(`times[${i}]`, time, `a whole number of steps of ${size} after ${origin}, ${before}`);
    }
    return count;
  });
  const count = counts.reduce((sum, steps) => sum + steps, 0);
  if (count > tolerances.maximumSteps) {
    throw new InputError("stepSize", size, `so long that ${tolerances.maximumSteps} steps (maximumSteps) are enough`);
  }
  const list = {
    count,
    times: new Float64Array(count),
    sizes: new Float64Array(count),
    outputSteps: new Uint32Array(times.length),
  };
  let at = 0;
  for (const [i, steps] of counts.entries()) {
    const before = i === 0 ? start : times[i - 1]!;
    const step = (times[i]! - before) / steps;
    for (let k = 0; k < steps; k++, at++) {
      list.times[at] = before + k * step;
      list.sizes[at] = step;
    }
    list.outputSteps[i] = at;
  }
  return list;
}

/** Finds steps by controlling the error, from each output time to the next. */
export class StepFinder {
  readonly #engine: Engine;
  readonly #options: EngineOptions;
  readonly #checked: CheckedGradient;
  readonly #list: StepList;

  static #engineOptions(core: Core, model: Model, checked: CheckedGradient, problem: () => number): EngineOptions {
    const { method, methodName, tolerances } = checked;
    return {
      ...tolerances,
      what: model.name,
      method: methodName,
      components: model.components,
      length: model.length,
      vectors: core.call((e) => e.methodVectors(method.number)),
      matrices: core.call((e) => e.methodMatrices(method.number)),
      control: method.control,
      recording: "steps",
      dense: false,
      watches: [],
      eventSamples: 4,
      jacobianBlock: 0,
      fullJacobian: true,
      firstStep: 0,
      kernel: (e, run) => e.integrateProblem(method.number, problem(), run),
    };
  }

  static bytes(core: Core, model: Model, checked: CheckedGradient): number {
    return Engine.bytes(StepFinder.#engineOptions(core, model, checked, () => 0));
  }

  constructor(core: Core, arena: Arena, model: Model, checked: CheckedGradient, problem: () => number) {
    this.#options = StepFinder.#engineOptions(core, model, checked, problem);
    this.#checked = checked;
    this.#engine = new Engine(core, arena, this.#options);
    const room = 256;
    const outputSteps = new Uint32Array(checked.times.length);
    this.#list = { count: 0, times: new Float64Array(room), sizes: new Float64Array(room), outputSteps };
  }

  /** The list is the finder's own, and changes with the next call. Errors: SolverError. */
  find(initial: Float64Array): StepList {
    const { times, start } = this.#checked;
    const list = this.#list;
    list.count = 0;
    let [state, from, firstStep] = [initial, start, 0];
    for (const [i, to] of times.entries()) {
      if (to > from) {
        this.#startWith(Math.min(firstStep, to - from), this.#options.maximumSteps - list.count);
        const result = this.#engine.run(state, from, to);
        this.#append(result.times);
        state = result.state;
        firstStep = result.stepSize;
      }
      list.outputSteps[i] = list.count;
      from = to;
    }
    return list;
  }

  /** The step that the segment before suggested, and the steps that are left, for the next run. */
  #startWith(firstStep: number, maximumSteps: number): void {
    const { fresh } = this.#engine.parts;
    const view = new DataView(fresh.buffer, fresh.byteOffset);
    view.setFloat64(Integration.fields.firstStep.offset, firstStep, true);
    view.setUint32(Integration.fields.maximumSteps.offset, Math.max(1, maximumSteps), true);
  }

  #append(times: Float64Array): void {
    const list = this.#list;
    const needed = list.count + times.length - 1;
    if (needed > list.times.length) {
      const room = Math.max(needed, 2 * list.times.length);
      const [starts, sizes] = [new Float64Array(room), new Float64Array(room)];
      starts.set(list.times.subarray(0, list.count));
      sizes.set(list.sizes.subarray(0, list.count));
      list.times = starts;
      list.sizes = sizes;
    }
    for (let k = 1; k < times.length; k++, list.count++) {
      list.times[list.count] = times[k - 1]!;
      list.sizes[list.count] = times[k]! - times[k - 1]!;
    }
  }
}
