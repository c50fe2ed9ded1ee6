export { rateSequenceModel } from "./rate-network.js";
export { type RateNetworkOptions, type RateUnit, rateUnits } from "./rate-network-options.js";
