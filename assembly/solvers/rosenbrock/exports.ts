export { driverProblem, driverRun } from "./driver";
export { rosenbrockTableau } from "./methods";
