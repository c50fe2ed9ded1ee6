export { rosenbrockTableau } from "./methods";
