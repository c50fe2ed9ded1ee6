export { blend, scaledTranspose, squaredNorms, updateCovariance, updateVariances } from "./covariance";
export { correlateRows, displace, memberNormals, memberUniforms, sumDraws, sumSquaredDraws } from "./draws";
export { turnByMemory } from "./limited-memory";
export { adamStep, clipUpStep, momentumStep, rmsPropStep } from "./optimisers";
export { rankLosses } from "./ranks";
export { rosenbrockStep, rosenbrockStepReverse, rosenbrockWorkBytes } from "./adjoint/rosenbrock";
export { backsolveProblem, sensitivityProblem } from "./adjoint/continuous";
export { vectorJacobianOf, vectorJacobianSlopeOf } from "./adjoint/products";
export { adjointQuadrature, interpolatingProblem } from "./adjoint/trajectory";
