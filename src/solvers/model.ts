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
  /** How many event functions of its own an event may name. */
  readonly eventFunctions?: number;
  /** Bytes of memory that {@link Model.bind} takes. */
  bytes(core: Core): number;
  /** Puts the model into the core's memory. */
  bind(core: Core, take: (bytes: number) => number): BoundModel;
}

/** A model in a core. */
export interface BoundModel {
  /** Address of a Problem (assembly/solvers/problem.ts). */
  readonly address: number;
  release?(): void;
}
