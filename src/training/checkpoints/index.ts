export type { Checkpoint, StoredTensor, TensorData, TensorType } from "./checkpoint.js";
export { readSafetensors, writeSafetensors } from "./safetensors.js";
