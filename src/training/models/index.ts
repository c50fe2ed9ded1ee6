export { type MorrisLecarSequenceModel, morrisLecarSequenceModel } from "./morris-lecar.js";
export {
  type CellTensor,
  cellTensors,
  type InitialState,
  type InitialWeights,
  type MorrisLecarSequenceOptions,
} from "./morris-lecar-options.js";
export type { StateGradients } from "./morris-lecar-windows.js";
export { rateSequenceModel } from "./rate-network.js";
export { type RateNetworkOptions, type RateUnit, rateUnits } from "./rate-network-options.js";
