/** Draws of `count` members from number `first` on, one row of `n` each. */
type MemberDraws = (
  out: number,
  first: number,
  count: number,
  n: number,
  seed: bigint,
  stream: bigint,
  generation: bigint,
) => void;
/** Weighted sum over the draws of members 0 ... count - 1. */
type DrawSum = (out: number, weights: number, count: number, n: number, seed: bigint, stream: bigint, generation: bigint) => void;
/** C <- keep C + pathWeight p p^T + sum_k weights[k] y_k y_k^T */
type SecondMoments = (
  c: number,
  n: number,
  keep: number,
  path: number,
  pathWeight: number,
  rows: number,
  weights: number,
  count: number,
) => void;

/** assembly/learning/exports.ts; pointers of f64 unless said otherwise. */
export interface LearningExports {
  memberNormals: MemberDraws;
  memberUniforms: MemberDraws;
  sumDraws: DrawSum;
  /** Sums z^2 - 1. */
  sumSquaredDraws: DrawSum;
  /** out = centre + step scales z; `scales` may be 0. */
  displace(out: number, centre: number, step: number, scales: number, z: number, n: number): void;
  /** rows_k = M z_k; `matrix` holds M^T. */
  correlateRows(rows: number, matrix: number, z: number, count: number, n: number): void;
  /** Lower triangle. */
  updateCovariance: SecondMoments;
  /** Diagonal. */
  updateVariances: SecondMoments;
  squaredNorms(out: number, rows: number, count: number, n: number): void;
  /** out = (V diag(scales))^T */
  scaledTranspose(out: number, v: number, scales: number, n: number): void;
  /** y = a y + b x */
  blend(y: number, a: number, b: number, x: number, n: number): void;
  turnByMemory(rows: number, count: number, n: number, vectors: number, rates: number, used: number): void;
  /** `order`, `scratch`: count u32. Returns the number of NaN. */
  rankLosses(values: number, count: number, order: number, ranks: number, scratch: number): number;
  momentumStep(parameters: number, g: number, v: number, n: number, rate: number, momentum: number): void;
  rmsPropStep(parameters: number, g: number, s: number, n: number, rate: number, decay: number, epsilon: number): void;
  adamStep(
    parameters: number,
    g: number,
    m: number,
    s: number,
    n: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    bias1: number,
    bias2: number,
  ): void;
  clipUpStep(parameters: number, g: number, v: number, n: number, rate: number, momentum: number, longest: number): void;
  /** `differentiable`: address of a Differentiable; `method`: its number; `out` may be `y`. Returns a status. */
  adjointStep(differentiable: number, method: number, t: number, h: number, y: number, out: number, work: number): number;
  /** `a`: the adjoint, replaced by that before the step; `gradient` is added to, or 0. Returns a status. */
  adjointStepReverse(
    differentiable: number,
    method: number,
    t: number,
    h: number,
    y: number,
    a: number,
    gradient: number,
    work: number,
  ): number;
  /** Bytes of `work` for a model of `n` numbers. */
  adjointWorkBytes(method: number, n: number): number;
  /** `run`: address of an AdjointRun. Return a status. */
  adjointForward(run: number): number;
  adjointReverse(run: number): number;
  // Addresses: `d` of a Differentiable; y, out and a of n f64, gradient of as many as theta has, or 0; `method`: 10 to 17 of src/solvers/methods.ts.
  rosenbrockStep(d: number, method: number, t: number, h: number, y: number, out: number, work: number): number;
  /** `a`: the adjoint of the step's end, becomes that of y; `gradient` is added to. */
  rosenbrockStepReverse(
    d: number,
    method: number,
    t: number,
    h: number,
    y: number,
    a: number,
    gradient: number,
    work: number,
  ): number;
  rosenbrockWorkBytes(method: number, n: number): number;
  // Addresses: `problem` of a Problem to be filled in, `system` of a GradientSystem, `adjoint` of a Trajectory.
  /** Reads `differentiable`, and writes a problem of 2 n + p numbers. */
  backsolveProblem(problem: number, system: number): void;
  /** A problem of n (1 + columns) numbers. */
  sensitivityProblem(problem: number, system: number): void;
  /** A problem of n numbers. */
  interpolatingProblem(problem: number, system: number): void;
  /** 0: outside the model's domain. */
  adjointQuadrature(system: number, adjoint: number, gradient: number, room: number): number;
  vectorJacobianOf(d: number, time: number, state: number, a: number, out: number, gradient: number): number;
  vectorJacobianSlopeOf(d: number, time: number, state: number, v: number, a: number, out: number, gradient: number): number;
}
