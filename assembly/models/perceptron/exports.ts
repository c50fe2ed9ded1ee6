export {
  bindPerceptron, perceptronJacobianVector, perceptronVectorJacobian, perceptronVectorJacobianSlope,
} from "./functions";
export { preparePerceptron } from "./perceptron";
export { fitWindowsF32, fitWindowsF64, packWindowWeightsF32, packWindowWeightsF64 } from "./windows";
