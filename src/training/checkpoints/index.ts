export { arrayTypes, type Checkpoint, type StoredTensor, type TensorData, type TensorType } from "./checkpoint.js";
export { readSafetensors, writeSafetensors } from "./safetensors.js";
