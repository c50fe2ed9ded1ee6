/** assembly/models/problems/exports.ts; `problem` is the address of a Problem. */
export interface ProblemExports {
  /** Fills in all but `context`; 0: no such problem. */
  testProblem(kind: number, problem: number): number;
  /** Fills in all of a Differentiable but its problem; 0: the problem has no gradients. */
  testProblemDifferentiable(kind: number, differentiable: number): number;
  problemDerivative(problem: number, time: number, state: number, out: number): number;
  problemJacobian(problem: number, time: number, state: number, out: number, rowBytes: number): number;
  problemTimeDerivative(problem: number, time: number, state: number, out: number): number;
}
