export * from "../../src/analysis/index.js";
export { InputError, MicrocircuitError } from "../../src/index.js";
