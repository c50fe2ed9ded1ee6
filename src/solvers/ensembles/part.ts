/** What the core says about consecutive members. */
export interface EnsemblePart {
  readonly members: number;
  /** The end of each. */
  readonly states: Float64Array;
  /** The states of each at the times asked for. */
  readonly records: Float64Array;
  /** A MemberResult of each (assembly/solvers/ensembles/ensemble.ts). */
  readonly results: Uint8Array;
  /** Of each event: the member, counted from the first of this part, the event asked for, the time and the state. */
  readonly eventMembers: Uint32Array;
  readonly eventIndices: Uint32Array;
  readonly eventTimes: Float64Array;
  readonly eventStates: Float64Array;
}
