/** Array kernel: output[i] = f(input[i]); addresses of `count` elements, which may be the same array. */
export type MapKernel = (input: number, output: number, count: number) => void;

/** assembly/numeric/exports.ts */
export interface NumericExports {
  exp(x: number): number;
  expm1(x: number): number;
  phi1(z: number): number;
  log(x: number): number;
  log1p(x: number): number;
  tanh(x: number): number;
  logistic(x: number): number;
  cosh(x: number): number;
  sinTwoPi(x: number): number;
  cosTwoPi(x: number): number;
  /** x in radians; NaN beyond 1.6e6. */
  sin(x: number): number;
  cos(x: number): number;
  erf(x: number): number;
  erfc(x: number): number;
  erfcx(x: number): number;
  dawson(x: number): number;
  logGamma(x: number): number;
  gammaP(a: number, x: number): number;
  gammaQ(a: number, x: number): number;
  logGammaP(a: number, x: number): number;
  logGammaQ(a: number, x: number): number;
  /** Addresses of `count` f64 each. */
  legendreRule(count: number, nodes: number, weights: number): void;
  mapExpF64: MapKernel;
  mapExpF32: MapKernel;
  mapExpm1F64: MapKernel;
  mapExpm1F32: MapKernel;
  mapPhi1F64: MapKernel;
  mapPhi1F32: MapKernel;
  mapLogF64: MapKernel;
  mapLogF32: MapKernel;
  mapLog1pF64: MapKernel;
  mapLog1pF32: MapKernel;
  mapTanhF64: MapKernel;
  mapTanhF32: MapKernel;
  mapLogisticF64: MapKernel;
  mapLogisticF32: MapKernel;
  mapCoshF64: MapKernel;
  mapCoshF32: MapKernel;
  mapSinTwoPiF64: MapKernel;
  mapSinTwoPiF32: MapKernel;
  mapCosTwoPiF64: MapKernel;
  mapCosTwoPiF32: MapKernel;
}
