/** assembly/models/perceptron/exports.ts; `perceptron`: address of a Perceptron, `fit`: of a WindowFit; other pointers f64. */
export interface PerceptronExports {
  /** Fills in the functions of a Problem and a Differentiable. */
  bindPerceptron(perceptron: number, problem: number, differentiable: number): void;
  /** To be called when theta has changed. */
  preparePerceptron(perceptron: number, theta: number): void;
  perceptronJacobianVector(perceptron: number, time: number, state: number, v: number, out: number): number;
  perceptronVectorJacobian(perceptron: number, time: number, state: number, a: number, out: number, gradient: number): number;
  perceptronVectorJacobianSlope(
    perceptron: number,
    time: number,
    state: number,
    v: number,
    a: number,
    out: number,
    gradient: number,
  ): number;
  packWindowWeightsF64(perceptron: number, theta: number, out: number): void;
  packWindowWeightsF32(perceptron: number, theta: number, out: number): void;
  /** The mean |error|. */
  fitWindowsF64(fit: number): number;
  fitWindowsF32(fit: number): number;
}
