export { angleFormPassageTime } from "./angle-form";
export { firingDensity, freeDensity } from "./density";
export { finiteDifferencePassage } from "./finite-difference";
export { passageMoments } from "./passage-moments";
export { siegertPassageTime } from "./siegert";
