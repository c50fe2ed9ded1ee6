export { EnsembleAbortError } from "./aborted.js";
export type { EnsembleOptions, MemberParameters, Rows } from "./options.js";
export type { EnsembleEvents, EnsembleSolution, EnsembleStatistics, MemberFailure } from "./solution.js";
export { type EnsembleControl, solveEnsemble, solveEnsembleAsync } from "./solve-ensemble.js";
