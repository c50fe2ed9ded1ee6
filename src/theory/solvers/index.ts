export { amplification, type Complex, type StabilityTableau, stabilityAtInfinity, stabilityFunction } from "./stability.js";
export {
  gauss4Tableau,
  type RosenbrockMethod,
  type RosenbrockTableau,
  type RungeKuttaTableau,
  radau5Tableau,
  rosenbrock23Tableau,
  rosenbrockTableau,
  rungeKutta4Tableau,
  type TransformedRosenbrock,
  trapezoidTableau,
  trBdf2Tableau,
} from "./tableaux.js";
