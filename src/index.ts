export { Core, type LoadOptions, load, loadSync } from "./core/core.js";
export * from "./core/errors.js";
export * from "./inputs/samples/index.js";
export * from "./neurons/index.js";
export * from "./numeric/index.js";
export * from "./random/index.js";
export * from "./simulation/index.js";
export * from "./solvers/index.js";
export * from "./theory/lif-rate/index.js";
export * from "./theory/solvers/index.js";
export * from "./theory/whitening/gain-modulation.js";
export * from "./theory/whitening/generalised-gaussian.js";
export * from "./theory/whitening/index.js";
export * from "./theory/whitening/shaping.js";
export * from "./theory/whitening/shaping-stationarity.js";
export * from "./training/index.js";
export {
  type DirectFlowOptions,
  flowDirect,
  flowGains,
  flowInterneurons,
  flowProduct,
  type GainFlowOptions,
  type InterneuronFlowOptions,
  type ProductFlowOptions,
} from "./whitening/flow.js";
export type { FlowEvent, FlowMetric, FlowOptions, MatrixInput } from "./whitening/flow-options.js";
export * from "./whitening/gain-modulation.js";
export * from "./whitening/index.js";
export { ShapingCircuit, ShapingError, type ShapingLearned } from "./whitening/shaping.js";
export type {
  ShapingLearnExpectedOptions,
  ShapingLearnOptions,
  ShapingOptions,
  ShapingRates,
} from "./whitening/shaping-options.js";
