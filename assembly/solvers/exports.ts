export { hostDifferentiable, hostProblem } from "./host";
export { integrateProblem, interpolateStep, methodMatrices, methodVectors } from "./methods";
export { stepStochastic } from "./stochastic";
