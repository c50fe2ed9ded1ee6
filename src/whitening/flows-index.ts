export {
  type DirectFlowOptions,
  flowDirect,
  flowGains,
  flowInterneurons,
  flowProduct,
  type GainFlowOptions,
  type InterneuronFlowOptions,
  type ProductFlowOptions,
} from "./flow.js";
export type { FlowEvent, FlowMetric, FlowOptions, MatrixInput } from "./flow-options.js";
