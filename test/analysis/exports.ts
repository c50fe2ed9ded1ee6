export * from "../../src/analysis/index.js";
export { InputError } from "../../src/index.js";
export type { MorrisLecarSet } from "../../src/neurons/index.js";
