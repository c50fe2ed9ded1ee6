export type { IntegrationStatistics } from "../core/errors.js";
export type { RunControl } from "./engine.js";
export * from "./ensembles/index.js";
export type { EventOptions, SolutionEvent } from "./events.js";
export type { Trajectory } from "./flow.js";
export type { IntegrationOptions } from "./flow-options.js";
export { type ComplexVector, type FunctionModelOptions, functionModel, type RightHandSide } from "./function-model.js";
export { type Method, type MethodName, methods, type StepControl } from "./methods.js";
export type { BoundModel, Model, ModelDescription, ModelParameters } from "./model.js";
export type { SolveOptions, ToleranceOptions } from "./options.js";
export * from "./problems/index.js";
export type { Solution } from "./solution.js";
export { createIntegrator, type FunctionOptions, type Integrator, type RunFrom, solve, solveAsync } from "./solve.js";
export {
  StochasticAbortError,
  type StochasticOptions,
  type StochasticSolution,
  solveStochastic,
  solveStochasticAsync,
} from "./stochastic.js";
