/** assembly/solvers/ensembles; `problem` and `ensemble` are addresses of a Problem and an Ensemble. */
export interface EnsembleExports {
  integrateMembers(method: number, problem: number, ensemble: number): void;
}
