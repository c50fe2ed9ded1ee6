import type { Core } from "../core/core.js";

/** A right-hand side that solvers can integrate: a model of the core, or a function ({@link functionModel}). */
export interface Model {
  /** Named in errors: "ROBER". */
  readonly name: string;
  /** Numbers in a state. */
  readonly length: number;
  /** Names of the numbers of a state, for messages and tables. */
  readonly components?: readonly string[];
  /** A customary start. */
  readonly initial?: ArrayLike<number>;
  /** Diagonal blocks of the Jacobian come without the rest of it: with `jacobianBlock` an integration takes memory for them alone. */
  readonly blockJacobian?: boolean;
  /** How many event functions of its own an event may name. */
  readonly eventFunctions?: number;
  /** Numbers in which the members of an ensemble may differ. */
  readonly parameterSpace?: ModelParameters;
  /** The model as data, from which a worker builds it again. A function of yours has none. */
  readonly description?: ModelDescription;
  /** Bytes of memory that {@link Model.bind} takes. */
  bytes(core: Core): number;
  /** Puts the model into the core's memory. */
  bind(core: Core, take: (bytes: number) => number): BoundModel;
}

/** A model in a core. */
export interface BoundModel {
  /** Address of a Problem (assembly/solvers/problem.ts). */
  readonly address: number;
  /** Address of the numbers from which the core's functions read the parameters ({@link ModelParameters.constants}). */
  readonly constants?: number;
  /** Place in the core's function table of what is to be called with `constants` after they have changed. */
  readonly prepare?: number;
  /** What gradients need, of a model that has it. */
  readonly gradient?: BoundGradient;
  release?(): void;
}

/** A model's parameters theta in a core, and its derivatives by state and parameters. */
export interface BoundGradient {
  /** Address of a Differentiable (assembly/learning/differentiable.ts). */
  readonly address: number;
  /** Numbers in theta, in the order of the core's gradients. */
  readonly parameters: number;
  /** Sets theta. */
  set(values: ArrayLike<number>): void;
}

/** The parameters of a model. */
export interface ModelParameters {
  readonly names: readonly string[];
  /** The model's own values. */
  readonly values: readonly number[];
  /** How many numbers the core's functions read. Default: as many as there are parameters, which are these numbers. */
  readonly constants?: number;
  /** Writes the numbers that the core's functions read for these values. Errors: InputError. */
  toConstants?(values: ArrayLike<number>, out: Float64Array): void;
}

/** A model as data: the name of what makes it, and what that is given. Made of what `structuredClone` copies. */
export interface ModelDescription {
  readonly kind: string;
  readonly options?: unknown;
}
