export { SpiralNeuralOde, type SpiralNeuralOdeOptions, type SpiralSolver } from "./spiral-neural-ode.js";
export { polluNeuralOde, robertsonNeuralOde, StiffNeuralOde, type StiffNeuralOdeOptions } from "./stiff-neural-ode.js";
