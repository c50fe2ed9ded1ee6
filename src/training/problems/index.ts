export { type Budget, type BudgetRates, type BudgetSizes, computeBudget, typicalRates } from "../budget.js";
export { type Landscape, type LandscapeGrid, lossLandscape, smoothedLandscape, totalVariation } from "../landscape.js";
export { LinearReadout, type ReadoutGradients, type ReadoutJudgement, type ReadoutSamples } from "../readout.js";
export { type ReadoutSolution, solveReadout } from "../readout-solve.js";
export { type ClassificationOptions, ClassificationProblem, type UniformStart } from "./classification.js";
export { createTrainingProblem } from "./registry.js";
export { type SingleCellGradient, type SingleCellOptions, SingleCellProblem, type SingleCellRun } from "./single-cell.js";
export { SpiralNeuralOde, type SpiralNeuralOdeOptions, type SpiralSolver } from "./spiral-neural-ode.js";
export { polluNeuralOde, robertsonNeuralOde, StiffNeuralOde, type StiffNeuralOdeOptions } from "./stiff-neural-ode.js";
