export { blend, scaledTranspose, squaredNorms, updateCovariance, updateVariances } from "./covariance";
export { correlateRows, displace, memberNormals, memberUniforms, sumDraws, sumRowsAndSquares, sumSquaredDraws } from "./draws";
export { turnByMemory } from "./limited-memory";
export { adamStep, clipUpStep, momentumStep, rmsPropStep } from "./optimisers";
export { rankLosses } from "./ranks";
export { batchOuterF32, batchOuterF64, batchProductF32, batchProductF64, batchTransposedF32, batchTransposedF64 } from "./batch-exports";
export {
  rateBackF32,
  rateBackF64,
  rateForwardF32,
  rateForwardF64,
  rateOutputsF32,
  rateOutputsF64,
  rateStartBackF32,
  rateStartBackF64,
} from "./rate-network/exports";
export { adjointStep, adjointStepReverse, adjointWorkBytes } from "./adjoint/steps";
export { adjointForward, adjointReverse } from "./adjoint/sweep";
export { rosenbrockStep, rosenbrockStepReverse, rosenbrockWorkBytes } from "./adjoint/rosenbrock";
export { backsolveProblem, sensitivityProblem } from "./adjoint/continuous";
export { vectorJacobianOf, vectorJacobianSlopeOf } from "./adjoint/products";
export { adjointQuadrature, interpolatingProblem } from "./adjoint/trajectory";
export {
  gatherDrivesF32, gatherDrivesF64, restoreMorrisLecarState, reverseMorrisLecarSequenceF32, reverseMorrisLecarSequenceF64,
  runMorrisLecarSequenceF32, runMorrisLecarSequenceF64, saveMorrisLecarState, scatterGradientsF32, scatterGradientsF64, transposeToF32, transposeToF64,
} from "./morris-lecar/exports";
export { adjointStep, adjointStepReverse, adjointWorkBytes } from "./adjoint/steps";
export { adjointForward, adjointReverse } from "./adjoint/sweep";
