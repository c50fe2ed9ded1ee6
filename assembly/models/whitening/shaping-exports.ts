export { digamma } from "../../numeric/digamma";
export { shapingLearn, shapingRefresh, shapingRespond } from "./shaping";
export { evaluateShape, gaussianAbsoluteMoment, gaussianAbsoluteMomentDerivative } from "./shaping-function";
