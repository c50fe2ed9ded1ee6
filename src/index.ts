export { Core, type LoadOptions, load, loadSync } from "./core/core.js";
export * from "./core/errors.js";
export * from "./numeric/index.js";
export * from "./random/index.js";
export * from "./simulation/index.js";
export type { IntegrationOptions, IntegrationStatistics, Trajectory } from "./solvers/index.js";
export * from "./theory/lif-rate/index.js";
export * from "./whitening/index.js";
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
