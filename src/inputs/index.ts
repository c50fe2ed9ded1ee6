export { decodeImages } from "./images/decode.js";
export { decodeIdx, type IdxArray, idxImages } from "./images/idx.js";
export type { GreyImage } from "./images/image.js";
export { loadNaturalImage, type NaturalImageName, naturalImageNames } from "./images/natural-images.js";
export { imagePatches, type PatchOptions, pixelPairs } from "./images/patches.js";
export { decodePgm } from "./images/pgm.js";
export { decodePng } from "./images/png.js";
export { type PrepareOptions, prepareImage } from "./images/prepare.js";
export { type SteerableBandOptions, steerableBand } from "./images/steerable.js";
