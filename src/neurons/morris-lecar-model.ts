import { checkKeys, checkNumber, checkNumbers, type Range } from "../core/check.js";
import { Differentiable, MorrisLecarCell, Problem } from "../core/generated/layouts.js";
import { Struct } from "../core/struct.js";
import type { Model } from "../solvers/model.js";
import { type MorrisLecarChoice, morrisLecarParameters, morrisLecarRanges } from "./morris-lecar-parameters.js";

export interface MorrisLecarModelOptions {
  /** Default "snlc". */
  readonly parameters?: MorrisLecarChoice;
  /** I, uA/cm2. */
  readonly current: number;
  /** (V, w) at the start, mV and 1; default (-20, 0.1). */
  readonly initial?: ArrayLike<number>;
  /** Level (mV) of the cell's event function V - level; default 0. Events on a component need none. */
  readonly eventVoltage?: number;
  /** Adds dV/dI and dw/dI (0 at the start) to the state, by S' = J S + df/dI. Default false. */
  readonly sensitivity?: boolean;
}

const currentRange: Range = { min: -1e9, max: 1e9, unit: "uA/cm2" };

/** Theta: the parameters, then the current. */
const parameterRanges = [...Object.entries(morrisLecarRanges), ["current", currentRange] as const].map(([name, range]) => ({
  name,
  range,
}));

/**
 * One Morris-Lecar cell with a constant current for {@link solve}: time in ms, state (V, w) or (V, w, dV/dI, dw/dI). Gradients of runs without `sensitivity` are
 * by the twelve parameters in the order of {@link MorrisLecarParameters}, then the current. Errors: InputError.
 */
export function morrisLecarModel(options: MorrisLecarModelOptions): Model {
  checkKeys("options", options, ["parameters", "current", "initial", "eventVoltage", "sensitivity"]);
  const parameters = morrisLecarParameters(options.parameters ?? "snlc");
  const current = checkNumber("current", options.current, currentRange);
  const start = Array.from(checkNumbers("initial", options.initial ?? [-20, 0.1], 2));
  const eventLevel = checkNumber("eventVoltage", options.eventVoltage ?? 0, { unit: "mV" });
  const sensitivity = options.sensitivity ?? false;
  const { parameters: _, ...rest } = options;
  return {
    name: "The Morris-Lecar cell",
    length: sensitivity ? 4 : 2,
    components: sensitivity ? ["V", "w", "dV/dI", "dw/dI"] : ["V", "w"],
    initial: sensitivity ? [...start, 0, 0] : start,
    eventFunctions: 1,
    parameterSpace: {
      names: [...Object.keys(morrisLecarRanges), "current"], // the first fields of a MorrisLecarCell
      values: [...Object.keys(morrisLecarRanges).map((name) => parameters[name as keyof typeof parameters]), current],
    },
    description: { kind: "morris-lecar", options: { ...rest, parameters: { ...parameters }, initial: start } },
    bytes: () => Problem.byteLength + MorrisLecarCell.byteLength + Differentiable.byteLength + 192,
    bind(core, take) {
      const address = take(Problem.byteLength);
      const cell = new Struct(core.memory, MorrisLecarCell, take(MorrisLecarCell.byteLength));
      cell.set({ ...parameters, current, eventLevel });
      core.call((e) => e.morrisLecarProblem(address, cell.address, sensitivity));
      const bound = { address, constants: cell.address, prepare: core.call((e) => e.morrisLecarPrepare()) };
      if (sensitivity) return bound;
      const differentiable = take(Differentiable.byteLength);
      core.call((e) => e.morrisLecarDifferentiable(differentiable, address));
      const set = (theta: ArrayLike<number>) => {
        checkNumbers("parameters", theta, parameterRanges.length);
        for (const [i, { name, range }] of parameterRanges.entries()) checkNumber(`parameters[${i}] (${name})`, theta[i], range);
        new Float64Array(core.memory.buffer, cell.address, parameterRanges.length).set(theta); // the cell's first fields
        core.call((e) => e.morrisLecarProblem(address, cell.address, false));
      };
      return { ...bound, gradient: { address: differentiable, parameters: parameterRanges.length, set } };
    },
  };
}
