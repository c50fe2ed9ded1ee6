/** assembly/solvers; `problem` and `run` are addresses of a Problem and an Integration. */
export interface SolversExports {
  hostProblem(
    problem: number,
    id: number,
    length: number,
    timeDependent: boolean,
    hasJacobian: boolean,
    hasJacobianBlocks: boolean,
    hasTimeDerivative: boolean,
  ): void;
  /** `differentiable`: address of a Differentiable (assembly/learning/differentiable.ts). */
  hostDifferentiable(differentiable: number, problem: number, parameters: number): void;
  integrateProblem(method: number, problem: number, run: number): number;
  interpolateStep(method: number, run: number, step: number, theta: number, out: number): void;
  methodMatrices(method: number): number;
  methodVectors(method: number): number;
  /** `drift` and `diffusion`: addresses of a Problem each; `run`: of a StochasticRun. */
  stepStochastic(drift: number, diffusion: number, run: number): number;
}
