export { blend, scaledTranspose, squaredNorms, updateCovariance, updateVariances } from "./covariance";
export { correlateRows, displace, memberNormals, memberUniforms, sumDraws, sumRowsAndSquares, sumSquaredDraws } from "./draws";
export { turnByMemory } from "./limited-memory";
export { adamStep, clipUpStep, momentumStep, rmsPropStep } from "./optimisers";
export { rankLosses } from "./ranks";
