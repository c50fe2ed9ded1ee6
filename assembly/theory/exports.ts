export { angleFormPassageTime } from "./angle-form";
export { firingDensity, freeDensity } from "./density";
export { finiteDifferencePassage } from "./finite-difference";
export { deterministicPassageTime, kramersPassageTime } from "./limits";
export { passageMoments } from "./passage-moments";
export { siegertPassageTime } from "./siegert";
