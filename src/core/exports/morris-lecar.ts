/** assembly/models/morris-lecar/exports.ts; `ensemble` is the address of a CellEnsemble. */
export interface MorrisLecarExports {
  exponentialTableBytes(): number;
  cellEnsembleScratchBytes(): number;
  fillExponentialTable(table: number, spacing: number, v1: number, v2: number, v3: number, v4: number): void;
  runMorrisLecarF64(ensemble: number, steps: number): void;
  runMorrisLecarF32(ensemble: number, steps: number): void;
  morrisLecarProblem(problem: number, cell: number, sensitivity: boolean): void;
  /** Place in the function table of what derives a MorrisLecarCell's fields anew. */
  morrisLecarPrepare(): number;
  /** `context`: a MorrisLecarCell that `morrisLecarProblem` has prepared. */
  morrisLecarDerivative(context: number, time: number, state: number, out: number): number;
  morrisLecarJacobian(context: number, time: number, state: number, out: number, rowBytes: number): number;
  morrisLecarVectorJacobian(context: number, time: number, state: number, adjoint: number, out: number, gradient: number): number;
  morrisLecarDifferentiable(differentiable: number, problem: number): void;
  morrisLecarSensitivityDerivative(context: number, time: number, state: number, out: number): number;
  morrisLecarEvent(context: number, index: number, time: number, state: number): number;
  morrisLecarNetworkProblem(problem: number, network: number): void;
  /** `context`: a MorrisLecarNetwork that `morrisLecarNetworkProblem` has prepared. */
  morrisLecarNetworkDerivative(context: number, time: number, state: number, out: number): number;
  morrisLecarNetworkJacobian(context: number, time: number, state: number, out: number, rowBytes: number): number;
  morrisLecarNetworkJacobianBlocks(
    context: number,
    time: number,
    state: number,
    out: number,
    rowBytes: number,
    size: number,
  ): number;
  morrisLecarNetworkVectorJacobian(
    context: number,
    time: number,
    state: number,
    adjoint: number,
    out: number,
    gradient: number,
  ): number;
  morrisLecarNetworkDifferentiable(differentiable: number, problem: number, network: number): void;
  morrisLecarNetworkTangents(context: number, time: number, state: number, out: number): number;
  /** `run` is the address of a NetworkRun. */
  runMorrisLecarNetworkF64(run: number, steps: number): void;
  runMorrisLecarNetworkF32(run: number, steps: number): void;
}
