/** assembly/models/hodgkin-huxley/exports.ts; addresses of a Problem, a HodgkinHuxleyCell (`cell`, `context`) and a HodgkinHuxleyEnsemble. */
export interface HodgkinHuxleyExports {
  hodgkinHuxleyProblem(problem: number, cell: number): void;
  /** Fills in all of a Differentiable but its problem. */
  hodgkinHuxleyDifferentiable(differentiable: number): void;
  hodgkinHuxleyDerivative(context: number, time: number, state: number, out: number): number;
  hodgkinHuxleyJacobian(context: number, time: number, state: number, out: number, rowBytes: number): number;
  runHodgkinHuxleyF64(ensemble: number, steps: number): void;
  runHodgkinHuxleyF32(ensemble: number, steps: number): void;
}
