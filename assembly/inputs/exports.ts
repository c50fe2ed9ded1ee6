export { gaussianSamples } from "./gaussian";
export { fillGeneralisedGaussian } from "./generalised-gaussian";
