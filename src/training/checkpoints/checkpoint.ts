/** Types of numbers that a file of tensors holds, by their names there. */
export const arrayTypes = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const;

export type TensorType = keyof typeof arrayTypes;
export type TensorData =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** An array with a shape; its numbers are row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Named tensors and words: what a file in the safetensors format holds. */
export interface Checkpoint {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}
