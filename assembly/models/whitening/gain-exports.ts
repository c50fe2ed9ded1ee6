export { decoupledCovariance, decoupledLearn, decoupledLearnExpected, decoupledRespond } from "./decoupled";
export { expectedRoot, gainCovariance } from "./expected";
export { fastGainLearn, fastGainLearnExpected } from "./fast-gains";
export { gainLearn, gainLearnExpected } from "./gain";
export { gainRespond } from "./gain-response";
