/**
 * Results for other tools: NumPy archives and comma-separated values.
 * @module
 */
export { type Column, toCsv } from "./csv.js";
export type { NumericArray, ShapedArray } from "./npy.js";
export { fromNpz, type NpzOptions, toNpz } from "./npz.js";
