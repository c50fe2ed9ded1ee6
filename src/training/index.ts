export * from "./checkpoints/index.js";
export * from "./evolution/index.js";
export * from "./gradients/index.js";
export * from "./models/index.js";
export * from "./problem.js";
export * from "./problems/index.js";
export * from "./tasks/index.js";
export * from "./trainer/index.js";
export { type ProblemObjective, type UnrolledObjectiveOptions, unrolledObjective } from "./unrolled-objective.js";
