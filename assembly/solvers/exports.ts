export { hostProblem } from "./host";
export { integrateProblem, interpolateStep, methodMatrices, methodVectors } from "./methods";
