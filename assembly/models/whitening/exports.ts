export { whitenedCovariance, whiteningError, whiteningObjective } from "./common-error";
export { directDropBatch, directEndBatch, directLearn, directLearnExpected, directRespond } from "./direct";
export {
  interneuronDropBatch,
  interneuronEffective,
  interneuronEndBatch,
  interneuronLearn,
  interneuronLearnExpected,
  interneuronPrepare,
  interneuronRespond,
} from "./interneurons";
