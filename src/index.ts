export { Core, type LoadOptions, load, loadSync } from "./core/core.js";
export * from "./core/errors.js";
export * from "./numeric/index.js";
export * from "./random/index.js";
export * from "./simulation/index.js";
export * from "./theory/lif-rate/index.js";
export * from "./theory/whitening/gain-modulation.js";
export * from "./whitening/gain-modulation.js";
export * from "./whitening/index.js";
