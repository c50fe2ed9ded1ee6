/** assembly/theory/exports.ts; pointers are addresses of structs and arrays in the core's memory. */
export interface TheoryExports {
  angleFormPassageTime(diffusion: number, reset: number, threshold: number, result: number): void;
  passageMoments(diffusion: number, reset: number, threshold: number, result: number): number;
  inverseGammaPassageTime(diffusion: number, reset: number, threshold: number, result: number): void;
  siegertPassageTime(timeConstant: number, lower: number, upper: number, result: number): void;
  siegertErrorFunctionPassageTime(timeConstant: number, lower: number, upper: number, result: number): void;
  kramersPassageTime(diffusion: number, threshold: number, result: number): void;
  deterministicPassageTime(timeConstant: number, equilibrium: number, reset: number, threshold: number, result: number): void;
  firingDensity(
    diffusion: number,
    reset: number,
    threshold: number,
    refractoryPeriod: number,
    passageTime: number,
    voltages: number,
    count: number,
    densities: number,
  ): void;
  freeDensity(diffusion: number, voltages: number, count: number, densities: number): void;
  finiteDifferencePassage(
    diffusion: number,
    reset: number,
    threshold: number,
    below: number,
    above: number,
    work: number,
    result: number,
  ): number;
  betaJumpMass(process: number): void;
}
