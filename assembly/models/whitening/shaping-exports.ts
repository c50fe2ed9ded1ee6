export { digamma } from "../../numeric/digamma";
export { shapingEndBatch, shapingLearn, shapingRefresh, shapingRespond } from "./shaping";
export { evaluateShape, gaussianAbsoluteMoment, gaussianAbsoluteMomentDerivative } from "./shaping-function";
