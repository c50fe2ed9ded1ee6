export * from "../../src/analysis/index.js";
export { InputError, MicrocircuitError } from "../../src/index.js";
export type { MorrisLecarSet } from "../../src/neurons/index.js";
