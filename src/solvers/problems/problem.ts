import { checkKeys, checkNumber, checkNumbers, type Range } from "../../core/check.js";
import { Differentiable, Problem } from "../../core/generated/layouts.js";
import { blockBytes } from "../../core/memory.js";
import { Struct } from "../../core/struct.js";
import type { Model } from "../model.js";
import { kindNumber, type ProblemKind } from "./kinds.js";
import { type Reference, references } from "./references.js";

/** A quantity that the exact solution keeps. */
export interface Invariant {
  readonly name: string;
  value(state: ArrayLike<number>, time: number): number;
}

/** An initial value problem y' = f(t, y), y(0) = initial, of the core: a model for `solve`. */
export interface TestProblem extends Model {
  /** As in the literature: "ROBER", "DETEST D5". */
  readonly name: string;
  /** What it models, in words. */
  readonly title: string;
  /** The equations, in words and as the number under which the core knows them. */
  readonly equations: ProblemKind;
  readonly kind: number;
  readonly initial: readonly number[];
  /** Values of its parameters by name. */
  readonly parameters: { readonly [name: string]: number };
  /** What the core's functions read: the parameters, and numbers computed from them. */
  readonly constants: readonly number[];
  /** The first published end time, or the usual one. */
  readonly defaultEnd: number;
  readonly stiff: boolean;
  /** Whether f does not depend on the time. */
  readonly autonomous: boolean;
  readonly invariants: readonly Invariant[];
  /** States computed in quadruple precision, for these parameters; empty where none are known. */
  readonly reference: readonly Reference[];
  /** The exact solution, where there is a formula: the state at time t. */
  readonly solution?: (time: number) => number[];
}

/** What tells one problem from another; the rest has defaults. */
export interface Definition {
  readonly name: string;
  readonly title: string;
  readonly equations: ProblemKind;
  readonly initial: readonly number[];
  readonly parameters?: { readonly [name: string]: number };
  /** Default: the parameters in their order. */
  readonly constants?: readonly number[];
  /** The constants of other values of the parameters; default: those values. */
  readonly constantsOf?: (values: readonly number[]) => readonly number[];
  readonly defaultEnd: number;
  readonly stiff?: boolean;
  readonly autonomous?: boolean;
  readonly invariants?: readonly Invariant[];
  readonly solution?: (time: number) => number[];
  /** Whether the reference of this name holds: its parameters are the published ones. Default: true. */
  readonly published?: boolean;
}

export function define(definition: Definition): TestProblem {
  const { name, title, equations, initial, defaultEnd, parameters = {}, invariants = [], solution } = definition;
  const kind = kindNumber(equations);
  const constants = definition.constants ?? Object.values(parameters);
  return {
    name,
    title,
    equations,
    kind,
    length: initial.length,
    initial,
    parameters,
    constants,
    defaultEnd,
    stiff: definition.stiff ?? false,
    autonomous: definition.autonomous ?? true,
    invariants,
    reference: definition.published === false ? [] : references(name),
    ...(solution ? { solution } : {}),
    bytes: () =>
      blockBytes("u8", Problem.byteLength) + blockBytes("f64", constants.length) + blockBytes("u8", Differentiable.byteLength),
    bind(core, take) {
      const address = take(Problem.byteLength);
      const context = take(8 * constants.length);
      core.call((e) => e.testProblem(kind, address));
      new Struct(core.memory, Problem, address).set({ context });
      new Float64Array(core.memory.buffer, context, constants.length).set(constants);
      const differentiable = new Struct(core.memory, Differentiable, take(Differentiable.byteLength));
      if (!core.call((e) => e.testProblemDifferentiable(kind, differentiable.address))) return { address, constants: context };
      differentiable.set({ problem: address });
      const count = differentiable.get("parameters");
      const set = (values: ArrayLike<number>) => {
        const own = Array.from(checkNumbers("parameters", values, count));
        new Float64Array(core.memory.buffer, context, constants.length).set(definition.constantsOf?.(own) ?? own);
      };
      return { address, constants: context, gradient: { address: differentiable.address, parameters: count, set } };
    },
  };
}

/** The defaults with what `given` replaces, in the defaults' order. Errors: InputError for unknown names and values out of `range`. */
export function withDefaults<P extends Record<string, number>>(
  given: Partial<P>,
  defaults: P,
  range: Range = {},
): { parameters: P; published: boolean } {
  checkKeys("parameters", given, Object.keys(defaults));
  const entries = Object.entries(defaults).map(([name, value]) => [
    name,
    checkNumber(`parameters.${name}`, given[name] ?? value, range),
  ]);
  const parameters = Object.fromEntries(entries) as P;
  return { parameters, published: Object.entries(defaults).every(([name, value]) => parameters[name] === value) };
}

/** The sum of numbers of the state, each times its weight. */
export function linearInvariant(name: string, weights: readonly number[]): Invariant {
  return { name, value: (state) => weights.reduce((sum, weight, i) => sum + weight * state[i]!, 0) };
}
