export { applyFunction, type FunctionName, functionNames } from "./apply.js";
export * from "./linear/index.js";
export {
  dawson,
  erf,
  erfc,
  erfcx,
  gammaP,
  gammaQ,
  gaussLegendre,
  logGamma,
  logGammaP,
  logGammaQ,
  type QuadratureRule,
} from "./special.js";
