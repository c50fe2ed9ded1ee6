export { cholesky, inverse, logDeterminant, solvePositiveDefinite } from "./cholesky.js";
export {
  inverseSquareRootMatrix,
  operatorNorm,
  type SymmetricEigen,
  squareRootMatrix,
  symmetricEigen,
} from "./eigen.js";
export { LuFactorization, luFactorization } from "./lu.js";
export { identity, isSymmetric, matrix } from "./matrix.js";
export { multiply } from "./products.js";
export { randomOrthogonal } from "./random-orthogonal.js";
