export { blend, scaledTranspose, squaredNorms, updateCovariance, updateVariances } from "./covariance";
export { correlateRows, displace, memberNormals, memberUniforms, sumDraws, sumSquaredDraws } from "./draws";
export { turnByMemory } from "./limited-memory";
export { adamStep, clipUpStep, momentumStep, rmsPropStep } from "./optimisers";
export { rankLosses } from "./ranks";
export { batchOuterF32, batchOuterF64, batchProductF32, batchProductF64, batchTransposedF32, batchTransposedF64 } from "./batch-exports";
