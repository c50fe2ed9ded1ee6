export { blend, scaledTranspose, squaredNorms, updateCovariance, updateVariances } from "./covariance";
export { correlateRows, displace, memberNormals, memberUniforms, sumDraws, sumSquaredDraws } from "./draws";
export { turnByMemory } from "./limited-memory";
export { adamStep, clipUpStep, momentumStep, rmsPropStep } from "./optimisers";
export { rankLosses } from "./ranks";
export { binomialSplit } from "./adjoint/schedule";
export { adjointStep, adjointStepReverse, adjointWorkBytes } from "./adjoint/steps";
export { adjointForward, adjointReverse } from "./adjoint/sweep";
