/** assembly/solvers/ensembles; `problem` and `ensemble` are addresses of a Problem and an Ensemble. */
export interface EnsembleExports {
  integrateMembers(method: number, problem: number, ensemble: number): void;
  /** Bytes of memory for lanes; 0: this method and problem have none. */
  laneBlockBytes(method: number, problem: number): number;
}
