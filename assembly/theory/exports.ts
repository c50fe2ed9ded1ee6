export { angleFormPassageTime } from "./angle-form";
export { betaJumpMass } from "./beta-jumps";
export { firingDensity, freeDensity } from "./density";
export { finiteDifferencePassage } from "./finite-difference";
export { inverseGammaPassageTime } from "./inverse-gamma";
export { deterministicPassageTime, kramersPassageTime } from "./limits";
export { passageMoments } from "./passage-moments";
export { siegertPassageTime } from "./siegert";
export { siegertErrorFunctionPassageTime } from "./siegert-error-function";
