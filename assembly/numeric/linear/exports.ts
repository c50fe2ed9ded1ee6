export {
  choleskyFactor,
  choleskyFactorTo,
  choleskyInverse,
  choleskyLogDeterminant,
  choleskySolve,
  choleskySolveLower,
  choleskySolveMany,
  choleskySolveTo,
  choleskySolveUpper,
} from "./cholesky";
export { complexLuFactor, complexLuSolve } from "./complex-lu";
export { operatorNorm, symmetricEigen } from "./eigen";
export { orthonormaliseRows } from "./orthonormalise";
export {
  addOuter,
  multiply,
  multiplyTransposed,
  multiplyVector,
  transposedMultiply,
  transposedMultiplyVector,
} from "./products";
export { luDeterminant, luFactor, luSolve, luSolveSum, luSolveTo, luSolveTransposed } from "./lu";
export { blocksFactor, blocksSolveSum, blocksSolveTo } from "./lu-blocks";
export { choleskyRefine } from "./refine";
export { inverseSquareRoot, squareRoot } from "./roots";
