import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { type CheckedSolve, checkSolve } from "../checked-solve.js";
import type { Model, ModelParameters } from "../model.js";
import { type SolveOptions, solveKeys } from "../options.js";

/** Rows of numbers: one array after another, or all in one. */
export type Rows = ArrayLike<number> | readonly ArrayLike<number>[];

/** Parameters of the members: by name, N numbers or one for all, the others as the model has them; or N rows of all parameters. */
export type MemberParameters = Rows | { readonly [name: string]: number | ArrayLike<number> };

/** What the members of an ensemble start from, and what each of them is asked for. */
export interface EnsembleOptions extends Omit<SolveOptions, "initial" | "dense" | "record"> {
  /** How many: N. */
  readonly members: number;
  /** y(start): one state for all, or N of them. Default: the model's own. */
  readonly initial?: Rows;
  /** Default: the model's own. */
  readonly parameters?: MemberParameters;
  /**
   * Whether members are integrated side by side, where the core has code for it (methods "tsit5", "dopri5" and "rosenbrock23"; models lotkaVolterra, vanDerPol,
   * vdpol, lorenz, rober, Morris-Lecar cells; without events, fixed steps and jacobianBlock). Faster, and without effect on results. Default true.
   */
  readonly lanes?: boolean;
  /**
   * Whether members 2 i and 2 i + 1 take the same steps, as long as the larger of their errors allows. Only with `lanes`. Results then differ,
   * within the tolerances, from those of members alone, and still not between runs or numbers of workers. Default false.
   */
  readonly sharedSteps?: boolean;
}

/** A checked ensemble, apart from its members. */
export interface CheckedEnsemble extends CheckedSolve {
  readonly lanes: boolean;
  readonly sharedSteps: boolean;
}

/** Errors: InputError. */
export function checkEnsembleSolve(core: Core, model: Model, options: Omit<EnsembleOptions, "members">): CheckedEnsemble {
  const { initial: _, parameters: __, lanes = true, sharedSteps = false, ...rest } = options;
  checkOneOf("lanes", String(lanes), ["true", "false"]);
  checkOneOf("sharedSteps", String(sharedSteps), ["true", "false"]);
  if (sharedSteps && !lanes) throw new InputError("sharedSteps", sharedSteps, "false where lanes is false");
  const solve = checkSolve(core, model, { ...rest, record: "end" });
  const { watches, fixedStep, jacobianBlock } = solve.engine;
  const able = watches.length === 0 && fixedStep === 0 && jacobianBlock === 0;
  if (sharedSteps && !able) throw new InputError("sharedSteps", sharedSteps, "false with events, fixed steps or jacobianBlock");
  return { ...solve, lanes: lanes && able, sharedSteps };
}

export const ensembleKeys = [
  "members",
  "parameters",
  "lanes",
  "sharedSteps",
  ...solveKeys.filter((key) => key !== "dense" && key !== "record"),
];

/** Starts and parameters of the members as tables by rows. */
export interface MemberTables {
  readonly members: number;
  /** One row, or one for each member. */
  readonly initial: Float64Array;
  readonly sharesInitial: boolean;
  /** Numbers that the core's functions read, `constants` for each member; empty where all have the model's. */
  readonly constants: Float64Array;
  readonly constantCount: number;
}

/** Errors: InputError. */
export function checkMembers(model: Model, options: EnsembleOptions): MemberTables {
  checkKeys("options", options, ensembleKeys);
  const members = checkNumber("members", options.members, { min: 1, max: 2 ** 31 - 1, integer: true });
  const { length } = model;
  const given = options.initial ?? model.initial;
  if (given === undefined) throw new InputError("initial", undefined, `one state of ${length} numbers, or ${members} of them`);
  const sharesInitial = !isRows(given) && given.length === length;
  const initial = table("initial", given, sharesInitial ? 1 : members, length);
  const { parameters } = options;
  if (parameters === undefined) return { members, initial, sharesInitial, constants: new Float64Array(0), constantCount: 0 };
  if (!model.parameterSpace) throw new InputError("parameters", parameters, `left out: ${model.name} has none`);
  const values = parameterTable(model.parameterSpace, parameters, members);
  const constantCount = model.parameterSpace.constants ?? model.parameterSpace.names.length;
  return { members, initial, sharesInitial, constants: constantsOf(model.parameterSpace, values, members), constantCount };
}

function isRows(value: Rows): value is readonly ArrayLike<number>[] {
  return Array.isArray(value) && typeof value[0] === "object";
}

function table(field: string, value: Rows, rows: number, columns: number): Float64Array {
  if (!isRows(value)) {
    const list = value as ArrayLike<number>;
    if (list?.length !== rows * columns) {
      throw new InputError(
        field,
        value,
        `${rows} x ${columns} numbers${field === "initial" ? `, or ${columns} for all members` : ""}`,
      );
    }
    return Float64Array.from(checkNumbers(field, value, rows * columns));
  }
  if (value.length !== rows) throw new InputError(field, value, `an array of ${rows} arrays`);
  const all = new Float64Array(rows * columns);
  for (const [i, row] of value.entries()) all.set(checkNumbers(`${field}[${i}]`, row, columns), i * columns);
  return all;
}

/** N rows of all parameters. */
function parameterTable({ names, values }: ModelParameters, given: MemberParameters, members: number): Float64Array {
  const isTable = Array.isArray(given) || ArrayBuffer.isView(given);
  if (isTable) return table("parameters", given as Rows, members, names.length);
  checkKeys("parameters", given, names);
  const all = new Float64Array(members * names.length);
  for (const [j, name] of names.entries()) {
    const column = (given as { [name: string]: number | ArrayLike<number> })[name] ?? values[j]!;
    const field = `parameters.${name}`;
    const list = typeof column === "number" ? undefined : checkNumbers(field, column, members);
    const one = list ? 0 : checkNumber(field, column);
    for (let i = 0; i < members; i++) all[i * names.length + j] = list ? list[i]! : one;
  }
  return all;
}

function constantsOf(parameters: ModelParameters, values: Float64Array, members: number): Float64Array {
  if (!parameters.toConstants) return values;
  const width = parameters.names.length;
  const count = parameters.constants ?? width;
  const all = new Float64Array(members * count);
  for (let i = 0; i < members; i++) {
    parameters.toConstants(values.subarray(i * width, (i + 1) * width), all.subarray(i * count, (i + 1) * count));
  }
  return all;
}
