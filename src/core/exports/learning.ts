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

/** out = base + W x, or base + W^T x, for vectors of trials; W of `rows` x `columns`; `base` 0: 0. */
type BatchProduct = (
  weights: number,
  rows: number,
  columns: number,
  x: number,
  base: number,
  out: number,
  vectors: number,
) => void;
/** G_ij += sum over `steps` blocks and all trials of a_i x_j; blocks are `aStep` and `xStep` bytes apart. */
type BatchOuter = (
  gradient: number,
  rows: number,
  columns: number,
  a: number,
  x: number,
  vectors: number,
  steps: number,
  aStep: number,
  xStep: number,
) => void;

/** Steps [from, to) of a RateRun; r before the first at `outputs`, later ones `outputStep` bytes apart each. */
type RateForward = (
  run: number,
  from: number,
  to: number,
  outputs: number,
  outputStep: number,
  states: number,
  sums: boolean,
) => void;
/** Back over steps [from, to). */
type RateBack = (run: number, from: number, to: number, outputs: number, states: number, adjoints: number) => void;
/** Takes the steps [from, to), with records of the states if `keep`. */
type SequenceSteps = (sequence: number, from: number, to: number, keep: boolean) => void;
/** Goes back through the steps [from, to). */
type ReverseSteps = (sequence: number, from: number, to: number) => void;
/** Drives of patterns (f64, patterns x cells) to or from those of rows, cells and trials; `choices`: u16, rows x trials. */
type PatternRows = (
  first: number,
  choices: number,
  rows: number,
  cells: number,
  trials: number,
  second: number,
  vectors: number,
) => void;

/** assembly/learning/exports.ts; pointers of f64 unless said otherwise. */
export interface LearningExports {
  memberNormals: MemberDraws;
  memberUniforms: MemberDraws;
  sumDraws: DrawSum;
  /** Sums z^2 - 1. */
  sumSquaredDraws: DrawSum;
  /** Both, over rows that hold the draws. */
  sumRowsAndSquares(sums: number, squareSums: number, weights: number, rows: number, count: number, n: number): void;
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
  batchProductF64: BatchProduct;
  batchProductF32: BatchProduct;
  batchTransposedF64: BatchProduct;
  batchTransposedF32: BatchProduct;
  batchOuterF64: BatchOuter;
  batchOuterF32: BatchOuter;
  rateOutputsF64(run: number, to: number): void;
  rateOutputsF32(run: number, to: number): void;
  rateForwardF64: RateForward;
  rateForwardF32: RateForward;
  rateStartBackF64(run: number, outputs: number): void;
  rateStartBackF32(run: number, outputs: number): void;
  rateBackF64: RateBack;
  rateBackF32: RateBack;
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
  /** Bytes of `work` for a model of `n` numbers. */
  adjointWorkBytes(method: number, n: number): number;
  /** `run`: address of an AdjointRun. Return a status. */
  adjointForward(run: number): number;
  adjointReverse(run: number): number;
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
  /** `sequence`: a NetworkSequence (assembly/learning/morris-lecar/sequence.ts). */
  runMorrisLecarSequenceF64: SequenceSteps;
  runMorrisLecarSequenceF32: SequenceSteps;
  reverseMorrisLecarSequenceF64: ReverseSteps;
  reverseMorrisLecarSequenceF32: ReverseSteps;
  saveMorrisLecarState(sequence: number, record: number): void;
  restoreMorrisLecarState(sequence: number, record: number): void;
  gatherDrivesF64: PatternRows;
  gatherDrivesF32: PatternRows;
  scatterGradientsF64: PatternRows;
  scatterGradientsF32: PatternRows;
  /** out = the transpose of an n x n matrix of f64. */
  transposeToF64(from: number, n: number, out: number): void;
  transposeToF32(from: number, n: number, out: number): void;
}
