export { exp } from "./exp";
export { expm1, phi1 } from "./expm1";
export { log, log1p } from "./log";
export { cosh, logistic, tanh } from "./sigmoid";
export { cosTwoPi, sinTwoPi } from "./turns";
export { cos, sin } from "./trigonometric";
export { erf, erfc, erfcx } from "./erf";
export { dawson } from "./dawson";
export { logGamma } from "./gamma";
export { gammaP, gammaQ, logGammaP, logGammaQ } from "./incomplete-gamma";
export { legendreRule } from "./legendre";
export {
  mapCosTwoPiF32,
  mapCosTwoPiF64,
  mapCoshF32,
  mapCoshF64,
  mapExpF32,
  mapExpF64,
  mapExpm1F32,
  mapExpm1F64,
  mapLogF32,
  mapLogF64,
  mapLog1pF32,
  mapLog1pF64,
  mapLogisticF32,
  mapLogisticF64,
  mapPhi1F32,
  mapPhi1F64,
  mapSinTwoPiF32,
  mapSinTwoPiF64,
  mapTanhF32,
  mapTanhF64,
} from "./map";
